#include "results/chart/marks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace paretree::results {

namespace {

constexpr double faint = 0.32;
constexpr double cloud_dots_per_inch = 200;

constexpr std::array<Colour, 7> palette = {{{0x00 / 255.0, 0x72 / 255.0, 0xb2 / 255.0},
                                            {0xd5 / 255.0, 0x5e / 255.0, 0x00 / 255.0},
                                            {0x00 / 255.0, 0x9e / 255.0, 0x73 / 255.0},
                                            {0xcc / 255.0, 0x79 / 255.0, 0xa7 / 255.0},
                                            {0xe6 / 255.0, 0x9f / 255.0, 0x00 / 255.0},
                                            {0x56 / 255.0, 0xb4 / 255.0, 0xe9 / 255.0},
                                            {0.25, 0.25, 0.25}}};

// Corners of a regular polygon of the given circumradius; `start` in turns, 0 is to the top.
std::vector<Spot> regular(Spot centre, int corners, double radius, double start) {
  std::vector<Spot> spots;
  for (int i = 0; i < corners; ++i) {
    const double turn = start + static_cast<double>(i) / corners;
    const double angle = 2 * std::numbers::pi * turn;
    spots.push_back({centre.x + radius * std::sin(angle), centre.y - radius * std::cos(angle)});
  }
  return spots;
}

// Pixels that share one of three opacities, by how many dots fell on them: a cloud of a million
// dots still shows where it is dense, and few distinct pixels compress well.
std::uint32_t cloud_pixel(std::size_t series, std::uint32_t count) {
  const double alpha = count >= 30 ? 0.62 : count >= 6 ? 0.46 : faint;
  const Colour colour = series_colour(series);
  const auto level = [&](double part) {
    return static_cast<std::uint32_t>(std::lround(255 * alpha * part));
  };
  return level(1) << 24U | level(colour.red) << 16U | level(colour.green) << 8U |
         level(colour.blue);
}

struct Pixel {
  std::uint32_t count = 0;
  std::uint32_t series = 0;
};

Raster splat(const Box& box, const std::vector<CloudDot>& dots, double radius) {
  constexpr double scale = cloud_dots_per_inch / 72;
  Raster raster{.width = static_cast<int>(std::ceil(box.width * scale)),
                .height = static_cast<int>(std::ceil(box.height * scale)),
                .pixels = {}};
  const auto width = static_cast<std::size_t>(raster.width);
  std::vector<Pixel> pixels(width * static_cast<std::size_t>(raster.height));
  const double reach = radius * scale;
  for (const CloudDot& dot : dots) {
    const double x = (dot.place.x - box.x) * scale - 0.5;
    const double y = (dot.place.y - box.y) * scale - 0.5;
    const int top = std::max(0, static_cast<int>(std::ceil(y - reach)));
    const int bottom = std::min(raster.height - 1, static_cast<int>(std::floor(y + reach)));
    const int left = std::max(0, static_cast<int>(std::ceil(x - reach)));
    const int right = std::min(raster.width - 1, static_cast<int>(std::floor(x + reach)));
    for (int row = top; row <= bottom; ++row) {
      for (int column = left; column <= right; ++column) {
        if (std::hypot(row - y, column - x) > reach) {
          continue;
        }
        Pixel& pixel =
            pixels[static_cast<std::size_t>(row) * width + static_cast<std::size_t>(column)];
        ++pixel.count;
        pixel.series = static_cast<std::uint32_t>(dot.series);
      }
    }
  }
  raster.pixels.reserve(pixels.size());
  for (const Pixel& pixel : pixels) {
    raster.pixels.push_back(pixel.count == 0 ? 0U : cloud_pixel(pixel.series, pixel.count));
  }
  return raster;
}

}  // namespace

Colour series_colour(std::size_t series) {
  return palette[series % palette.size()];
}

Colour tinted(Colour colour, double strength) {
  const auto mixed = [&](double part) { return 1 - strength * (1 - part); };
  return {mixed(colour.red), mixed(colour.green), mixed(colour.blue), colour.alpha};
}

void draw_mark(Canvas& canvas, Spot centre, std::size_t series, double radius, MarkStyle style) {
  const Colour colour = series_colour(series);
  const bool filled = style == MarkStyle::filled;
  const Colour fill = filled ? colour : Colour{1, 1, 1, 0.85};
  const Pen pen{.width = filled ? 0.5 : std::min(0.75, 0.4 * radius),
                .colour = filled ? Colour{1, 1, 1} : colour};
  switch (series % 6) {
    case 0:
      canvas.circle(centre, radius, fill, pen);
      break;
    case 1:  // areas are made alike, so that no series looks heavier
      canvas.polygon(regular(centre, 4, radius * 1.25, 0.125), fill, pen);
      break;
    case 2:
      canvas.polygon(regular({centre.x, centre.y + 0.15 * radius}, 3, radius * 1.45, 0), fill, pen);
      break;
    case 3:
      canvas.polygon(regular(centre, 4, radius * 1.3, 0), fill, pen);
      break;
    case 4:
      canvas.polygon(regular({centre.x, centre.y - 0.15 * radius}, 3, radius * 1.45, 0.5), fill,
                     pen);
      break;
    default:
      canvas.polygon(regular(centre, 5, radius * 1.2, 0), fill, pen);
      break;
  }
}

void draw_cloud(Canvas& canvas, const Box& box, const std::vector<CloudDot>& dots, double radius) {
  if (dots.size() > shapes_limit) {
    canvas.image(box, splat(box, dots, radius));
    return;
  }
  std::size_t series_count = 0;
  for (const CloudDot& dot : dots) {
    series_count = std::max(series_count, dot.series + 1);
  }
  std::vector<std::vector<Spot>> places(series_count);
  for (const CloudDot& dot : dots) {
    places[dot.series].push_back(dot.place);
  }
  for (std::size_t series = 0; series < series_count; ++series) {
    canvas.dots(places[series], radius, tinted(series_colour(series), faint));
  }
}

}  // namespace paretree::results
