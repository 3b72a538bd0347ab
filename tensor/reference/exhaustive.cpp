#include "tensor/reference/exhaustive.hpp"

#include "tensor/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <tuple>
#include <utility>

namespace paretree::tensor::reference {
namespace {

/// Calls keep(ranks) for every choice of a rank on every edge.
template <typename Keep>
void for_each_rank_vector(const std::vector<ModeSet>& edges, int count, const RankChoices& choices,
                          Keep keep) {
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  const auto extend = [&](const auto& self) -> void {
    if (ranks.size() == edges.size()) {
      keep(EdgeRanks(ranks));
      return;
    }
    const ModeSet edge = edges[ranks.size()];
    for (const std::uint64_t rank : ends_in_leaf(edge, count) ? choices.leaf : choices.inner) {
      ranks.emplace_back(edge, rank);
      self(self);
      ranks.pop_back();
    }
  };
  extend(extend);
}

/// Whether each number is at most the product of the others.
bool balanced(const std::vector<std::uint64_t>& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    std::uint64_t others = 1;
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      if (j != i) others *= numbers[j];
    }
    if (numbers[i] > others) return false;
  }
  return true;
}

std::uint64_t entries(const Modes& modes, ModeSet side) {
  return modes.columns(side) * modes.rows(side);
}

/// Whether no rank exceeds the number of entries on either side of its split.
bool within_sides(const EdgeRanks& ranks, const Modes& modes) {
  const ModeSet all = (ModeSet{1} << modes.count()) - 1;
  return std::all_of(ranks.edges().begin(), ranks.edges().end(), [&](const auto& rank) {
    return rank.second <= entries(modes, rank.first) &&
           rank.second <= entries(modes, all & ~rank.first);
  });
}

}  // namespace

DimensionTree best_order(const MatrixFormat& format) {
  std::vector<DimensionTree> orders;
  if (format.kind == FormatKind::tt) {
    orders = {DimensionTree::linear(format.modes.count()),
              DimensionTree::linear_from_last(format.modes.count())};
  } else {
    orders = format.tree.child_orders();
  }
  const auto cost = [&](const DimensionTree& tree) {
    MatrixFormat ordered = format;
    ordered.tree = tree;
    const Plan result = plan(ordered);
    return std::tuple(result.macs, result.peak_words, tree.text());
  };
  return *std::min_element(orders.begin(), orders.end(),
                           [&](const auto& a, const auto& b) { return cost(a) < cost(b); });
}

std::vector<EdgeRanks> tree_ranks(const DimensionTree& tree, const Modes& modes,
                                  const RankChoices& choices) {
  const int count = modes.count();
  const auto nodes = tree.nodes();
  std::vector<EdgeRanks> kept;
  for_each_rank_vector(tree.unrooted(), count, choices, [&](const EdgeRanks& ranks) {
    bool sound = within_sides(ranks, modes);
    for (const DimensionTree::Node& node : nodes) {
      if (node.parent < 0) continue;  // a root is a point on an edge, not a vertex
      std::vector<std::uint64_t> around{ranks.at(edge_of(node.modes, count))};
      if (node.is_leaf()) {
        around.push_back(entries(modes, node.modes));
        sound = sound && around[0] <= around[1];
        continue;
      }
      for (const int child : {node.left, node.right}) {
        around.push_back(ranks.at(edge_of(nodes[static_cast<std::size_t>(child)].modes, count)));
      }
      sound = sound && balanced(around);
    }
    if (sound) kept.push_back(ranks);
  });
  return kept;
}

std::vector<EdgeRanks> chain_ranks(const Modes& modes, const RankChoices& choices) {
  const int count = modes.count();
  std::vector<ModeSet> edges;
  for (int core = 1; core < count; ++core) edges.push_back((ModeSet{1} << core) - 1);
  std::vector<EdgeRanks> kept;
  for_each_rank_vector(edges, count, choices, [&](const EdgeRanks& ranks) {
    bool sound = within_sides(ranks, modes);
    for (int core = 0; core < count; ++core) {
      const MatrixFormat format{.kind = FormatKind::tt, .modes = modes, .ranks = ranks};
      const std::uint64_t before = bond_rank(format, core);
      const std::uint64_t after = bond_rank(format, core + 1);
      const std::uint64_t size = entries(modes, ModeSet{1} << core);
      sound = sound && before <= size * after && after <= size * before;
    }
    if (sound) kept.push_back(ranks);
  });
  return kept;
}

std::vector<std::string> rooted_tree_texts(ModeSet modes) {
  const ModeSet lowest = modes & (~modes + 1);
  if (modes == lowest) return {fmt::format("{}", std::countr_zero(modes))};
  std::vector<std::string> texts;
  // Each split once: the part with the lowest mode is the first one.
  const ModeSet others = modes & ~lowest;
  for (ModeSet taken = (others - 1) & others;; taken = (taken - 1) & others) {
    for (const std::string& first : rooted_tree_texts(lowest | taken)) {
      for (const std::string& second : rooted_tree_texts(others & ~taken)) {
        texts.push_back(fmt::format("[{}, {}]", first, second));
      }
    }
    if (taken == 0) break;
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

}  // namespace paretree::tensor::reference
