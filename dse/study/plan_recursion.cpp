#include "dse/study/plan_recursion.hpp"

#include "dse/pareto/archive.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <span>

namespace paretree::dse {

namespace {

using tensor::ModeSet;

constexpr double unreachable = std::numeric_limits<double>::infinity();

PlanBound all_unreachable() {
  PlanBound bound{};
  bound.fill(unreachable);
  return bound;
}

void take_least(PlanBound& least, const PlanBound& other) {
  for (std::size_t k = 0; k < least.size(); ++k) {
    least[k] = other[k] < least[k] ? other[k] : least[k];
  }
}

PlanBound sum(const PlanBound& a, const PlanBound& b) {
  PlanBound result{};
  for (std::size_t k = 0; k < result.size(); ++k) {
    result[k] = a[k] + b[k];
  }
  return result;
}

bool reachable(const PlanBound& bound) {
  return bound[0] < unreachable;
}

}  // namespace

PlanRecursion::Counts& PlanRecursion::Counts::operator+=(const Counts& other) {
  states += other.states;
  closed += other.closed;
  pairs += other.pairs;
  dropped += other.dropped;
  joined += other.joined;
  beaten += other.beaten;
  return *this;
}

PlanRecursion::PlanRecursion(const PlanLattice& lattice, const StageCosts& costs,
                             const std::vector<PlanForm>& forms)
    : lattice_(lattice), costs_(costs), forms_(forms) {
  stages_.reserve(costs.size());
  for (Number stage = 0; stage < costs.size(); ++stage) {
    stages_.push_back(forms_.of(costs.of(stage)));
  }
}

void PlanRecursion::bound_inside(const State& state) {
  PlanBound* inside = &inside_[state.first_rank];
  if (std::has_single_bit(state.set)) {
    for (std::size_t r = 0; r < state.needed.size(); ++r) {
      if (state.needed[r] != 0) {
        inside[r] = stages_[state.stages[r]];
      }
    }
    return;
  }
  both_.resize(std::max(both_.size(), state.splits.size()));
  for (std::size_t split = 0; split < state.splits.size(); ++split) {
    const PlanLattice::Split& at = state.splits[split];
    both_[split].assign(std::size_t{at.firsts} * at.seconds, all_unreachable());
    const Number before = lattice_[at.before].first_rank;
    for (std::size_t i = 0; i < at.firsts && before != PlanLattice::none; ++i) {
      const Number after = lattice_[at.after[i]].first_rank;
      for (std::size_t j = 0; j < at.seconds && after != PlanLattice::none; ++j) {
        both_[split][i * at.seconds + j] = sum(inside_[before + i], inside_[after + j]);
      }
    }
  }
  for (std::size_t r = 0; r < state.needed.size(); ++r) {
    if (state.needed[r] == 0) {
      continue;
    }
    PlanBound least = all_unreachable();
    for (std::size_t split = 0; split < state.splits.size(); ++split) {
      const PlanLattice::Split& at = state.splits[split];
      const PlanLattice::PairTable& table = lattice_.table(at.table);
      const Number* stages =
          &state.stages[state.stages_of_table.at(at.table) + r * table.products.size()];
      for (const PlanLattice::RankPair& pair : table.below[r]) {
        take_least(least, sum(both_[split][pair.first * at.seconds + pair.second],
                              stages_[stages[pair.product]]));
      }
    }
    inside[r] = least;
  }
}

/// Keeps the pair of children unless a bound closes it, and tells them what surrounds them.
void PlanRecursion::bound_pair(Number number, Pair pair, Groups groups, const PlanBound& around,
                               const Open& open) {
  const PlanLattice::Split& at = lattice_[number].splits[pair.split];
  const Number first_state = lattice_[at.before].first_rank;
  const Number second_state = lattice_[at.after[pair.first_rank]].first_rank;
  if (first_state == PlanLattice::none || second_state == PlanLattice::none) {
    return;
  }
  const Number before = first_state + pair.first_rank;
  const Number after = second_state + pair.second_rank;
  const PlanBound with_first = sum(around, inside_[before]);
  const PlanBound least = sum(with_first, inside_[after]);
  if (!reachable(least)) {
    return;
  }
  ++counts_.pairs;
  pair.groups = open(least, groups);
  if (pair.groups == 0) {
    ++counts_.dropped;
    return;
  }
  take_least(outside_[before], sum(around, inside_[after]));
  take_least(outside_[after], with_first);
  groups_[before] |= pair.groups;
  groups_[after] |= pair.groups;
  open_[number].push_back(pair);
}

void PlanRecursion::bound_outside(Number number, const Open& open, Groups all) {
  const State& state = lattice_[number];
  if (number == 0) {
    for (Number split = 0; split < state.splits.size(); ++split) {
      const PlanLattice::Split& at = state.splits[split];
      for (Number i = 0; i < at.firsts; ++i) {
        bound_pair(number, {0, split, i, i}, all,
                   stages_[state.stages[state.stages_of_table.at(at.table) + i]], open);
      }
    }
    return;
  }
  for (Number r = 0; r < state.needed.size(); ++r) {
    Groups& groups = groups_[state.first_rank + r];
    if (groups == 0) {
      continue;
    }
    const PlanBound& outside = outside_[state.first_rank + r];
    groups = open(sum(inside_[state.first_rank + r], outside), groups);
    if (groups == 0) {
      ++counts_.closed;
      continue;
    }
    for (Number split = 0; split < state.splits.size(); ++split) {
      const PlanLattice::Split& at = state.splits[split];
      const PlanLattice::PairTable& table = lattice_.table(at.table);
      const Number* stages =
          &state.stages[state.stages_of_table.at(at.table) + r * table.products.size()];
      for (const PlanLattice::RankPair& pair : table.below[r]) {
        bound_pair(number, {r, split, pair.first, pair.second}, groups,
                   sum(outside, stages_[stages[pair.product]]), open);
      }
    }
  }
}

/// The undominated subtrees of one rank of a state, as they come.
class PlanRecursion::Front {
 public:
  /// Of equal sums the first one represents the others.
  void insert(const Subtree& subtree, const PlanBound& forms) {
    for (std::size_t k = 0; k < PlanSums::width; ++k) {
      point_[k] = static_cast<double>(subtree.sums.at[k]);
    }
    if (archive_.insert(point_, subtrees_.size())) {
      subtrees_.push_back(subtree);
      forms_.push_back(forms);
    }
  }
  [[nodiscard]] Solved take() const {
    std::vector<std::uint64_t> kept;
    for (std::size_t member = 0; member < archive_.size(); ++member) {
      kept.push_back(archive_.position(member));
    }
    std::sort(kept.begin(), kept.end());
    Solved solved;
    solved.least = all_unreachable();
    for (const std::uint64_t number : kept) {
      solved.subtrees.push_back(subtrees_[number]);
      solved.forms.push_back(forms_[number]);
      take_least(solved.least, forms_[number]);
      solved.groups |= subtrees_[number].groups;
    }
    return solved;
  }

 private:
  Archive archive_{PlanSums::width};
  std::vector<Subtree> subtrees_;
  std::vector<PlanBound> forms_;
  std::array<double, PlanSums::width> point_{};
};

/// The survivors of the children bound the pair again, then each of the first ones with all of the
/// second, then each two.
void PlanRecursion::join(const State& state, const Pair& pair, Number stage,
                         const PlanBound& outside, const Open& open, Front& front) {
  const PlanLattice::Split& at = state.splits[pair.split];
  const Solved& firsts = fronts_[lattice_[at.before].first_rank + pair.first_rank];
  const Solved& seconds =
      fronts_[lattice_[at.after[pair.first_rank]].first_rank + pair.second_rank];
  Groups groups = pair.groups & firsts.groups & seconds.groups;
  const PlanBound around = sum(outside, stages_[stage]);
  if (groups == 0 || (groups = open(sum(around, sum(firsts.least, seconds.least)), groups)) == 0) {
    return;
  }
  const PlanSums own = costs_.of(stage);
  for (Number i = 0; i < firsts.subtrees.size(); ++i) {
    const PlanBound with_first = sum(around, firsts.forms[i]);
    Groups first_groups = groups & firsts.subtrees[i].groups;
    if (first_groups == 0 ||
        (first_groups = open(sum(with_first, seconds.least), first_groups)) == 0) {
      continue;
    }
    const PlanSums part = firsts.subtrees[i].sums + own;
    for (Number j = 0; j < seconds.subtrees.size(); ++j) {
      const Groups both = first_groups & seconds.subtrees[j].groups;
      if (both == 0) {
        continue;
      }
      ++counts_.joined;
      const Groups left = open(sum(with_first, seconds.forms[j]), both);
      if (left == 0) {
        ++counts_.beaten;
        continue;
      }
      front.insert({part + seconds.subtrees[j].sums, left, pair.split, pair.first_rank,
                    pair.second_rank, i, j},
                   sum(stages_[stage], sum(firsts.forms[i], seconds.forms[j])));
    }
  }
}

/// The stage of the node above a pair of children.
PlanRecursion::Number PlanRecursion::stage_of(const State& state, const Pair& pair) const {
  const PlanLattice::Split& at = state.splits[pair.split];
  const std::size_t stages = state.stages_of_table.at(at.table);
  if (state.set == lattice_.all()) {
    return state.stages[stages + pair.first_rank];
  }
  const PlanLattice::PairTable& table = lattice_.table(at.table);
  const std::uint64_t product = lattice_.choices(at.first)[pair.first_rank] *
                                lattice_.choices(state.set ^ at.first)[pair.second_rank];
  const auto found = std::find(table.products.begin(), table.products.end(), product);
  return state.stages[stages + pair.rank * table.products.size() +
                      static_cast<std::size_t>(found - table.products.begin())];
}

void PlanRecursion::solve(Number number, const Open& open) {
  const State& state = lattice_[number];
  if (std::has_single_bit(state.set)) {
    for (std::size_t r = 0; r < state.needed.size(); ++r) {
      const std::size_t at = state.first_rank + r;
      if (groups_[at] != 0) {
        const PlanBound& forms = stages_[state.stages[r]];
        fronts_[at] = {{Subtree{costs_.of(state.stages[r]), groups_[at], 0, 0, 0, 0, 0}},
                       {forms},
                       forms,
                       groups_[at]};
      }
    }
    return;
  }
  const std::vector<Pair>& pairs = open_[number];
  for (std::size_t next = 0; next < pairs.size();) {
    const Number r = pairs[next].rank;
    Front front;
    for (; next < pairs.size() && pairs[next].rank == r; ++next) {
      join(state, pairs[next], stage_of(state, pairs[next]),
           number == 0 ? PlanBound{} : outside_[state.first_rank + r], open, front);
    }
    (number == 0 ? root_ : fronts_[state.first_rank + r]) = front.take();
  }
}

std::vector<PlanRecursion::Plan> PlanRecursion::run(const Open& open, Groups all) {
  counts_ = {};
  root_ = {};
  if (lattice_.empty()) {
    return {};
  }
  counts_.states = lattice_.needed();
  inside_.assign(lattice_.ranks(), all_unreachable());
  outside_.assign(lattice_.ranks(), all_unreachable());
  groups_.assign(lattice_.ranks(), 0);
  fronts_.assign(lattice_.ranks(), {});
  open_.assign(lattice_.size(), {});
  const std::vector<Number>& order = lattice_.order();
  for (auto number = order.rbegin(); number != order.rend(); ++number) {
    if (*number != 0) {
      bound_inside(lattice_[*number]);
    }
  }
  for (const Number number : order) {
    if (!std::has_single_bit(lattice_[number].set)) {
      bound_outside(number, open, all);
    }
  }
  for (auto number = order.rbegin(); number != order.rend(); ++number) {
    solve(*number, open);
  }
  std::vector<Plan> plans;
  for (const Subtree& subtree : root_.subtrees) {
    std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
    const tensor::DimensionTree tree = tree_of(subtree, lattice_[0], ranks);
    plans.push_back({subtree.sums, subtree.groups, tree, tensor::EdgeRanks(std::move(ranks))});
  }
  return plans;
}

tensor::DimensionTree PlanRecursion::tree_of(
    const Subtree& subtree, const State& state,
    std::vector<std::pair<ModeSet, std::uint64_t>>& ranks) const {
  if (std::has_single_bit(state.set)) {
    return tensor::DimensionTree::leaf(std::countr_zero(state.set));
  }
  const PlanLattice::Split& at = state.splits[subtree.split];
  const State& before = lattice_[at.before];
  const State& after = lattice_[at.after[subtree.first_rank]];
  const auto edge = [&](const State& child, Number rank) {
    ranks.emplace_back(tensor::edge_of(child.set, lattice_.modes()),
                       lattice_.choices(child.set)[rank]);
  };
  edge(before, subtree.first_rank);
  if (state.set != lattice_.all()) {  // the root's children are the two ends of one edge
    edge(after, subtree.second_rank);
  }
  return tensor::DimensionTree::join(
      tree_of(fronts_[before.first_rank + subtree.first_rank].subtrees[subtree.first_at], before,
              ranks),
      tree_of(fronts_[after.first_rank + subtree.second_rank].subtrees[subtree.second_at], after,
              ranks));
}

}  // namespace paretree::dse
