#include "results/chart/canvas.hpp"

#include "results/chart/metadata.hpp"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace paretree::results {

namespace {

constexpr double points_per_mm = 72.0 / 25.4;
constexpr double png_dots_per_inch = 300;
constexpr const char* family = "DejaVu Sans";
constexpr std::string_view ellipsis = "…";

cairo_status_t append(void* text, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

void check(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS) {
    throw std::runtime_error(fmt::format("cairo: {}", cairo_status_to_string(status)));
  }
}

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct DestroyContext {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
using Surface = std::unique_ptr<cairo_surface_t, DestroySurface>;
using Context = std::unique_ptr<cairo_t, DestroyContext>;

Surface image_surface(double width, double height, double scale) {
  Surface surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32,
                                             static_cast<int>(std::lround(width * scale)),
                                             static_cast<int>(std::lround(height * scale))));
  check(cairo_surface_status(surface.get()));
  return surface;
}

// The same layout for every kind of file: glyphs are not fitted to the pixels of one of them.
void set_font_options(cairo_t* context) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options(context, options);
  cairo_font_options_destroy(options);
}

void set_colour(cairo_t* context, Colour colour) {
  cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.alpha);
}

void set_font(cairo_t* context, const Font& font) {
  cairo_select_font_face(context, family, CAIRO_FONT_SLANT_NORMAL,
                         font.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(context, font.size);
}

// Fills and outlines the current path; an invisible colour or an empty pen draws nothing.
void paint_path(cairo_t* context, Colour fill, const Pen& pen) {
  if (fill.alpha > 0) {
    set_colour(context, fill);
    cairo_fill_preserve(context);
  }
  if (pen.width > 0) {
    set_colour(context, pen.colour);
    cairo_set_line_width(context, pen.width);
    cairo_stroke_preserve(context);
  }
  cairo_new_path(context);
}

void trace(cairo_t* context, const std::vector<Spot>& spots) {
  cairo_new_path(context);
  for (const Spot& spot : spots) {
    cairo_line_to(context, spot.x, spot.y);
  }
}

// Bytes of text that end at a whole character.
std::size_t whole_characters(std::string_view text, std::size_t bytes) {
  while (bytes > 0 && bytes < text.size() &&
         (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80U) {
    --bytes;
  }
  return bytes;
}

}  // namespace

struct Canvas::Impl {
  std::string bytes;
  std::string words;  ///< of an svg, as elements: see with_svg_text
  Surface surface;
  Context context;
};

Canvas::Canvas(double width_mm, double height_mm, ImageType type)
    : width_(width_mm * points_per_mm),
      height_(height_mm * points_per_mm),
      type_(type),
      impl_(std::make_unique<Impl>()) {
  if (type == ImageType::png) {
    impl_->surface = image_surface(width_, height_, png_dots_per_inch / 72);
  } else {
    impl_->surface.reset(
        type == ImageType::svg
            ? cairo_svg_surface_create_for_stream(append, &impl_->bytes, width_, height_)
            : cairo_pdf_surface_create_for_stream(append, &impl_->bytes, width_, height_));
  }
  check(cairo_surface_status(impl_->surface.get()));
  if (type == ImageType::svg) {
    cairo_svg_surface_set_document_unit(impl_->surface.get(), CAIRO_SVG_UNIT_PT);
  }
  impl_->context.reset(cairo_create(impl_->surface.get()));
  if (type == ImageType::png) {
    cairo_scale(impl_->context.get(), png_dots_per_inch / 72, png_dots_per_inch / 72);
  }
  set_font_options(impl_->context.get());
  cairo_set_line_join(impl_->context.get(), CAIRO_LINE_JOIN_MITER);
  rectangle({0, 0, width_, height_}, {1, 1, 1});
}

Canvas::~Canvas() = default;

void Canvas::line(const std::vector<Spot>& spots, const Pen& pen) {
  trace(impl_->context.get(), spots);
  paint_path(impl_->context.get(), {.alpha = 0}, pen);
}

void Canvas::rectangle(const Box& box, Colour fill) {
  cairo_rectangle(impl_->context.get(), box.x, box.y, box.width, box.height);
  paint_path(impl_->context.get(), fill, {.width = 0});
}

void Canvas::circle(Spot centre, double radius, Colour fill, const Pen& pen) {
  cairo_new_path(impl_->context.get());
  cairo_arc(impl_->context.get(), centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
  cairo_close_path(impl_->context.get());
  paint_path(impl_->context.get(), fill, pen);
}

void Canvas::polygon(const std::vector<Spot>& spots, Colour fill, const Pen& pen) {
  trace(impl_->context.get(), spots);
  cairo_close_path(impl_->context.get());
  paint_path(impl_->context.get(), fill, pen);
}

void Canvas::dots(const std::vector<Spot>& centres, double radius, Colour fill) {
  if (centres.empty()) {
    return;
  }
  // A line of no length with round ends is a dot, and a tenth of an arc's size in a file.
  cairo_t* context = impl_->context.get();
  cairo_save(context);
  cairo_new_path(context);
  for (const Spot& centre : centres) {
    cairo_move_to(context, centre.x, centre.y);
    cairo_line_to(context, centre.x, centre.y);
  }
  cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND);
  paint_path(context, {.alpha = 0}, {.width = 2 * radius, .colour = fill});
  cairo_restore(context);
}

void Canvas::image(const Box& box, const Raster& raster) {
  const Surface surface(
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, raster.width, raster.height));
  check(cairo_surface_status(surface.get()));
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
  const auto row_bytes = static_cast<std::size_t>(raster.width) * sizeof(std::uint32_t);
  unsigned char* pixels = cairo_image_surface_get_data(surface.get());
  const auto* source = reinterpret_cast<const unsigned char*>(raster.pixels.data());
  for (std::size_t y = 0; y < static_cast<std::size_t>(raster.height); ++y) {
    std::copy_n(source + y * row_bytes, row_bytes, pixels + y * stride);
  }
  cairo_surface_mark_dirty(surface.get());
  cairo_t* context = impl_->context.get();
  cairo_save(context);
  cairo_translate(context, box.x, box.y);
  cairo_scale(context, box.width / raster.width, box.height / raster.height);
  cairo_set_source_surface(context, surface.get(), 0, 0);
  cairo_paint(context);
  cairo_restore(context);
}

void Canvas::text(Spot spot, std::string_view text, const Font& font, Anchor anchor, Turn turn) {
  const std::string copy(text);
  const double width = anchor == Anchor::start ? 0 : text_width(text, font);
  const double shift = anchor == Anchor::start ? 0 : anchor == Anchor::end ? width : width / 2;
  if (type_ == ImageType::svg && !text.empty()) {
    const double length = text_width(text, font);
    const bool turned = turn == Turn::left;
    impl_->words += fmt::format(
        "<text transform=\"translate({:.2f} {:.2f}){}\" x=\"{:.2f}\" font-size=\"{:g}\" "
        "textLength=\"{:.2f}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>\n",
        spot.x, spot.y, turned ? " rotate(-90)" : "", -shift, font.size, length, xml_text(text));
  }
  cairo_t* context = impl_->context.get();
  cairo_save(context);
  cairo_translate(context, spot.x, spot.y);
  if (turn == Turn::left) {
    cairo_rotate(context, -std::numbers::pi / 2);
  }
  set_font(context, font);
  set_colour(context, font.colour);
  cairo_move_to(context, -shift, 0);
  cairo_show_text(context, copy.c_str());
  cairo_restore(context);
  cairo_new_path(context);
}

double Canvas::text_width(std::string_view text, const Font& font) {
  set_font(impl_->context.get(), font);
  cairo_text_extents_t extents{};
  cairo_text_extents(impl_->context.get(), std::string(text).c_str(), &extents);
  return extents.x_advance;
}

std::string Canvas::fitted(std::string_view text, double width, const Font& font) {
  if (text_width(text, font) <= width) {
    return std::string(text);
  }
  std::size_t bytes = text.size();
  std::string shorter;
  do {
    bytes = bytes == 0 ? 0 : whole_characters(text, bytes - 1);
    shorter = std::string(text.substr(0, bytes)).append(ellipsis);
  } while (bytes > 0 && text_width(shorter, font) > width);
  return shorter;
}

std::vector<std::string> Canvas::wrapped(std::string_view text, double width, const Font& font,
                                         std::size_t limit) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    if (text_width(text, font) <= width || lines.size() + 1 == limit) {
      lines.push_back(fitted(text, width, font));
      break;
    }
    std::size_t end = text.find(' ');
    for (std::size_t next = end; next != std::string_view::npos && next < text.size();
         next = text.find(' ', next + 1)) {
      if (text_width(text.substr(0, next), font) > width) {
        break;
      }
      end = next;
    }
    end = std::min(end, text.size());
    lines.push_back(fitted(text.substr(0, end), width, font));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void Canvas::clipped(const Box& box, const std::function<void()>& draw) {
  cairo_save(impl_->context.get());
  cairo_rectangle(impl_->context.get(), box.x, box.y, box.width, box.height);
  cairo_clip(impl_->context.get());
  draw();
  cairo_restore(impl_->context.get());
}

void Canvas::rasterised(const Box& box, double dots_per_inch, const std::function<void()>& draw) {
  if (type_ == ImageType::png) {
    clipped(box, draw);
    return;
  }
  const double scale = dots_per_inch / 72;
  const Surface layer = image_surface(box.width, box.height, scale);
  Context page(cairo_create(layer.get()));
  cairo_scale(page.get(), scale, scale);
  cairo_translate(page.get(), -box.x, -box.y);
  set_font_options(page.get());
  std::swap(page, impl_->context);
  draw();
  std::swap(page, impl_->context);
  cairo_t* context = impl_->context.get();
  cairo_save(context);
  cairo_translate(context, box.x, box.y);
  cairo_scale(context, 1 / scale, 1 / scale);
  cairo_set_source_surface(context, layer.get(), 0, 0);
  cairo_paint(context);
  cairo_restore(context);
}

std::string Canvas::finish(const Metadata& metadata) {
  cairo_surface_t* surface = impl_->surface.get();
  if (type_ == ImageType::pdf) {
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, metadata.title.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT,
                                   metadata.description.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "paretree");
  }
  check(cairo_status(impl_->context.get()));
  cairo_surface_flush(surface);
  if (type_ == ImageType::png) {
    check(cairo_surface_write_to_png_stream(surface, append, &impl_->bytes));
    return with_png_metadata(impl_->bytes, metadata, png_dots_per_inch);
  }
  cairo_surface_finish(surface);
  check(cairo_surface_status(surface));
  return type_ == ImageType::svg
             ? with_svg_text(with_svg_metadata(impl_->bytes, metadata), impl_->words, family)
             : without_pdf_date(impl_->bytes);
}

}  // namespace paretree::results
