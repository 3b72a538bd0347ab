#ifndef PARETREE_RESULTS_CHART_STAIRCASE_HPP
#define PARETREE_RESULTS_CHART_STAIRCASE_HPP

#include "results/chart/front_chart.hpp"

#include <cstddef>
#include <vector>

namespace paretree::results {

/// Indices of the points that no other dominates in the two shown objectives, from the best x on;
/// of equal points the first.
///
/// Only points on the front of all objectives are considered, all points if there are none of
/// these. Complexity: O(n log n).
[[nodiscard]] std::vector<std::size_t> staircase(const std::vector<ChartPoint>& points,
                                                 const ChartAxis& x, const ChartAxis& y);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_STAIRCASE_HPP
