#ifndef PARETREE_DSE_STUDY_FORMATS_WANTED_HPP
#define PARETREE_DSE_STUDY_FORMATS_WANTED_HPP

#include "dse/study/problem.hpp"
#include "results/records.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace paretree::dse {

/// A format whose accuracy a sweep needs.
struct WantedFormat {
  std::string id;
  ModelHalf half;  ///< one of its plans
};

/// Calls back with block and number of every format that the search comes to, once, in the order of
/// the space: of a search that learns every format of the space, since what it comes to is not
/// known beforehand.
void for_each_format_wanted(
    const Problem& problem,
    const std::function<void(std::size_t block, std::uint64_t format)>& visit);
/// These at every width and state sparsity.
[[nodiscard]] std::vector<WantedFormat> formats_wanted(const Problem& problem);
/// How many these are.
[[nodiscard]] std::uint64_t count_of_formats_wanted(const Problem& problem);

/// Accuracies from a CSV file with a header: `format` (id) and `error` or `accuracy`, optionally
/// `standard_error`. Throws: std::invalid_argument with line and column of the fault and what is
/// allowed: unknown formats, values outside [0, 1], a format twice.
[[nodiscard]] std::vector<results::AccuracyRow> read_accuracies(
    const std::string& file, const std::vector<WantedFormat>& wanted);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_FORMATS_WANTED_HPP
