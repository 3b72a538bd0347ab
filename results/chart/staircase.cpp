#include "results/chart/staircase.hpp"

#include <algorithm>
#include <tuple>

namespace paretree::results {

std::vector<std::size_t> staircase(const std::vector<ChartPoint>& points, const ChartAxis& x,
                                   const ChartAxis& y) {
  const bool some_on_front = std::ranges::any_of(points, &ChartPoint::on_front);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].on_front || !some_on_front) {
      order.push_back(i);
    }
  }
  const auto cost_x = [&](std::size_t i) { return x.maximise ? -points[i].x : points[i].x; };
  const auto cost_y = [&](std::size_t i) { return y.maximise ? -points[i].y : points[i].y; };
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::make_tuple(cost_x(a), cost_y(a), a) < std::make_tuple(cost_x(b), cost_y(b), b);
  });
  std::vector<std::size_t> steps;
  for (const std::size_t i : order) {
    if (steps.empty() || cost_y(i) < cost_y(steps.back())) {
      steps.push_back(i);
    }
  }
  return steps;
}

}  // namespace paretree::results
