#ifndef PARETREE_DSE_STUDY_FORMATS_WANTED_HPP
#define PARETREE_DSE_STUDY_FORMATS_WANTED_HPP

#include "dse/study/problem.hpp"
#include "results/records.hpp"

#include <string>
#include <vector>

namespace paretree::dse {

/// A format whose accuracy a sweep needs.
struct WantedFormat {
  std::string id;
  ModelHalf half;  ///< one of its plans
};

/// Every format of the space, once, in the order of the space.
[[nodiscard]] std::vector<WantedFormat> formats_wanted(const Problem& problem);

/// Accuracies from a CSV file with a header: `format` (id) and `error` or `accuracy`, optionally
/// `standard_error`. Throws: std::invalid_argument with line and column of the fault and what is
/// allowed: unknown formats, values outside [0, 1], a format twice.
[[nodiscard]] std::vector<results::AccuracyRow> read_accuracies(
    const std::string& file, const std::vector<WantedFormat>& wanted);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_FORMATS_WANTED_HPP
