#ifndef PARETREE_RESULTS_CHART_LEGEND_HPP
#define PARETREE_RESULTS_CHART_LEGEND_HPP

#include "results/chart/canvas.hpp"

#include <functional>
#include <string>
#include <vector>

namespace paretree::results {

/// A line of a legend: a small picture around `centre`, and a text.
struct LegendEntry {
  std::string text;
  std::function<void(Canvas&, Spot centre)> draw;
};

/// Entries below one another (a block) or beside one another in rows.
class Legend {
 public:
  enum class Flow { block, rows };

  /// Texts are cut where an entry would not fit into `width`.
  Legend(Canvas& canvas, std::vector<LegendEntry> entries, const Font& font, double width,
         Flow flow);

  [[nodiscard]] double width() const { return width_; }
  [[nodiscard]] double height() const { return height_; }
  /// Some text did not fit.
  [[nodiscard]] bool is_cut() const { return cut_; }
  void draw(Canvas& canvas, Spot top_left) const;

 private:
  std::vector<LegendEntry> entries_;
  std::vector<Spot> places_;  // of the left end of each entry's middle line
  Font font_;
  double width_ = 0;
  double height_ = 0;
  bool cut_ = false;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_LEGEND_HPP
