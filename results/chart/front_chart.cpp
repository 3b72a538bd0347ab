#include "results/chart/front_chart.hpp"

#include "results/chart/axes.hpp"
#include "results/chart/canvas.hpp"
#include "results/chart/legend.hpp"
#include "results/chart/marks.hpp"
#include "results/chart/sheet.hpp"
#include "results/chart/staircase.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string_view>

namespace paretree::results {

namespace {

constexpr double column_mm = 120;            // narrower pages have no room beside the plot
constexpr std::size_t markers_limit = 1500;  // more of them are drawn as a picture
constexpr double marker_dots_per_inch = 200;
constexpr std::size_t hidden_intervals_limit = 40;
const Colour grey = muted_ink;

void check(const FrontChart& chart) {
  if (chart.points.empty()) {
    throw std::invalid_argument("a chart needs at least one point");
  }
  for (const ChartPoint& point : chart.points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
      throw std::invalid_argument(
          fmt::format("a point at ({}, {}): both must be finite", point.x, point.y));
    }
  }
}

using Interval = std::optional<std::pair<double, double>>;

// All values an axis has to show. An interval that reaches below a logarithmic axis ends at its
// edge.
std::vector<double> shown_values(const FrontChart& chart, double ChartPoint::*coordinate,
                                 Interval ChartPoint::*interval) {
  std::vector<double> values;
  const bool positive = std::ranges::all_of(
      chart.points, [&](const ChartPoint& point) { return point.*coordinate > 0; });
  for (const ChartPoint& point : chart.points) {
    values.push_back(point.*coordinate);
    if (!point.on_front || !(point.*interval)) {
      continue;
    }
    for (const double end : {(point.*interval)->first, (point.*interval)->second}) {
      if (std::isfinite(end) && (end > 0 || !positive)) {
        values.push_back(end);
      }
    }
  }
  return values;
}

std::vector<std::string> series_names(const FrontChart& chart) {
  std::vector<std::string> names;
  for (const ChartPoint& point : chart.points) {
    names.push_back(point.series);
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// One drawing of one chart: sizes, places, and what is on them.
class Drawing {
 public:
  Drawing(const FrontChart& chart, ImageType type)
      : chart_(chart),
        sheet_({chart.title, chart.caption, chart.width_mm, chart.height_mm}, type),
        canvas_(sheet_.canvas()),
        x_(chart.x, shown_values(chart, &ChartPoint::x, &ChartPoint::x_interval)),
        y_(chart.y, shown_values(chart, &ChartPoint::y, &ChartPoint::y_interval)),
        series_(series_names(chart)),
        steps_(staircase(chart.points, chart.x, chart.y)) {
    legend_font_ = sheet_.legend_font();
    style_ = sheet_.axis_style();
    marker_ = 2.5 * sheet_.shrink();
    for (const std::size_t step : steps_) {
      on_steps_[step] = true;
    }
  }

  std::string draw() {
    page_ = sheet_.area();
    arrange();
    axes_->draw_grid(canvas_, plot_);
    axes_->draw(canvas_, plot_);
    draw_designs();
    draw_staircase();
    draw_front();
    canvas_.rectangle({legend_place_.x, legend_place_.y, legend_->width(), legend_->height()},
                      {1, 1, 1, 0.85});
    legend_->draw(canvas_, legend_place_);
    return sheet_.finish(description());
  }

 private:
  void set_plot(const Box& area) {
    // Ticks depend on the plot's size and the plot's size on the ticks' labels: twice is enough.
    plot_ = {area.x + 30, area.y, area.width - 30, area.height - 24};
    for (int round = 0; round < 2; ++round) {
      axes_.emplace(canvas_, x_, y_, style_, plot_.width, plot_.height);
      plot_ = {area.x + axes_->left(), area.y + axes_->top(),
               area.width - axes_->left() - axes_->right(),
               area.height - axes_->bottom() - axes_->top()};
    }
  }

  // The legend stands in an empty corner of the plot; else right of it on a wide page; else above
  // it.
  void arrange() {
    set_plot(page_);
    const double most = plot_.width * 0.45;
    legend_.emplace(canvas_, legend_entries(), legend_font_, most, Legend::Flow::block);
    if (!legend_->is_cut() && legend_->height() <= plot_.height * 0.5 && in_empty_corner()) {
      return;
    }
    if (chart_.width_mm >= column_mm) {
      legend_.emplace(canvas_, legend_entries(), legend_font_, page_.width * 0.3,
                      Legend::Flow::block);
      if (!legend_->is_cut() && legend_->height() <= page_.height) {
        const double room = legend_->width() + 10;
        set_plot({page_.x, page_.y, page_.width - room, page_.height});
        legend_place_ = {page_.right() - legend_->width(), plot_.y};
        return;
      }
    }
    legend_.emplace(canvas_, legend_entries(), legend_font_, page_.width, Legend::Flow::rows);
    legend_place_ = {page_.x, page_.y};
    const double room = legend_->height() + 4;
    set_plot({page_.x, page_.y + room, page_.width, page_.height - room});
  }

  // Markers that would overlap all along the staircase give way: smaller, and with lighter
  // intervals.
  [[nodiscard]] bool is_crowded() const {
    const std::vector<Spot> line = staircase_line();
    double length = 0;
    for (std::size_t i = 2; i + 1 < line.size(); ++i) {
      length += std::abs(line[i].x - line[i - 1].x) + std::abs(line[i].y - line[i - 1].y);
    }
    return steps_.size() > 20 && static_cast<double>(steps_.size()) * 2.5 * marker_ > length;
  }

  bool in_empty_corner() {
    constexpr double inset = 5;
    const double left = plot_.x + inset;
    const double right = plot_.right() - inset - legend_->width();
    const double top = plot_.y + inset;
    const double bottom = plot_.bottom() - inset - legend_->height();
    for (const Spot corner :
         {Spot{right, top}, Spot{right, bottom}, Spot{left, top}, Spot{left, bottom}}) {
      if (is_empty({corner.x - inset, corner.y - inset, legend_->width() + 2 * inset,
                    legend_->height() + 2 * inset})) {
        legend_place_ = corner;
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] bool is_empty(const Box& box) const {
    const bool points_elsewhere = std::ranges::none_of(chart_.points, [&](const ChartPoint& point) {
      if (box.contains(place(point.x, point.y))) {
        return true;
      }
      if (!point.on_front) {
        return false;
      }
      const auto& [left, right] = point.x_interval.value_or(std::pair{point.x, point.x});
      const auto& [low, high] = point.y_interval.value_or(std::pair{point.y, point.y});
      return crosses(box, place(left, point.y), place(right, point.y)) ||
             crosses(box, place(point.x, low), place(point.x, high));
    });
    if (!points_elsewhere) {
      return false;
    }
    const std::vector<Spot> corners = staircase_line();
    for (std::size_t i = 1; i < corners.size(); ++i) {
      if (crosses(box, corners[i - 1], corners[i])) {
        return false;
      }
    }
    return true;
  }

  // For lines along an axis.
  static bool crosses(const Box& box, Spot a, Spot b) {
    return std::max(a.x, b.x) >= box.x && std::min(a.x, b.x) <= box.right() &&
           std::max(a.y, b.y) >= box.y && std::min(a.y, b.y) <= box.bottom();
  }

  [[nodiscard]] Spot place(double x, double y) const { return axes_->place(plot_, x, y); }
  [[nodiscard]] Spot place(std::size_t i) const {
    return place(chart_.points[i].x, chart_.points[i].y);
  }

  [[nodiscard]] std::size_t series_of(const ChartPoint& point) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(series_, point.series) -
                                    series_.begin());
  }

  // The border of what the front dominates, from edge to edge of the plot.
  [[nodiscard]] std::vector<Spot> staircase_line() const {
    std::vector<Spot> line;
    const double worst_y = chart_.y.maximise ? plot_.bottom() : plot_.y;
    const double worst_x = chart_.x.maximise ? plot_.x : plot_.right();
    double y = worst_y;
    for (const std::size_t step : steps_) {
      const Spot spot = place(step);
      line.push_back({spot.x, y});
      line.push_back(spot);
      y = spot.y;
    }
    line.push_back({worst_x, y});
    return line;
  }

  void draw_designs() {
    std::vector<CloudDot> dots;
    for (std::size_t i = 0; i < chart_.points.size(); ++i) {
      if (!chart_.points[i].on_front && !on_steps_.contains(i)) {
        dots.push_back({place(i), series_of(chart_.points[i])});
      }
    }
    const double radius = dots.size() > 20'000 ? 0.45 : dots.size() > 1000 ? 0.65 : 1.0;
    draw_cloud(canvas_, plot_, dots, radius);
  }

  void draw_staircase() {
    canvas_.clipped(plot_, [&] {
      canvas_.line(staircase_line(), {.width = 0.9, .colour = {0.3, 0.3, 0.3}});
    });
  }

  void draw_front() {
    std::vector<std::size_t> hidden;
    for (std::size_t i = 0; i < chart_.points.size(); ++i) {
      if (chart_.points[i].on_front && !on_steps_.contains(i)) {
        hidden.push_back(i);
      }
    }
    // A front of many objectives can have thousands of members: they get smaller as they get more.
    const double crowding = std::sqrt(400 / std::max(400.0, static_cast<double>(hidden.size())));
    const double radius = marker_ * 0.8 * std::max(0.4, crowding);
    const auto draw_hidden = [&] {
      // Beyond a few dozen they would be a curtain; many members share a format and so an interval,
      // which a member on the steps shows.
      for (std::size_t k = 0; hidden.size() <= hidden_intervals_limit && k < hidden.size(); ++k) {
        draw_intervals(hidden[k], 0.45);
      }
      for (const std::size_t i : hidden) {
        draw_mark(canvas_, place(i), series_of(chart_.points[i]), radius, MarkStyle::hollow);
      }
    };
    const Box around{plot_.x - 4, plot_.y - 4, plot_.width + 8, plot_.height + 8};
    if (hidden.size() > markers_limit) {
      canvas_.rasterised(around, marker_dots_per_inch, draw_hidden);
    } else {
      canvas_.clipped(around, draw_hidden);
    }
    const bool crowded = is_crowded();
    const auto draw_steps = [&] {
      for (const std::size_t i : steps_) {
        draw_intervals(i, crowded ? 0.45 : 0.85);
      }
      for (const std::size_t i : steps_) {
        draw_mark(canvas_, place(i), series_of(chart_.points[i]), marker_ * (crowded ? 0.7 : 1),
                  MarkStyle::filled);
      }
    };
    if (steps_.size() > markers_limit) {
      canvas_.rasterised(around, marker_dots_per_inch, draw_steps);
    } else {
      canvas_.clipped(around, draw_steps);
    }
  }

  void draw_intervals(std::size_t i, double strength) {
    const ChartPoint& point = chart_.points[i];
    const Pen pen{.width = 0.7, .colour = tinted(series_colour(series_of(point)), strength)};
    const double cap = marker_ * 0.55;
    if (point.x_interval) {
      const Spot a = place(point.x_interval->first, point.y);
      const Spot b = place(point.x_interval->second, point.y);
      canvas_.line({a, b}, pen);
      for (const Spot end : {a, b}) {
        canvas_.line({{end.x, end.y - cap}, {end.x, end.y + cap}}, pen);
      }
    }
    if (point.y_interval) {
      const Spot a = place(point.x, point.y_interval->first);
      const Spot b = place(point.x, point.y_interval->second);
      canvas_.line({a, b}, pen);
      for (const Spot end : {a, b}) {
        canvas_.line({{end.x - cap, end.y}, {end.x + cap, end.y}}, pen);
      }
    }
  }

  // The series by colour and shape, then what filled, hollow and faint mean, where they occur.
  [[nodiscard]] std::vector<LegendEntry> legend_entries() const {
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < series_.size(); ++i) {
      if (!series_[i].empty()) {
        entries.push_back({series_[i], [this, i](Canvas& canvas, Spot centre) {
                             draw_mark(canvas, centre, i, marker_, MarkStyle::filled);
                           }});
      }
    }
    entries.push_back({"front, these two axes", [](Canvas& canvas, Spot centre) {
                         canvas.line({{centre.x - 5.5, centre.y - 2},
                                      {centre.x, centre.y - 2},
                                      {centre.x, centre.y + 2},
                                      {centre.x + 5.5, centre.y + 2}},
                                     {.width = 0.9, .colour = {0.3, 0.3, 0.3}});
                       }});
    bool hidden = false;
    bool others = false;
    for (std::size_t i = 0; i < chart_.points.size(); ++i) {
      const bool elsewhere = !on_steps_.contains(i);
      hidden = hidden || (elsewhere && chart_.points[i].on_front);
      others = others || (elsewhere && !chart_.points[i].on_front);
    }
    if (hidden) {
      entries.push_back(
          {"front, all objectives", [this](Canvas& canvas, Spot centre) {
             canvas.circle(centre, marker_ * 0.8, {1, 1, 1}, {.width = 0.75, .colour = grey});
           }});
    }
    if (others) {
      entries.push_back({"dominated", [](Canvas& canvas, Spot centre) {
                           canvas.dots({{centre.x - 3.5, centre.y + 1},
                                        {centre.x, centre.y - 1.2},
                                        {centre.x + 3.5, centre.y + 0.8}},
                                       0.8, tinted(grey, 0.6));
                         }});
    }
    return entries;
  }

  [[nodiscard]] std::string description() const {
    const auto axis = [](const Scale& scale) {
      return fmt::format("{}{}, {} is better", scale.label(),
                         scale.logarithmic() ? ", logarithmic" : "",
                         scale.maximise() ? "more" : "less");
    };
    return fmt::format("x: {}. y: {}. Designs: {}, on the front of the two axes: {}.", axis(x_),
                       axis(y_), chart_.points.size(), steps_.size());
  }

  const FrontChart& chart_;
  Sheet sheet_;
  Canvas& canvas_;
  Scale x_;
  Scale y_;
  std::vector<std::string> series_;
  std::vector<std::size_t> steps_;
  std::map<std::size_t, bool> on_steps_;
  Font legend_font_;
  AxisStyle style_;
  double marker_ = 2.5;
  Box page_;
  Box plot_;
  std::optional<Axes> axes_;
  std::optional<Legend> legend_;
  Spot legend_place_;
};

}  // namespace

void check_chart_ending(const std::string& file) {
  static_cast<void>(image_type(file));
}

void draw(const FrontChart& chart, const std::string& file) {
  const ImageType type = image_type(file);
  check(chart);
  write_picture(file, Drawing(chart, type).draw());
}

}  // namespace paretree::results
