#include "results/chart/sheet.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

namespace paretree::results {

namespace {

constexpr double column_mm = 120;
constexpr double edge = 6;

const SheetText& checked(const SheetText& text) {
  const bool fits = text.width_mm >= 40 && text.width_mm <= 1000 && text.height_mm >= 30 &&
                    text.height_mm <= 1000;
  if (!fits) {
    throw std::invalid_argument(fmt::format("a chart of {} x {} mm: 40 x 30 to 1000 x 1000 mm",
                                            text.width_mm, text.height_mm));
  }
  return text;
}

}  // namespace

Sheet::Sheet(const SheetText& text, ImageType type)
    : text_(checked(text)),
      canvas_(text.width_mm, text.height_mm, type),
      area_{edge, edge, canvas_.width() - 2 * edge, canvas_.height() - 2 * edge},
      shrink_(text.width_mm < column_mm ? 0.9 : 1.0) {
  const Font title_font{.size = 9 * shrink_, .bold = true};
  for (const std::string& line : canvas_.wrapped(text.title, area_.width, title_font, 2)) {
    canvas_.text({area_.x, area_.y + title_font.size * 0.8}, line, title_font);
    area_.y += title_font.size * 1.25;
    area_.height -= title_font.size * 1.25;
  }
  const double gap = text.title.empty() ? 0 : 3;
  area_.y += gap;
  area_.height -= gap;
  const Font caption_font{.size = 5.6 * shrink_, .colour = muted_ink};
  const auto lines = canvas_.wrapped(text.caption, area_.width, caption_font, 3);
  const double line_height = caption_font.size * 1.3;
  double baseline = area_.bottom() - 1 - line_height * (static_cast<double>(lines.size()) - 1);
  area_.height -= lines.empty() ? 0 : line_height * static_cast<double>(lines.size()) + 4;
  for (const std::string& line : lines) {
    canvas_.text({area_.x, baseline}, line, caption_font);
    baseline += line_height;
  }
}

AxisStyle Sheet::axis_style() const {
  return {.tick_font = {.size = 7 * shrink_},
          .label_font = {.size = 8 * shrink_},
          .better_font = {.size = 6.4 * shrink_, .colour = muted_ink}};
}

std::string Sheet::finish(const std::string& description) {
  return canvas_.finish(
      {text_.title, text_.caption.empty() ? description : description + " " + text_.caption});
}

ImageType image_type(const std::string& file) {
  for (const auto& [ending, type] :
       {std::pair{".svg", ImageType::svg}, {".pdf", ImageType::pdf}, {".png", ImageType::png}}) {
    if (file.ends_with(ending)) {
      return type;
    }
  }
  throw std::invalid_argument(fmt::format("{}: a chart ends in .svg, .pdf or .png", file));
}

void write_picture(const std::string& file, const std::string& bytes) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) {
    throw std::runtime_error(fmt::format("{}: cannot be written", file));
  }
}

}  // namespace paretree::results
