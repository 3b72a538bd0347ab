#include "results/chart/tree_chart.hpp"

#include "results/chart/marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace paretree::results {

namespace {

constexpr double gap = 4;  // between two leaves, points

class Drawing {
 public:
  Drawing(const TreeChart& chart, ImageType type)
      : chart_(chart),
        sheet_(chart.sheet, type),
        canvas_(sheet_.canvas()),
        children_(chart.nodes.size()),
        depth_(chart.nodes.size(), 0),
        spots_(chart.nodes.size()) {
    for (std::size_t node = 0; node < chart.nodes.size(); ++node) {
      if (const auto parent = chart.nodes[node].parent) {
        children_.at(*parent).push_back(node);
        depth_[node] = depth_.at(*parent) + 1;
        deepest_ = std::max(deepest_, depth_[node]);
      }
    }
    name_font_ = {.size = 7.4 * sheet_.shrink(), .bold = true};
    detail_font_ = {.size = 6.2 * sheet_.shrink(), .colour = muted_ink};
    edge_font_ = {.size = 7 * sheet_.shrink(), .bold = true};
  }

  std::string draw() {
    arrange();
    for (std::size_t node = 0; node < chart_.nodes.size(); ++node) {
      if (const auto parent = chart_.nodes[node].parent) {
        canvas_.line({spots_[*parent], spots_[node]}, {.width = 1, .colour = muted_ink});
      }
    }
    for (std::size_t node = 0; node < chart_.nodes.size(); ++node) {
      draw_node(node);
    }
    for (std::size_t node = 0; node < chart_.nodes.size(); ++node) {
      draw_edge_text(node);
    }
    return sheet_.finish(chart_.description);
  }

 private:
  void arrange() {
    std::vector<std::size_t> leaves;
    collect(0, leaves);
    leaf_width_ = 0;
    for (const std::size_t leaf : leaves) {
      leaf_width_ = std::max({leaf_width_, canvas_.text_width(chart_.nodes[leaf].name, name_font_),
                              canvas_.text_width(chart_.nodes[leaf].detail, detail_font_)});
    }
    leaf_width_ += 8;
    leaf_height_ = name_font_.size + detail_font_.size + 9;
    const Box& area = sheet_.area();
    const double step = area.width / static_cast<double>(leaves.size());
    if (step < leaf_width_ + gap) {
      throw std::invalid_argument(
          fmt::format("{} leaves do not fit beside one another on {} mm; {:.0f} mm would do",
                      leaves.size(), chart_.sheet.width_mm,
                      (leaf_width_ + gap) * static_cast<double>(leaves.size()) * 25.4 / 72 + 5));
    }
    const double top = area.y + 8;
    const double levels = std::max(1.0, static_cast<double>(deepest_));
    const double level = (area.bottom() - leaf_height_ / 2 - 2 - top) / levels;
    for (std::size_t place = 0; place < leaves.size(); ++place) {
      spots_[leaves[place]].x = area.x + (static_cast<double>(place) + 0.5) * step;
    }
    for (std::size_t node = chart_.nodes.size(); node-- > 0;) {
      spots_[node].y = top + level * static_cast<double>(depth_[node]);
      if (!children_[node].empty()) {
        spots_[node].x = (spots_[children_[node].front()].x + spots_[children_[node].back()].x) / 2;
      }
    }
  }

  void collect(std::size_t node, std::vector<std::size_t>& leaves) const {
    if (children_[node].empty()) {
      leaves.push_back(node);
    }
    for (const std::size_t child : children_[node]) {
      collect(child, leaves);
    }
  }

  void draw_node(std::size_t node) {
    const Spot spot = spots_[node];
    if (!children_[node].empty()) {
      canvas_.circle(spot, 4, series_colour(0), {.width = 0});
      return;
    }
    const double half = leaf_width_ / 2;
    const double high = leaf_height_ / 2;
    canvas_.polygon({{spot.x - half, spot.y - high},
                     {spot.x + half, spot.y - high},
                     {spot.x + half, spot.y + high},
                     {spot.x - half, spot.y + high}},
                    {1, 1, 1}, {.width = 0.9, .colour = series_colour(0)});
    canvas_.text({spot.x, spot.y - high + 3 + name_font_.size * 0.8}, chart_.nodes[node].name,
                 name_font_, Anchor::middle);
    canvas_.text({spot.x, spot.y + high - 4}, chart_.nodes[node].detail, detail_font_,
                 Anchor::middle);
  }

  void draw_edge_text(std::size_t node) {
    const auto parent = chart_.nodes[node].parent;
    const std::string& text = chart_.nodes[node].edge;
    if (!parent || text.empty()) {
      return;
    }
    // On the part of the edge that is outside of the leaf's box.
    const Spot from = spots_[*parent];
    const Spot to = spots_[node];
    const double share = children_[node].empty() ? 0.42 : 0.5;
    const Spot middle{from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
    const double half = canvas_.text_width(text, edge_font_) / 2 + 3;
    canvas_.rectangle({middle.x - half, middle.y - 5.4, 2 * half, 10.8}, {1, 1, 1});
    canvas_.text({middle.x, middle.y + 0.36 * edge_font_.size}, text, edge_font_, Anchor::middle);
  }

  const TreeChart& chart_;
  Sheet sheet_;
  Canvas& canvas_;
  std::vector<std::vector<std::size_t>> children_;
  std::vector<std::size_t> depth_;
  std::vector<Spot> spots_;
  std::size_t deepest_ = 0;
  Font name_font_;
  Font detail_font_;
  Font edge_font_;
  double leaf_width_ = 0;
  double leaf_height_ = 0;
};

}  // namespace

void draw(const TreeChart& chart, const std::string& file) {
  const ImageType type = image_type(file);
  if (chart.nodes.empty()) {
    throw std::invalid_argument("a tree needs at least one node");
  }
  write_picture(file, Drawing(chart, type).draw());
}

}  // namespace paretree::results
