#ifndef PARETREE_RESULTS_CHART_CANVAS_HPP
#define PARETREE_RESULTS_CHART_CANVAS_HPP

#include "results/chart/geometry.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::results {

enum class ImageType { svg, pdf, png };
enum class Anchor { start, middle, end };
enum class Turn { none, left };  ///< left: reads from the bottom to the top

struct Font {
  double size = 7;
  bool bold = false;
  Colour colour{0.13, 0.13, 0.13};
};

struct Pen {
  double width = 0.6;
  Colour colour{0.13, 0.13, 0.13};
};

/// Pixels, premultiplied ARGB, row by row.
struct Raster {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> pixels;
};

/// What goes into a file beside the picture.
struct Metadata {
  std::string title;
  std::string description;
};

/// A page to draw on; the only place that calls cairo. Equal calls give equal bytes.
class Canvas {
 public:
  Canvas(double width_mm, double height_mm, ImageType type);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  [[nodiscard]] double width() const { return width_; }    ///< points
  [[nodiscard]] double height() const { return height_; }  ///< points
  [[nodiscard]] ImageType type() const { return type_; }

  void line(const std::vector<Spot>& spots, const Pen& pen);
  void rectangle(const Box& box, Colour fill);
  void circle(Spot centre, double radius, Colour fill, const Pen& pen);
  void polygon(const std::vector<Spot>& spots, Colour fill, const Pen& pen);
  /// Many filled dots as one path.
  void dots(const std::vector<Spot>& centres, double radius, Colour fill);
  void image(const Box& box, const Raster& raster);

  /// `spot` is on the base line. Text is UTF-8.
  void text(Spot spot, std::string_view text, const Font& font, Anchor anchor = Anchor::start,
            Turn turn = Turn::none);
  [[nodiscard]] double text_width(std::string_view text, const Font& font);
  /// The text, or its beginning and an ellipsis, at most `width` wide.
  [[nodiscard]] std::string fitted(std::string_view text, double width, const Font& font);
  /// Lines of at most `width`, broken at spaces; at most `limit`, the last one with an ellipsis.
  [[nodiscard]] std::vector<std::string> wrapped(std::string_view text, double width,
                                                 const Font& font, std::size_t limit);

  /// Draws inside `box` only.
  void clipped(const Box& box, const std::function<void()>& draw);
  /// The same, but as an embedded picture where the file would otherwise hold very many shapes.
  void rasterised(const Box& box, double dots_per_inch, const std::function<void()>& draw);

  /// The finished file. Called once, last.
  [[nodiscard]] std::string finish(const Metadata& metadata);

 private:
  struct Impl;
  double width_;
  double height_;
  ImageType type_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_CANVAS_HPP
