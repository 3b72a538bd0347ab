#ifndef PARETREE_DSE_STUDY_FRONT_MEASURE_HPP
#define PARETREE_DSE_STUDY_FRONT_MEASURE_HPP

#include "dse/pareto/archive.hpp"
#include "results/store/study.hpp"

#include <string>
#include <vector>

namespace paretree::dse {

/// The best and the worst of every objective over some fronts, in minimised values: what makes
/// hypervolumes of several fronts comparable.
struct Frame {
  std::vector<double> ideal, nadir;
};

/// How far beyond the worst value the reference point lies, as a share of the range: the members
/// that are worst in one objective count, too.
inline constexpr double reference_margin = 0.1;

/// Values to minimise of some designs, by the senses of the run; a row for each that has them all.
[[nodiscard]] Points minimised(const results::RunRow& run,
                               const std::vector<results::DesignRow>& rows,
                               const std::vector<std::string>& objectives);

/// Requires: fronts of one width. No points at all give an empty frame.
[[nodiscard]] Frame frame_of(const std::vector<const Points*>& fronts);
/// The reference point, in minimised values.
[[nodiscard]] std::vector<double> reference_of(const Frame& frame);

/// The share of the box between ideal and reference point that a front dominates, 0 to 1. An
/// objective that is the same everywhere counts as reached; what is better than the ideal as equal
/// to it.
[[nodiscard]] double dominated_share(const Points& front, const Frame& frame);

/// The share of `b` that some point of `a` covers (is nowhere worse than); 1 if b is empty.
[[nodiscard]] double coverage(const Points& a, const Points& b);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_FRONT_MEASURE_HPP
