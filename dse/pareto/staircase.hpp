#ifndef PARETREE_DSE_PARETO_STAIRCASE_HPP
#define PARETREE_DSE_PARETO_STAIRCASE_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace paretree::dse {

/// The corners of a union of boxes (-inf, x] x (-inf, y]: x ascending, y descending.
///
/// Steps lie in blocks of some dozens, found by the last x of each: a search touches two short
/// arrays, where a balanced tree follows a pointer at each level. Complexity: add() O(log n)
/// amortised for searching and 2 block lengths of copying, plus n / block when a block is split.
class Staircase {
 public:
  /// Adds a box unless a step covers it; steps that it covers leave. False: it was covered.
  /// `strip(from, to, level)` is called for each piece (from, to] of its top edge that is new, from
  /// the right to the left, where the stairs were at `level` before; both are -inf where there were
  /// none.
  template <typename Strip>
  bool add(double x, double y, Strip&& strip) {
    constexpr double nothing = -std::numeric_limits<double>::infinity();
    const Place right = first_from(x);
    double level = nothing;
    if (!at_end(right)) {
      level = step(right).y;
      if (level >= y) {
        return false;
      }
    }
    Place last = right;
    if (!at_end(right) && step(right).x == x) {
      ++last.step;
    }
    Place first = right;
    double edge = x;
    while (has_before(first)) {
      const Place before = before_of(first);
      const Step left = step(before);
      if (left.y > y) {
        strip(left.x, edge, level);
        remove_and_insert(first, last, {x, y});
        return true;
      }
      strip(left.x, edge, level);
      edge = left.x;
      level = left.y;
      first = before;
    }
    strip(nothing, edge, level);
    remove_and_insert(first, last, {x, y});
    return true;
  }

 private:
  struct Step {
    double x, y;
  };
  static constexpr std::size_t most = 64;
  struct Block {
    std::array<Step, most> steps;
    std::size_t size = 0;
  };
  /// A step, or the place behind the last step of a block.
  struct Place {
    std::size_t block = 0;  ///< of order_
    std::size_t step = 0;
  };

  [[nodiscard]] Block& block(std::size_t number) { return pool_[order_[number]]; }
  [[nodiscard]] Step step(Place place) { return block(place.block).steps.at(place.step); }
  [[nodiscard]] bool at_end(Place place) const { return place.block == order_.size(); }
  [[nodiscard]] static bool has_before(Place place) { return place.block > 0 || place.step > 0; }
  [[nodiscard]] Place before_of(Place place) {
    return place.step > 0 ? Place{place.block, place.step - 1}
                          : Place{place.block - 1, block(place.block - 1).size - 1};
  }

  /// The first step that is not left of x. Blocks are never empty between calls.
  [[nodiscard]] Place first_from(double x) {
    const auto number = static_cast<std::size_t>(
        std::lower_bound(last_x_.begin(), last_x_.end(), x) - last_x_.begin());
    if (number == order_.size()) {
      return {number, 0};
    }
    const Block& steps = block(number);
    const auto* begin = steps.steps.data();
    const auto* found = std::lower_bound(begin, begin + steps.size, x,
                                         [](const Step& a, double edge) { return a.x < edge; });
    return {number, static_cast<std::size_t>(found - begin)};
  }

  void remove_and_insert(Place first, Place last, Step added) {
    if (first.block != last.block) {
      block(first.block).size = first.step;
      if (!at_end(last)) {
        erase(last.block, 0, last.step);
      }
      drop(first.block + 1, last.block);
    } else if (!at_end(first)) {
      erase(first.block, first.step, last.step);
    }
    insert(first, added);
    if (first.block + 1 < order_.size() && block(first.block + 1).size == 0) {
      drop(first.block + 1, first.block + 2);
    }
  }

  void erase(std::size_t number, std::size_t from, std::size_t to) {
    if (from < to) {
      Block& steps = block(number);
      std::copy(steps.steps.data() + to, steps.steps.data() + steps.size,
                steps.steps.data() + from);
      steps.size -= to - from;
      if (steps.size > 0) {
        last_x_[number] = steps.steps.at(steps.size - 1).x;
      }
    }
  }

  void drop(std::size_t from, std::size_t to) {
    for (std::size_t number = from; number < to; ++number) {
      unused_.push_back(order_[number]);
    }
    const auto erase_of = [&](auto& list) {
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(from),
                 list.begin() + static_cast<std::ptrdiff_t>(to));
    };
    erase_of(order_);
    erase_of(last_x_);
  }

  void make_block(std::size_t number) {
    if (unused_.empty()) {
      unused_.push_back(static_cast<std::uint32_t>(pool_.size()));
      pool_.emplace_back();
    }
    pool_[unused_.back()].size = 0;
    order_.insert(order_.begin() + static_cast<std::ptrdiff_t>(number), unused_.back());
    last_x_.insert(last_x_.begin() + static_cast<std::ptrdiff_t>(number), 0.0);
    unused_.pop_back();
  }

  void insert(Place place, Step added) {
    if (at_end(place)) {
      if (place.block == 0) {
        make_block(0);
      } else {
        place = {place.block - 1, block(place.block - 1).size};
      }
    }
    if (block(place.block).size == most) {
      make_block(place.block + 1);
      Block& full = block(place.block);
      Block& rest = block(place.block + 1);
      std::copy(full.steps.data() + most / 2, full.steps.data() + most, rest.steps.data());
      full.size = rest.size = most / 2;
      last_x_[place.block] = full.steps.at(most / 2 - 1).x;
      last_x_[place.block + 1] = rest.steps.at(most / 2 - 1).x;
      if (place.step > most / 2) {
        place = {place.block + 1, place.step - most / 2};
      }
    }
    Block& steps = block(place.block);
    std::copy_backward(steps.steps.data() + place.step, steps.steps.data() + steps.size,
                       steps.steps.data() + steps.size + 1);
    steps.steps.at(place.step) = added;
    ++steps.size;
    last_x_[place.block] = steps.steps.at(steps.size - 1).x;
  }

  std::vector<Block> pool_;
  std::vector<std::uint32_t> order_;  ///< blocks from left to right
  std::vector<double> last_x_;        ///< of each of them
  std::vector<std::uint32_t> unused_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_PARETO_STAIRCASE_HPP
