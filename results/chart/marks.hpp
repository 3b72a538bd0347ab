#ifndef PARETREE_RESULTS_CHART_MARKS_HPP
#define PARETREE_RESULTS_CHART_MARKS_HPP

#include "results/chart/canvas.hpp"

#include <cstddef>
#include <vector>

namespace paretree::results {

/// The colour of the n-th series: Okabe and Ito's palette without the yellow, which white paper
/// swallows.
[[nodiscard]] Colour series_colour(std::size_t series);

/// The same colour mixed with white; `strength` 1 is the colour itself.
[[nodiscard]] Colour tinted(Colour colour, double strength);

enum class MarkStyle { filled, hollow };

/// The marker of the n-th series; shape and colour together tell 42 series apart.
void draw_mark(Canvas& canvas, Spot centre, std::size_t series, double radius, MarkStyle style);

/// A dot of the cloud behind the front.
struct CloudDot {
  Spot place;
  std::size_t series = 0;
};

/// Faint dots; above `shapes_limit` of them as one embedded picture, whose size does not grow with
/// their number.
void draw_cloud(Canvas& canvas, const Box& box, const std::vector<CloudDot>& dots, double radius);
inline constexpr std::size_t shapes_limit = 5000;

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_MARKS_HPP
