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

/// A file of the user's as it was read.
struct SourceFile {
  std::string path;
  std::string text;

  bool operator==(const SourceFile&) const = default;
};

/// What has to be kept to price with a set again: nothing of a built-in one, else the technology
/// file and, after it, the SRAM table (csv, beside the file) if it names one.
/// Throws: sweeps::ParseError with the place; std::invalid_argument where there is no such file.
[[nodiscard]] std::vector<SourceFile> technology_files(const std::string& file_or_builtin_name);

/// The set of these files: constants on top of their base, their SRAM table. A file that stands
/// alone must give every constant that is read of it. Requires: as technology_files() gives them,
/// not empty. Throws: sweeps::ParseError with the place; std::invalid_argument for a malformed
/// SRAM table.
[[nodiscard]] hwmodel::Technology technology_of(const std::vector<SourceFile>& files);

/// A built-in set by name, else a user's file. Throws: as technology_files() and technology_of().
[[nodiscard]] hwmodel::Technology load_technology(const std::string& file_or_builtin_name);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_LOWERING_TECHNOLOGY_HPP
