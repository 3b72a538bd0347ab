#include "tensor/format.hpp"

#include "tensor/checked.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <stdexcept>

namespace paretree::tensor {
namespace {

/// Whether the post order is leaf, leaf, inner, leaf, inner, ... with modes going one way: a chain.
bool is_chain(const DimensionTree& tree) {
  const auto nodes = tree.nodes();
  const int step = nodes.front().mode == 0 ? 1 : -1;
  int mode = step > 0 ? 0 : tree.modes() - 1;
  for (std::size_t index = 0; index < nodes.size(); ++index) {
    if (nodes[index].is_leaf() != (index == 0 || index % 2 == 1)) return false;
    if (!nodes[index].is_leaf()) continue;
    if (nodes[index].mode != mode) return false;
    mode += step;
  }
  return true;
}

void check_tree(const MatrixFormat& format) {
  const DimensionTree& tree = format.tree;
  const int count = format.modes.count();
  if (tree.modes() != count || tree.root().modes != (ModeSet{1} << count) - 1) {
    throw std::invalid_argument(
        fmt::format("format: tree {} over {} modes; allowed are trees over {}", tree.text(),
                    tree.modes(), count));
  }
  if (format.kind == FormatKind::tt && !is_chain(tree)) {
    throw std::invalid_argument(fmt::format("format: TT chain {}; allowed are {} and {}",
                                            tree.text(), DimensionTree::linear(count).text(),
                                            DimensionTree::linear_from_last(count).text()));
  }
}

/// Reads every rank the format needs; EdgeRanks::at() names the one that is missing.
void check_ranks(const MatrixFormat& format) {
  const int count = format.modes.count();
  std::size_t edges = 0;
  if (format.kind == FormatKind::tt) {
    for (int core = 1; core < count; ++core, ++edges) (void)bond_rank(format, core);
  } else if (count > 1) {
    for (const DimensionTree::Node& node : format.tree.nodes()) (void)rank_above(format, node);
    edges = static_cast<std::size_t>(2 * count - 3);
  }
  if (format.ranks.edges().size() != edges) {
    throw std::invalid_argument(fmt::format("format: {} ranks; {} {} has {} edges",
                                            format.ranks.edges().size(), name(format.kind),
                                            format.tree.text(), edges));
  }
}

std::uint64_t leaf_size(const Modes& modes, int mode) {
  const auto at = static_cast<std::size_t>(mode);
  return times(modes.in[at], modes.out[at]);
}

std::uint64_t ht_parameters(const MatrixFormat& format) {
  const auto nodes = format.tree.nodes();
  std::uint64_t sum = 0;
  for (const DimensionTree::Node& node : nodes) {
    const std::uint64_t above = rank_above(format, node);
    const std::uint64_t below =
        node.is_leaf() ? leaf_size(format.modes, node.mode)
                       : times(rank_above(format, nodes[static_cast<std::size_t>(node.left)]),
                               rank_above(format, nodes[static_cast<std::size_t>(node.right)]));
    sum = plus(sum, times(below, above));
  }
  return sum;
}

std::uint64_t tt_parameters(const MatrixFormat& format) {
  std::uint64_t sum = 0;
  for (int core = 0; core < format.modes.count(); ++core) {
    const std::uint64_t bonds = times(bond_rank(format, core), bond_rank(format, core + 1));
    sum = plus(sum, times(leaf_size(format.modes, core), bonds));
  }
  return sum;
}

}  // namespace

std::string_view name(FormatKind kind) {
  switch (kind) {
    case FormatKind::dense:
      return "dense";
    case FormatKind::tt:
      return "tt";
    case FormatKind::ht:
      return "ht";
  }
  throw std::invalid_argument("format: unknown kind; allowed are dense, tt and ht");
}

void check(const MatrixFormat& format) {
  check(format.modes);
  if (format.kind == FormatKind::dense) return;
  check_tree(format);
  check_ranks(format);
}

std::uint64_t rank_above(const MatrixFormat& format, const DimensionTree::Node& node) {
  return node.parent < 0 ? 1 : format.ranks.at(edge_of(node.modes, format.modes.count()));
}

std::uint64_t bond_rank(const MatrixFormat& format, int core) {
  if (core <= 0 || core >= format.modes.count()) return 1;
  return format.ranks.at((ModeSet{1} << core) - 1);
}

std::uint64_t parameters(const MatrixFormat& format) {
  check(format);
  switch (format.kind) {
    case FormatKind::dense:
      return times(format.modes.rows(), format.modes.columns());
    case FormatKind::tt:
      return tt_parameters(format);
    case FormatKind::ht:
      return ht_parameters(format);
  }
  throw std::invalid_argument("format: unknown kind; allowed are dense, tt and ht");
}

std::uint64_t degrees_of_freedom(const MatrixFormat& format) {
  std::uint64_t weights = parameters(format);
  if (format.kind == FormatKind::dense) return weights;
  std::uint64_t gauge = 0;
  for (const auto& [edge, rank] : format.ranks.edges()) gauge = plus(gauge, times(rank, rank));
  if (format.kind == FormatKind::ht && format.modes.count() > 1) {
    // A root's own r x r matrix is a change of basis on its edge: no freedom of its own.
    const std::uint64_t root = format.ranks.at(
        edge_of(format.tree.nodes()[static_cast<std::size_t>(format.tree.root().left)].modes,
                format.modes.count()));
    weights -= times(root, root);
  }
  if (gauge > weights) {
    throw std::invalid_argument(
        fmt::format("degrees of freedom: {} weights and {} gauge freedoms; the ranks are redundant",
                    weights, gauge));
  }
  return weights - gauge;
}

std::uint64_t tr_parameters(const std::vector<std::uint64_t>& sizes,
                            const std::vector<std::uint64_t>& ring) {
  if (sizes.empty() || sizes.size() != ring.size()) {
    throw std::invalid_argument(fmt::format("tensor ring: {} sizes and {} ranks; one rank per size",
                                            sizes.size(), ring.size()));
  }
  std::uint64_t sum = 0;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    sum = plus(sum, times(times(ring[k], sizes[k]), ring[(k + 1) % ring.size()]));
  }
  return sum;
}

std::uint64_t bt_parameters(std::uint64_t blocks, const Modes& modes,
                            const std::vector<std::uint64_t>& core_ranks) {
  check(modes);
  if (core_ranks.size() != modes.in.size()) {
    throw std::invalid_argument(fmt::format("block term: {} modes and {} ranks; one rank per mode",
                                            modes.in.size(), core_ranks.size()));
  }
  std::uint64_t factors = 0;
  std::uint64_t core = 1;
  for (std::size_t k = 0; k < core_ranks.size(); ++k) {
    factors = plus(factors, times(times(modes.in[k], modes.out[k]), core_ranks[k]));
    core = times(core, core_ranks[k]);
  }
  return times(blocks, plus(factors, core));
}

}  // namespace paretree::tensor
