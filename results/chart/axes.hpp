#ifndef PARETREE_RESULTS_CHART_AXES_HPP
#define PARETREE_RESULTS_CHART_AXES_HPP

#include "results/chart/canvas.hpp"
#include "results/chart/scale.hpp"
#include "results/chart/ticks.hpp"

#include <string>
#include <vector>

namespace paretree::results {

/// Sizes of what stands around a plot. Units: points.
struct AxisStyle {
  Font tick_font;
  Font label_font;
  Font better_font;
  double tick_length = 2.6;
  double gap = 2.5;
};

/// Two axes around a plot: grid, ticks with labels, names with units, and which end is better.
class Axes {
 public:
  /// `length` of the plot's sides decide how many ticks there are; they may still change a little.
  Axes(Canvas& canvas, Scale x, Scale y, const AxisStyle& style, double plot_width,
       double plot_height);

  /// Room needed left of, below, right of and above the plot.
  [[nodiscard]] double left() const { return left_; }
  [[nodiscard]] double bottom() const { return bottom_; }
  [[nodiscard]] double right() const { return right_; }
  [[nodiscard]] double top() const { return top_; }

  [[nodiscard]] Spot place(const Box& plot, double x, double y) const;
  void draw_grid(Canvas& canvas, const Box& plot) const;
  void draw(Canvas& canvas, const Box& plot) const;

 private:
  void draw_x(Canvas& canvas, const Box& plot) const;
  void draw_y(Canvas& canvas, const Box& plot) const;
  void draw_name(Canvas& canvas, const Scale& scale, Spot start, double length, Turn turn) const;

  Scale x_;
  Scale y_;
  AxisStyle style_;
  Ticks x_ticks_;
  Ticks y_ticks_;
  std::vector<std::string> x_labels_;
  std::vector<std::string> y_labels_;
  double left_ = 0;
  double bottom_ = 0;
  double right_ = 0;
  double top_ = 0;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_AXES_HPP
