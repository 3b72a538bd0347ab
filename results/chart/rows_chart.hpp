#ifndef PARETREE_RESULTS_CHART_ROWS_CHART_HPP
#define PARETREE_RESULTS_CHART_ROWS_CHART_HPP

#include "results/chart/front_chart.hpp"
#include "results/chart/sheet.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace paretree::results {

/// One row: parts of a whole as one bar, or a value with its interval as a mark.
struct ChartRow {
  std::string label;
  std::vector<std::pair<std::string, double>> parts;  ///< what each part is, and how much
  std::optional<double> value;
  std::optional<std::pair<double, double>> interval;
  std::string series;  ///< colour of the mark
};

/// Rows below one another over one axis: breakdowns of designs, correlations of proxies.
struct RowsChart {
  SheetText sheet;
  ChartAxis axis;
  std::string label_name;  ///< what the labels are: "design"
  std::vector<ChartRow> rows;
  std::optional<std::pair<double, double>> range;  ///< of the axis; unset: from 0 to the largest
};

/// The height that gives every row room to be read. Units: mm.
[[nodiscard]] double rows_chart_height_mm(const RowsChart& chart);

/// Draws to `file`, as draw(FrontChart). Throws: std::invalid_argument without rows, or where they
/// do not fit; std::runtime_error if it cannot write.
void draw(const RowsChart& chart, const std::string& file);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_ROWS_CHART_HPP
