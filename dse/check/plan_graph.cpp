#include "dse/check/plan_graph.hpp"

#include "tensor/ranks.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace paretree::dse {

namespace {

using tensor::ModeSet;

std::uint64_t product(const std::vector<std::uint64_t>& sizes, ModeSet modes) {
  std::uint64_t result = 1;
  for (ModeSet rest = modes; rest != 0; rest &= rest - 1) {
    result *= sizes[static_cast<std::size_t>(std::countr_zero(rest))];
  }
  return result;
}

/// Ranks that the edge above `modes` may have.
const std::vector<std::uint64_t>& ranks_above(const ModelSpace::Axes& axes, ModeSet modes) {
  const int count = axes.modes.count();
  return tensor::ends_in_leaf(tensor::edge_of(modes, count), count) ? axes.ranks.leaf
                                                                    : axes.ranks.inner;
}

/// Every way to tell first from second among the modes of a node; in the natural order the smallest
/// mode comes first.
void for_each_bipartition(const ModelSpace::Axes& axes, ModeSet modes,
                          const std::function<void(ModeSet, ModeSet)>& visit) {
  for (ModeSet first = 1; first < modes; ++first) {
    const bool proper = (first & ~modes) == 0;
    const bool natural = std::countr_zero(first) == std::countr_zero(modes);
    if (proper && (axes.order == OrderRule::all || natural)) {
      visit(first, modes & ~first);
    }
  }
}

bool vertex_allows(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return a <= b * c && b <= c * a && c <= a * b;
}

std::int64_t integer(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

/// Bond ranks left of core `core` of a train: 1 at its ends.
std::vector<std::uint64_t> bonds(const ModelSpace::Axes& axes, int core) {
  const int count = axes.modes.count();
  return core == 0 || core == count
             ? std::vector<std::uint64_t>{1}
             : ranks_above(axes, (ModeSet{1} << static_cast<unsigned>(core)) - 1);
}

}  // namespace

bool PlanGraph::describes(const ModelSpace::Axes& axes) {
  const int count = axes.modes.count();
  if (axes.kind == tensor::FormatKind::dense || axes.order == OrderRule::best || count < 2 ||
      count > 12 || !axes.paired) {
    return false;
  }
  if (axes.kind == tensor::FormatKind::tt) {
    return true;
  }
  // (2 d - 3)!! rooted trees, each once.
  std::uint64_t trees = 1;
  for (int factor = 3; factor <= 2 * count - 3; factor += 2) {
    trees *= static_cast<std::uint64_t>(factor);
  }
  return axes.trees.size() == trees &&
         (axes.order == OrderRule::all ||
          std::all_of(axes.trees.begin(), axes.trees.end(),
                      [](const auto& tree) { return tree.text() == tree.canonical().text(); }));
}

PlanGraph::PlanGraph(const ModelSpace::Axes& axes, std::uint64_t most_words)
    : axes_(axes),
      most_words_(most_words),
      all_((ModeSet{1} << static_cast<unsigned>(axes.modes.count())) - 1) {
  root_ = top();
  known_.clear();
  stage_numbers_.clear();
}

std::uint64_t PlanGraph::inputs(ModeSet modes) const {
  return product(axes_.modes.in, modes);
}

std::uint64_t PlanGraph::outputs(ModeSet modes) const {
  return product(axes_.modes.out, modes);
}

bool PlanGraph::fits(std::uint64_t a, std::uint64_t b) const {
  return a <= most_words_ && b <= most_words_ / std::max<std::uint64_t>(a, 1);
}

PlanGraph::Number PlanGraph::stage(const GraphStage& stage) {
  const auto [entry, fresh] = stage_numbers_.emplace(stage, static_cast<Number>(stages_.size()));
  if (fresh) {
    stages_.push_back(stage);
  }
  return entry->second;
}

PlanGraph::Number PlanGraph::finish(Node node, std::vector<Choice> choices) {
  if (choices.empty()) {
    return none;
  }
  node.begin = choices_.size();
  node.end = choices_.size() + choices.size();
  nodes_.push_back(node);
  choices_.insert(choices_.end(), choices.begin(), choices.end());
  return static_cast<Number>(nodes_.size() - 1);
}

/// The subtrees over `modes` below an edge of `rank`, each stage of theirs done `repeats` times.
PlanGraph::Number PlanGraph::subtree(ModeSet modes, std::uint64_t repeats, std::uint64_t rank) {
  const Key key{modes, repeats, rank};
  const auto known = known_.find(key);
  if (known != known_.end()) {
    return known->second;
  }
  std::vector<Choice> found;
  const std::int64_t above = integer(rank * rank);
  if (std::has_single_bit(modes)) {
    const std::uint64_t rows = outputs(modes) * rank;
    if (rank <= inputs(modes) * outputs(modes) && fits(rows, repeats)) {
      found.push_back(
          {none, none,
           stage({rows, inputs(modes), repeats, integer(rows * inputs(modes)) - above})});
    }
  } else if (fits(rank, repeats * outputs(modes))) {
    for_each_bipartition(axes_, modes, [&](ModeSet first, ModeSet second) {
      for (const std::uint64_t a : ranks_above(axes_, first)) {
        for (const std::uint64_t b : ranks_above(axes_, second)) {
          if (!vertex_allows(rank, a, b)) {
            continue;
          }
          const Number x = subtree(first, repeats * inputs(second), a);
          const Number y = x == none ? none : subtree(second, repeats * outputs(first) * a, b);
          if (y != none) {
            found.push_back(
                {x, y,
                 stage({rank, a * b, repeats * outputs(modes), integer(rank * a * b) - above})});
          }
        }
      }
    });
  }
  const Number number =
      finish({.modes = modes, .rank = rank, .repeats = repeats}, std::move(found));
  known_.emplace(key, number);
  return number;
}

/// The first `cores` cores of a train in its order of execution, with a bond of `rank` to the next.
PlanGraph::Number PlanGraph::train(bool from_first, int cores, std::uint64_t rank) {
  const Key key{static_cast<ModeSet>(cores), from_first ? 1 : 0, rank};
  const auto known = known_.find(key);
  if (known != known_.end()) {
    return known->second;
  }
  const int count = axes_.modes.count();
  const int core = from_first ? cores - 1 : count - cores;
  const ModeSet own = ModeSet{1} << static_cast<unsigned>(core);
  const ModeSet done = from_first ? own - 1 : all_ & ~(own | (own - 1));
  const std::uint64_t cols = outputs(done) * inputs(all_ & ~(done | own));
  const std::uint64_t n = inputs(own);
  const std::uint64_t m = outputs(own);
  std::vector<Choice> found;
  for (const std::uint64_t before : bonds(axes_, from_first ? core : core + 1)) {
    if (before > n * m * rank || rank > n * m * before || !fits(m * rank, cols)) {
      continue;
    }
    const Number earlier = cores == 1 ? none : train(from_first, cores - 1, before);
    if (cores == 1 || earlier != none) {
      // The bond to the next core is a gauge freedom of both; the last core has none.
      const std::int64_t gauge = cores == count ? 0 : integer(rank * rank);
      found.push_back(
          {earlier, none,
           stage({m * rank, n * before, cols, integer(m * rank * n * before) - gauge})});
    }
  }
  const Number number = finish({.modes = done | own, .rank = rank}, std::move(found));
  known_.emplace(key, number);
  return number;
}

PlanGraph::Number PlanGraph::top() {
  if (!fits(1, outputs(all_))) {
    return none;
  }
  std::vector<Choice> found;
  if (axes_.kind == tensor::FormatKind::tt) {
    for (const bool from_first : {true, false}) {
      if (!from_first && axes_.order != OrderRule::all) {
        continue;
      }
      const Number whole = train(from_first, axes_.modes.count(), 1);
      if (whole != none) {
        found.insert(found.end(),
                     choices_.begin() + static_cast<std::ptrdiff_t>(nodes_[whole].begin),
                     choices_.begin() + static_cast<std::ptrdiff_t>(nodes_[whole].end));
      }
    }
    return finish({.modes = all_}, std::move(found));
  }
  // Both children of the root end the same edge.
  for_each_bipartition(axes_, all_, [&](ModeSet first, ModeSet second) {
    for (const std::uint64_t rank : ranks_above(axes_, first)) {
      const Number x = subtree(first, inputs(second), rank);
      const Number y = x == none ? none : subtree(second, outputs(first) * rank, rank);
      if (y != none) {
        // The edge's gauge was taken off on both sides, and the root's matrix is no freedom.
        found.push_back({x, y, stage({1, rank * rank, outputs(all_), integer(rank * rank)})});
      }
    }
  });
  return finish({.modes = all_}, std::move(found));
}

tensor::DimensionTree PlanGraph::tree_of(
    Number node, std::size_t which, const PickOf& pick,
    std::vector<std::pair<ModeSet, std::uint64_t>>& ranks) const {
  const Pick picked = pick(node, which);
  const Choice& choice = choices_[picked.choice];
  const Node& at = nodes_[node];
  if (at.rank != 0 && at.modes != all_) {
    ranks.emplace_back(tensor::edge_of(at.modes, axes_.modes.count()), at.rank);
  }
  if (choice.first == none) {
    return tensor::DimensionTree::leaf(std::countr_zero(at.modes));
  }
  const tensor::DimensionTree first = tree_of(choice.first, picked.first, pick, ranks);
  if (axes_.kind == tensor::FormatKind::tt) {  // the core that this node adds to those before
    const ModeSet added = at.modes & ~nodes_[choice.first].modes;
    return tensor::DimensionTree::join(first, tensor::DimensionTree::leaf(std::countr_zero(added)));
  }
  return tensor::DimensionTree::join(first, tree_of(choice.second, picked.second, pick, ranks));
}

PlanCount count_plans(const ModelSpace::Axes& axes) {
  const int count = axes.modes.count();
  const ModeSet all = (ModeSet{1} << static_cast<unsigned>(count)) - 1;
  PlanCount total = 0;
  if (axes.kind == tensor::FormatKind::tt) {
    std::map<std::uint64_t, PlanCount> trains{{1, 1}};
    for (int core = 0; core < count; ++core) {
      const std::uint64_t size = axes.modes.in[static_cast<std::size_t>(core)] *
                                 axes.modes.out[static_cast<std::size_t>(core)];
      std::map<std::uint64_t, PlanCount> longer;
      for (const std::uint64_t rank : bonds(axes, core + 1)) {
        for (const auto& [before, ways] : trains) {
          if (before <= size * rank && rank <= size * before) {
            longer[rank] += ways;
          }
        }
      }
      trains = std::move(longer);
    }
    return trains[1] * (axes.order == OrderRule::all ? 2 : 1);
  }
  std::map<std::pair<ModeSet, std::uint64_t>, PlanCount> known;
  const std::function<PlanCount(ModeSet, std::uint64_t)> below = [&](ModeSet modes,
                                                                     std::uint64_t rank) {
    if (std::has_single_bit(modes)) {
      return PlanCount{rank <= product(axes.modes.in, modes) * product(axes.modes.out, modes)};
    }
    const auto found = known.find({modes, rank});
    if (found != known.end()) {
      return found->second;
    }
    PlanCount ways = 0;
    for_each_bipartition(axes, modes, [&](ModeSet first, ModeSet second) {
      for (const std::uint64_t a : ranks_above(axes, first)) {
        for (const std::uint64_t b : ranks_above(axes, second)) {
          if (vertex_allows(rank, a, b)) {
            ways += below(first, a) * below(second, b);
          }
        }
      }
    });
    known[{modes, rank}] = ways;
    return ways;
  };
  for_each_bipartition(axes, all, [&](ModeSet first, ModeSet second) {
    for (const std::uint64_t rank : ranks_above(axes, first)) {
      total += below(first, rank) * below(second, rank);
    }
  });
  return total;
}

}  // namespace paretree::dse
