#ifndef PARETREE_RESULTS_CHART_SCALE_HPP
#define PARETREE_RESULTS_CHART_SCALE_HPP

#include "results/chart/front_chart.hpp"

#include <string>
#include <vector>

namespace paretree::results {

/// From a column's values to the unit square: unit, range, linear or logarithmic.
class Scale {
 public:
  /// The scale that shows all of `values` with a margin.
  /// Throws: std::invalid_argument for a logarithmic axis with a value that is not positive.
  Scale(const ChartAxis& axis, const std::vector<double>& values);

  /// 0 at the low end of the axis, 1 at the high end, clamped to a little outside of them.
  [[nodiscard]] double at(double value) const;
  [[nodiscard]] const std::string& label() const { return label_; }
  [[nodiscard]] bool logarithmic() const { return logarithmic_; }
  [[nodiscard]] bool maximise() const { return maximise_; }
  [[nodiscard]] bool directed() const { return directed_; }
  /// A shown number (in the axis' unit) as a value of the column.
  [[nodiscard]] double value_of(double shown) const { return shown / factor_; }
  [[nodiscard]] double low() const { return low_; }    ///< in the axis' unit
  [[nodiscard]] double high() const { return high_; }  ///< in the axis' unit

 private:
  std::string label_;
  double factor_ = 1;
  bool logarithmic_ = false;
  bool maximise_ = false;
  bool directed_ = true;
  double low_ = 0;
  double high_ = 1;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_SCALE_HPP
