#ifndef PARETREE_DSE_STUDY_FIRST_SWEEP_HPP
#define PARETREE_DSE_STUDY_FIRST_SWEEP_HPP

#include <string>
#include <string_view>

namespace paretree::dse {

/// The schema that a first sweep's editor line names.
inline constexpr std::string_view first_sweep_schema_file = "paretree.schema.json";

/// A commented sweep that runs in seconds and needs no data; the comments are the reader's own
/// sentences about its keys.
[[nodiscard]] std::string first_sweep(const std::string& name, const std::string& workload);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_FIRST_SWEEP_HPP
