#ifndef PARETREE_TENSOR_DIMENSION_TREE_HPP
#define PARETREE_TENSOR_DIMENSION_TREE_HPP

#include "tensor/modes.hpp"

#include <compare>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::tensor {

/// An ordered, rooted, binary dimension tree over the modes 0..d-1, as a value.
///
/// The order of children is the order of execution. Two trees that differ only in the order of
/// children have one `canonical()` form; two that differ only in the place of the root have one
/// `unrooted()` set of splits. Equality and hash compare ordered trees.
class DimensionTree {
 public:
  struct Node {
    int left = -1;  ///< index into nodes(); -1 at a leaf
    int right = -1;
    int parent = -1;  ///< -1 at the root
    int mode = -1;    ///< -1 at an inner node
    ModeSet modes = 0;

    [[nodiscard]] bool is_leaf() const { return mode >= 0; }
    friend bool operator==(const Node&, const Node&) = default;
  };

  [[nodiscard]] static DimensionTree leaf(int mode);
  [[nodiscard]] static DimensionTree join(const DimensionTree& first, const DimensionTree& second);
  /// [[[0, 1], 2], 3]
  [[nodiscard]] static DimensionTree linear(int modes);
  /// [[[3, 2], 1], 0]
  [[nodiscard]] static DimensionTree linear_from_last(int modes);
  /// The modes halved until single, the larger half first: [[0, 1], [2, 3]]
  [[nodiscard]] static DimensionTree balanced(int modes);
  /// Reads text() of a tree over the modes 0..d-1.
  /// Throws: std::invalid_argument naming the character and what is allowed.
  [[nodiscard]] static DimensionTree parse(std::string_view text);

  /// Nodes in post order, that is in execution order; the last one is the root.
  [[nodiscard]] std::span<const Node> nodes() const { return nodes_; }
  [[nodiscard]] const Node& root() const { return nodes_.back(); }
  [[nodiscard]] int modes() const { return static_cast<int>((nodes_.size() + 1) / 2); }
  /// Mode numbers in execution order.
  [[nodiscard]] std::vector<int> leaf_order() const;
  /// A nested list of mode numbers in execution order: "[[0, 1], [2, 3]]".
  [[nodiscard]] std::string text() const;
  /// The same rooted tree with the child that holds the smallest mode first.
  [[nodiscard]] DimensionTree canonical() const;
  /// The edges of the unrooted tree (see edge_of), ascending: 2d-3 of them for d >= 2.
  [[nodiscard]] std::vector<ModeSet> unrooted() const;
  /// The children of every k-th inner node (counted in post order) whose bit k is set, exchanged.
  [[nodiscard]] DimensionTree with_swapped(ModeSet inner_nodes) const;
  /// All 2^(d-1) orders of children, this tree's own order first, each once.
  [[nodiscard]] std::vector<DimensionTree> child_orders() const;

  friend bool operator==(const DimensionTree&, const DimensionTree&) = default;

 private:
  template <typename Swap>
  [[nodiscard]] DimensionTree reordered(Swap swap) const;
  void check_complete() const;

  std::vector<Node> nodes_;
};

/// The name of the edge above `modes` in the unrooted tree over `count` modes: of the two sides of
/// the split, the one without the highest mode. Both children of a root name the same edge.
[[nodiscard]] ModeSet edge_of(ModeSet modes, int count);
/// Whether one side of the split is a single mode.
[[nodiscard]] bool ends_in_leaf(ModeSet edge, int count);
/// "0,1" for the modes {0, 1}.
[[nodiscard]] std::string mode_list(ModeSet modes);

/// All (2d-3)!! rooted trees over d modes, children unordered (canonical form), each once, in a
/// fixed order in which the rootings of one unrooted tree are neighbours.
///
/// Complexity: O(d^2 (2d-3)!!) and 0.4 KB a tree (15 GB at d = 10): beyond 8 use rooted_tree().
/// Throws: std::invalid_argument unless 1 <= d <= 10.
[[nodiscard]] std::vector<DimensionTree> rooted_trees(int modes);
/// One canonical rooted representative for each of the (2d-5)!! unrooted trees.
[[nodiscard]] std::vector<DimensionTree> unrooted_trees(int modes);
/// The 2d-3 rootings of one unrooted tree, canonical, in ascending order of the root's edge.
[[nodiscard]] std::vector<DimensionTree> rootings(const DimensionTree& tree);
/// The rooting, canonical, whose root is on `edge`.
///
/// Throws: std::invalid_argument if there is no such edge.
[[nodiscard]] DimensionTree rooted_at(const DimensionTree& tree, ModeSet edge);

/// The same enumerations by index, without a list: rooted_trees(d)[i], unrooted_trees(d)[i].
///
/// Complexity: O(d^3).
/// Throws: std::invalid_argument unless 1 <= d <= 20 and index < count; CountOverflow where the
/// count exceeds 64 bits, from 19 modes rooted, 20 unrooted.
[[nodiscard]] DimensionTree rooted_tree(int modes, std::uint64_t index);
[[nodiscard]] DimensionTree unrooted_tree(int modes, std::uint64_t index);
[[nodiscard]] std::uint64_t rooted_tree_count(int modes);    ///< (2d-3)!!
[[nodiscard]] std::uint64_t unrooted_tree_count(int modes);  ///< (2d-5)!!

}  // namespace paretree::tensor

template <>
struct std::hash<paretree::tensor::DimensionTree> {
  std::size_t operator()(const paretree::tensor::DimensionTree& tree) const noexcept;
};

#endif  // PARETREE_TENSOR_DIMENSION_TREE_HPP
