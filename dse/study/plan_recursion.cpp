#include "dse/study/plan_recursion.hpp"

#include "dse/pareto/archive.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>
#include <map>
#include <span>
#include <stdexcept>

namespace paretree::dse {

namespace {

using tensor::ModeSet;

constexpr double unreachable = std::numeric_limits<double>::infinity();
/// Of one node's forms: a plan has fewer than 2^6 nodes, so sums of them stay below 2^53.
constexpr double most_of_a_node = static_cast<double>(std::uint64_t{1} << 47U);

constexpr PlanRecursion::Bound all_unreachable() {
  PlanRecursion::Bound bound{};
  bound.fill(unreachable);
  return bound;
}

void take_least(PlanRecursion::Bound& least, const PlanRecursion::Bound& other) {
  for (std::size_t k = 0; k < least.size(); ++k) {
    least[k] = std::min(least[k], other[k]);
  }
}

PlanRecursion::Bound sum(const PlanRecursion::Bound& a, const PlanRecursion::Bound& b) {
  PlanRecursion::Bound result{};
  for (std::size_t k = 0; k < result.size(); ++k) {
    result[k] = a[k] + b[k];
  }
  return result;
}

bool reachable(const PlanRecursion::Bound& bound) {
  return bound[0] < unreachable;
}

/// No rank at a vertex exceeds the product of the others there.
bool no_redundancy(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return a <= b * c && b <= a * c && c <= a * b;
}

std::int64_t signed_of(std::uint64_t count) {
  if (count > std::uint64_t{1} << 48U) {
    throw std::overflow_error(
        "a count of one stage exceeds 2^48: the sums of a plan could overflow");
  }
  return static_cast<std::int64_t>(count);
}

}  // namespace

bool covers(const PlanSums& a, const PlanSums& b) {
  for (std::size_t k = 0; k < PlanSums::width; ++k) {
    if (a.at[k] > b.at[k]) {
      return false;
    }
  }
  return true;
}

const PlanSums& StageCosts::of(const Shape& shape) {
  const auto [entry, fresh] = known_.try_emplace(shape);
  if (!fresh) {
    return entry->second;
  }
  hwmodel::LstmWork work;
  work.batch = batch_;
  work.stages.push_back(
      {.kind = "inner", .rows = shape.rows, .inner = shape.inner, .cols = shape.cols});
  const hwmodel::Activity activity = accelerator_.count(work, array_);
  const hwmodel::Events& events = activity.per_sequence;
  PlanSums& sums = entry->second;
  sums.at[PlanSums::cycles] = signed_of(activity.cycles_per_step);
  sums.at[PlanSums::macs] = signed_of(events.macs);
  sums.at[PlanSums::register_accesses] = signed_of(events.register_accesses);
  sums.at[PlanSums::weight_reads] = signed_of(events.weight_reads);
  sums.at[PlanSums::activation_reads] = signed_of(events.activation_reads);
  sums.at[PlanSums::activation_writes] = signed_of(events.activation_writes);
  return sums;
}

PlanRecursion::Counts& PlanRecursion::Counts::operator+=(const Counts& other) {
  states += other.states;
  closed += other.closed;
  pairs += other.pairs;
  dropped += other.dropped;
  joined += other.joined;
  beaten += other.beaten;
  return *this;
}

PlanRecursion::PlanRecursion(Axes axes, StageCosts& costs, std::vector<Form> forms)
    : axes_(std::move(axes)),
      costs_(costs),
      forms_(std::move(forms)),
      modes_(axes_.modes.count()),
      all_((Mask{1} << modes_) - 1) {
  assert(modes_ >= 2 && forms_.size() <= most_plan_forms);
  for (Mask set = 0; set <= all_; ++set) {
    std::uint64_t in = 1;
    std::uint64_t out = 1;
    for (int mode = 0; mode < modes_; ++mode) {
      if ((set >> mode & 1U) != 0) {
        in *= axes_.modes.in[static_cast<std::size_t>(mode)];
        out *= axes_.modes.out[static_cast<std::size_t>(mode)];
      }
    }
    inputs_.push_back(in);
    outputs_.push_back(out);
  }
  make_pair_tables();
}

bool PlanRecursion::in_leaf(Mask set) const {
  return set != all_ && tensor::ends_in_leaf(tensor::edge_of(set, modes_), modes_);
}

const std::vector<std::uint64_t>& PlanRecursion::choices(Mask set) const {
  return in_leaf(set) ? axes_.ranks.leaf : axes_.ranks.inner;
}

const PlanRecursion::PairTable& PlanRecursion::pairs(Mask set, Mask first) const {
  return tables_.at((in_leaf(set) ? 4U : 0U) + (in_leaf(first) ? 2U : 0U) +
                    (in_leaf(set ^ first) ? 1U : 0U));
}

void PlanRecursion::make_pair_tables() {
  for (std::size_t number = 0; number < tables_.size(); ++number) {
    const auto list = [&](std::size_t bit) -> const std::vector<std::uint64_t>& {
      return (number & bit) != 0 ? axes_.ranks.leaf : axes_.ranks.inner;
    };
    PairTable& table = tables_.at(number);
    std::map<std::uint64_t, Number> products;
    for (const std::uint64_t first : list(2)) {
      for (const std::uint64_t second : list(1)) {
        if (products.try_emplace(first * second, products.size()).second) {
          table.products.push_back(first * second);
        }
      }
    }
    for (const std::uint64_t rank : list(4)) {
      std::vector<RankPair>& below = table.below.emplace_back();
      for (Number i = 0; i < list(2).size(); ++i) {
        for (Number j = 0; j < list(1).size(); ++j) {
          if (no_redundancy(rank, list(2)[i], list(1)[j])) {
            below.push_back({i, j, products.at(list(2)[i] * list(1)[j])});
          }
        }
      }
    }
  }
}

PlanRecursion::Number PlanRecursion::number_of(Mask set, std::uint64_t rho) {
  const auto [entry, fresh] =
      numbers_[set].try_emplace(rho, static_cast<Number>(states_.size()));
  if (fresh) {
    State& state = states_.emplace_back();
    state.set = set;
    state.rho = rho;
    state.needed.assign(choices(set).size(), 0);
  }
  return entry->second;
}

/// Whether the node over a state's modes below an edge of this rank is a design's, and its output
/// fits.
bool PlanRecursion::fits(const State& state, std::uint64_t rank) const {
  return std::has_single_bit(state.set)
             ? rank <= inputs(state.set) * outputs(state.set) &&
                   costs_.fits(outputs(state.set) * rank, state.rho)
             : costs_.fits(rank, state.rho * outputs(state.set));
}

/// The sums of the node over a state's modes alone; `inner`: the product of its children's ranks.
PlanSums PlanRecursion::node(const State& state, std::uint64_t rank, std::uint64_t inner) {
  const StageCosts::Shape shape =
      std::has_single_bit(state.set)
          ? StageCosts::Shape{outputs(state.set) * rank, inputs(state.set), state.rho}
          : StageCosts::Shape{rank, inner, state.rho * outputs(state.set)};
  PlanSums sums = costs_.of(shape);
  const std::int64_t weights = signed_of(shape.rows * shape.inner);
  sums.at[PlanSums::parameters] = weights;
  sums.at[PlanSums::minus_freedom] = signed_of(rank * rank) - weights;
  return sums;
}

/// The root's matrix is no freedom of its own, and both its children gave up those of their one
/// edge.
PlanSums PlanRecursion::root_node(std::uint64_t rank) {
  PlanSums sums = costs_.of({1, rank * rank, outputs(all_)});
  sums.at[PlanSums::parameters] = signed_of(rank * rank);
  sums.at[PlanSums::minus_freedom] = -signed_of(rank * rank);
  return sums;
}

PlanBound bound_of(const std::vector<PlanForm>& forms, const PlanSums& sums) {
  PlanBound bound{};
  for (std::size_t form = 0; form < forms.size(); ++form) {
    double value = 0;
    for (std::size_t k = 0; k < PlanSums::width; ++k) {
      value += static_cast<double>(forms[form][k]) * static_cast<double>(sums.at[k]);
    }
    bound[form] = std::min(value, most_of_a_node);
  }
  return bound;
}

/// Finds the states of the children for every split.
void PlanRecursion::split(State& state) {
  const Mask set = state.set;
  const Mask lowest = set & (~set + 1);
  for (Mask first = (0 - set) & set; first != set; first = (first - set) & set) {
    if (!axes_.all_orders && (first & lowest) == 0) {
      continue;
    }
    const Mask second = set ^ first;
    Split split{first, number_of(first, state.rho * inputs(second)), {}};
    for (const std::uint64_t rank : choices(first)) {
      split.after.push_back(number_of(second, state.rho * outputs(first) * rank));
    }
    state.splits.push_back(std::move(split));
  }
}

/// The states that some plan passes through, from the root down. Which ranks a state needs is known
/// once all larger sets are split.
void PlanRecursion::collect() {
  states_.clear();
  order_.clear();
  numbers_.assign(std::size_t{all_} + 1, {});
  std::vector<std::vector<Number>> by_size(static_cast<std::size_t>(modes_) + 1);
  by_size.back().push_back(number_of(all_, 1));
  for (int size = modes_; size >= 1; --size) {
    for (const Number number : by_size[static_cast<std::size_t>(size)]) {
      State& state = states_[number];
      if (number != 0 && !settle_needs(state)) {
        continue;
      }
      order_.push_back(number);
      if (size == 1) {
        continue;
      }
      const std::size_t known = states_.size();
      split(state);
      for (std::size_t fresh = known; fresh < states_.size(); ++fresh) {
        by_size[static_cast<std::size_t>(std::popcount(states_[fresh].set))].push_back(
            static_cast<Number>(fresh));
      }
      need_children(state);
    }
  }
}

/// Leaves of the ranks asked for those that fit. False: none.
bool PlanRecursion::settle_needs(State& state) {
  std::uint64_t kept = 0;
  for (std::size_t r = 0; r < state.needed.size(); ++r) {
    state.needed[r] = state.needed[r] != 0 && fits(state, choices(state.set)[r]) ? 1 : 0;
    kept += state.needed[r] != 0 ? 1 : 0;
  }
  counts_.states += kept;
  if (kept != 0) {
    state.inside.assign(state.needed.size(), all_unreachable());
    state.outside.assign(state.needed.size(), all_unreachable());
    state.fronts.resize(state.needed.size());
  }
  return kept != 0;
}

void PlanRecursion::need_children(const State& state) {
  for (const Split& at : state.splits) {
    if (state.set == all_) {  // the two ends of one edge
      for (std::size_t i = 0; i < at.after.size(); ++i) {
        states_[at.before].needed[i] = states_[at.after[i]].needed[i] = 1;
      }
      continue;
    }
    const PairTable& table = pairs(state.set, at.first);
    for (std::size_t r = 0; r < state.needed.size(); ++r) {
      if (state.needed[r] == 0) {
        continue;
      }
      for (const RankPair& pair : table.below[r]) {
        states_[at.before].needed[pair.first] = 1;
        states_[at.after[pair.first]].needed[pair.second] = 1;
      }
    }
  }
}

/// The forms of a state's own node below each product of its children's ranks.
const std::vector<PlanRecursion::Bound>& PlanRecursion::node_bounds(const State& state,
                                                                    std::size_t rank,
                                                                    const PairTable& table) {
  nodes_.clear();
  for (const std::uint64_t product : table.products) {
    nodes_.push_back(bound_of(node(state, choices(state.set)[rank], product)));
  }
  return nodes_;
}

void PlanRecursion::bound_inside(State& state) {
  if (std::has_single_bit(state.set)) {
    for (std::size_t r = 0; r < state.needed.size(); ++r) {
      if (state.needed[r] != 0) {
        state.inside[r] = bound_of(node(state, choices(state.set)[r], 0));
      }
    }
    return;
  }
  for (const Split& at : state.splits) {
    const State& before = states_[at.before];
    if (before.inside.empty()) {
      continue;
    }
    const std::size_t seconds = choices(state.set ^ at.first).size();
    both_.assign(at.after.size() * seconds, all_unreachable());
    for (std::size_t i = 0; i < at.after.size(); ++i) {
      const State& after = states_[at.after[i]];
      for (std::size_t j = 0; j < after.inside.size(); ++j) {
        both_[i * seconds + j] = sum(before.inside[i], after.inside[j]);
      }
    }
    const PairTable& table = pairs(state.set, at.first);
    for (std::size_t r = 0; r < state.needed.size(); ++r) {
      if (state.needed[r] != 0) {
        const std::vector<Bound>& nodes = node_bounds(state, r, table);
        for (const RankPair& pair : table.below[r]) {
          take_least(state.inside[r],
                     sum(both_[pair.first * seconds + pair.second], nodes[pair.product]));
        }
      }
    }
  }
}

/// Keeps the pair of children unless a bound closes it, and tells them what surrounds them.
void PlanRecursion::bound_pair(State& state, const Pair& pair, const Bound& around,
                               const Beaten& beaten) {
  const Split& at = state.splits[pair.split];
  State& before = states_[at.before];
  State& after = states_[at.after[pair.first_rank]];
  if (before.inside.empty() || after.inside.empty()) {
    return;
  }
  const Bound with_first = sum(around, before.inside[pair.first_rank]);
  const Bound with_second = sum(around, after.inside[pair.second_rank]);
  const Bound least = sum(with_first, after.inside[pair.second_rank]);
  if (!reachable(least)) {
    return;
  }
  ++counts_.pairs;
  if (beaten(least)) {
    ++counts_.dropped;
    return;
  }
  take_least(before.outside[pair.first_rank], with_second);
  take_least(after.outside[pair.second_rank], with_first);
  state.open.push_back(pair);
}

void PlanRecursion::bound_outside(State& state, const Beaten& beaten) {
  if (state.set == all_) {
    for (Number split = 0; split < state.splits.size(); ++split) {
      const std::vector<std::uint64_t>& ranks = choices(state.splits[split].first);
      for (Number i = 0; i < ranks.size(); ++i) {
        bound_pair(state, {0, split, i, i}, bound_of(root_node(ranks[i])), beaten);
      }
    }
    return;
  }
  for (Number r = 0; r < state.needed.size(); ++r) {
    if (!reachable(state.outside[r]) || !reachable(state.inside[r])) {
      continue;
    }
    if (beaten(sum(state.inside[r], state.outside[r]))) {
      ++counts_.closed;
      state.outside[r] = all_unreachable();
      continue;
    }
    for (Number split = 0; split < state.splits.size(); ++split) {
      const PairTable& table = pairs(state.set, state.splits[split].first);
      const std::vector<Bound>& nodes = node_bounds(state, r, table);
      for (const RankPair& pair : table.below[r]) {
        bound_pair(state, {r, split, pair.first, pair.second},
                   sum(state.outside[r], nodes[pair.product]), beaten);
      }
    }
  }
}

/// The undominated subtrees of one rank of a state, as they come.
class PlanRecursion::Front {
 public:
  /// Requires: the subtree comes after all earlier ones in the order that represents equal vectors.
  void insert(const Subtree& subtree) {
    if (archive_.insert(point_of(subtree.sums), subtrees_.size())) {
      subtrees_.push_back(subtree);
    }
  }
  [[nodiscard]] bool covered(const PlanSums& sums) { return archive_.covered(point_of(sums)); }
  [[nodiscard]] std::vector<Subtree> take() const {
    std::vector<std::uint64_t> kept;
    for (std::size_t member = 0; member < archive_.size(); ++member) {
      kept.push_back(archive_.position(member));
    }
    std::sort(kept.begin(), kept.end());
    std::vector<Subtree> front;
    for (const std::uint64_t number : kept) {
      front.push_back(subtrees_[number]);
    }
    return front;
  }

 private:
  std::span<const double> point_of(const PlanSums& sums) {
    for (std::size_t k = 0; k < PlanSums::width; ++k) {
      point_[k] = static_cast<double>(sums.at[k]);
    }
    return point_;
  }

  Archive archive_{PlanSums::width};
  std::vector<Subtree> subtrees_;
  std::array<double, PlanSums::width> point_{};
};

void PlanRecursion::join(const State& state, const Pair& pair, const PlanSums& node,
                         const Bound& outside, const Beaten& beaten, Front& front) {
  const Split& at = state.splits[pair.split];
  const std::vector<Subtree>& firsts = states_[at.before].fronts[pair.first_rank];
  const std::vector<Subtree>& seconds = states_[at.after[pair.first_rank]].fronts[pair.second_rank];
  for (Number i = 0; i < firsts.size(); ++i) {
    const PlanSums part = firsts[i].sums + node;
    for (Number j = 0; j < seconds.size(); ++j) {
      ++counts_.joined;
      const Subtree joined{part + seconds[j].sums,
                           {pair.split, pair.first_rank, pair.second_rank, i, j}};
      if (front.covered(joined.sums)) {
        continue;
      }
      if (beaten(sum(outside, bound_of(joined.sums)))) {
        ++counts_.beaten;
        continue;
      }
      front.insert(joined);
    }
  }
}

void PlanRecursion::solve(State& state, const Beaten& beaten) {
  if (std::has_single_bit(state.set)) {
    for (std::size_t r = 0; r < state.needed.size(); ++r) {
      if (reachable(state.outside[r]) && state.needed[r] != 0) {
        state.fronts[r] = {Subtree{node(state, choices(state.set)[r], 0), {}}};
      }
    }
    return;
  }
  const bool root = state.set == all_;
  for (std::size_t at = 0; at < state.open.size();) {
    const Number r = state.open[at].rank;
    Front front;
    for (; at < state.open.size() && state.open[at].rank == r; ++at) {
      const Pair& pair = state.open[at];
      const Mask first = state.splits[pair.split].first;
      const std::uint64_t first_rank = choices(first)[pair.first_rank];
      const std::uint64_t second_rank = choices(state.set ^ first)[pair.second_rank];
      const PlanSums own = root ? root_node(first_rank)
                                : node(state, choices(state.set)[r], first_rank * second_rank);
      join(state, pair, own, root ? Bound{} : state.outside[r], beaten, front);
    }
    (root ? root_ : state.fronts[r]) = front.take();
  }
}

void PlanRecursion::run(const Beaten& beaten) {
  counts_ = {};
  root_.clear();
  if (!costs_.fits(1, outputs(all_))) {
    return;
  }
  collect();
  for (auto number = order_.rbegin(); number != order_.rend(); ++number) {
    if (*number != 0) {
      bound_inside(states_[*number]);
    }
  }
  for (const Number number : order_) {
    if (!std::has_single_bit(states_[number].set)) {
      bound_outside(states_[number], beaten);
    }
  }
  for (auto number = order_.rbegin(); number != order_.rend(); ++number) {
    solve(states_[*number], beaten);
  }
}

tensor::DimensionTree PlanRecursion::tree_of(
    const Subtree& subtree, const State& state,
    std::vector<std::pair<ModeSet, std::uint64_t>>& ranks) const {
  if (std::has_single_bit(state.set)) {
    return tensor::DimensionTree::leaf(std::countr_zero(state.set));
  }
  const Join& join = subtree.join;
  const Split& at = state.splits[join.split];
  const State& before = states_[at.before];
  const State& after = states_[at.after[join.first_rank]];
  ranks.emplace_back(tensor::edge_of(before.set, modes_), choices(before.set)[join.first_rank]);
  if (state.set != all_) {  // the root's children are the two ends of one edge
    ranks.emplace_back(tensor::edge_of(after.set, modes_), choices(after.set)[join.second_rank]);
  }
  return tensor::DimensionTree::join(
      tree_of(before.fronts[join.first_rank][join.first_at], before, ranks),
      tree_of(after.fronts[join.second_rank][join.second_at], after, ranks));
}

PlanRecursion::Plan PlanRecursion::plan(std::size_t number) const {
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  const tensor::DimensionTree tree = tree_of(root_[number], states_.front(), ranks);
  return {root_[number].sums, tree, tensor::EdgeRanks(std::move(ranks))};
}

}  // namespace paretree::dse
