#ifndef PARETREE_DSE_LOWERING_TECHNOLOGY_HPP
#define PARETREE_DSE_LOWERING_TECHNOLOGY_HPP

#include "hwmodel/technology.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace paretree::dse {

/// The sets compiled in that are complete: "horowitz45" (the default, first), "aladdin40".
[[nodiscard]] std::vector<std::string> built_in_technologies();

/// A set compiled in. Throws: std::invalid_argument with the known names.
[[nodiscard]] hwmodel::Technology built_in_technology(std::string_view name);

/// A built-in set by name, else a user's file: its constants on top of its base, its SRAM table
/// (csv, beside the file) if it names one. A file that stands alone must give every constant that
/// is read of it. Throws: sweeps::ParseError with the place; std::invalid_argument for a malformed
/// SRAM table.
[[nodiscard]] hwmodel::Technology load_technology(const std::string& file_or_builtin_name);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_LOWERING_TECHNOLOGY_HPP
