#ifndef PARETREE_RESULTS_CHART_PARALLEL_CHART_HPP
#define PARETREE_RESULTS_CHART_PARALLEL_CHART_HPP

#include "results/chart/front_chart.hpp"
#include "results/chart/sheet.hpp"

#include <string>
#include <vector>

namespace paretree::results {

/// One upright axis: numbers, or words in the order they are to stand in, lowest first.
struct ParallelAxis {
  ChartAxis axis;
  std::vector<std::string> words;  ///< empty: the values are numbers, else places in this list
};

struct ParallelLine {
  std::vector<double> values;  ///< one for each axis; not a number: the line has a gap there
  std::string series;
};

/// Parallel coordinates: a line for each design over one upright axis for each figure.
struct ParallelChart {
  SheetText sheet;
  std::vector<ParallelAxis> axes;
  std::vector<ParallelLine> lines;
};

/// Draws to `file`, as draw(FrontChart). Throws: std::invalid_argument for fewer than two axes, no
/// line, a line of another length, or more axes than fit; std::runtime_error if it cannot write.
void draw(const ParallelChart& chart, const std::string& file);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_PARALLEL_CHART_HPP
