#include "dse/pareto/archive.hpp"

#include "dse/pareto/staircase.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>
#include <stdexcept>
#include <utility>

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
  bool better = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) {
      return false;
    }
    better = better || a[i] < b[i];
  }
  return better;
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

/// The rows without those that one of a few good rows dominates: of a cloud few are left, and of a
/// front all; then it gives up early.
std::vector<std::size_t> screened(const Points& points) {
  constexpr std::size_t few = 8;
  constexpr std::size_t tried = 4096;
  std::vector<std::size_t> rows(points.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  if (points.size() < tried) {
    return rows;
  }
  std::vector<double> low(points.width, INFINITY);
  std::vector<double> high(points.width, -INFINITY);
  for (std::size_t at = 0; at < points.values.size(); ++at) {
    low[at % points.width] = std::min(low[at % points.width], points.values[at]);
    high[at % points.width] = std::max(high[at % points.width], points.values[at]);
  }
  std::vector<std::pair<double, std::size_t>> best(few, {INFINITY, 0});  // a heap, worst first
  for (std::size_t row = 0; row < points.size(); ++row) {
    double sum = 0;
    for (std::size_t k = 0; k < points.width; ++k) {
      sum += high[k] > low[k] ? (points[row][k] - low[k]) / (high[k] - low[k]) : 0;
    }
    if (sum < best.front().first) {
      std::pop_heap(best.begin(), best.end());
      best.back() = {sum, row};
      std::push_heap(best.begin(), best.end());
    }
  }
  std::size_t kept = 0;
  for (std::size_t row = 0; row < points.size(); ++row) {
    const auto beaten = std::find_if(best.begin(), best.end(), [&](const auto& good) {
      return dominates(points[good.second], points[row]);
    });
    if (beaten == best.end()) {
      rows[kept++] = row;
    } else {
      std::iter_swap(best.begin(), beaten);  // it will likely beat the next row, too
    }
    if (row == tried && kept > tried / 2) {
      std::iota(rows.begin(), rows.end(), std::size_t{0});
      return rows;
    }
  }
  rows.resize(kept);
  return rows;
}

/// Of rows in lexicographic order none dominates an earlier one: one is new unless an earlier one
/// is nowhere worse in the objectives behind the first.
std::vector<std::size_t> sweep_many(const Points& points, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> kept;
  if (points.width == 3) {
    Staircase section;
    for (const std::size_t row : order) {
      if (section.add(-points[row][1], -points[row][2], [](double, double, double) {})) {
        kept.push_back(row);
      }
    }
    return kept;
  }
  Archive section(points.width - 1);
  for (std::size_t at = 0; at < order.size(); ++at) {
    if (section.insert(points[order[at]].subspan(1), at)) {
      kept.push_back(order[at]);
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
  std::vector<std::size_t> order = screened(points);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const double* left = points.values.data() + a * points.width;
    const double* right = points.values.data() + b * points.width;
    for (std::size_t k = 0; k < points.width; ++k) {
      if (left[k] != right[k]) {
        return left[k] < right[k];
      }
    }
    return a < b;
  });
  std::vector<std::size_t> kept;
  if (points.width == 1 && !order.empty()) {
    kept = {order.front()};
  } else if (points.width > 1) {
    kept = points.width == 2 ? sweep_two(points, order) : sweep_many(points, order);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

namespace {

constexpr std::size_t leaf_members = 24;

bool nowhere_worse(const double* a, const double* b, std::size_t width) {
  for (std::size_t k = 0; k < width; ++k) {
    if (a[k] > b[k]) {
      return false;
    }
  }
  return true;
}

bool differ(const double* a, const double* b, std::size_t width) {
  return !std::equal(a, a + width, b);
}

/// Nodes still to visit; deeper trees than this are rebuilt long before.
class Pending {
 public:
  void push(std::uint32_t node) {
    if (size_ < few_.size()) {
      few_[size_] = node;
    } else {
      many_.push_back(node);
    }
    ++size_;
  }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  std::uint32_t pop() {
    --size_;
    if (size_ < few_.size()) {
      return few_[size_];
    }
    const std::uint32_t node = many_.back();
    many_.pop_back();
    return node;
  }

 private:
  std::array<std::uint32_t, 64> few_{};
  std::vector<std::uint32_t> many_;
  std::size_t size_ = 0;
};

}  // namespace

/// A member nowhere worse than the point (and other than it, if strictly); size() if there is none.
std::size_t Archive::covering(const double* point, bool strictly) const {
  if (positions_.empty()) {
    return 0;
  }
  Pending pending;
  pending.push(0);
  while (!pending.empty()) {
    const Number number = pending.pop();
    const Node& node = nodes_[number];
    if (node.count == 0 || !nowhere_worse(low(number), point, width_)) {
      continue;
    }
    if (nowhere_worse(high(number), point, width_) &&
        (!strictly || differ(high(number), point, width_))) {
      return any_below(number);
    }
    if (node.left == none) {
      for (const Number member : node.members) {
        if (nowhere_worse(row(member), point, width_) &&
            (!strictly || differ(row(member), point, width_))) {
          return member;
        }
      }
      continue;
    }
    pending.push(node.right);
    pending.push(node.left);
  }
  return size();
}

/// Requires: there are members below the node.
std::size_t Archive::any_below(Number node) const {
  while (nodes_[node].left != none) {
    node = nodes_[nodes_[node].left].count != 0 ? nodes_[node].left : nodes_[node].right;
  }
  return nodes_[node].members.front();
}

bool Archive::covered(std::span<const double> point) {
  if (last_cover_ < size() && nowhere_worse(row(last_cover_), point.data(), width_)) {
    return true;
  }
  const std::size_t cover = covering(point.data(), false);
  if (cover == size()) {
    return false;
  }
  last_cover_ = cover;
  return true;
}

std::size_t Archive::beaten_by(std::span<const double> point) const {
  return covering(point.data(), true);
}

std::size_t Archive::covered_by(std::span<const double> point) const {
  return covering(point.data(), false);
}

bool Archive::insert(std::span<const double> point, std::uint64_t position,
                     std::vector<std::uint64_t>* left) {
  if (covered(point)) {
    // Only a member that covers the point can equal it, and then it is the only one that does.
    if (differ(row(last_cover_), point.data(), width_) || positions_[last_cover_] <= position) {
      return false;
    }
    if (left != nullptr) {
      left->push_back(positions_[last_cover_]);
    }
    positions_[last_cover_] = position;
    return true;
  }
  remove_covered(point.data(), left);
  values_.insert(values_.end(), point.begin(), point.end());
  positions_.push_back(position);
  leaf_of_.push_back(none);
  add(static_cast<Number>(positions_.size() - 1));
  return true;
}

void Archive::remove_covered(const double* point, std::vector<std::uint64_t>* left) {
  if (positions_.empty()) {
    return;
  }
  std::vector<Number> leaving;
  Pending pending;
  pending.push(0);
  while (!pending.empty()) {
    const Number number = pending.pop();
    const Node& node = nodes_[number];
    if (node.count == 0 || !nowhere_worse(point, high(number), width_)) {
      continue;
    }
    if (node.left == none) {
      std::copy_if(node.members.begin(), node.members.end(), std::back_inserter(leaving),
                   [&](Number member) { return nowhere_worse(point, row(member), width_); });
      continue;
    }
    pending.push(node.right);
    pending.push(node.left);
  }
  std::sort(leaving.begin(), leaving.end(), std::greater<>());
  for (const Number member : leaving) {
    if (left != nullptr) {
      left->push_back(positions_[member]);
    }
    remove(member);
  }
}

/// The last member takes the number of the one that leaves.
void Archive::remove(Number member) {
  const auto take_out = [&](Number number) {
    std::vector<Number>& members = nodes_[leaf_of_[number]].members;
    members.erase(std::find(members.begin(), members.end(), number));
  };
  take_out(member);
  for (Number node = leaf_of_[member]; node != none; node = nodes_[node].parent) {
    --nodes_[node].count;
  }
  const auto last = static_cast<Number>(positions_.size() - 1);
  if (member != last) {
    std::vector<Number>& members = nodes_[leaf_of_[last]].members;
    *std::find(members.begin(), members.end(), last) = member;
    std::copy_n(row(last), width_, values_.begin() + static_cast<std::ptrdiff_t>(member * width_));
    positions_[member] = positions_[last];
    leaf_of_[member] = leaf_of_[last];
  }
  positions_.pop_back();
  leaf_of_.pop_back();
  values_.resize(positions_.size() * width_);
}

Archive::Number Archive::make_node(Number parent) {
  if (unused_.empty()) {
    nodes_.emplace_back();
    boxes_.resize(nodes_.size() * 2 * width_);
    unused_.push_back(static_cast<Number>(nodes_.size() - 1));
  }
  const Number number = unused_.back();
  unused_.pop_back();
  nodes_[number] = Node{};
  nodes_[number].parent = parent;
  return number;
}

void Archive::add(Number member) {
  if (nodes_.empty()) {
    build(make_node(none), {member});
    return;
  }
  const double* point = row(member);
  Number number = 0;
  while (true) {
    Node& node = nodes_[number];
    for (std::size_t k = 0; k < width_; ++k) {
      low(number)[k] = node.count == 0 ? point[k] : std::min(low(number)[k], point[k]);
      high(number)[k] = node.count == 0 ? point[k] : std::max(high(number)[k], point[k]);
    }
    ++node.count;
    if (node.left == none) {
      break;
    }
    number = point[node.side] <= node.middle ? node.left : node.right;
  }
  nodes_[number].members.push_back(member);
  leaf_of_[member] = number;
  if (nodes_[number].members.size() > leaf_members) {
    build(number, std::exchange(nodes_[number].members, {}));
    rebalance(number);
  }
}

/// Rebuilds the highest subtree above a leaf one of whose children holds most of its members.
void Archive::rebalance(Number leaf) {
  Number leaning = none;
  for (Number node = leaf; nodes_[node].parent != none; node = nodes_[node].parent) {
    const Node& parent = nodes_[nodes_[node].parent];
    if (4 * nodes_[node].count > 3 * parent.count + 4 * leaf_members) {
      leaning = nodes_[node].parent;
    }
  }
  if (leaning != none) {
    std::vector<Number> members;
    free_below(leaning, members);
    build(leaning, std::move(members));
  }
}

/// Collects the members below a node and gives back the nodes below it.
void Archive::free_below(Number node, std::vector<Number>& members) {
  members.insert(members.end(), nodes_[node].members.begin(), nodes_[node].members.end());
  nodes_[node].members.clear();
  for (const Number child : {nodes_[node].left, nodes_[node].right}) {
    if (child != none) {
      free_below(child, members);
      unused_.push_back(child);
    }
  }
  nodes_[node].left = nodes_[node].right = none;
}

void Archive::build(Number number, std::vector<Number> members) {
  double* best = low(number);
  double* worst = high(number);
  for (std::size_t k = 0; k < width_; ++k) {
    best[k] = INFINITY;
    worst[k] = -INFINITY;
    for (const Number member : members) {
      best[k] = std::min(best[k], row(member)[k]);
      worst[k] = std::max(worst[k], row(member)[k]);
    }
  }
  nodes_[number].count = members.size();
  std::size_t side = width_;
  double longest = 0;
  if (members.size() > leaf_members) {
    for (std::size_t k = 0; k < width_; ++k) {
      const double extent = high(0)[k] - low(0)[k];
      const double share = extent > 0 ? (worst[k] - best[k]) / extent : 0;
      if (share > longest) {
        longest = share;
        side = k;
      }
    }
  }
  if (side == width_) {  // few members, or infinite extents
    for (const Number member : members) {
      leaf_of_[member] = number;
    }
    nodes_[number].members = std::move(members);
    return;
  }
  const auto at = [&](Number member) { return row(member)[side]; };
  auto half = members.begin() + static_cast<std::ptrdiff_t>(members.size() / 2);
  std::nth_element(members.begin(), half, members.end(),
                   [&](Number a, Number b) { return at(a) < at(b); });
  double middle = at(*half);
  if (middle == worst[side]) {  // what lies to the right must not be empty
    middle = best[side];
    for (const Number member : members) {
      middle = at(member) < worst[side] ? std::max(middle, at(member)) : middle;
    }
  }
  half = std::partition(members.begin(), members.end(),
                        [&](Number member) { return at(member) <= middle; });
  const Number left = make_node(number);
  const Number right = make_node(number);
  Node& node = nodes_[number];
  node.left = left;
  node.right = right;
  node.side = side;
  node.middle = middle;
  build(left, {members.begin(), half});
  build(right, {half, members.end()});
}

}  // namespace paretree::dse
