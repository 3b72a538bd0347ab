#include "results/chart/timeline_chart.hpp"

#include "results/chart/canvas.hpp"
#include "results/chart/marks.hpp"
#include "results/chart/sheet.hpp"
#include "results/chart/ticks.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace paretree::results {

namespace {

constexpr double points_per_mm = 72 / 25.4;
constexpr double width_mm = 180;
constexpr double row_height = 26;
constexpr double row_gap = 7;
constexpr double slice_width = 0.5;
constexpr double left_margin = 62;
constexpr double right_margin = 12;

class Drawing {
 public:
  Drawing(const TimelineChart& chart, ImageType type)
      : chart_(chart),
        canvas_(width_mm, height(chart) / points_per_mm, type),
        plot_{left_margin, 52, canvas_.width() - left_margin - right_margin,
              static_cast<double>(chart.rows.size()) * (row_height + row_gap)} {}

  std::string finished() {
    canvas_.text({left_margin, 14}, chart_.title, {.size = 9, .bold = true});
    canvas_.text({left_margin, 25}, canvas_.fitted(chart_.caption, plot_.width, {.size = 6.5}),
                 {.size = 6.5, .colour = muted_ink});
    stages();
    for (std::size_t row = 0; row < chart_.rows.size(); ++row) {
      bars(chart_.rows[row], plot_.y + static_cast<double>(row) * (row_height + row_gap));
    }
    axis();
    legend();
    return canvas_.finish({chart_.title, chart_.caption});
  }

 private:
  static double height(const TimelineChart& chart) {
    return 52 + static_cast<double>(chart.rows.size()) * (row_height + row_gap) + 44;
  }
  [[nodiscard]] double at(double cycle) const {
    return plot_.x + plot_.width * cycle / static_cast<double>(chart_.cycles);
  }

  void stages() {
    bool shaded = true;
    for (const TimelineStage& stage : chart_.stages) {
      const double left = at(static_cast<double>(stage.begin));
      const double width = at(static_cast<double>(stage.end)) - left;
      if (shaded) {
        canvas_.rectangle({left, plot_.y - 18, width, plot_.height + 18}, {0.95, 0.95, 0.95});
      }
      shaded = !shaded;
      const Font font{.size = 6.5};
      if (canvas_.text_width(stage.label, font) < width - 2) {
        canvas_.text({left + width / 2, plot_.y - 9}, stage.label, font, Anchor::middle);
      }
    }
  }

  void bars(const TimelineRow& row, double top) {
    canvas_.text({plot_.x - 5, top + row_height / 2 + 2.5}, row.unit, {.size = 7}, Anchor::end);
    const auto slices = static_cast<std::size_t>(plot_.width / slice_width);
    std::vector<double> busy(slices, 0);
    std::vector<double> waiting(slices, 0);
    const double per_slice = static_cast<double>(chart_.cycles) / static_cast<double>(slices);
    for (const TimelineSpan& span : row.spans) {
      const auto begin = static_cast<double>(span.begin);
      const auto end = static_cast<double>(span.end);
      for (auto slice = static_cast<std::size_t>(begin / per_slice); slice < slices; ++slice) {
        const double from = static_cast<double>(slice) * per_slice;
        if (from >= end) {
          break;
        }
        (span.waiting ? waiting : busy)[slice] +=
            (std::min(end, from + per_slice) - std::max(begin, from)) / per_slice;
      }
    }
    for (std::size_t first = 0; first < slices;) {
      std::size_t last = first + 1;
      while (last < slices && same(busy[last], busy[first]) &&
             same(waiting[last], waiting[first])) {
        ++last;
      }
      const double left = plot_.x + static_cast<double>(first) * slice_width;
      const double width = static_cast<double>(last - first) * slice_width;
      const double low = std::min(1.0, busy[first]) * row_height;
      const double high = std::min(1.0 - std::min(1.0, busy[first]), waiting[first]) * row_height;
      if (low > 0) {
        canvas_.rectangle({left, top + row_height - low, width, low}, busy_colour());
      }
      if (high > 0) {
        canvas_.rectangle({left, top + row_height - low - high, width, high}, waiting_colour());
      }
      first = last;
    }
    canvas_.line({{plot_.x, top + row_height}, {plot_.x + plot_.width, top + row_height}},
                 {0.4, muted_ink});
  }

  static bool same(double a, double b) { return std::fabs(a - b) < 0.01; }
  static Colour busy_colour() { return series_colour(0); }
  static Colour waiting_colour() { return series_colour(1); }

  void axis() {
    const double base = plot_.bottom() + 2;
    const Ticks ticks = linear_ticks(0, static_cast<double>(chart_.cycles), 8);
    const std::vector<std::string> labels = tick_labels(ticks.major);
    for (std::size_t tick = 0; tick < ticks.major.size(); ++tick) {
      const double x = at(ticks.major[tick]);
      canvas_.line({{x, base}, {x, base + 3}}, {0.5, muted_ink});
      canvas_.text({x, base + 11}, labels[tick], {.size = 6.5}, Anchor::middle);
    }
    canvas_.text({plot_.x + plot_.width / 2, base + 22}, "cycle of the step", {.size = 7},
                 Anchor::middle);
  }

  void legend() {
    double x = plot_.x;
    const double y = plot_.bottom() + 34;
    for (const auto& [text, colour] :
         {std::pair{"busy", busy_colour()}, std::pair{"waiting", waiting_colour()}}) {
      canvas_.rectangle({x, y - 5, 8, 6}, colour);
      canvas_.text({x + 11, y}, text, {.size = 7});
      x += 50;
    }
  }

  const TimelineChart& chart_;
  Canvas canvas_;
  Box plot_;
};

}  // namespace

void draw(const TimelineChart& chart, const std::string& file) {
  const ImageType type = image_type(file);
  if (chart.cycles == 0 || chart.rows.empty()) {
    throw std::invalid_argument("a timeline needs at least one cycle and one unit");
  }
  write_picture(file, Drawing(chart, type).finished());
}

}  // namespace paretree::results
