#include "dse/check/reclosure.hpp"

#include "dse/check/class_check.hpp"
#include "dse/check/class_replay.hpp"
#include "dse/check/monotone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>

namespace paretree::dse {

namespace {

std::int64_t integer(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

/// Every stage of a graph on one array.
std::vector<Tally> count_stages(const std::vector<GraphStage>& stages, const ArrayHalves& array,
                                std::uint64_t batch) {
  std::vector<Tally> tallies;
  for (const GraphStage& stage : stages) {
    hwmodel::LstmWork work;
    work.batch = batch;
    work.stages.push_back(
        {.kind = "inner", .rows = stage.rows, .inner = stage.inner, .cols = stage.cols});
    const hwmodel::Activity activity = array.accelerator->count(work, array.array);
    const hwmodel::Events& events = activity.per_sequence;
    tallies.push_back({{integer(activity.cycles_per_step), integer(events.macs),
                        integer(events.register_accesses), integer(events.weight_reads),
                        integer(events.activation_reads), integer(events.activation_writes),
                        integer(stage.rows * stage.inner), -stage.freedom}});
  }
  return tallies;
}

}  // namespace

void ClosedAgain::add(const ClosedAgain& part) {
  classes += part.classes;
  evaluated += part.evaluated;
  uncovered_count += part.uncovered_count;
  for (const Uncovered& design : part.uncovered) {
    if (uncovered.size() < most_reported) {
      uncovered.push_back(design);
    }
  }
}

bool can_close_again(const Problem& problem, const BuiltHardware& hardware,
                     const Space::Block& block) {
  if (!grows_with_counts(problem) || !PlanGraph::describes(block.model->axes())) {
    return false;
  }
  // Streaming a weight must not be cheaper than reading it on chip, or fewer weights could cost
  // more.
  for (const ArrayHalves& array : hardware.of(block, BuiltHardware::Which::all)) {
    if (!array.accelerator->counts_stages_alone(array.array)) {
      return false;  // conflicts depend on the stages before and after
    }
    for (const auto& [words, halves] : array.by_activation_words) {
      for (const BuiltHalf& half : halves) {
        if (half.machine.weight_bits * half.machine.dram_bit_fj < half.machine.weight_read_fj) {
          return false;
        }
      }
    }
  }
  return true;
}

namespace {

using CloseClass = std::function<void(const CheckedClass&, ClosedAgain&)>;

ClosedAgain close_classes(const Problem& problem, const BuiltHardware& hardware,
                          const Space::Block& block, const Workers& workers,
                          const CloseClass& close) {
  const Rest rest = rest_of(block);
  const std::vector<ArrayHalves> arrays = hardware.of(block, BuiltHardware::Which::one_each);
  // Room for the largest tensor of a stage, by activation memory.
  std::map<std::uint64_t, std::unique_ptr<PlanGraph>> graphs;
  const auto room = [&](std::uint64_t words) -> std::optional<std::uint64_t> {
    const std::uint64_t each = words / rest.work.batch;
    const std::uint64_t taken = 2 * rest.work.hidden;
    const std::uint64_t needed =
        taken + std::max({rest.peak_words, rest.work.inputs, rest.work.outputs});
    return each < needed ? std::nullopt : std::optional(each - taken);
  };
  for (const ArrayHalves& array : arrays) {
    for (const auto& [words, halves] : array.by_activation_words) {
      if (const auto most = room(words)) {
        graphs.emplace(*most, nullptr);
      }
    }
  }
  std::vector<std::uint64_t> rooms;
  for (const auto& [most, graph] : graphs) {
    rooms.push_back(most);
  }
  std::vector<std::unique_ptr<PlanGraph>> built(rooms.size());
  workers.for_each(rooms.size(), [&](std::size_t number, std::size_t) {
    built[number] = std::make_unique<PlanGraph>(block.model->axes(), rooms[number]);
  });
  for (std::size_t number = 0; number < rooms.size(); ++number) {
    graphs[rooms[number]] = std::move(built[number]);
  }
  std::vector<ClosedAgain> parts(arrays.size());
  workers.for_each(arrays.size(), [&](std::size_t number, std::size_t) {
    const ArrayHalves& array = arrays[number];
    // Stages are counted once per array: those of the roomiest memory include the others'.
    std::map<GraphStage, Tally> known;
    for (auto at = array.by_activation_words.rbegin(); at != array.by_activation_words.rend();
         ++at) {
      const auto most = room(at->first);
      if (!most) {
        parts[number].classes += 1;
        continue;
      }
      const PlanGraph& graph = *graphs.at(*most);
      if (known.empty()) {
        const std::vector<Tally> tallies = count_stages(graph.stages(), array, rest.work.batch);
        for (std::size_t stage = 0; stage < tallies.size(); ++stage) {
          known.emplace(graph.stages()[stage], tallies[stage]);
        }
      }
      std::vector<Tally> tallies;
      for (const GraphStage& stage : graph.stages()) {
        tallies.push_back(known.at(stage));
      }
      close({problem, block, rest, array, at->second, graph, tallies}, parts[number]);
    }
  });
  ClosedAgain result;
  for (const ClosedAgain& part : parts) {
    result.add(part);
  }
  return result;
}

/// Whether every half fails a constraint that hardware alone decides: no design of theirs counts.
bool none_allowed(const Problem& problem, const Space::Block& block,
                  const std::vector<BuiltHalf>& halves) {
  std::vector<ResultConstraint> constraints = problem.space.result_constraints();
  std::erase_if(constraints, [](const ResultConstraint& constraint) {
    return constraint.decided_by != DecidedBy::hardware;
  });
  std::vector<double> names(problem.space.expression_names().size(), 0.0);
  return std::all_of(halves.begin(), halves.end(), [&](const BuiltHalf& half) {
    const Space::Slot& slot = block.slots[half.slot];
    ModelHalf any;
    any.weight_bits = slot.weight_bits;
    problem.space.axis_values(any, slot.hardware->template_name(), slot.hardware->at(half.index),
                              names);
    Figures figures;
    figures.machine = &half.machine;
    return std::any_of(constraints.begin(), constraints.end(), [&](ResultConstraint& constraint) {
      for (const std::string& name : constraint.reads) {
        names[problem.space.slot_of(name)] = objectives().at(name).value(figures);
      }
      return (!constraint.when || constraint.when->holds(names)) &&
             !constraint.condition.holds(names);
    });
  });
}

}  // namespace

ClosedAgain close_again(const Problem& problem, const BuiltHardware& hardware,
                        const Space::Block& block, const Claims& claims, const Workers& workers) {
  return close_classes(
      problem, hardware, block, workers,
      [&](const CheckedClass& checked, ClosedAgain& part) { check_class(checked, claims, part); });
}

ClosedAgain replay_again(const Problem& problem, const BuiltHardware& hardware, std::size_t number,
                         const Claims& claims, const Workers& workers, WitnessReader& witness) {
  const Space::Block& block = problem.space.blocks()[number];
  using ClassKey = std::tuple<const hwmodel::Accelerator*, hwmodel::Array, std::uint64_t>;
  std::map<ClassKey, WitnessReader::Place> places;
  for (const ArrayHalves& array : hardware.of(block, BuiltHardware::Which::all)) {
    for (const auto& [words, halves] : array.by_activation_words) {
      for (const BuiltHalf& half : halves) {
        const auto place = witness.places().find({number, half.slot, half.index});
        if (place != witness.places().end()) {
          places[{array.accelerator, array.array, words}] = place->second;
        }
      }
    }
  }
  std::mutex mutex;
  return close_classes(
      problem, hardware, block, workers, [&](const CheckedClass& checked, ClosedAgain& part) {
        const std::uint64_t words = checked.halves.front().machine.activation_capacity_words;
        const auto place = places.find({checked.array.accelerator, checked.array.array, words});
        if (place == places.end()) {
          if (checked.graph.root() != PlanGraph::none &&
              !none_allowed(problem, block, checked.halves)) {
            throw WitnessError(fmt::format("{} PEs of {} MACs with {} words: no stream",
                                           checked.array.array.pes, checked.array.array.macs_per_pe,
                                           words));
          }
          return;
        }
        std::string stream;
        {
          const std::lock_guard lock(mutex);
          stream = witness.stream(place->second);
        }
        replay_class(checked, stream, claims, part);
      });
}

}  // namespace paretree::dse
