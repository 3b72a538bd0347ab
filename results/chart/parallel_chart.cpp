#include "results/chart/parallel_chart.hpp"

#include "results/chart/legend.hpp"
#include "results/chart/marks.hpp"
#include "results/chart/scale.hpp"
#include "results/chart/ticks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace paretree::results {

namespace {

constexpr std::size_t strong_limit = 40;  // more lines are drawn thinner and fainter
constexpr double least_gap = 26;          // points between two axes

std::vector<std::string> series_of(const ParallelChart& chart) {
  std::vector<std::string> names;
  for (const ParallelLine& line : chart.lines) {
    names.push_back(line.series);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Scale scale_of(const ParallelChart& chart, std::size_t axis) {
  std::vector<double> values;
  for (const ParallelLine& line : chart.lines) {
    if (std::isfinite(line.values[axis])) {
      values.push_back(line.values[axis]);
    }
  }
  if (values.empty()) {
    values.push_back(0);
  }
  return {chart.axes[axis].axis, values};
}

// A word in two, behind the separator nearest to its middle; whole where it has none.
std::vector<std::string> halves(const std::string& text) {
  std::size_t best = std::string::npos;
  const auto distance = [&](std::size_t at) {
    return std::max(at, text.size() - at) - std::min(at, text.size() - at);
  };
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    const bool separates = text[at] == '_' || text[at] == ' ' || text[at] == '-';
    if (separates && (best == std::string::npos || distance(at) < distance(best))) {
      best = at;
    }
  }
  if (best == std::string::npos) {
    return {text};
  }
  return {text.substr(0, best + 1), text.substr(best + 1)};
}

class Drawing {
 public:
  Drawing(const ParallelChart& chart, ImageType type)
      : chart_(chart), sheet_(chart.sheet, type), canvas_(sheet_.canvas()) {
    for (std::size_t axis = 0; axis < chart.axes.size(); ++axis) {
      scales_.push_back(scale_of(chart, axis));
    }
    font_ = {.size = 6.2 * sheet_.shrink()};
    name_font_ = {.size = 7 * sheet_.shrink(), .bold = true};
    better_font_ = {.size = 5.8 * sheet_.shrink(), .colour = muted_ink};
  }

  std::string draw() {
    arrange();
    draw_lines();
    for (std::size_t axis = 0; axis < chart_.axes.size(); ++axis) {
      draw_axis(axis);
    }
    std::string names;
    for (const Scale& scale : scales_) {
      names += (names.empty() ? "" : ", ") + scale.label();
    }
    return sheet_.finish(
        fmt::format("Parallel coordinates of {} designs over {}.", chart_.lines.size(), names));
  }

 private:
  void arrange() {
    Box area = sheet_.area();
    const std::vector<std::string> series = series_of(chart_);
    if (series.size() > 1) {
      std::vector<LegendEntry> entries;
      for (std::size_t number = 0; number < series.size(); ++number) {
        entries.push_back({series[number], [number](Canvas& canvas, Spot centre) {
                             canvas.line({{centre.x - 6, centre.y}, {centre.x + 6, centre.y}},
                                         {.width = 1.4, .colour = series_colour(number)});
                           }});
      }
      const Legend legend(canvas_, std::move(entries), sheet_.legend_font(), area.width,
                          Legend::Flow::rows);
      legend.draw(canvas_, {area.x, area.y});
      area.y += legend.height() + 5;
      area.height -= legend.height() + 5;
    }
    // Names stand in two rows by turns, so that each has the room of two gaps; labels of ticks
    // stand left of their axis, so the first one needs room for its own.
    const double above = 2 * name_font_.size * 1.35 + better_font_.size * 1.4;
    const double first = std::min(tick_width(0), 0.25 * area.width) + 6;
    const double last = 0.5 * name_width(chart_.axes.size() - 1);
    plot_ = {area.x + std::max(first, 0.5 * name_width(0)), area.y + above, 0,
             area.height - above - 6};
    plot_.width = area.right() - last - plot_.x;
    gap_ = plot_.width / static_cast<double>(chart_.axes.size() - 1);
    if (gap_ < least_gap * sheet_.shrink()) {
      throw std::invalid_argument(fmt::format("{} axes do not fit beside one another on {} mm",
                                              chart_.axes.size(), chart_.sheet.width_mm));
    }
    shrink_names();
  }

  /// Names give way together, so that none is cut.
  void shrink_names() {
    constexpr double least_size = 4.4;
    const double room = name_room();
    const auto widest = [&] {
      double width = 0;
      for (const Scale& scale : scales_) {
        width = std::max(width, canvas_.text_width(scale.label(), name_font_));
      }
      return width;
    };
    while (name_font_.size > least_size && widest() > room) {
      name_font_.size -= 0.2;
    }
  }

  [[nodiscard]] double name_room() const { return chart_.axes.size() > 2 ? 2 * gap_ - 4 : gap_; }

  [[nodiscard]] double name_width(std::size_t axis) {
    return std::min(canvas_.text_width(scales_[axis].label(), name_font_), sheet_.area().width / 4);
  }

  [[nodiscard]] std::vector<std::pair<double, std::string>> labels(std::size_t axis) const {
    std::vector<std::pair<double, std::string>> list;
    const ParallelAxis& entry = chart_.axes[axis];
    if (!entry.words.empty()) {
      for (std::size_t word = 0; word < entry.words.size(); ++word) {
        list.emplace_back(place_of_word(axis, static_cast<double>(word)), entry.words[word]);
      }
      return list;
    }
    const Scale& scale = scales_[axis];
    const Ticks ticks = scale.logarithmic() ? log_ticks(scale.low(), scale.high(), 5)
                                            : linear_ticks(scale.low(), scale.high(), 5);
    const std::vector<std::string> texts = tick_labels(ticks.major);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      list.emplace_back(scale.at(scale.value_of(ticks.major[i])), texts[i]);
    }
    return list;
  }

  [[nodiscard]] double tick_width(std::size_t axis) {
    double width = 0;
    for (const auto& [place, text] : labels(axis)) {
      width = std::max(width, canvas_.text_width(text, font_));
    }
    return width;
  }

  [[nodiscard]] double place_of_word(std::size_t axis, double word) const {
    const auto count = static_cast<double>(chart_.axes[axis].words.size());
    return (word + 0.5) / count;
  }

  [[nodiscard]] Spot spot(std::size_t axis, double value) const {
    const double along = chart_.axes[axis].words.empty()
                             ? std::clamp(scales_[axis].at(value), 0.0, 1.0)
                             : place_of_word(axis, value);
    return {plot_.x + gap_ * static_cast<double>(axis), plot_.bottom() - along * plot_.height};
  }

  void draw_lines() {
    const std::vector<std::string> series = series_of(chart_);
    const bool many = chart_.lines.size() > strong_limit;
    for (const ParallelLine& line : chart_.lines) {
      const auto number = static_cast<std::size_t>(
          std::lower_bound(series.begin(), series.end(), line.series) - series.begin());
      Colour colour = series_colour(number);
      colour.alpha = many ? 0.45 : 0.85;
      const Pen pen{.width = many ? 0.55 : 0.9, .colour = colour};
      std::vector<Spot> spots;
      for (std::size_t axis = 0; axis < line.values.size(); ++axis) {
        if (std::isfinite(line.values[axis])) {
          spots.push_back(spot(axis, line.values[axis]));
          continue;
        }
        if (spots.size() > 1) {
          canvas_.line(spots, pen);
        }
        spots.clear();
      }
      if (spots.size() > 1) {
        canvas_.line(spots, pen);
      }
    }
  }

  void draw_axis(std::size_t axis) {
    const double x = plot_.x + gap_ * static_cast<double>(axis);
    canvas_.line({{x, plot_.y}, {x, plot_.bottom()}}, {.width = 0.8});
    for (const auto& [along, text] : labels(axis)) {
      const double y = plot_.bottom() - along * plot_.height;
      // A word too long for the gap is broken and written smaller; cut off only where it could not
      // be read.
      const double room = gap_ - 5;
      const std::vector<std::string> lines =
          canvas_.text_width(text, font_) <= room ? std::vector{text} : halves(text);
      Font font = font_;
      double width = 0;
      for (const std::string& line : lines) {
        width = std::max(width, canvas_.text_width(line, font_));
      }
      font.size *= std::clamp(room / width, 0.6, 1.0);
      width *= font.size / font_.size;
      const double height = font.size * static_cast<double>(lines.size());
      if (axis > 0) {
        // Lines run beneath the labels of every axis but the first.
        canvas_.rectangle({x - 4 - width, y - 0.5 * height, width + 1, height}, {1, 1, 1, 0.72});
      }
      canvas_.line({{x - 2, y}, {x, y}}, {.width = 0.6});
      double baseline = y - 0.5 * height + 0.86 * font.size;
      for (const std::string& line : lines) {
        canvas_.text({x - 3.5, baseline}, canvas_.fitted(line, room + 0.1, font), font,
                     Anchor::end);
        baseline += font.size;
      }
    }
    const bool upper = axis % 2 == 0 && chart_.axes.size() > 2;
    const double line =
        plot_.y - better_font_.size * 1.4 - 3 - (upper ? name_font_.size * 1.3 : 0.0);
    const std::string name = canvas_.fitted(scales_[axis].label(), name_room(), name_font_);
    canvas_.text({x, line}, name, name_font_, Anchor::middle);
    if (scales_[axis].directed()) {
      canvas_.text({x, plot_.y - 3}, scales_[axis].maximise() ? "better ↑" : "better ↓",
                   better_font_, Anchor::middle);
    }
  }

  const ParallelChart& chart_;
  Sheet sheet_;
  Canvas& canvas_;
  std::vector<Scale> scales_;
  Font font_;
  Font name_font_;
  Font better_font_;
  Box plot_;
  double gap_ = 0;
};

}  // namespace

void draw(const ParallelChart& chart, const std::string& file) {
  const ImageType type = image_type(file);
  const bool whole = std::all_of(chart.lines.begin(), chart.lines.end(), [&](const auto& line) {
    return line.values.size() == chart.axes.size();
  });
  if (chart.axes.size() < 2 || chart.lines.empty() || !whole) {
    throw std::invalid_argument(
        "parallel coordinates need two axes or more, and lines with a value for each");
  }
  write_picture(file, Drawing(chart, type).draw());
}

}  // namespace paretree::results
