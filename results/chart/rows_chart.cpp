#include "results/chart/rows_chart.hpp"

#include "results/chart/legend.hpp"
#include "results/chart/marks.hpp"
#include "results/chart/scale.hpp"
#include "results/chart/ticks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace paretree::results {

namespace {

constexpr double least_row = 8.5;  // points a row needs at least
constexpr double row_mm = 5;
const Colour grid{0.91, 0.91, 0.91};

std::vector<std::string> series_of(const RowsChart& chart) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  };
  for (const ChartRow& row : chart.rows) {
    for (const auto& [name, value] : row.parts) {
      add(name);
    }
    add(row.series);
  }
  return names;
}

std::vector<double> ends(const RowsChart& chart) {
  if (chart.range) {
    return {chart.range->first, chart.range->second};
  }
  std::vector<double> values = {0};
  for (const ChartRow& row : chart.rows) {
    double sum = 0;
    for (const auto& [name, value] : row.parts) {
      sum += value;
    }
    values.push_back(sum);
    values.push_back(row.value.value_or(0));
    if (row.interval) {
      values.push_back(row.interval->first);
      values.push_back(row.interval->second);
    }
  }
  return values;
}

class Drawing {
 public:
  Drawing(const RowsChart& chart, ImageType type)
      : chart_(chart),
        sheet_(chart.sheet, type),
        canvas_(sheet_.canvas()),
        scale_({chart.axis.name, chart.axis.maximise, false, chart.axis.directed}, ends(chart)),
        series_(series_of(chart)) {}

  std::string draw() {
    arrange();
    draw_axis();
    for (std::size_t number = 0; number < chart_.rows.size(); ++number) {
      draw_row(chart_.rows[number], plot_.y + (static_cast<double>(number) + 0.5) * row_height_);
    }
    return sheet_.finish(
        fmt::format("{} of {} rows ({}).", scale_.label(), chart_.rows.size(), chart_.label_name));
  }

 private:
  void arrange() {
    Box area = sheet_.area();
    if (series_.size() > 1) {
      std::vector<LegendEntry> entries;
      const bool bars = !chart_.rows.front().parts.empty();
      for (std::size_t number = 0; number < series_.size(); ++number) {
        std::string name = series_[number];
        std::replace(name.begin(), name.end(), '_', ' ');
        entries.push_back(
            {name, [number, bars](Canvas& canvas, Spot centre) {
               if (bars) {
                 canvas.rectangle({centre.x - 4, centre.y - 2.6, 8, 5.2}, fill(number));
               } else {
                 draw_mark(canvas, centre, number, 2.4, MarkStyle::filled);
               }
             }});
      }
      const Legend legend(canvas_, std::move(entries), sheet_.legend_font(), area.width,
                          Legend::Flow::rows);
      legend.draw(canvas_, {area.x, area.y});
      area.y += legend.height() + 4;
      area.height -= legend.height() + 4;
    }
    const AxisStyle style = sheet_.axis_style();
    double labels = canvas_.text_width(chart_.label_name, style.better_font);
    for (const ChartRow& row : chart_.rows) {
      labels = std::max(labels, canvas_.text_width(row.label, style.tick_font));
    }
    label_font_ = style.tick_font;
    if (labels > 0.45 * area.width) {
      // On two lines of smaller letters rather than cut off.
      label_font_.size *= 0.8;
      label_lines_ = 2;
      labels = 0.5 * area.width;
    }
    const double bottom = style.tick_font.size + style.label_font.size + 4 * style.gap;
    const double top = style.better_font.size + 2 * style.gap;
    plot_ = {area.x + labels + 2 * style.gap, area.y + top,
             area.width - labels - 2 * style.gap - 14, area.height - bottom - top};
    row_height_ = plot_.height / static_cast<double>(chart_.rows.size());
    if (row_height_ < least_row * sheet_.shrink()) {
      throw std::invalid_argument(fmt::format("{} rows need a chart {:.0f} mm high",
                                              chart_.rows.size(), rows_chart_height_mm(chart_)));
    }
  }

  // Colours repeat after seven parts: the second seven are lighter.
  static Colour fill(std::size_t series) {
    return tinted(series_colour(series), series % 14 < 7 ? 1.0 : 0.45);
  }

  [[nodiscard]] double place(double value) const {
    return plot_.x + std::clamp(scale_.at(value), 0.0, 1.0) * plot_.width;
  }

  void draw_axis() {
    const AxisStyle style = sheet_.axis_style();
    const int wanted = std::clamp(static_cast<int>(plot_.width / (4 * style.tick_font.size)), 2, 8);
    const Ticks ticks = linear_ticks(scale_.low(), scale_.high(), wanted);
    const std::vector<std::string> labels = tick_labels(ticks.major);
    const double baseline = plot_.bottom() + style.gap + style.tick_font.size;
    double free_from = plot_.x - 100;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const double x = place(scale_.value_of(ticks.major[i]));
      canvas_.line({{x, plot_.y}, {x, plot_.bottom()}}, {.width = 0.4, .colour = grid});
      const double half = canvas_.text_width(labels[i], style.tick_font) / 2;
      if (x - half > free_from && x + half <= plot_.right() + 14) {
        canvas_.text({x, baseline}, labels[i], style.tick_font, Anchor::middle);
        free_from = x + half + 3;
      }
    }
    canvas_.line({{plot_.x, plot_.bottom()}, {plot_.right(), plot_.bottom()}}, {.width = 0.6});
    Font name = style.label_font;
    name.size *= std::clamp(plot_.width / canvas_.text_width(scale_.label(), name), 0.7, 1.0);
    canvas_.text({plot_.x + plot_.width / 2, baseline + style.gap + style.label_font.size},
                 canvas_.fitted(scale_.label(), plot_.width + 0.1, name), name, Anchor::middle);
    canvas_.text({plot_.x - 2 * style.gap, plot_.y - style.gap}, chart_.label_name,
                 style.better_font, Anchor::end);
  }

  void draw_row(const ChartRow& row, double middle) {
    const AxisStyle style = sheet_.axis_style();
    const double label_room = plot_.x - sheet_.area().x - 2 * style.gap;
    const std::vector<std::string> lines =
        canvas_.wrapped(row.label, label_room + 0.5, label_font_, label_lines_);
    const double leading = 1.1 * label_font_.size;
    double baseline =
        middle + 0.36 * label_font_.size - 0.5 * leading * (static_cast<double>(lines.size()) - 1);
    for (const std::string& line : lines) {
      canvas_.text({plot_.x - 2 * style.gap, baseline}, line, label_font_, Anchor::end);
      baseline += leading;
    }
    double sum = 0;
    const double half = std::min(0.36 * row_height_, 7.0);
    for (const auto& [name, value] : row.parts) {
      const double left = place(sum);
      sum += value;
      const double right = place(sum);
      canvas_.rectangle({left, middle - half, right - left, 2 * half}, fill(series_number(name)));
    }
    if (row.value) {
      const std::size_t series = series_number(row.series);
      if (row.interval) {
        const double low = place(row.interval->first);
        const double high = place(row.interval->second);
        const Pen pen{.width = 0.9, .colour = series_colour(series)};
        canvas_.line({{low, middle}, {high, middle}}, pen);
        for (const double end : {low, high}) {
          canvas_.line({{end, middle - 1.6}, {end, middle + 1.6}}, pen);
        }
      }
      draw_mark(canvas_, {place(*row.value), middle}, series, 2.4, MarkStyle::filled);
    }
  }

  [[nodiscard]] std::size_t series_number(const std::string& name) const {
    const auto found = std::find(series_.begin(), series_.end(), name);
    return found == series_.end() ? 0 : static_cast<std::size_t>(found - series_.begin());
  }

  const RowsChart& chart_;
  Sheet sheet_;
  Canvas& canvas_;
  Scale scale_;
  std::vector<std::string> series_;
  Box plot_;
  double row_height_ = 0;
  Font label_font_;
  std::size_t label_lines_ = 1;
};

}  // namespace

double rows_chart_height_mm(const RowsChart& chart) {
  return 34 + row_mm * static_cast<double>(chart.rows.size());
}

void draw(const RowsChart& chart, const std::string& file) {
  const ImageType type = image_type(file);
  if (chart.rows.empty()) {
    throw std::invalid_argument("a chart needs at least one row");
  }
  write_picture(file, Drawing(chart, type).draw());
}

}  // namespace paretree::results
