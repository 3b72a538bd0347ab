#include "dse/check/class_replay.hpp"

#include "dse/check/monotone.hpp"
#include "dse/check/witness_reader.hpp"
#include "dse/core/varint.hpp"
#include "dse/study/plain_design.hpp"

#include <fmt/format.h>

#include <bit>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

namespace paretree::dse {

namespace {

std::uint64_t natural(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

class ClassReplay {
 public:
  ClassReplay(const CheckedClass& checked, const Claims& claims)
      : at_(checked),
        graph_(checked.graph),
        claims_(claims),
        kept_(graph_.nodes().size()),
        replayed_(graph_.nodes().size(), 0) {
    for (std::size_t node = 0; node < graph_.nodes().size(); ++node) {
      const PlanGraph::Node& entry = graph_.nodes()[node];
      if (std::has_single_bit(entry.modes)) {
        replayed_[node] = 1;
        kept_[node] = {{at_.tallies[graph_.choices()[entry.begin].stage],
                        {.choice = entry.begin, .first = 0, .second = 0}}};
      } else {
        numbers_[{entry.modes, entry.repeats, entry.rank}] = node;
      }
    }
  }

  void run(std::string_view stream, ClosedAgain& result) {
    ++result.classes;
    if (graph_.root() == PlanGraph::none) {
      return;
    }
    while (!stream.empty()) {
      const std::uint64_t modes = number(stream);
      const std::uint64_t repeats = number(stream);
      const std::uint64_t rank = number(stream);
      const std::uint64_t bytes = number(stream);
      if (bytes > stream.size()) {
        throw WitnessError("a stream ends early");
      }
      const auto found = numbers_.find({modes, repeats, rank});
      if (found != numbers_.end()) {  // others belong to no plan that fits
        replay(found->second, stream.substr(0, bytes));
      }
      stream.remove_prefix(bytes);
    }
    if (replayed_[graph_.root()] == 0) {
      throw WitnessError("a stream does not reach the root");
    }
    cover(result);
  }

 private:
  struct Kept {
    Tally tally;
    PlanGraph::Pick pick;
  };
  /// A candidate whose dominator comes later.
  struct Pending {
    Tally tally;
    std::uint64_t by = 0;
  };

  static std::uint64_t number(std::string_view& from) {
    const auto value = take_varint(from);
    if (!value) {
      throw WitnessError("a stream ends early");
    }
    return *value;
  }

  [[noreturn]] void reject(std::size_t node, const std::string& what) const {
    const PlanGraph::Node& at = graph_.nodes()[node];
    throw WitnessError(fmt::format("modes {:#x}, repeated {} times, rank {}: {}", at.modes,
                                   at.repeats, at.rank, what));
  }

  [[nodiscard]] const std::vector<Kept>& child(std::size_t node, PlanGraph::Number number) const {
    if (replayed_[number] == 0) {
      reject(node, "a child comes after it");
    }
    return kept_[number];
  }

  void replay(std::size_t node, std::string_view symbols) {
    if (replayed_[node] != 0) {
      reject(node, "it comes twice");
    }
    const PlanGraph::Node& at = graph_.nodes()[node];
    std::vector<Kept>& kept = kept_[node];
    std::vector<Pending> pending;
    const auto require = [&](const Tally& tally, std::uint64_t by) {
      if (!kept[by].tally.nowhere_more(tally)) {
        reject(node, fmt::format("kept {} costs more somewhere than what it is said to beat", by));
      }
    };
    for (std::size_t choice = at.begin; choice < at.end; ++choice) {
      const PlanGraph::Choice& way = graph_.choices()[choice];
      const std::vector<Kept>& firsts = child(node, way.first);
      const std::vector<Kept>& seconds = child(node, way.second);
      for (std::size_t first = 0; first < firsts.size(); ++first) {
        const Tally begun = at_.tallies[way.stage] + firsts[first].tally;
        for (std::size_t second = 0; second < seconds.size(); ++second) {
          const Tally tally = begun + seconds[second].tally;
          const auto symbol = take_varint(symbols);
          if (!symbol) {
            reject(node, "symbols are missing");
          }
          if (*symbol == 0) {
            kept.push_back({tally, {.choice = choice, .first = first, .second = second}});
          } else if (*symbol <= kept.size()) {
            require(tally, *symbol - 1);
          } else {
            pending.push_back({tally, *symbol - 1});
          }
        }
      }
    }
    if (!symbols.empty()) {
      reject(node, "more symbols than candidates");
    }
    for (const Pending& candidate : pending) {
      if (candidate.by >= kept.size()) {
        reject(node, fmt::format("kept {} does not exist", candidate.by));
      }
      require(candidate.tally, candidate.by);
    }
    replayed_[node] = 1;
  }

  /// Every kept plan on every half.
  void cover(ClosedAgain& result) const {
    hwmodel::LstmWork step = at_.rest.work;
    step.steps = 1;
    const hwmodel::Activity own = at_.array.accelerator->count(step, at_.array.array);
    hwmodel::LstmWork work = at_.rest.work;
    work.peak_tensor_words = at_.rest.peak_words;
    const std::vector<Kept>& plans = kept_[graph_.root()];
    std::size_t last = Claims::none;
    for (std::size_t plan = 0; plan < plans.size(); ++plan) {
      const Tally& tally = plans[plan].tally;
      const hwmodel::Activity activity = activity_of(own, tally);
      for (const BuiltHalf& half : at_.halves) {
        const ModelCounts counts = counts_of(tally, half.machine.weight_bits);
        work.parameters = counts.parameters;
        const auto cost = hwmodel::estimate(work, activity, half.machine);
        ++result.evaluated;
        const double capacity =
            static_cast<double>(at_.rest.parameters - tally.of[Tally::lost_freedom]);
        if (const auto* estimate = std::get_if<hwmodel::Estimate>(&cost)) {
          const std::vector<double> vector =
              exact_vector(at_.problem, {&counts, &half.machine, estimate, capacity});
          const std::size_t cover = claims_.covering(vector, last);
          if (cover == Claims::none) {
            judge(plan, half, capacity, vector, result);
          } else {
            last = cover;
          }
        }
      }
    }
  }

  [[nodiscard]] hwmodel::Activity activity_of(const hwmodel::Activity& own,
                                              const Tally& tally) const {
    hwmodel::Activity activity = own;
    activity.cycles_per_step += natural(tally.of[Tally::cycles]);
    hwmodel::Events& events = activity.per_sequence;
    events.macs += natural(tally.of[Tally::macs]);
    events.register_accesses += natural(tally.of[Tally::registers]);
    events.weight_reads += natural(tally.of[Tally::weight_reads]);
    events.activation_reads += natural(tally.of[Tally::reads]);
    events.activation_writes += natural(tally.of[Tally::writes]);
    for (auto* count : {&events.macs, &events.additions, &events.multiplications,
                        &events.register_accesses, &events.lookups, &events.weight_reads,
                        &events.activation_reads, &events.activation_writes}) {
      *count *= at_.rest.work.steps;
    }
    return activity;
  }

  [[nodiscard]] ModelCounts counts_of(const Tally& tally, std::uint64_t weight_bits) const {
    ModelCounts counts;
    counts.matrix_parameters = natural(tally.of[Tally::weights]);
    counts.parameters = counts.matrix_parameters + natural(at_.rest.parameters);
    counts.weight_bytes = (counts.parameters * weight_bits + 7) / 8;
    counts.matrix_macs = natural(tally.of[Tally::macs]) * at_.rest.work.steps;
    counts.macs = counts.matrix_macs + natural(at_.rest.macs);
    return counts;
  }

  /// What no claim covers is evaluated by the plain path: it may not be feasible.
  void judge(std::size_t plan, const BuiltHalf& half, double capacity,
             const std::vector<double>& vector, ClosedAgain& result) const {
    ModelHalf model = model_of_plan(
        at_.block, graph_, plan,
        [this](PlanGraph::Number node, std::size_t which) { return kept_[node][which].pick; });
    model.weight_bits = at_.block.slots[half.slot].weight_bits;
    const PlainDesign design = evaluate_plainly(
        at_.problem, model, at_.block.slots[half.slot], half.index,
        at_.problem.reads_accuracy ? std::optional<double>(capacity) : std::nullopt);
    if (!design.feasible()) {
      return;
    }
    ++result.uncovered_count;
    if (result.uncovered.size() < ClosedAgain::most_reported) {
      result.uncovered.push_back({design.model.json().dump(),
                                  hardware_json(design.template_name, design.configuration).dump(),
                                  vector});
    }
  }

  const CheckedClass& at_;
  const PlanGraph& graph_;
  const Claims& claims_;
  std::map<std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>, std::size_t> numbers_;
  std::vector<std::vector<Kept>> kept_;  ///< by node
  std::vector<char> replayed_;
};

}  // namespace

void replay_class(const CheckedClass& checked, std::string_view stream, const Claims& claims,
                  ClosedAgain& result) {
  ClassReplay(checked, claims).run(stream, result);
}

}  // namespace paretree::dse
