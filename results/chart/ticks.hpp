#ifndef PARETREE_RESULTS_CHART_TICKS_HPP
#define PARETREE_RESULTS_CHART_TICKS_HPP

#include <string>
#include <vector>

namespace paretree::results {

/// Where an axis has marks: major ones carry a label.
struct Ticks {
  std::vector<double> major;
  std::vector<double> minor;
};

/// Multiples of 1, 2 or 5 times a power of ten within [low, high], about `wanted` of them (at least
/// 2). Requires: low < high, wanted >= 2.
[[nodiscard]] Ticks linear_ticks(double low, double high, int wanted);

/// Powers of ten within [low, high] with 2..9 between them as minor marks; 1, 2 and 5 times powers
/// where there are fewer than three powers, linear marks where even those are fewer than two; every
/// n-th power where there are more than `wanted`. Requires: 0 < low < high, wanted >= 2.
[[nodiscard]] Ticks log_ticks(double low, double high, int wanted);

/// One label per value, all in one style: plain digits, or powers of ten where these would be long.
[[nodiscard]] std::vector<std::string> tick_labels(const std::vector<double>& values);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_TICKS_HPP
