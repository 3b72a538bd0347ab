#ifndef PARETREE_RESULTS_CHART_TIMELINE_CHART_HPP
#define PARETREE_RESULTS_CHART_TIMELINE_CHART_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::results {

/// From one cycle to before another.
struct TimelineSpan {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  bool waiting = false;  ///< has work and waits for something; else busy
};

struct TimelineRow {
  std::string unit;
  std::vector<TimelineSpan> spans;
};

struct TimelineStage {
  std::string label;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// Which unit is busy when: a row per unit, the stages above. Where a slice of the page holds many
/// cycles its bar is as high as the share of them that are busy (below) and waiting (above).
struct TimelineChart {
  std::string title;
  std::string caption;  ///< facts; also in the file's metadata
  std::vector<TimelineStage> stages;
  std::vector<TimelineRow> rows;
  std::uint64_t cycles = 0;
};

/// Draws to `file`: svg, pdf or png by its ending. Equal charts give equal bytes.
///
/// Throws: std::invalid_argument for another ending or if there is no cycle or no row;
/// std::runtime_error if it cannot write.
void draw(const TimelineChart& chart, const std::string& file);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_TIMELINE_CHART_HPP
