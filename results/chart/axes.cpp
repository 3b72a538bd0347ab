#include "results/chart/axes.hpp"

#include <algorithm>
#include <utility>

namespace paretree::results {

namespace {

const Colour ink{0.13, 0.13, 0.13};
const Colour grid{0.91, 0.91, 0.91};
constexpr double ascent = 0.76;       // of the font size: a digit's height with its spacing
constexpr double half_digit = 0.365;  // of the font size: from the base line to a digit's middle

Ticks ticks_of(const Scale& scale, int wanted) {
  return scale.logarithmic() ? log_ticks(scale.low(), scale.high(), wanted)
                             : linear_ticks(scale.low(), scale.high(), wanted);
}

double widest(Canvas& canvas, const std::vector<std::string>& labels, const Font& font) {
  double width = 0;
  for (const std::string& label : labels) {
    width = std::max(width, canvas.text_width(label, font));
  }
  return width;
}

// As many ticks as there is room for, and no label touching the next.
std::pair<Ticks, std::vector<std::string>> fitting_ticks(Canvas& canvas, const Scale& scale,
                                                         const Font& font, double length) {
  for (int wanted = std::clamp(static_cast<int>(length / (5.5 * font.size)), 2, 8); wanted > 2;
       --wanted) {
    const Ticks ticks = ticks_of(scale, wanted);
    const std::vector<std::string> labels = tick_labels(ticks.major);
    const double needed = widest(canvas, labels, font) + font.size;
    bool fits = true;
    for (std::size_t i = 1; i < ticks.major.size(); ++i) {
      const double distance = length * (scale.at(scale.value_of(ticks.major[i])) -
                                        scale.at(scale.value_of(ticks.major[i - 1])));
      fits = fits && distance >= needed;
    }
    if (fits) {
      return {ticks, labels};
    }
  }
  const Ticks ticks = ticks_of(scale, 2);
  return {ticks, tick_labels(ticks.major)};
}

}  // namespace

Axes::Axes(Canvas& canvas, Scale x, Scale y, const AxisStyle& style, double plot_width,
           double plot_height)
    : x_(std::move(x)), y_(std::move(y)), style_(style) {
  const Font& font = style_.tick_font;
  std::tie(x_ticks_, x_labels_) = fitting_ticks(canvas, x_, font, plot_width);
  const int rows = std::clamp(static_cast<int>(plot_height / (2.6 * font.size)), 2, 8);
  y_ticks_ = ticks_of(y_, rows);
  y_labels_ = tick_labels(y_ticks_.major);
  left_ = widest(canvas, y_labels_, font) + style_.tick_length + 3 * style_.gap +
          style_.label_font.size;
  bottom_ = style_.tick_length + 3 * style_.gap + font.size * ascent + style_.label_font.size;
  // The last label is centred on its tick and may reach beyond the plot.
  for (std::size_t i = 0; i < x_labels_.size(); ++i) {
    const double end = x_.at(x_.value_of(x_ticks_.major[i])) * plot_width +
                       canvas.text_width(x_labels_[i], font) / 2;
    right_ = std::max(right_, end - plot_width);
  }
  for (const double tick : y_ticks_.major) {
    const double end = y_.at(y_.value_of(tick)) * plot_height + font.size / 2;
    top_ = std::max(top_, end - plot_height);
  }
}

Spot Axes::place(const Box& plot, double x, double y) const {
  return {plot.x + x_.at(x) * plot.width, plot.bottom() - y_.at(y) * plot.height};
}

void Axes::draw_grid(Canvas& canvas, const Box& plot) const {
  const Pen pen{.width = 0.4, .colour = grid};
  for (const double tick : x_ticks_.major) {
    const double x = plot.x + x_.at(x_.value_of(tick)) * plot.width;
    canvas.line({{x, plot.y}, {x, plot.bottom()}}, pen);
  }
  for (const double tick : y_ticks_.major) {
    const double y = plot.bottom() - y_.at(y_.value_of(tick)) * plot.height;
    canvas.line({{plot.x, y}, {plot.right(), y}}, pen);
  }
}

void Axes::draw(Canvas& canvas, const Box& plot) const {
  const Pen frame{.width = 0.6, .colour = ink};
  canvas.line({{plot.x, plot.y}, {plot.x, plot.bottom()}, {plot.right(), plot.bottom()}}, frame);
  draw_x(canvas, plot);
  draw_y(canvas, plot);
}

void Axes::draw_x(Canvas& canvas, const Box& plot) const {
  const auto mark = [&](double tick, double length) {
    const double x = plot.x + x_.at(x_.value_of(tick)) * plot.width;
    canvas.line({{x, plot.bottom()}, {x, plot.bottom() + length}}, {.width = 0.6, .colour = ink});
    return x;
  };
  const double baseline =
      plot.bottom() + style_.tick_length + style_.gap + style_.tick_font.size * ascent;
  for (std::size_t i = 0; i < x_labels_.size(); ++i) {
    const double x = mark(x_ticks_.major[i], style_.tick_length);
    canvas.text({x, baseline}, x_labels_[i], style_.tick_font, Anchor::middle);
  }
  for (const double tick : x_ticks_.minor) {
    mark(tick, style_.tick_length * 0.55);
  }
  const double name_line = baseline + style_.gap + style_.label_font.size;
  draw_name(canvas, x_, {plot.x, name_line}, plot.width, Turn::none);
}

void Axes::draw_y(Canvas& canvas, const Box& plot) const {
  const auto mark = [&](double tick, double length) {
    const double y = plot.bottom() - y_.at(y_.value_of(tick)) * plot.height;
    canvas.line({{plot.x, y}, {plot.x - length, y}}, {.width = 0.6, .colour = ink});
    return y;
  };
  const double right = plot.x - style_.tick_length - style_.gap;
  for (std::size_t i = 0; i < y_labels_.size(); ++i) {
    const double y = mark(y_ticks_.major[i], style_.tick_length);
    canvas.text({right, y + half_digit * style_.tick_font.size}, y_labels_[i], style_.tick_font,
                Anchor::end);
  }
  for (const double tick : y_ticks_.minor) {
    mark(tick, style_.tick_length * 0.55);
  }
  const double name_line = right - widest(canvas, y_labels_, style_.tick_font) - 1.5 * style_.gap;
  draw_name(canvas, y_, {name_line, plot.bottom()}, plot.height, Turn::left);
}

// The name in the middle, "better" at the end it points to; the name gives way, then loses its end.
void Axes::draw_name(Canvas& canvas, const Scale& scale, Spot start, double length,
                     Turn turn) const {
  const auto at = [&](double along) {
    return turn == Turn::none ? Spot{start.x + along, start.y} : Spot{start.x, start.y - along};
  };
  if (!scale.directed()) {
    canvas.text(at(length / 2), canvas.fitted(scale.label(), length, style_.label_font),
                style_.label_font, Anchor::middle, turn);
    return;
  }
  const std::string better = scale.maximise() ? "better →" : "← better";
  const double better_width = canvas.text_width(better, style_.better_font);
  const double room = length - better_width - 2 * style_.gap;
  const std::string name = canvas.fitted(scale.label(), room, style_.label_font);
  const double name_width = canvas.text_width(name, style_.label_font);
  double middle = length / 2;
  const double reach = better_width + 2 * style_.gap;
  if (scale.maximise()) {
    middle = std::min(middle, length - reach - name_width / 2);
  } else {
    middle = std::max(middle, reach + name_width / 2);
  }
  canvas.text(at(middle), name, style_.label_font, Anchor::middle, turn);
  canvas.text(at(scale.maximise() ? length : 0), better, style_.better_font,
              scale.maximise() ? Anchor::end : Anchor::start, turn);
}

}  // namespace paretree::results
