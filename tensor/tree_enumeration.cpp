#include "tensor/checked.hpp"
#include "tensor/dimension_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <stdexcept>

namespace paretree::tensor {
namespace {

constexpr int max_enumerated_modes = 10;

void check_enumerable(int modes) {
  if (modes < 1 || modes > max_enumerated_modes) {
    throw std::invalid_argument(fmt::format("tree enumeration: {} modes; allowed are 1 to {}",
                                            modes, max_enumerated_modes));
  }
}

void check_index(std::uint64_t index, std::uint64_t count, int modes) {
  if (index >= count) {
    throw std::invalid_argument(
        fmt::format("tree {} over {} modes; allowed are 0 to {}", index, modes, count - 1));
  }
}

/// Both sides of every split, larger ones first, so that the first proper subset of a set that is
/// found is one of its two children.
std::vector<ModeSet> sides(const DimensionTree& tree) {
  std::vector<ModeSet> result;
  for (const ModeSet edge : tree.unrooted()) {
    result.push_back(edge);
    result.push_back(tree.root().modes & ~edge);
  }
  std::sort(result.begin(), result.end(), [](ModeSet a, ModeSet b) {
    const int more = std::popcount(a) - std::popcount(b);
    return more != 0 ? more > 0 : a < b;
  });
  return result;
}

DimensionTree subtree(ModeSet modes, const std::vector<ModeSet>& sides) {
  if (std::has_single_bit(modes)) return DimensionTree::leaf(std::countr_zero(modes));
  for (const ModeSet side : sides) {
    if (side == modes || (side & ~modes) != 0) continue;
    const ModeSet rest = modes & ~side;
    const bool first = std::countr_zero(side) < std::countr_zero(rest);
    return DimensionTree::join(subtree(first ? side : rest, sides),
                               subtree(first ? rest : side, sides));
  }
  throw std::logic_error("a split without children");
}

DimensionTree rooted_at(ModeSet edge, ModeSet all, const std::vector<ModeSet>& sides) {
  const ModeSet other = all & ~edge;
  const bool first = std::countr_zero(edge) < std::countr_zero(other);
  return DimensionTree::join(subtree(first ? edge : other, sides),
                             subtree(first ? other : edge, sides));
}

}  // namespace

DimensionTree rooted_at(const DimensionTree& tree, ModeSet edge) {
  const std::vector<ModeSet> edges = tree.unrooted();
  if (!std::binary_search(edges.begin(), edges.end(), edge)) {
    throw std::invalid_argument(
        fmt::format("rooting: {{{}}} is not an edge of {}", mode_list(edge), tree.text()));
  }
  return rooted_at(edge, tree.root().modes, sides(tree));
}

std::vector<DimensionTree> rootings(const DimensionTree& tree) {
  if (tree.modes() == 1) return {tree};
  const std::vector<ModeSet> both = sides(tree);
  std::vector<DimensionTree> result;
  for (const ModeSet edge : tree.unrooted()) {
    result.push_back(rooted_at(edge, tree.root().modes, both));
  }
  return result;
}

std::uint64_t rooted_tree_count(int modes) {
  if (modes < 1 || modes > max_modes) {
    throw std::invalid_argument(
        fmt::format("tree count: {} modes; allowed are 1 to {}", modes, max_modes));
  }
  std::uint64_t count = 1;
  for (std::uint64_t d = 3; d <= static_cast<std::uint64_t>(modes); ++d) {
    count = times(count, 2 * d - 3);
  }
  return count;
}

std::uint64_t unrooted_tree_count(int modes) {
  return modes == 1 ? 1 : rooted_tree_count(modes - 1);
}

DimensionTree unrooted_tree(int modes, std::uint64_t index) {
  check_index(index, unrooted_tree_count(modes), modes);
  if (modes == 1) return DimensionTree::leaf(0);
  // Taking the last leaf away roots what is left: unrooted trees over d modes are rooted trees over
  // d-1.
  return DimensionTree::join(rooted_tree(modes - 1, index), DimensionTree::leaf(modes - 1));
}

DimensionTree rooted_tree(int modes, std::uint64_t index) {
  check_index(index, rooted_tree_count(modes), modes);
  if (modes <= 2) return unrooted_tree(modes, index);
  const auto edges = static_cast<std::uint64_t>(2 * modes - 3);
  const DimensionTree tree = unrooted_tree(modes, index / edges);
  return rooted_at(tree, tree.unrooted()[index % edges]);
}

std::vector<DimensionTree> unrooted_trees(int modes) {
  check_enumerable(modes);
  if (modes == 1) return {DimensionTree::leaf(0)};
  std::vector<DimensionTree> result;
  result.reserve(unrooted_tree_count(modes));
  for (const DimensionTree& rest : rooted_trees(modes - 1)) {
    result.push_back(DimensionTree::join(rest, DimensionTree::leaf(modes - 1)));
  }
  return result;
}

std::vector<DimensionTree> rooted_trees(int modes) {
  check_enumerable(modes);
  std::vector<DimensionTree> result;
  result.reserve(rooted_tree_count(modes));
  for (const DimensionTree& tree : unrooted_trees(modes)) {
    for (DimensionTree& rooting : rootings(tree)) result.push_back(std::move(rooting));
  }
  return result;
}

}  // namespace paretree::tensor
