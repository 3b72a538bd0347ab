#ifndef PARETREE_RESULTS_CHART_SHEET_HPP
#define PARETREE_RESULTS_CHART_SHEET_HPP

#include "results/chart/axes.hpp"
#include "results/chart/canvas.hpp"

#include <string>

namespace paretree::results {

/// What every chart has around its picture.
struct SheetText {
  std::string title;
  std::string caption;    ///< facts: study, designs, version; also in the file's metadata
  double width_mm = 180;  ///< 88: one column of a paper, 180: two
  double height_mm = 110;
};

inline const Colour muted_ink{0.42, 0.42, 0.42};

/// A page with its title on top and its caption at the bottom; the picture gets what is left.
class Sheet {
 public:
  /// Throws: std::invalid_argument for a size under 40 x 30 mm or over 1000 mm.
  Sheet(const SheetText& text, ImageType type);

  [[nodiscard]] Canvas& canvas() { return canvas_; }
  [[nodiscard]] const Box& area() const { return area_; }
  /// Narrower than one and a half columns: everything is a little smaller.
  [[nodiscard]] double shrink() const { return shrink_; }
  [[nodiscard]] AxisStyle axis_style() const;
  [[nodiscard]] Font legend_font() const { return {.size = 7 * shrink_}; }

  /// The finished file; the caption is added to the description.
  [[nodiscard]] std::string finish(const std::string& description);

 private:
  SheetText text_;
  Canvas canvas_;
  Box area_;
  double shrink_;
};

/// The kind of file a name's ending says. Throws: std::invalid_argument for another ending.
[[nodiscard]] ImageType image_type(const std::string& file);
/// Throws: std::runtime_error if it cannot be written.
void write_picture(const std::string& file, const std::string& bytes);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_SHEET_HPP
