#ifndef PARETREE_DSE_STUDY_FORMATS_WANTED_HPP
#define PARETREE_DSE_STUDY_FORMATS_WANTED_HPP

#include "dse/study/problem.hpp"
#include "results/records.hpp"
#include "results/store/study.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
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

/// One accuracy from outside. Throws: std::invalid_argument unless both are shares, 0 to 1.
[[nodiscard]] results::AccuracyRow external_accuracy(const std::string& format, double error,
                                                     std::optional<double> standard_error);

/// Throws: std::invalid_argument if the study measures its accuracies itself.
void refuse_unless_external(const results::Study& study, const Problem& problem);

/// Commits accuracies from outside. What was evaluated is forgotten: the study has to be explored
/// again, and its front follows. Throws: std::invalid_argument for a format that is not wanted;
/// StoreError.
void take_accuracies(results::Study& study, const std::vector<WantedFormat>& wanted,
                     const std::vector<results::AccuracyRow>& accuracies);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_FORMATS_WANTED_HPP
