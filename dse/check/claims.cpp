#include "dse/check/claims.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace paretree::dse {

namespace {

constexpr std::size_t short_part = 12;

}  // namespace

Claims::Claims(std::size_t width, std::vector<std::vector<double>> vectors, double eps)
    : width_(width), vectors_(std::move(vectors)), slack_(1 + eps), order_(vectors_.size()) {
  for (const std::vector<double>& vector : vectors_) {
    if (vector.size() != width) {
      throw std::invalid_argument("the vectors of a claimed front differ in length");
    }
  }
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  if (!vectors_.empty()) {
    static_cast<void>(build(0, vectors_.size(), 0));
  }
}

bool Claims::covers(std::span<const double> a, std::span<const double> b) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (a[k] > b[k]) {
      return false;
    }
  }
  return true;
}

std::size_t Claims::build(std::size_t first, std::size_t last, std::size_t coordinate) {
  const std::size_t number = parts_.size();
  Part part{first, last, none, none, vectors_[order_[first]], vectors_[order_[first]]};
  for (std::size_t at = first; at < last; ++at) {
    for (std::size_t k = 0; k < width_; ++k) {
      part.best[k] = std::min(part.best[k], vectors_[order_[at]][k]);
      part.worst[k] = std::max(part.worst[k], vectors_[order_[at]][k]);
    }
  }
  parts_.push_back(std::move(part));
  if (last - first > short_part) {
    const std::size_t middle = first + (last - first) / 2;
    const auto at = [&](std::size_t index) {
      return order_.begin() + static_cast<std::ptrdiff_t>(index);
    };
    std::nth_element(at(first), at(middle), at(last), [&](std::size_t a, std::size_t b) {
      return vectors_[a][coordinate] < vectors_[b][coordinate];
    });
    const std::size_t next = (coordinate + 1) % width_;
    const std::size_t lower = build(first, middle, next);
    const std::size_t upper = build(middle, last, next);
    parts_[number].lower = lower;
    parts_[number].upper = upper;
  }
  return number;
}

std::size_t Claims::find(std::size_t number, std::span<const double> point,
                         std::size_t except) const {
  const Part& part = parts_[number];
  if (!covers(part.best, point)) {
    return none;
  }
  if (part.lower != none) {
    const std::size_t found = find(part.lower, point, except);
    return found != none ? found : find(part.upper, point, except);
  }
  for (std::size_t at = part.first; at < part.last; ++at) {
    if (order_[at] != except && covers(vectors_[order_[at]], point)) {
      return order_[at];
    }
  }
  return none;
}

std::size_t Claims::covering(std::span<const double> exact, std::size_t first) const {
  std::vector<double> slackened;
  std::span<const double> point = exact;
  if (slack_ != 1) {
    for (const double value : exact) {
      slackened.push_back(value > 0 ? value * slack_ : value / slack_);
    }
    point = slackened;
  }
  if (first < vectors_.size() && covers(vectors_[first], point)) {
    return first;
  }
  return vectors_.empty() ? none : find(0, point, none);
}

std::vector<Claims::Pair> Claims::dominated(std::size_t most) const {
  std::vector<Pair> pairs;
  for (std::size_t number = 0; number < vectors_.size() && pairs.size() < most; ++number) {
    const std::size_t better = find(0, vectors_[number], number);
    if (better != none && (vectors_[better] != vectors_[number] || better < number)) {
      pairs.push_back({better, number});
    }
  }
  return pairs;
}

}  // namespace paretree::dse
