#include "results/chart/line_chart.hpp"

#include "results/chart/axes.hpp"
#include "results/chart/legend.hpp"
#include "results/chart/marks.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <stdexcept>

namespace paretree::results {

namespace {

constexpr std::size_t markers_limit = 1500;  // more of them are drawn as a picture
constexpr double marker_dots_per_inch = 200;
constexpr double line_width = 1.1;

using Place = std::pair<double, double>;

std::vector<Place> shown(const std::vector<Place>& places, const LineChart& chart) {
  std::vector<Place> kept;
  for (const Place& place : places) {
    const auto fits = [](double value, const ChartAxis& axis) {
      return std::isfinite(value) && (value > 0 || !axis.logarithmic.value_or(false));
    };
    if (fits(place.first, chart.x) && fits(place.second, chart.y)) {
      kept.push_back(place);
    }
  }
  return kept;
}

std::vector<double> values_of(const LineChart& chart, double Place::*part) {
  std::vector<double> values;
  for (const LineSeries& series : chart.series) {
    for (const auto* places : {&series.line, &series.marks}) {
      for (const Place& place : *places) {
        values.push_back(place.*part);
      }
    }
  }
  if (values.empty()) {
    throw std::invalid_argument("there is nothing to draw on these axes");
  }
  return values;
}

std::string draw_all(const LineChart& chart, ImageType type) {
  Sheet sheet(chart.sheet, type);
  Canvas& canvas = sheet.canvas();
  const Scale x(chart.x, values_of(chart, &Place::first));
  const Scale y(chart.y, values_of(chart, &Place::second));
  const double marker = 2.2 * sheet.shrink();

  std::vector<LegendEntry> entries;
  for (std::size_t number = 0; number < chart.series.size(); ++number) {
    const LineSeries& series = chart.series[number];
    entries.push_back({series.name, [&series, number, marker](Canvas& page, Spot centre) {
                         if (!series.line.empty()) {
                           page.line({{centre.x - 6, centre.y}, {centre.x + 6, centre.y}},
                                     {.width = line_width, .colour = series_colour(number)});
                         }
                         if (!series.marks.empty()) {
                           draw_mark(page, centre, number, marker, MarkStyle::filled);
                         }
                       }});
  }
  Box area = sheet.area();
  if (entries.size() > 1) {
    const Legend legend(canvas, std::move(entries), sheet.legend_font(), area.width,
                        Legend::Flow::rows);
    legend.draw(canvas, {area.x, area.y});
    area.y += legend.height() + 4;
    area.height -= legend.height() + 4;
  }
  Box plot{area.x + 30, area.y, area.width - 30, area.height - 24};
  std::optional<Axes> axes;
  for (int round = 0; round < 2; ++round) {
    axes.emplace(canvas, x, y, sheet.axis_style(), plot.width, plot.height);
    plot = {area.x + axes->left(), area.y + axes->top(), area.width - axes->left() - axes->right(),
            area.height - axes->bottom() - axes->top()};
  }
  axes->draw_grid(canvas, plot);
  axes->draw(canvas, plot);
  const Box around{plot.x - 4, plot.y - 4, plot.width + 8, plot.height + 8};
  for (std::size_t number = 0; number < chart.series.size(); ++number) {
    const LineSeries& series = chart.series[number];
    std::vector<Spot> line;
    for (const Place& place : series.line) {
      line.push_back(axes->place(plot, place.first, place.second));
    }
    if (line.size() > 1) {
      canvas.clipped(
          plot, [&] { canvas.line(line, {.width = line_width, .colour = series_colour(number)}); });
    }
    const auto draw_marks = [&] {
      for (const Place& place : series.marks) {
        draw_mark(canvas, axes->place(plot, place.first, place.second), number, marker,
                  MarkStyle::filled);
      }
    };
    if (series.marks.size() > markers_limit) {
      canvas.rasterised(around, marker_dots_per_inch, draw_marks);
    } else {
      canvas.clipped(around, draw_marks);
    }
  }
  std::string names;
  for (const LineSeries& series : chart.series) {
    names += fmt::format("{}{} ({} points)", names.empty() ? "" : ", ", series.name,
                         std::max(series.marks.size(), series.line.size()));
  }
  const auto axis = [](const Scale& scale) {
    return scale.label() + (scale.logarithmic() ? ", logarithmic" : "") +
           (!scale.directed()  ? ""
            : scale.maximise() ? ", more is better"
                               : ", less is better");
  };
  return sheet.finish(fmt::format("x: {}. y: {}. {}.", axis(x), axis(y), names));
}

}  // namespace

void draw(const LineChart& chart, const std::string& file) {
  const ImageType type = image_type(file);
  LineChart kept = chart;
  for (LineSeries& series : kept.series) {
    series.line = shown(series.line, chart);
    series.marks = shown(series.marks, chart);
  }
  write_picture(file, draw_all(kept, type));
}

}  // namespace paretree::results
