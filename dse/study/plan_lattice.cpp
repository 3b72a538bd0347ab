#include "dse/study/plan_lattice.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <map>
#include <set>
#include <utility>

namespace paretree::dse {

namespace {

/// No rank at a vertex exceeds the product of the others there.
bool no_redundancy(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return a <= b * c && b <= a * c && c <= a * b;
}

}  // namespace

std::uint32_t PlanStages::add(const PlanStage& stage) {
  const auto [entry, fresh] =
      numbers_.try_emplace(stage, static_cast<std::uint32_t>(stages_.size()));
  if (fresh) {
    stages_.push_back(stage);
  }
  return entry->second;
}

PlanLattice::PlanLattice(Axes axes, std::uint64_t most_words, PlanStages& stages)
    : axes_(std::move(axes)),
      most_words_(most_words),
      modes_(axes_.modes.count()),
      all_((Mask{1} << modes_) - 1),
      numbers_(std::size_t{all_} + 1) {
  assert(modes_ >= 2);
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
  make_tables();
  if (outputs_[all_] > most_words_) {
    return;
  }
  // Which ranks a state needs is known once all larger sets are split.
  std::vector<std::vector<Number>> by_size(static_cast<std::size_t>(modes_) + 1);
  by_size.back().push_back(number_of(all_, 1));
  for (int size = modes_; size >= 1; --size) {
    for (const Number number : by_size[static_cast<std::size_t>(size)]) {
      State& state = states_[number];
      if (number != 0 && !settle(state)) {
        continue;
      }
      order_.push_back(number);
      if (size > 1) {
        const std::size_t known = states_.size();
        split(state);
        for (std::size_t fresh = known; fresh < states_.size(); ++fresh) {
          by_size[static_cast<std::size_t>(std::popcount(states_[fresh].set))].push_back(
              static_cast<Number>(fresh));
        }
        need_children(state);
      }
      find_stages(state, stages);
    }
  }
}

bool PlanLattice::in_leaf(Mask set) const {
  return set != all_ && tensor::ends_in_leaf(tensor::edge_of(set, modes_), modes_);
}

const std::vector<std::uint64_t>& PlanLattice::choices(Mask set) const {
  return in_leaf(set) ? axes_.ranks.leaf : axes_.ranks.inner;
}

void PlanLattice::make_tables() {
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
      std::set<Number> needed;
      for (Number i = 0; i < list(2).size(); ++i) {
        for (Number j = 0; j < list(1).size(); ++j) {
          if (no_redundancy(rank, list(2)[i], list(1)[j])) {
            below.push_back({i, j, products.at(list(2)[i] * list(1)[j])});
            needed.insert(below.back().product);
          }
        }
      }
      table.needed.emplace_back(needed.begin(), needed.end());
    }
  }
}

PlanLattice::Number PlanLattice::number_of(Mask set, std::uint64_t rho) {
  const auto [entry, fresh] = numbers_[set].try_emplace(rho, static_cast<Number>(states_.size()));
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
bool PlanLattice::fits(const State& state, std::uint64_t rank) const {
  const bool leaf = std::has_single_bit(state.set);
  std::uint64_t words = 0;
  return (!leaf || rank <= inputs_[state.set] * outputs_[state.set]) &&
         !__builtin_mul_overflow(outputs_[state.set] * rank, state.rho, &words) &&
         words <= most_words_;
}

/// Finds the states of the children for every split.
void PlanLattice::split(State& state) {
  const Mask set = state.set;
  const Mask lowest = set & (~set + 1);
  for (Mask first = (0 - set) & set; first != set; first = (first - set) & set) {
    if (!axes_.all_orders && (first & lowest) == 0) {
      continue;
    }
    const Mask second = set ^ first;
    Split split{first, number_of(first, state.rho * inputs_[second]), {}, 0, 0, 0};
    for (const std::uint64_t rank : choices(first)) {
      split.after.push_back(number_of(second, state.rho * outputs_[first] * rank));
    }
    split.table =
        (in_leaf(set) ? 4U : 0U) + (in_leaf(first) ? 2U : 0U) + (in_leaf(second) ? 1U : 0U);
    split.firsts = static_cast<Number>(choices(first).size());
    split.seconds = static_cast<Number>(choices(second).size());
    state.splits.push_back(std::move(split));
  }
  std::stable_sort(state.splits.begin(), state.splits.end(),
                   [](const Split& a, const Split& b) { return a.table < b.table; });
}

/// Leaves of the ranks asked for those that fit. False: none.
bool PlanLattice::settle(State& state) {
  Number kept = 0;
  for (std::size_t r = 0; r < state.needed.size(); ++r) {
    state.needed[r] = state.needed[r] != 0 && fits(state, choices(state.set)[r]) ? 1 : 0;
    kept += state.needed[r] != 0 ? 1U : 0U;
  }
  if (kept != 0) {
    state.first_rank = ranks_;
    ranks_ += static_cast<Number>(state.needed.size());
    needed_ += kept;
  }
  return kept != 0;
}

void PlanLattice::need_children(const State& state) {
  for (const Split& at : state.splits) {
    if (state.set == all_) {  // the two ends of one edge
      for (std::size_t i = 0; i < at.after.size(); ++i) {
        states_[at.before].needed[i] = states_[at.after[i]].needed[i] = 1;
      }
      continue;
    }
    for (std::size_t r = 0; r < state.needed.size(); ++r) {
      if (state.needed[r] == 0) {
        continue;
      }
      for (const RankPair& pair : tables_.at(at.table).below[r]) {
        states_[at.before].needed[pair.first] = 1;
        states_[at.after[pair.first]].needed[pair.second] = 1;
      }
    }
  }
}

void PlanLattice::find_stages(State& state, PlanStages& stages) const {
  const std::uint64_t out = outputs_[state.set];
  const std::vector<std::uint64_t>& ranks = choices(state.set);
  if (std::has_single_bit(state.set)) {
    state.stages.assign(ranks.size(), none);
    for (std::size_t r = 0; r < ranks.size(); ++r) {
      if (state.needed[r] != 0) {
        state.stages[r] = stages.add({out * ranks[r], inputs_[state.set], state.rho, ranks[r]});
      }
    }
    return;
  }
  std::set<Number> kinds;
  for (const Split& at : state.splits) {
    if (!kinds.insert(at.table).second) {
      continue;
    }
    state.stages_of_table.at(at.table) = static_cast<Number>(state.stages.size());
    if (state.set == all_) {  // one row, and the two ends of one edge, whatever the rank above
      for (const std::uint64_t rank : choices(at.first)) {
        state.stages.push_back(stages.add({1, rank * rank, out, 0}));
      }
      continue;
    }
    const PairTable& table = tables_.at(at.table);
    for (std::size_t r = 0; r < ranks.size(); ++r) {
      const std::size_t first = state.stages.size();
      state.stages.resize(first + table.products.size(), none);
      if (state.needed[r] != 0) {
        for (const Number product : table.needed[r]) {
          state.stages[first + product] =
              stages.add({ranks[r], table.products[product], state.rho * out, ranks[r]});
        }
      }
    }
  }
}

}  // namespace paretree::dse
