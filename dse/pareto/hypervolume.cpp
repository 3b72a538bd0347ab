#include "dse/pareto/hypervolume.hpp"

#include "dse/pareto/staircase.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <type_traits>

namespace paretree::dse {

namespace {

// Everything below works on gains, reference minus point: a point is a box between the origin and
// its gains, dominance is being nowhere smaller, and the hypervolume is the volume of the union.

/// Rows by their last number, largest first. Ties by row, so that equal inputs give equal bits.
std::vector<std::size_t> by_last(const Points& gains) {
  std::vector<std::pair<double, std::size_t>> keys(gains.size());
  for (std::size_t row = 0; row < keys.size(); ++row) {
    keys[row] = {-gains[row].back(), row};
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::size_t> order(keys.size());
  std::transform(keys.begin(), keys.end(), order.begin(),
                 [](const auto& key) { return key.second; });
  return order;
}

double length(const Points& gains) {
  double longest = 0;
  for (const double gain : gains.values) {
    longest = std::max(longest, gain);
  }
  return longest;
}

double area(const Points& gains) {
  double sum = 0;
  double widest = 0;
  double height = 0;
  // From the highest box down: a strip as wide as the widest so far, down to the next height.
  for (const std::size_t row : by_last(gains)) {
    sum += widest * (height - gains[row][1]);
    height = gains[row][1];
    widest = std::max(widest, gains[row][0]);
  }
  return sum + widest * height;
}

double volume(const Points& gains) {
  Staircase section;
  double section_area = 0;
  double sum = 0;
  double height = 0;
  for (const std::size_t row : by_last(gains)) {
    const auto gain = gains[row];
    sum += section_area * (height - gain[2]);
    height = gain[2];
    double added = 0;
    section.add(gain[0], gain[1], [&](double from, double to, double level) {
      added += (to - std::max(from, 0.0)) * (gain[1] - std::max(level, 0.0));
    });
    section_area += added;
  }
  return sum + section_area * height;
}

/// The union of boxes of three numbers, grown box by box: columns sorted by z, largest first,
/// without dominated boxes.
class Solid {
 public:
  /// Adds a box; returns the volume it adds. Complexity: O(n + k log k), k the boxes that cut
  /// corners out of the new one.
  double add(double x, double y, double z) {
    const auto above = static_cast<std::size_t>(
        std::lower_bound(z_.begin(), z_.end(), z, std::greater_equal<>()) - z_.begin());
    const double added = contribution(x, y, z, above);
    if (added < 0) {
      return 0;
    }
    insert(x, y, z, above);
    return added;
  }

 private:
  struct Corner {
    double x, y;
  };

  /// Negative: some box covers the new one.
  double contribution(double x, double y, double z, std::size_t above) {
    // The section at height z: boxes above are cut to the new one. Those at least as wide leave
    // only what is higher than `low_y`, those at least as high only what is wider than `low_x`.
    double low_x = 0;
    double low_y = 0;
    for (std::size_t i = 0; i < above; ++i) {
      low_y = std::max(low_y, x_[i] >= x ? y_[i] : 0.0);
      low_x = std::max(low_x, y_[i] >= y ? x_[i] : 0.0);
    }
    if (low_x >= x || low_y >= y) {
      return -1;
    }
    corners_.clear();
    for (std::size_t i = 0; i < above; ++i) {
      if (x_[i] > low_x && y_[i] > low_y && x_[i] < x && y_[i] < y) {
        corners_.push_back({x_[i], y_[i]});
      }
    }
    std::sort(corners_.begin(), corners_.end(),
              [](Corner a, Corner b) { return a.x != b.x ? a.x < b.x : a.y > b.y; });
    double free = settle_corners(low_x, low_y, x, y);
    double sum = 0;
    double height = z;
    for (std::size_t i = above; i < z_.size(); ++i) {
      const Corner cut{std::min(x_[i], x), std::min(y_[i], y)};
      if (cut.x <= low_x || cut.y <= low_y) {
        continue;
      }
      sum += free * (height - z_[i]);
      height = z_[i];
      if (cut.x == x && cut.y == y) {
        return sum;
      }
      free -= cut_corner(cut, low_x, low_y);
    }
    return sum + free * height;
  }

  /// Drops covered corners; returns the area of (low_x, x] x (low_y, y] that they leave free.
  double settle_corners(double low_x, double low_y, double x, double y) {
    std::size_t kept = 0;
    for (const Corner corner : corners_) {
      while (kept > 0 && corners_[kept - 1].y <= corner.y) {
        --kept;
      }
      if (kept == 0 || corners_[kept - 1].x < corner.x) {
        corners_[kept++] = corner;
      }
    }
    corners_.resize(kept);
    double free = 0;
    double edge = low_x;
    for (const Corner corner : corners_) {
      free += (corner.x - edge) * (y - corner.y);
      edge = corner.x;
    }
    return free + (x - edge) * (y - low_y);
  }

  /// Adds a corner to the staircase; returns the area it takes.
  double cut_corner(Corner cut, double low_x, double low_y) {
    auto right = std::lower_bound(corners_.begin(), corners_.end(), cut.x,
                                  [](Corner corner, double edge) { return corner.x < edge; });
    double level = right == corners_.end() ? low_y : right->y;
    if (level >= cut.y) {
      return 0;
    }
    auto end = right != corners_.end() && right->x == cut.x ? right + 1 : right;
    double taken = 0;
    double edge = cut.x;
    auto first = right;
    while (first != corners_.begin() && (first - 1)->y <= cut.y) {
      --first;
      taken += (edge - first->x) * (cut.y - level);
      edge = first->x;
      level = first->y;
    }
    const double start = first == corners_.begin() ? low_x : (first - 1)->x;
    taken += (edge - start) * (cut.y - level);
    if (first == end) {
      corners_.insert(first, cut);
    } else {
      *first = cut;
      corners_.erase(first + 1, end);
    }
    return taken;
  }

  void insert(double x, double y, double z, std::size_t above) {
    std::size_t kept = above;
    for (std::size_t i = above; i < z_.size(); ++i) {
      if (x_[i] > x || y_[i] > y) {
        x_[kept] = x_[i];
        y_[kept] = y_[i];
        z_[kept] = z_[i];
        ++kept;
      }
    }
    const auto put = [&](std::vector<double>& column, double number) {
      column.resize(kept);
      column.insert(column.begin() + static_cast<std::ptrdiff_t>(above), number);
    };
    put(x_, x);
    put(y_, y);
    put(z_, z);
  }

  std::vector<double> x_, y_, z_;
  std::vector<Corner> corners_;
};

double volume_of_four(const Points& gains) {
  Solid solid;
  double section = 0;
  double sum = 0;
  double height = 0;
  for (const std::size_t row : by_last(gains)) {
    const auto gain = gains[row];
    sum += section * (height - gain[3]);
    height = gain[3];
    section += solid.add(gain[0], gain[1], gain[2]);
  }
  return sum + section * height;
}

double union_volume(const Points& gains);

/// Appends a box unless another covers it; boxes that it covers leave. Requires: none of the boxes
/// covers another. `Width` is a number, known while compiling wherever most of the time goes.
template <typename Width>
void add_box_of(Width width, Points& boxes, const double* box) {
  double* const values = boxes.values.data();
  double* kept = values;
  for (const double* other = values; other != values + boxes.values.size(); other += width) {
    unsigned larger = 1;
    unsigned smaller = 1;
    for (std::size_t k = 0; k < width; ++k) {  // without branches: nothing here can be foretold
      larger &= other[k] >= box[k] ? 1U : 0U;
      smaller &= other[k] <= box[k] ? 1U : 0U;
    }
    if (larger != 0) {
      return;  // then the new box covers no other, so that all are still where they were
    }
    if (smaller == 0) {
      if (kept != other) {
        std::copy_n(other, static_cast<std::size_t>(width), kept);
      }
      kept += width;
    }
  }
  boxes.values.resize(static_cast<std::size_t>(kept - values));
  boxes.values.insert(boxes.values.end(), box, box + width);
}

void add_box(Points& boxes, std::span<const double> box) {
  switch (boxes.width) {
    case 4:
      return add_box_of(std::integral_constant<std::size_t, 4>(), boxes, box.data());
    case 5:
      return add_box_of(std::integral_constant<std::size_t, 5>(), boxes, box.data());
    default:
      return add_box_of(boxes.width, boxes, box.data());
  }
}

/// What a box adds to a union of boxes: its own volume less that of the boxes cut to it, of which
/// most are covered by others.
double added_volume(const Points& boxes, std::span<const double> box) {
  Points cut{box.size(), {}};
  cut.values.reserve(boxes.values.size());
  std::vector<double> part(box.size());
  for (std::size_t row = 0; row < boxes.size(); ++row) {
    const auto other = boxes[row];
    bool covered = true;
    for (std::size_t i = 0; i < box.size(); ++i) {
      covered = covered && other[i] >= box[i];
      part[i] = std::min(other[i], box[i]);
    }
    if (covered) {
      return 0;
    }
    add_box(cut, part);
  }
  const double own = std::accumulate(box.begin(), box.end(), 1.0, std::multiplies<>());
  return own - union_volume(cut);
}

/// Sweeps the last number: each box adds, from its own height down, what it adds to the section.
double volume_of_many(const Points& gains) {
  Points section;
  section.width = gains.width - 1;
  double sum = 0;
  for (const std::size_t row : by_last(gains)) {
    const auto box = gains[row].first(section.width);
    const double added = added_volume(section, box);
    sum += added * gains[row].back();
    add_box(section, box);  // one that the new one covers takes no part in later sections
  }
  return sum;
}

/// Of at most two boxes: most unions that cutting leaves are no larger.
double volume_of_few(const Points& gains) {
  double sum = 0;
  double common = 1;
  for (std::size_t row = 0; row < gains.size(); ++row) {
    const auto box = gains[row];
    sum += std::accumulate(box.begin(), box.end(), 1.0, std::multiplies<>());
  }
  if (gains.size() < 2) {
    return sum;
  }
  for (std::size_t k = 0; k < gains.width; ++k) {
    common *= std::min(gains[0][k], gains[1][k]);
  }
  return sum - common;
}

double union_volume(const Points& gains) {
  if (gains.size() <= 2) {
    return volume_of_few(gains);
  }
  switch (gains.width) {
    case 1:
      return length(gains);
    case 2:
      return area(gains);
    case 3:
      return volume(gains);
    case 4:
      return volume_of_four(gains);
    default:
      return volume_of_many(gains);
  }
}

}  // namespace

double hypervolume(const Points& points, std::span<const double> reference) {
  if (points.width != reference.size() || points.width == 0) {
    throw std::invalid_argument(fmt::format("a reference point of {} objectives for points of {}",
                                            reference.size(), points.width));
  }
  const auto finite = [](double number) { return std::isfinite(number); };
  if (!std::all_of(points.values.begin(), points.values.end(), finite) ||
      !std::all_of(reference.begin(), reference.end(), finite)) {
    throw std::invalid_argument("a hypervolume needs finite numbers");
  }
  Points gains;
  gains.width = points.width;
  std::vector<double> gain(points.width);
  for (std::size_t row = 0; row < points.size(); ++row) {
    const auto point = points[row];
    std::transform(reference.begin(), reference.end(), point.begin(), gain.begin(), std::minus<>());
    if (std::all_of(gain.begin(), gain.end(), [](double part) { return part > 0; })) {
      gains.values.insert(gains.values.end(), gain.begin(), gain.end());
    }
  }
  return union_volume(gains);
}

}  // namespace paretree::dse
