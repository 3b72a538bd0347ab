#include "dse/pareto/archive.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace paretree::dse {

bool covers(std::span<const double> a, std::span<const double> b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) {
      return false;
    }
  }
  return true;
}

bool dominates(std::span<const double> a, std::span<const double> b) {
  return covers(a, b) && !covers(b, a);
}

namespace {

/// Sorted by first objective, then second: a point is new exactly if it beats the best second so
/// far.
std::vector<std::size_t> sweep_two(const Points& points, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> kept;
  double best = INFINITY;
  for (const std::size_t row : order) {
    const double second = points[row][1];
    if (second < best || (kept.empty() && second == best)) {
      kept.push_back(row);
      best = second;
    }
  }
  return kept;
}

}  // namespace

std::vector<std::size_t> nondominated(const Points& points) {
  if (std::any_of(points.values.begin(), points.values.end(),
                  [](double value) { return std::isnan(value); })) {
    throw std::invalid_argument("an objective is NaN; objectives are numbers");
  }
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto left = points[a];
    const auto right = points[b];
    const auto [at, other] = std::mismatch(left.begin(), left.end(), right.begin());
    return at == left.end() ? a < b : *at < *other;
  });
  std::vector<std::size_t> kept;
  if (points.width == 2) {
    kept = sweep_two(points, order);
  } else {
    Archive archive(points.width);
    for (const std::size_t row : order) {
      if (!archive.covered(points[row])) {
        archive.insert(points[row], row);
        kept.push_back(row);
      }
    }
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

bool Archive::covered(std::span<const double> point) {
  for (std::size_t member = 0; member < positions_.size(); ++member) {
    if (covers(this->point(member), point)) {
      move_forward(member);
      return true;
    }
  }
  return false;
}

bool Archive::insert(std::span<const double> point, std::uint64_t position,
                     std::vector<std::uint64_t>* left) {
  for (std::size_t member = 0; member < positions_.size(); ++member) {
    if (covers(this->point(member), point)) {
      if (positions_[member] > position && covers(point, this->point(member))) {
        if (left != nullptr) {
          left->push_back(positions_[member]);
        }
        positions_[member] = position;
        return true;
      }
      move_forward(member);
      return false;
    }
  }
  for (std::size_t member = 0; member < positions_.size();) {
    if (covers(point, this->point(member))) {
      if (left != nullptr) {
        left->push_back(positions_[member]);
      }
      remove(member);
    } else {
      ++member;
    }
  }
  values_.insert(values_.end(), point.begin(), point.end());
  positions_.push_back(position);
  return true;
}

bool Archive::beats(std::span<const double> asked) const {
  for (std::size_t member = 0; member < size(); ++member) {
    if (dominates(point(member), asked)) {
      return true;
    }
  }
  return false;
}

void Archive::remove(std::size_t member) {
  const std::size_t last = positions_.size() - 1;
  std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(last * width_), width_,
              values_.begin() + static_cast<std::ptrdiff_t>(member * width_));
  positions_[member] = positions_[last];
  positions_.pop_back();
  values_.resize(positions_.size() * width_);
}

/// A member that just covered a point will likely cover the next one: halve its distance to the
/// head.
void Archive::move_forward(std::size_t member) {
  const std::size_t target = member / 2;
  if (target == member) {
    return;
  }
  std::swap_ranges(values_.begin() + static_cast<std::ptrdiff_t>(member * width_),
                   values_.begin() + static_cast<std::ptrdiff_t>((member + 1) * width_),
                   values_.begin() + static_cast<std::ptrdiff_t>(target * width_));
  std::swap(positions_[member], positions_[target]);
}

}  // namespace paretree::dse
