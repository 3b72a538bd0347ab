#include "dse/check/class_check.hpp"

#include "dse/check/monotone.hpp"
#include "dse/lowering/lower.hpp"
#include "dse/study/plain_design.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace paretree::dse {

namespace {

using hwmodel::Machine;

std::int64_t integer(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

/// What bounds are made of, each the least over some set of plans on its own.
struct Low {
  enum Index : std::size_t { cycles, energy_fj, weights, lost_freedom, macs, weight_reads, size };
  static constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max() / 16;
  std::array<std::int64_t, size> of{};

  static Low none() {
    Low low;
    low.of.fill(far);
    return low;
  }
  friend Low operator+(const Low& a, const Low& b) {
    Low sum;
    for (std::size_t k = 0; k < size; ++k) {
      sum.of[k] = a.of[k] + b.of[k];
    }
    return sum;
  }
  void take(const Low& other) {
    for (std::size_t k = 0; k < size; ++k) {
      of[k] = std::min(of[k], other.of[k]);
    }
  }
};

class ClassCheck {
 public:
  ClassCheck(const CheckedClass& checked, const Claims& claims)
      : problem_(checked.problem),
        block_(checked.block),
        rest_(checked.rest),
        halves_(checked.halves),
        graph_(checked.graph),
        tallies_(checked.tallies),
        claims_(claims) {
    for (std::size_t column = 0; column < problem_.objective_count; ++column) {
      kinds_.push_back(*exact_kind(problem_.columns[column].name));
    }
    point_.resize(kinds_.size());
    hwmodel::LstmWork step = rest_.work;
    step.steps = 1;
    own_ = checked.array.accelerator->count(step, checked.array.array);
    make_bundles();
    lows_.reserve(tallies_.size());
    for (const Tally& tally : tallies_) {
      lows_.push_back(low_of(tally));
    }
  }

  void run(ClosedAgain& result) {
    ++result.classes;
    if (graph_.root() == PlanGraph::none) {
      return;
    }
    least_below();
    open_above();
    assemble();
    for (std::size_t plan = 0; plan < partials_[graph_.root()].size(); ++plan) {
      judge(plan, result);
    }
  }

 private:
  using Number = PlanGraph::Number;
  using Bundles = std::uint64_t;
  /// Halves with one weight memory, bounded by the cheapest of each constant.
  struct Bundle {
    Machine low;
    std::int64_t area_um2 = 0;
    std::int64_t base_fj = 0;         ///< of a step, without cycles and without the decomposed part
    std::int64_t dearer_read_fj = 0;  ///< of a weight, than in Low::energy_fj
    std::size_t last = Claims::none;
  };
  struct Partial {
    Tally tally;
    Low low;
    Bundles open = 0;
    std::size_t choice = 0;
    std::size_t first = 0;   ///< which partial of the first child
    std::size_t second = 0;  ///< and of the second one
  };
  struct OpenChoice {
    std::size_t choice = 0;
    Bundles open = 0;
  };

  void make_bundles() {
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<const BuiltHalf*>> alike;
    std::vector<const BuiltHalf*> all;
    for (const BuiltHalf& half : halves_) {
      alike[{half.machine.weight_capacity_words, half.machine.weight_bits}].push_back(&half);
      all.push_back(&half);
    }
    cheapest_ = cheapest_of(all);
    const std::size_t shared = (alike.size() + 63) / 64;
    std::vector<std::vector<const BuiltHalf*>> groups((alike.size() + shared - 1) / shared);
    std::size_t number = 0;
    for (const auto& [key, members] : alike) {
      auto& group = groups[number++ / shared];
      group.insert(group.end(), members.begin(), members.end());
    }
    for (const auto& members : groups) {
      bundles_.push_back(bundle_of(members));
    }
  }

  [[nodiscard]] Bundle bundle_of(const std::vector<const BuiltHalf*>& members) const {
    const hwmodel::Events& events = own_.per_sequence;
    Bundle bundle;
    bundle.low = cheapest_of(members);
    const Machine& low = bundle.low;
    bundle.area_um2 = std::numeric_limits<std::int64_t>::max();
    for (const BuiltHalf* half : members) {
      bundle.area_um2 = std::min(bundle.area_um2, integer(half->area_um2));
    }
    bundle.base_fj =
        integer(events.macs * (low.multiply_fj + low.accumulate_fj) +
                events.multiplications * low.element_multiply_fj +
                events.additions * low.accumulate_fj + events.register_accesses * low.register_fj +
                events.lookups * low.lookup_fj + events.weight_reads * low.weight_read_fj +
                events.activation_reads * low.activation_read_fj +
                events.activation_writes * low.activation_write_fj +
                (rest_.work.inputs + rest_.work.outputs) * rest_.work.batch * low.activation_bits *
                    low.dram_bit_fj);
    bundle.dearer_read_fj = integer(low.weight_read_fj) - integer(cheapest_.weight_read_fj);
    return bundle;
  }

  [[nodiscard]] Low low_of(const Tally& tally) const {
    const auto fj = [&](Tally::Index index, std::uint64_t each) {
      return tally.of[index] * integer(each);
    };
    const Machine& m = cheapest_;
    return {{tally.of[Tally::cycles],
             fj(Tally::macs, m.multiply_fj + m.accumulate_fj) +
                 fj(Tally::registers, m.register_fj) + fj(Tally::weight_reads, m.weight_read_fj) +
                 fj(Tally::reads, m.activation_read_fj) + fj(Tally::writes, m.activation_write_fj),
             tally.of[Tally::weights], tally.of[Tally::lost_freedom], tally.of[Tally::macs],
             tally.of[Tally::weight_reads]}};
  }

  /// At most the objectives of any design of the bundle whose plan costs at least `low`.
  void bound(const Bundle& bundle, const Low& low) {
    const Machine& m = bundle.low;
    const std::int64_t steps = integer(rest_.work.steps);
    const std::int64_t streamed = std::max<std::int64_t>(
        0, low.of[Low::weights] + rest_.parameters - integer(m.weight_capacity_words));
    const std::int64_t edge =
        integer((rest_.work.inputs + rest_.work.outputs) * rest_.work.batch * m.activation_bits);
    const std::int64_t moving =
        (streamed * integer(m.weight_bits) + edge) / integer(m.dram_bits_per_cycle);
    const std::int64_t cycles =
        std::max(low.of[Low::cycles] + integer(own_.cycles_per_step), moving);
    for (std::size_t column = 0; column < kinds_.size(); ++column) {
      const auto value = [&]() -> std::int64_t {
        switch (kinds_[column]) {
          case ExactKind::capacity:
            return low.of[Low::lost_freedom] - rest_.parameters;
          case ExactKind::energy:
            return steps * (low.of[Low::energy_fj] + bundle.base_fj +
                            bundle.dearer_read_fj * low.of[Low::weight_reads] +
                            cycles * integer(m.control_fj_per_cycle + m.leakage_fj_per_cycle) +
                            streamed * (integer(m.weight_bits * m.dram_bit_fj) -
                                        integer(m.weight_read_fj)));
          case ExactKind::latency:
            return steps * cycles * integer(m.period_fs);
          case ExactKind::area:
            return bundle.area_um2;
          case ExactKind::parameters:
            return low.of[Low::weights] + rest_.parameters;
          case ExactKind::matrix_parameters:
            return low.of[Low::weights];
          case ExactKind::macs:
            return steps * low.of[Low::macs] + rest_.macs;
          case ExactKind::matrix_macs:
            return steps * low.of[Low::macs];
        }
        return 0;
      };
      point_[column] = static_cast<double>(value());
    }
  }

  /// The bundles on which no claim covers what costs at least `low`.
  [[nodiscard]] Bundles still_open(const Low& low, Bundles asked) {
    if (low.of[0] >= Low::far) {
      return 0;
    }
    for (std::size_t number = 0; number < bundles_.size(); ++number) {
      const Bundles bit = Bundles{1} << number;
      if ((asked & bit) != 0) {
        bound(bundles_[number], low);
        const std::size_t cover = claims_.covering(point_, bundles_[number].last);
        if (cover != Claims::none) {
          bundles_[number].last = cover;
          asked &= ~bit;
        }
      }
    }
    return asked;
  }

  [[nodiscard]] Low children(const PlanGraph::Choice& choice) const {
    Low low = lows_[choice.stage];
    if (choice.first != PlanGraph::none) {
      low = low + below_[choice.first];
    }
    if (choice.second != PlanGraph::none) {
      low = low + below_[choice.second];
    }
    return low;
  }

  void least_below() {
    below_.assign(graph_.nodes().size(), Low::none());
    for (std::size_t node = 0; node < below_.size(); ++node) {
      const PlanGraph::Node& at = graph_.nodes()[node];
      for (std::size_t choice = at.begin; choice < at.end; ++choice) {
        below_[node].take(children(graph_.choices()[choice]));
      }
    }
  }

  void open_above() {
    above_.assign(below_.size(), Low::none());
    open_.assign(below_.size(), 0);
    chosen_.assign(below_.size(), {});
    above_[graph_.root()] = Low{};
    open_[graph_.root()] =
        bundles_.size() == 64 ? ~Bundles{0} : (Bundles{1} << bundles_.size()) - 1;
    for (std::size_t node = below_.size(); node-- > 0;) {
      if (open_[node] == 0) {
        continue;
      }
      open_[node] = still_open(above_[node] + below_[node], open_[node]);
      const PlanGraph::Node& at = graph_.nodes()[node];
      for (std::size_t number = at.begin; number < at.end && open_[node] != 0; ++number) {
        const PlanGraph::Choice& choice = graph_.choices()[number];
        const Bundles open = still_open(above_[node] + children(choice), open_[node]);
        if (open == 0) {
          continue;
        }
        chosen_[node].push_back({number, open});
        const Low around = above_[node] + lows_[choice.stage];
        const auto tell = [&](Number child, Number sibling) {
          if (child != PlanGraph::none) {
            above_[child].take(sibling == PlanGraph::none ? around : around + below_[sibling]);
            open_[child] |= open;
          }
        };
        tell(choice.first, choice.second);
        tell(choice.second, choice.first);
      }
    }
  }

  /// The open plans that no other one is nowhere more than.
  void assemble() {
    partials_.assign(below_.size(), {});
    for (std::size_t node = 0; node < below_.size(); ++node) {
      for (const OpenChoice& open : chosen_[node]) {
        const PlanGraph::Choice& choice = graph_.choices()[open.choice];
        static const std::vector<Partial> nothing{{{}, {}, ~Bundles{0}, 0, 0, 0}};
        const auto& firsts = choice.first == PlanGraph::none ? nothing : partials_[choice.first];
        const auto& seconds = choice.second == PlanGraph::none ? nothing : partials_[choice.second];
        combine(node, open, firsts, seconds);
      }
    }
  }

  void combine(std::size_t node, const OpenChoice& open, const std::vector<Partial>& firsts,
               const std::vector<Partial>& seconds) {
    const Number stage = graph_.choices()[open.choice].stage;
    std::vector<Partial>& kept = partials_[node];
    Low best_second = Low::none();
    for (const Partial& second : seconds) {
      best_second.take(second.low);
    }
    for (std::size_t a = 0; a < firsts.size(); ++a) {
      const Low around = above_[node] + lows_[stage] + firsts[a].low;
      const Bundles first_open = still_open(around + best_second, open.open & firsts[a].open);
      for (std::size_t b = 0; b < seconds.size() && first_open != 0; ++b) {
        const Bundles left = still_open(around + seconds[b].low, first_open & seconds[b].open);
        if (left == 0) {
          continue;
        }
        const Tally tally = tallies_[stage] + firsts[a].tally + seconds[b].tally;
        if (std::none_of(kept.begin(), kept.end(),
                         [&](const Partial& other) { return other.tally.nowhere_more(tally); })) {
          std::erase_if(kept,
                        [&](const Partial& other) { return tally.nowhere_more(other.tally); });
          kept.push_back(
              {tally, lows_[stage] + firsts[a].low + seconds[b].low, left, open.choice, a, b});
        }
      }
    }
  }

  /// Evaluates a whole plan on the halves of the class.
  void judge(std::size_t number, ClosedAgain& result) {
    const Partial& plan = partials_[graph_.root()][number];
    std::optional<ModelHalf> model;
    for (const BuiltHalf& half : halves_) {
      bound(bundle_of({&half}), plan.low);
      if (claims_.covering(point_) != Claims::none) {
        continue;
      }
      if (!model) {
        model = model_of_plan(block_, graph_, number, [this](Number node, std::size_t which) {
          const Partial& at = partials_[node][which];
          return PlanGraph::Pick{at.choice, at.first, at.second};
        });
      }
      model->weight_bits = block_.slots[half.slot].weight_bits;
      const double capacity =
          static_cast<double>(rest_.parameters - plan.tally.of[Tally::lost_freedom]);
      const PlainDesign design = evaluate_plainly(
          problem_, *model, block_.slots[half.slot], half.index,
          problem_.reads_accuracy ? std::optional<double>(capacity) : std::nullopt);
      ++result.evaluated;
      if (!design.feasible()) {
        continue;
      }
      const std::vector<double> vector =
          exact_vector(problem_, {&design.counts, &*design.machine, &*design.estimate, capacity});
      if (claims_.covering(vector) == Claims::none) {
        ++result.uncovered_count;
        if (result.uncovered.size() < ClosedAgain::most_reported) {
          result.uncovered.push_back(
              {design.model.json().dump(),
               hardware_json(design.template_name, design.configuration).dump(), vector});
        }
      }
    }
  }

  const Problem& problem_;
  const Space::Block& block_;
  const Rest& rest_;
  const std::vector<BuiltHalf>& halves_;
  const PlanGraph& graph_;
  const std::vector<Tally>& tallies_;
  const Claims& claims_;
  hwmodel::Activity own_;  ///< of the rest of the plan, one step
  Machine cheapest_;
  std::vector<Bundle> bundles_;
  std::vector<Low> lows_;  ///< by stage
  std::vector<Low> below_, above_;
  std::vector<Bundles> open_;
  std::vector<std::vector<OpenChoice>> chosen_;
  std::vector<std::vector<Partial>> partials_;
  std::vector<ExactKind> kinds_;
  std::vector<double> point_;
};

}  // namespace

Rest rest_of(const Space::Block& block) {
  const ModelHalf half = block.model->at(0, block.slots.front().weight_bits);
  const ModelCounts counts = model_counts(half);
  Rest rest;
  rest.work = lower(half);
  std::erase_if(rest.work.stages, [](const auto& stage) { return !stage.recurrent; });
  for (const hwmodel::MatrixStage& stage : rest.work.stages) {
    rest.peak_words = std::max(rest.peak_words, stage.rows);
  }
  rest.peak_words =
      std::max({rest.peak_words, half.matrix.modes.columns(), half.matrix.modes.rows()});
  rest.parameters = static_cast<std::int64_t>(counts.parameters - counts.matrix_parameters);
  rest.macs = static_cast<std::int64_t>(counts.macs - counts.matrix_macs);
  return rest;
}

ModelHalf model_of_plan(const Space::Block& block, const PlanGraph& graph, std::size_t which,
                        const PlanGraph::PickOf& pick) {
  ModelHalf half = block.model->at(0, block.slots.front().weight_bits);
  std::vector<std::pair<tensor::ModeSet, std::uint64_t>> ranks;
  half.matrix.tree = graph.tree_of(graph.root(), which, pick, ranks);
  std::sort(ranks.begin(), ranks.end());
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  half.matrix.ranks = tensor::EdgeRanks(std::move(ranks));
  return half;
}

void check_class(const CheckedClass& checked, const Claims& claims, ClosedAgain& result) {
  ClassCheck(checked, claims).run(result);
}

}  // namespace paretree::dse
