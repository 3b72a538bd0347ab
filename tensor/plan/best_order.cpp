#include "tensor/checked.hpp"
#include "tensor/plan/counts.hpp"
#include "tensor/plan/plan.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace paretree::tensor {
namespace {

/// Multiply-accumulates are compared before they are known to fit in 64 bits.
template <typename... Counts>
std::uint64_t product(Counts... counts) {
  std::uint64_t result = 1;
  ((result = saturating_times(result, counts)), ...);
  return result;
}

/// A subtree S in its own best order. Its stages run once per word of what is outside, so that
/// macs(S) counts the same whatever that is, and the best order inside S does not depend on it.
struct Subtree {
  std::uint64_t columns = 1;  ///< N_S
  std::uint64_t rows = 1;     ///< M_S
  std::uint64_t rank = 1;     ///< r_S
  std::uint64_t macs = 0;     ///< fewest, over the orders inside
  bool only_outputs = false;
};

/// Fewest MACs of a node whose children run in the order given.
std::uint64_t macs_in_order(const Subtree& first, const Subtree& second, std::uint64_t rank) {
  if (first.only_outputs && second.only_outputs) {
    // Expanded from above: the second one waits as a rank while the first one grows to its rows.
    const std::uint64_t split = product(rank, first.rank, second.rank);
    return saturating_plus(
        split, saturating_plus(product(first.macs, second.rank), product(second.macs, first.rows)));
  }
  if (first.only_outputs) return macs_in_order(second, first, rank);
  const std::uint64_t join = product(first.rows, first.rank, rank, second.rank);
  if (second.only_outputs) {
    return saturating_plus(first.macs,
                           saturating_plus(join, product(second.macs, first.rows, rank)));
  }
  const std::uint64_t leading = product(first.macs, second.columns);
  const std::uint64_t trailing = product(second.macs, first.rows, first.rank);
  return saturating_plus(leading, saturating_plus(trailing, saturating_times(join, second.rows)));
}

Subtree leaf_subtree(const MatrixFormat& format, const DimensionTree::Node& node) {
  const auto mode = static_cast<std::size_t>(node.mode);
  Subtree leaf{.columns = format.modes.in[mode],
               .rows = format.modes.out[mode],
               .rank = rank_above(format, node),
               .only_outputs = !format.modes.carries_input(node.mode)};
  leaf.macs = product(leaf.columns, leaf.rows, leaf.rank);
  return leaf;
}

/// Sets of inner nodes, in post order, as DimensionTree::with_swapped() takes them.
struct Orders {
  ModeSet swapped = 0;  ///< the other order of these nodes' children is better
  ModeSet tied = 0;     ///< both orders are as good
};

Orders best_orders(const MatrixFormat& format) {
  Orders orders;
  std::vector<Subtree> subtrees;
  subtrees.reserve(format.tree.nodes().size());
  ModeSet bit = 1;
  for (const DimensionTree::Node& node : format.tree.nodes()) {
    if (node.is_leaf()) {
      subtrees.push_back(leaf_subtree(format, node));
      continue;
    }
    const Subtree& left = subtrees[static_cast<std::size_t>(node.left)];
    const Subtree& right = subtrees[static_cast<std::size_t>(node.right)];
    const std::uint64_t rank = rank_above(format, node);
    const std::uint64_t as_is = macs_in_order(left, right, rank);
    const std::uint64_t exchanged = macs_in_order(right, left, rank);
    if (exchanged < as_is) orders.swapped |= bit;
    if (exchanged == as_is) orders.tied |= bit;
    bit <<= 1;
    subtrees.push_back({.columns = product(left.columns, right.columns),
                        .rows = product(left.rows, right.rows),
                        .rank = rank,
                        .macs = std::min(as_is, exchanged),
                        .only_outputs = left.only_outputs && right.only_outputs});
  }
  return orders;
}

/// Keeps the better one of two orders of the same format.
class Best {
 public:
  explicit Best(const MatrixFormat& format) : trial_(format) {}

  void consider(DimensionTree tree) {
    trial_.tree = std::move(tree);
    const PlanCounts counts = plan_counts(trial_);
    const bool fewer = counts.macs != counts_.macs ? counts.macs < counts_.macs
                                                   : counts.peak_words < counts_.peak_words;
    const bool equal = counts.macs == counts_.macs && counts.peak_words == counts_.peak_words;
    if (!any_ || fewer || (equal && trial_.tree.text() < tree_.text())) {
      counts_ = counts;
      tree_ = trial_.tree;
      any_ = true;
    }
  }
  [[nodiscard]] const DimensionTree& tree() const { return tree_; }

 private:
  MatrixFormat trial_;
  PlanCounts counts_;
  DimensionTree tree_ = DimensionTree::leaf(0);
  bool any_ = false;
};

}  // namespace

DimensionTree best_order(const MatrixFormat& format) {
  check(format);
  const int count = format.modes.count();
  if (format.kind == FormatKind::dense || count == 1) return format.tree;
  Best best(format);
  if (format.kind == FormatKind::tt) {
    best.consider(DimensionTree::linear(count));
    best.consider(DimensionTree::linear_from_last(count));
    return best.tree();
  }
  const Orders orders = best_orders(format);
  // All subsets of the tied nodes, the empty one last.
  ModeSet subset = orders.tied;
  while (subset != 0) {
    best.consider(format.tree.with_swapped(orders.swapped | subset));
    subset = (subset - 1) & orders.tied;
  }
  if (orders.tied == 0) return format.tree.with_swapped(orders.swapped);
  best.consider(format.tree.with_swapped(orders.swapped));
  return best.tree();
}

}  // namespace paretree::tensor
