#ifndef PARETREE_TENSOR_PLAN_STEPS_HPP
#define PARETREE_TENSOR_PLAN_STEPS_HPP

#include "tensor/checked.hpp"
#include "tensor/format.hpp"
#include "tensor/plan/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace paretree::tensor {

/// Up to two digits, without an allocation.
struct DigitPair {
  Digit digits[2];
  std::size_t count = 0;

  void add(const Digit& digit) { digits[count++] = digit; }
  [[nodiscard]] const Digit* begin() const { return digits; }
  [[nodiscard]] const Digit* end() const { return digits + count; }
  [[nodiscard]] std::uint64_t size() const {
    return count == 0 ? 1 : count == 1 ? digits[0].size : times(digits[0].size, digits[1].size);
  }
};

/// What a stage does to the tensor alive: `inner` digits are contracted, `rows` digits appear.
struct Step {
  StageKind kind = StageKind::leaf;
  ModeSet node = 0;
  DigitPair rows{};
  DigitPair inner{};
};

/// The one place that knows the order of stages: all counts and plans are folds over it.
/// Calls emit(const Step&) for each stage of a TT or HT, in execution order.
/// Requires: check(format) passes and the kind is not dense.
template <typename Emit>
class StepWalk {
 public:
  StepWalk(const MatrixFormat& format, Emit& emit)
      : format_(format), modes_(format.modes), nodes_(format.tree.nodes()), emit_(emit) {}

  void run() {
    if (format_.kind == FormatKind::tt) {
      const bool first_core_first = nodes_.front().mode == 0;
      for (const DimensionTree::Node& node : nodes_) {
        if (node.is_leaf()) core(node.mode, first_core_first);
      }
    } else {
      apply(nodes_.back());
    }
  }

 private:
  using Node = DimensionTree::Node;

  Digit input(int mode) const {
    return {Digit::Role::input, ModeSet{1} << mode, modes_.in[static_cast<std::size_t>(mode)]};
  }
  Digit output(int mode) const {
    return {Digit::Role::output, ModeSet{1} << mode, modes_.out[static_cast<std::size_t>(mode)]};
  }
  Digit rank(const Node& node) const {
    return {Digit::Role::rank, node.modes, rank_above(format_, node)};
  }
  Digit bond(int core) const {
    return {Digit::Role::rank, (ModeSet{1} << core) - 1, bond_rank(format_, core)};
  }
  const Node& left(const Node& node) const { return nodes_[static_cast<std::size_t>(node.left)]; }
  const Node& right(const Node& node) const { return nodes_[static_cast<std::size_t>(node.right)]; }

  /// Whether all leaves below carry rows only: such a subtree has nothing to contract.
  bool only_outputs(const Node& node) const {
    return modes_.unpaired && (node.modes & ((ModeSet{1} << modes_.first_output()) - 1)) == 0;
  }

  void core(int k, bool first_core_first) {
    Step step{.kind = StageKind::core, .node = ModeSet{1} << k};
    const bool has_lower = k > 0;
    const bool has_upper = k + 1 < modes_.count();
    if (first_core_first) {
      if (has_lower) step.inner.add(bond(k));
      step.inner.add(input(k));
      step.rows.add(output(k));
      if (has_upper) step.rows.add(bond(k + 1));
    } else {
      step.inner.add(input(k));
      if (has_upper) step.inner.add(bond(k + 1));
      if (has_lower) step.rows.add(bond(k));
      step.rows.add(output(k));
    }
    emit_(step);
  }

  /// From the input digits below the node to its rank (and its output digits).
  void apply(const Node& node) {
    if (node.is_leaf()) {
      Step step{.kind = StageKind::leaf, .node = node.modes};
      step.inner.add(input(node.mode));
      if (modes_.carries_output(node.mode)) step.rows.add(output(node.mode));
      if (node.parent >= 0) step.rows.add(rank(node));
      emit_(step);
      return;
    }
    Step step{.kind = StageKind::inner, .node = node.modes};
    if (node.parent >= 0) step.rows.add(rank(node));
    for (const Node* child : {&left(node), &right(node)}) {
      if (only_outputs(*child)) {
        step.rows.add(rank(*child));
      } else {
        apply(*child);
        step.inner.add(rank(*child));
      }
    }
    emit_(step);
    for (const Node* child : {&left(node), &right(node)}) {
      if (only_outputs(*child)) expand(*child);
    }
  }

  /// From the rank above a subtree of output leaves to its output digits.
  void expand(const Node& node) {
    Step step{.kind = node.is_leaf() ? StageKind::leaf : StageKind::inner, .node = node.modes};
    step.inner.add(rank(node));
    if (node.is_leaf()) {
      step.rows.add(output(node.mode));
      emit_(step);
      return;
    }
    step.rows.add(rank(left(node)));
    step.rows.add(rank(right(node)));
    emit_(step);
    expand(left(node));
    expand(right(node));
  }

  const MatrixFormat& format_;
  const Modes& modes_;
  std::span<const Node> nodes_;
  Emit& emit_;
};

template <typename Emit>
void for_each_step(const MatrixFormat& format, Emit emit) {
  StepWalk<Emit>(format, emit).run();
}

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_PLAN_STEPS_HPP
