#ifndef PARETREE_RESULTS_CHART_UNITS_HPP
#define PARETREE_RESULTS_CHART_UNITS_HPP

#include <string>
#include <string_view>

namespace paretree::results {

/// How a column is shown: "energy_pj" with values near 1e6 as "energy (µJ)", numbers times 1e-6.
struct DisplayUnit {
  std::string label;
  double factor = 1;
};

/// The unit in which numbers of the size of `typical` have one to three digits before the point,
/// taken from the suffix of the column's name; ratios such as `error` are shown in percent.
[[nodiscard]] DisplayUnit display_unit(std::string_view column, double typical);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_UNITS_HPP
