#ifndef PARETREE_RESULTS_CHART_GEOMETRY_HPP
#define PARETREE_RESULTS_CHART_GEOMETRY_HPP

namespace paretree::results {

/// A place on the page. Units: points (1/72 inch), from the top left.
struct Spot {
  double x = 0;
  double y = 0;
};

/// A rectangle on the page, from its top left.
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  [[nodiscard]] double right() const { return x + width; }
  [[nodiscard]] double bottom() const { return y + height; }
  [[nodiscard]] bool contains(Spot spot) const {
    return spot.x >= x && spot.x <= right() && spot.y >= y && spot.y <= bottom();
  }
};

/// Red, green, blue and opacity, 0 to 1.
struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
  double alpha = 1;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_GEOMETRY_HPP
