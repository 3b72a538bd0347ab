#include "dse/study/plan_recursion.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>
#include <stdexcept>

namespace paretree::dse {

namespace {

using tensor::ModeSet;

constexpr std::int64_t unreachable = std::numeric_limits<std::int64_t>::max() / 4;

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
    result[k] = std::min(unreachable, a[k] + b[k]);
  }
  return result;
}

bool reachable(const PlanRecursion::Bound& bound) {
  return bound[0] < unreachable;
}

/// No rank at a vertex exceeds the product of the others there.
bool fits(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return a <= b * c && b <= a * c && c <= a * b;
}

bool covers(const PlanSums& a, const PlanSums& b) {
  for (std::size_t k = 0; k < PlanSums::width; ++k) {
    if (a.at[k] > b.at[k]) {
      return false;
    }
  }
  return true;
}

std::int64_t signed_of(std::uint64_t count) {
  if (count > static_cast<std::uint64_t>(unreachable) / 1024) {
    throw std::overflow_error(
        "a count of one stage exceeds 2^51: the sums of a plan could overflow");
  }
  return static_cast<std::int64_t>(count);
}

}  // namespace

const std::optional<PlanSums>& StageCosts::of(const Shape& shape) {
  const auto [entry, fresh] = known_.try_emplace(shape);
  if (!fresh) {
    return entry->second;
  }
  std::uint64_t words = 0;
  if (__builtin_mul_overflow(shape.rows, shape.cols, &words) || words > most_words_) {
    return entry->second;
  }
  hwmodel::LstmWork work;
  work.batch = batch_;
  work.stages.push_back(
      {.kind = "inner", .rows = shape.rows, .inner = shape.inner, .cols = shape.cols});
  const hwmodel::Activity activity = accelerator_.count(work, array_);
  const hwmodel::Events& events = activity.per_sequence;
  PlanSums sums;
  sums.at[PlanSums::cycles] = signed_of(activity.cycles_per_step);
  sums.at[PlanSums::macs] = signed_of(events.macs);
  sums.at[PlanSums::register_accesses] = signed_of(events.register_accesses);
  sums.at[PlanSums::weight_reads] = signed_of(events.weight_reads);
  sums.at[PlanSums::activation_reads] = signed_of(events.activation_reads);
  sums.at[PlanSums::activation_writes] = signed_of(events.activation_writes);
  entry->second = sums;
  return entry->second;
}

PlanRecursion::PlanRecursion(Axes axes, StageCosts& costs, std::vector<Form> forms)
    : axes_(std::move(axes)),
      costs_(costs),
      forms_(std::move(forms)),
      modes_(axes_.modes.count()),
      all_((Mask{1} << modes_) - 1) {
  assert(modes_ >= 2 && forms_.size() <= most_forms);
}

const std::vector<std::uint64_t>& PlanRecursion::choices(Mask set) const {
  return tensor::ends_in_leaf(tensor::edge_of(set, modes_), modes_) ? axes_.ranks.leaf
                                                                    : axes_.ranks.inner;
}

std::uint64_t PlanRecursion::inputs(Mask set) const {
  std::uint64_t product = 1;
  for (int mode = 0; mode < modes_; ++mode) {
    product *= (set >> mode & 1U) != 0 ? axes_.modes.in[static_cast<std::size_t>(mode)] : 1;
  }
  return product;
}

std::uint64_t PlanRecursion::outputs(Mask set) const {
  std::uint64_t product = 1;
  for (int mode = 0; mode < modes_; ++mode) {
    product *= (set >> mode & 1U) != 0 ? axes_.modes.out[static_cast<std::size_t>(mode)] : 1;
  }
  return product;
}

PlanRecursion::State& PlanRecursion::state(Mask set, std::uint64_t rho) {
  const auto [entry, fresh] = states_.try_emplace({set, rho});
  if (fresh) {
    const std::size_t ranks = choices(set).size();
    entry->second.needed.assign(ranks, 0);
    entry->second.fronts.resize(ranks);
    entry->second.inside.assign(ranks, all_unreachable());
    entry->second.outside.assign(ranks, all_unreachable());
  }
  return entry->second;
}

/// The sums of the node over `set` alone; `inner`: the product of its children's ranks.
std::optional<PlanSums> PlanRecursion::node(Mask set, std::uint64_t rho, std::uint64_t rank,
                                            std::uint64_t inner) {
  const bool leaf = std::has_single_bit(set);
  const StageCosts::Shape shape = leaf ? StageCosts::Shape{outputs(set) * rank, inputs(set), rho}
                                       : StageCosts::Shape{rank, inner, rho * outputs(set)};
  if (leaf && rank > inputs(set) * outputs(set)) {
    return std::nullopt;
  }
  std::optional<PlanSums> sums = costs_.of(shape);
  if (sums) {
    const std::int64_t weights = signed_of(shape.rows * shape.inner);
    sums->at[PlanSums::parameters] = weights;
    sums->at[PlanSums::minus_freedom] = signed_of(rank * rank) - weights;
  }
  return sums;
}

/// The root's matrix is no freedom of its own, and both its children gave up those of their one
/// edge.
std::optional<PlanSums> PlanRecursion::root_node(std::uint64_t rank) {
  std::optional<PlanSums> sums = costs_.of({1, rank * rank, outputs(all_)});
  if (sums) {
    sums->at[PlanSums::parameters] = signed_of(rank * rank);
    sums->at[PlanSums::minus_freedom] = -signed_of(rank * rank);
  }
  return sums;
}

PlanRecursion::Bound PlanRecursion::forms_of(const PlanSums& sums) const {
  Bound bound{};
  for (std::size_t form = 0; form < forms_.size(); ++form) {
    for (std::size_t k = 0; k < PlanSums::width; ++k) {
      bound[form] += forms_[form][k] * sums.at[k];
    }
  }
  return bound;
}

template <typename Visit>
void PlanRecursion::for_each_split(Mask set, const Visit& visit) const {
  const Mask lowest = set & (~set + 1);
  for (Mask first = (0 - set) & set; first != set; first = (first - set) & set) {
    if (axes_.all_orders || (first & lowest) != 0) {
      visit(first, static_cast<Mask>(set ^ first));
    }
  }
}

template <typename Visit>
void PlanRecursion::for_each_join(const Key& key, State& state, const Visit& visit) {
  const auto [set, rho] = key;
  const std::vector<std::uint64_t>& ranks = choices(set);
  for_each_split(set, [&, set = set, rho = rho](Mask first, Mask second) {
    const std::vector<std::uint64_t>& firsts = choices(first);
    const std::vector<std::uint64_t>& seconds = choices(second);
    State& before = this->state(first, rho * inputs(second));
    for (std::size_t i = 0; i < firsts.size(); ++i) {
      State& after = this->state(second, rho * outputs(first) * firsts[i]);
      for (std::size_t j = 0; j < seconds.size(); ++j) {
        for (std::size_t r = 0; r < ranks.size(); ++r) {
          if (state.needed[r] != 0 && fits(ranks[r], firsts[i], seconds[j])) {
            visit(r,
                  Subtree{
                      {}, first, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j), 0, 0},
                  before, after, firsts[i] * seconds[j]);
          }
        }
      }
    }
    static_cast<void>(set);
  });
}

template <typename Visit>
void PlanRecursion::for_each_root_join(const Visit& visit) {
  for_each_split(all_, [&](Mask first, Mask second) {
    const std::vector<std::uint64_t>& ranks = choices(first);
    State& before = state(first, inputs(second));
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      State& after = state(second, outputs(first) * ranks[i]);
      visit(Subtree{{}, first, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i), 0, 0},
            before, after, ranks[i]);
    }
  });
}

/// The states that some plan passes through, from the root down.
void PlanRecursion::collect() {
  states_.clear();
  order_.clear();
  for_each_root_join([](const Subtree& pattern, State& before, State& after, std::uint64_t) {
    before.needed[pattern.first_rank] = 1;
    after.needed[pattern.second_rank] = 1;
  });
  for (int size = modes_ - 1; size >= 1; --size) {
    std::vector<Key> keys;
    for (const auto& [key, state] : states_) {
      if (std::popcount(key.first) == size) {
        keys.push_back(key);
      }
    }
    for (const Key& key : keys) {
      if (size > 1) {
        for_each_join(
            key, states_.at(key),
            [](std::size_t, const Subtree& pattern, State& before, State& after, std::uint64_t) {
              before.needed[pattern.first_rank] = 1;
              after.needed[pattern.second_rank] = 1;
            });
      }
      order_.push_back(key);
    }
  }
  std::reverse(order_.begin(), order_.end());
  for (const auto& [key, state] : states_) {
    counts_.states +=
        static_cast<std::uint64_t>(std::count(state.needed.begin(), state.needed.end(), 1));
  }
}

void PlanRecursion::bound_inside() {
  for (const Key& key : order_) {
    State& state = states_.at(key);
    const std::vector<std::uint64_t>& ranks = choices(key.first);
    if (std::has_single_bit(key.first)) {
      for (std::size_t r = 0; r < ranks.size(); ++r) {
        if (const auto sums = node(key.first, key.second, ranks[r], 0); sums) {
          state.inside[r] = forms_of(*sums);
        }
      }
      continue;
    }
    for_each_join(key, state,
                  [&](std::size_t r, const Subtree& pattern, const State& before,
                      const State& after, std::uint64_t inner) {
                    const Bound& first = before.inside[pattern.first_rank];
                    const Bound& second = after.inside[pattern.second_rank];
                    if (!reachable(first) || !reachable(second)) {
                      return;
                    }
                    if (const auto sums = node(key.first, key.second, ranks[r], inner); sums) {
                      take_least(state.inside[r], sum(sum(first, second), forms_of(*sums)));
                    }
                  });
  }
}

void PlanRecursion::bound_outside() {
  for_each_root_join([&](const Subtree& pattern, State& before, State& after, std::uint64_t rank) {
    const Bound& first = before.inside[pattern.first_rank];
    const Bound& second = after.inside[pattern.second_rank];
    const auto sums = root_node(rank);
    if (sums && reachable(first) && reachable(second)) {
      take_least(before.outside[pattern.first_rank], sum(forms_of(*sums), second));
      take_least(after.outside[pattern.second_rank], sum(forms_of(*sums), first));
    }
  });
  for (auto key = order_.rbegin(); key != order_.rend(); ++key) {
    if (std::has_single_bit(key->first)) {
      continue;
    }
    State& state = states_.at(*key);
    const std::vector<std::uint64_t>& ranks = choices(key->first);
    for_each_join(*key, state,
                  [&](std::size_t r, const Subtree& pattern, State& before, State& after,
                      std::uint64_t inner) {
                    const Bound& first = before.inside[pattern.first_rank];
                    const Bound& second = after.inside[pattern.second_rank];
                    if (!reachable(state.outside[r]) || !reachable(first) || !reachable(second)) {
                      return;
                    }
                    if (const auto sums = node(key->first, key->second, ranks[r], inner); sums) {
                      const Bound around = sum(state.outside[r], forms_of(*sums));
                      take_least(before.outside[pattern.first_rank], sum(around, second));
                      take_least(after.outside[pattern.second_rank], sum(around, first));
                    }
                  });
  }
}

void PlanRecursion::join(const std::vector<Subtree>& firsts, const std::vector<Subtree>& seconds,
                         const PlanSums& node, const Bound& outside, const Bound& least,
                         const Subtree& pattern, const Beaten& beaten,
                         std::vector<Subtree>& front) {
  if (firsts.empty() || seconds.empty()) {
    return;
  }
  if (beaten(least)) {
    ++counts_.dropped;
    return;
  }
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    const PlanSums part = firsts[i].sums + node;
    for (std::size_t j = 0; j < seconds.size(); ++j) {
      ++counts_.joined;
      Subtree joined = pattern;
      joined.sums = part + seconds[j].sums;
      joined.first_at = static_cast<std::uint32_t>(i);
      joined.second_at = static_cast<std::uint32_t>(j);
      const auto cover = std::find_if(front.begin(), front.end(), [&](const Subtree& member) {
        return covers(member.sums, joined.sums);
      });
      if (cover != front.end()) {
        // It will likely cover the next one: halve its distance to the head.
        std::iter_swap(cover, front.begin() + (cover - front.begin()) / 2);
        continue;
      }
      if (beaten(sum(outside, forms_of(joined.sums)))) {
        ++counts_.beaten;
        continue;
      }
      std::erase_if(front, [&](const Subtree& member) { return covers(joined.sums, member.sums); });
      front.push_back(joined);
    }
  }
}

void PlanRecursion::solve(const Key& key, State& state, const Beaten& beaten) {
  const std::vector<std::uint64_t>& ranks = choices(key.first);
  if (std::has_single_bit(key.first)) {
    for (std::size_t r = 0; r < ranks.size(); ++r) {
      if (state.needed[r] == 0 || !reachable(state.outside[r])) {
        continue;
      }
      if (const auto sums = node(key.first, key.second, ranks[r], 0); sums) {
        state.fronts[r] = {Subtree{*sums, 0, 0, 0, 0, 0}};
      }
    }
    return;
  }
  for_each_join(
      key, state,
      [&](std::size_t r, const Subtree& pattern, const State& before, const State& after,
          std::uint64_t inner) {
        if (!reachable(state.outside[r]) || !reachable(before.inside[pattern.first_rank]) ||
            !reachable(after.inside[pattern.second_rank])) {
          return;
        }
        const auto sums = node(key.first, key.second, ranks[r], inner);
        if (!sums) {
          return;
        }
        const Bound least =
            sum(sum(state.outside[r], forms_of(*sums)),
                sum(before.inside[pattern.first_rank], after.inside[pattern.second_rank]));
        join(before.fronts[pattern.first_rank], after.fronts[pattern.second_rank], *sums,
             state.outside[r], least, pattern, beaten, state.fronts[r]);
      });
}

void PlanRecursion::solve_root(const Beaten& beaten) {
  for_each_root_join([&](const Subtree& pattern, State& before, State& after, std::uint64_t rank) {
    const auto sums = root_node(rank);
    if (!sums || !reachable(before.inside[pattern.first_rank]) ||
        !reachable(after.inside[pattern.second_rank])) {
      return;
    }
    const Bound least = sum(
        forms_of(*sums), sum(before.inside[pattern.first_rank], after.inside[pattern.second_rank]));
    join(before.fronts[pattern.first_rank], after.fronts[pattern.second_rank], *sums, Bound{},
         least, pattern, beaten, root_);
  });
}

void PlanRecursion::run(const Beaten& beaten) {
  counts_ = {};
  root_.clear();
  collect();
  bound_inside();
  bound_outside();
  for (const Key& key : order_) {
    solve(key, states_.at(key), beaten);
  }
  solve_root(beaten);
}

tensor::DimensionTree PlanRecursion::tree_of(
    const Subtree& subtree, const Key& key,
    std::vector<std::pair<ModeSet, std::uint64_t>>& ranks) const {
  if (subtree.first == 0) {
    return tensor::DimensionTree::leaf(std::countr_zero(key.first));
  }
  const Mask first = subtree.first;
  const Mask second = key.first ^ first;
  const std::uint64_t first_rank = choices(first)[subtree.first_rank];
  const std::uint64_t second_rank = choices(second)[subtree.second_rank];
  ranks.emplace_back(tensor::edge_of(first, modes_), first_rank);
  if (key.first != all_) {  // the root's children are the two ends of one edge
    ranks.emplace_back(tensor::edge_of(second, modes_), second_rank);
  }
  const Key first_key{first, key.second * inputs(second)};
  const Key second_key{second, key.second * outputs(first) * first_rank};
  return tensor::DimensionTree::join(
      tree_of(states_.at(first_key).fronts[subtree.first_rank][subtree.first_at], first_key, ranks),
      tree_of(states_.at(second_key).fronts[subtree.second_rank][subtree.second_at], second_key,
              ranks));
}

PlanRecursion::Plan PlanRecursion::plan(std::size_t number) const {
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  const tensor::DimensionTree tree = tree_of(root_[number], {all_, 1}, ranks);
  return {root_[number].sums, tree, tensor::EdgeRanks(std::move(ranks))};
}

}  // namespace paretree::dse
