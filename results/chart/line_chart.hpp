#ifndef PARETREE_RESULTS_CHART_LINE_CHART_HPP
#define PARETREE_RESULTS_CHART_LINE_CHART_HPP

#include "results/chart/front_chart.hpp"
#include "results/chart/sheet.hpp"

#include <string>
#include <utility>
#include <vector>

namespace paretree::results {

/// A line, marks, or both, in one colour. Units: those of the axes' columns.
struct LineSeries {
  std::string name;
  std::vector<std::pair<double, double>> line;
  std::vector<std::pair<double, double>> marks;
};

/// Lines and marks over two axes: fronts of several studies, the history of a run, a roofline.
struct LineChart {
  SheetText sheet;
  ChartAxis x;
  ChartAxis y;
  std::vector<LineSeries> series;
};

/// Draws to `file`, as draw(FrontChart). Points that are not finite, and those not above zero on a
/// logarithmic axis, are left out. Throws: std::invalid_argument if nothing is left;
/// std::runtime_error if it cannot write.
void draw(const LineChart& chart, const std::string& file);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_LINE_CHART_HPP
