#ifndef PARETREE_RESULTS_CHART_FRONT_CHART_HPP
#define PARETREE_RESULTS_CHART_FRONT_CHART_HPP

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace paretree::results {

/// An axis of a chart: what is shown, in which unit, and which end is better.
struct ChartAxis {
  std::string
      name;  ///< objective, "energy_pj"; scaled to a readable unit (nJ, uJ ...) by the chart
  bool maximise = false;
  std::optional<bool> logarithmic;  ///< unset: where the values span more than a factor of 20
  bool directed = true;             ///< false: neither end is better
};

struct ChartPoint {
  double x = 0;
  double y = 0;
  bool on_front = false;  ///< of all objectives of the run
  std::string series;     ///< colour and marker, e.g. "ht on fdht"
  std::optional<std::pair<double, double>> x_interval;
  std::optional<std::pair<double, double>> y_interval;
};

/// Two objectives on axes: front emphasised with the staircase of the two shown objectives,
/// dominated points faint, intervals as error bars, legend, readable at column width, colour-blind
/// safe.
struct FrontChart {
  std::string title;
  std::string caption;  ///< facts: study, designs, program version; also in the file's metadata
  ChartAxis x;
  ChartAxis y;
  std::vector<ChartPoint> points;
  double width_mm = 180;  ///< 88: one column
  double height_mm = 110;
};

/// Draws to `file`: svg, pdf or png (300 dpi) by its ending. Equal charts give equal bytes.
///
/// Throws: std::invalid_argument for another ending, no point, a coordinate that is not finite, a
/// logarithmic axis with a value that is not positive, or a size under 40 x 30 mm or over 1000 mm;
/// std::runtime_error if it cannot write.
void draw(const FrontChart& chart, const std::string& file);

/// Throws: std::invalid_argument as draw() does, if the ending is none of svg, pdf and png.
void check_chart_ending(const std::string& file);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_FRONT_CHART_HPP
