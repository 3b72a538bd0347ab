#include "dse/check/monotone.hpp"
#include "dse/check/reclosure.hpp"
#include "dse/lowering/lower.hpp"
#include "dse/study/plain_design.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <variant>

namespace paretree::dse {

namespace {

/// The halves of an array with one weight memory at one width.
struct Alike {
  std::vector<const BuiltHalf*> halves;
  hwmodel::Machine low;
};

std::vector<Alike> alike_in(const ArrayHalves& array) {
  std::map<std::pair<std::size_t, std::uint64_t>, Alike> found;
  for (const auto& [words, halves] : array.by_activation_words) {
    for (const BuiltHalf& half : halves) {
      found[{half.slot, half.machine.weight_capacity_words}].halves.push_back(&half);
    }
  }
  std::vector<Alike> result;
  for (auto& [key, alike] : found) {
    alike.low = cheapest_of(alike.halves);
    result.push_back(std::move(alike));
  }
  return result;
}

/// A plan on every half that no claim covers already by the cheapest of each constant.
void visit_plan(const Problem& problem, const Space::Block& block, std::uint64_t plan,
                const std::vector<std::pair<const ArrayHalves*, std::vector<Alike>>>& arrays,
                const Claims& claims, const AccuracyOfHalf& accuracy, bool bounds,
                ClosedAgain& part) {
  struct AtSlot {
    ModelHalf half;
    ModelCounts counts;
    hwmodel::LstmWork work;
    std::optional<double> accuracy;
  };
  std::vector<AtSlot> slots;
  for (const Space::Slot& slot : block.slots) {
    AtSlot& at = slots.emplace_back();
    at.half = block.model->at(plan, slot.weight_bits, slot.state_sparsity);
    at.counts = model_counts(at.half);
    at.work = lower(at.half);
    at.accuracy = accuracy(at.half);
  }
  for (const auto& [array, groups] : arrays) {
    std::map<std::size_t, hwmodel::Activity> activities;
    for (const Alike& alike : groups) {
      const std::size_t number = alike.halves.front()->slot;
      const AtSlot& at = slots[number];
      if (problem.reads_accuracy && !at.accuracy) {
        continue;
      }
      if (!activities.contains(number)) {
        activities.emplace(number, array->accelerator->count(at.work, array->array));
      }
      const hwmodel::Activity& activity = activities.at(number);
      const auto vector_on =
          [&](const hwmodel::Machine& machine) -> std::optional<std::vector<double>> {
        const auto cost = hwmodel::estimate(at.work, activity, machine);
        const auto* estimate = std::get_if<hwmodel::Estimate>(&cost);
        return estimate == nullptr
                   ? std::nullopt
                   : std::optional(value_vector(
                         problem, {&at.counts, &machine, estimate, at.accuracy.value_or(0)}));
      };
      if (bounds) {
        const auto low = vector_on(alike.low);
        if (!low || claims.covering(*low) != Claims::none) {
          continue;
        }
      }
      for (const BuiltHalf* half : alike.halves) {
        const auto vector = vector_on(half->machine);
        ++part.evaluated;
        if (!vector || claims.covering(*vector) != Claims::none) {
          continue;
        }
        const PlainDesign design =
            evaluate_plainly(problem, at.half, block.slots[number], half->index, at.accuracy);
        if (design.feasible()) {
          ++part.uncovered_count;
          part.uncovered.push_back(
              {design.model.json().dump(),
               hardware_json(design.template_name, design.configuration).dump(), *vector});
        }
      }
    }
  }
}

}  // namespace

ClosedAgain visit_again(const Problem& problem, const BuiltHardware& hardware,
                        const Space::Block& block, const Claims& claims,
                        const AccuracyOfHalf& accuracy, const Workers& workers, bool bounds) {
  const std::vector<ArrayHalves> built = hardware.of(block, BuiltHardware::Which::all);
  std::vector<std::pair<const ArrayHalves*, std::vector<Alike>>> arrays;
  for (const ArrayHalves& array : built) {
    arrays.emplace_back(&array, alike_in(array));
  }
  const std::uint64_t plans = block.model->plans();
  constexpr std::uint64_t per_task = 16;
  const std::size_t tasks = (plans + per_task - 1) / per_task;
  std::vector<ClosedAgain> parts(tasks);
  workers.for_each(tasks, [&](std::size_t task, std::size_t) {
    for (std::uint64_t plan = task * per_task; plan < std::min(plans, (task + 1) * per_task);
         ++plan) {
      visit_plan(problem, block, plan, arrays, claims, accuracy, bounds, parts[task]);
    }
  });
  ClosedAgain result;
  for (const ClosedAgain& part : parts) {
    result.add(part);
  }
  result.classes = arrays.size();
  return result;
}

}  // namespace paretree::dse
