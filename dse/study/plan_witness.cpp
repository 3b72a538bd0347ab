#include "dse/study/plan_witness.hpp"

#include "dse/core/varint.hpp"
#include "dse/pareto/archive.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <vector>

namespace paretree::dse {

namespace {

class Witness {
 public:
  Witness(const PlanLattice& lattice, const StageCosts& costs,
          const std::function<bool()>& stopping)
      : lattice_(lattice), costs_(costs), stopping_(stopping), kept_(lattice.ranks()) {}

  [[nodiscard]] std::optional<std::string> stream() {
    const std::vector<Number>& order = lattice_.order();
    for (auto number = order.rbegin(); number != order.rend() && !stopped(1); ++number) {
      const State& state = lattice_[*number];
      if (*number == 0) {
        state_rank(state, 0, true);
        continue;
      }
      for (Number r = 0; r < state.needed.size(); ++r) {
        if (state.needed[r] == 0) {
          continue;
        }
        if (std::has_single_bit(state.set)) {
          kept_[state.first_rank + r] = {costs_.of(state.stages[r])};
        } else {
          state_rank(state, r, false);
        }
      }
    }
    return stopped_ ? std::nullopt : std::optional(std::move(stream_));
  }

 private:
  using Number = PlanLattice::Number;
  using State = PlanLattice::State;
  using Point = std::array<double, PlanSums::width>;

  /// Whether to end; asks each time some ten thousand candidates more were seen. A state may have
  /// hundreds of millions.
  [[nodiscard]] bool stopped(std::size_t candidates) {
    constexpr std::size_t between = 65536;
    seen_ += candidates;
    if (!stopped_ && seen_ >= between) {
      seen_ = 0;
      stopped_ = stopping_();
    }
    return stopped_;
  }

  [[nodiscard]] static Point point_of(const PlanSums& sums) {
    Point point{};
    std::copy(sums.at.begin(), sums.at.end(), point.begin());
    return point;
  }

  [[nodiscard]] const std::vector<PlanSums>& kept(const State& state, Number rank) const {
    static const std::vector<PlanSums> nothing;
    return state.first_rank == PlanLattice::none ? nothing : kept_[state.first_rank + rank];
  }

  /// Every way to put together a subtree of the state below rank number r.
  template <typename Visit>
  void for_each_candidate(const State& state, Number r, bool root, Visit visit) {
    std::vector<const PlanLattice::Split*> splits;
    for (const PlanLattice::Split& split : state.splits) {
      splits.push_back(&split);
    }
    std::sort(splits.begin(), splits.end(),
              [](const auto* a, const auto* b) { return a->first < b->first; });
    for (const PlanLattice::Split* split : splits) {
      const Number* stages = &state.stages[state.stages_of_table.at(split->table)];
      const auto join = [&](Number first_rank, Number second_rank, Number stage) {
        const auto& firsts = kept(lattice_[split->before], first_rank);
        const auto& seconds = kept(lattice_[split->after[first_rank]], second_rank);
        if (firsts.empty() || seconds.empty()) {
          return;
        }
        const PlanSums own = costs_.of(stage);
        for (const PlanSums& first : firsts) {
          if (stopped(seconds.size())) {
            return;
          }
          const PlanSums begun = own + first;
          for (const PlanSums& second : seconds) {
            visit(begun + second);
          }
        }
      };
      if (root) {
        for (Number i = 0; i < split->firsts; ++i) {
          join(i, i, stages[i]);
        }
        continue;
      }
      const PlanLattice::PairTable& table = lattice_.table(split->table);
      for (const PlanLattice::RankPair& pair : table.below[r]) {
        join(pair.first, pair.second, stages[r * table.products.size() + pair.product]);
      }
    }
  }

  void state_rank(const State& state, Number r, bool root) {
    Archive archive(PlanSums::width);
    std::uint64_t candidates = 0;
    std::vector<PlanSums> sums;  // of those that were members once
    std::vector<std::uint64_t> numbers;
    for_each_candidate(state, r, root, [&](const PlanSums& candidate) {
      if (archive.insert(point_of(candidate), candidates)) {
        sums.push_back(candidate);
        numbers.push_back(candidates);
      }
      ++candidates;
    });
    if (candidates == 0 || stopped_) {
      return;
    }
    std::vector<std::uint64_t> members;
    for (std::size_t member = 0; member < archive.size(); ++member) {
      members.push_back(archive.position(member));
    }
    std::sort(members.begin(), members.end());
    const auto place_of = [&](std::uint64_t candidate) {
      return std::lower_bound(members.begin(), members.end(), candidate) - members.begin();
    };
    std::string symbols;
    std::uint64_t number = 0;
    for_each_candidate(state, r, root, [&](const PlanSums& candidate) {
      if (std::binary_search(members.begin(), members.end(), number)) {
        put_varint(0, symbols);
      } else {
        const std::size_t member = archive.covered_by(point_of(candidate));
        put_varint(static_cast<std::uint64_t>(place_of(archive.position(member))) + 1, symbols);
      }
      ++number;
    });
    put_varint(state.set, stream_);
    put_varint(state.rho, stream_);
    put_varint(root ? 0 : lattice_.choices(state.set)[r], stream_);
    put_varint(symbols.size(), stream_);
    stream_ += symbols;
    if (root) {
      return;
    }
    std::vector<PlanSums>& own = kept_[state.first_rank + r];
    for (std::size_t at = 0; at < sums.size(); ++at) {
      if (std::binary_search(members.begin(), members.end(), numbers[at])) {
        own.push_back(sums[at]);
      }
    }
  }

  const PlanLattice& lattice_;
  const StageCosts& costs_;
  const std::function<bool()>& stopping_;
  std::size_t seen_ = std::size_t{1} << 32U;  ///< candidates since it was asked: at once at first
  bool stopped_ = false;
  std::vector<std::vector<PlanSums>> kept_;  ///< by number of the rank
  std::string stream_;
};

}  // namespace

std::optional<std::string> plan_witness(const PlanLattice& lattice, const StageCosts& costs,
                                        const std::function<bool()>& stopping) {
  return lattice.empty() ? std::string() : Witness(lattice, costs, stopping).stream();
}

}  // namespace paretree::dse
