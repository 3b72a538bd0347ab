#include "results/chart/legend.hpp"

#include <algorithm>
#include <utility>

namespace paretree::results {

namespace {

constexpr double key_width = 12;     // the small picture
constexpr double key_gap = 3;        // between it and its text
constexpr double entry_gap = 9;      // between entries of a row
constexpr double line_height = 1.5;  // in font sizes

}  // namespace

Legend::Legend(Canvas& canvas, std::vector<LegendEntry> entries, const Font& font, double width,
               Flow flow)
    : entries_(std::move(entries)), font_(font) {
  const double line = font.size * line_height;
  Spot place{0, line / 2};
  for (LegendEntry& entry : entries_) {
    std::string text = canvas.fitted(entry.text, width - key_width - key_gap, font);
    cut_ = cut_ || text != entry.text;
    entry.text = std::move(text);
    const double entry_width = key_width + key_gap + canvas.text_width(entry.text, font);
    const bool next_line = flow == Flow::block || place.x + entry_width > width;
    if (next_line && !places_.empty()) {
      place = {0, place.y + line};
    }
    places_.push_back(place);
    width_ = std::max(width_, place.x + entry_width);
    place.x += entry_width + entry_gap;
  }
  height_ = entries_.empty() ? 0 : place.y + line / 2;
}

void Legend::draw(Canvas& canvas, Spot top_left) const {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Spot place{top_left.x + places_[i].x, top_left.y + places_[i].y};
    entries_[i].draw(canvas, {place.x + key_width / 2, place.y});
    canvas.text({place.x + key_width + key_gap, place.y + 0.36 * font_.size}, entries_[i].text,
                font_);
  }
}

}  // namespace paretree::results
