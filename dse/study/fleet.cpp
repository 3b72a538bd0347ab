#include "dse/study/fleet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace paretree::dse {

namespace {

void add_new(std::vector<hwmodel::Constant>& known, std::vector<hwmodel::Constant>& more) {
  for (hwmodel::Constant& constant : more) {
    const bool present = std::any_of(
        known.begin(), known.end(), [&](const auto& other) { return other.name == constant.name; });
    if (!present) {
      known.push_back(std::move(constant));
    }
  }
}

void price_half(const Problem& problem, const Space::Slot& slot, const Fleet& fleet,
                std::uint64_t index, std::vector<ResultConstraint>& constraints, PricedHalf& half) {
  const hwmodel::Configuration configuration = slot.hardware->at(index);
  auto built = fleet.accelerator->build(configuration, problem.technology, slot.weight_bits);
  if (auto* infeasible = std::get_if<hwmodel::Infeasible>(&built)) {
    half.infeasible = std::move(*infeasible);
    return;
  }
  half.machine = std::move(std::get<hwmodel::Machine>(built));
  half.names.assign(problem.space.expression_names().size(), 0.0);
  ModelHalf any;
  any.weight_bits = slot.weight_bits;
  problem.space.axis_values(any, slot.hardware->template_name(), configuration, half.names);
  Figures figures;
  figures.machine = &half.machine;
  for (const Column& column : problem.columns) {
    if (column.objective->decided_by() == DecidedBy::hardware) {
      half.names[problem.space.slot_of(column.name)] = column.objective->value(figures);
    }
  }
  for (std::size_t number = 0; number < constraints.size(); ++number) {
    if (constraints[number].decided_by == DecidedBy::hardware &&
        !passes(constraints[number], half.names)) {
      half.failed_constraint = static_cast<int>(number);
      return;
    }
  }
}

}  // namespace

bool passes(ResultConstraint& constraint, std::span<const double> names) {
  return (constraint.when && !constraint.when->holds(names)) || constraint.condition.holds(names);
}

Fleet price_fleet(const Problem& problem, const Space::Slot& slot, const Workers& workers) {
  Fleet fleet;
  fleet.accelerator = &hwmodel::accelerators().at(slot.hardware->template_name());
  // Some hundred bytes each: what every run prices before it begins must fit into memory.
  constexpr std::uint64_t most_halves = 20'000'000;
  if (slot.hardware->size() > most_halves) {
    throw std::invalid_argument(fmt::format(
        "{}: hardware: {} kinds of {}; at most {} can be priced (fewer values, or a constraint "
        "over "
        "axes)",
        problem.sweep.file, slot.hardware->size(), slot.hardware->template_name(), most_halves));
  }
  fleet.halves.resize(slot.hardware->size());
  constexpr std::size_t chunk = 64;
  const std::size_t chunks = (fleet.halves.size() + chunk - 1) / chunk;
  std::vector<std::vector<hwmodel::Constant>> used(chunks);
  workers.for_each(chunks, [&](std::size_t number, std::size_t /*worker*/) {
    std::vector<ResultConstraint> constraints = problem.space.result_constraints();
    const std::size_t last = std::min(fleet.halves.size(), (number + 1) * chunk);
    for (std::size_t index = number * chunk; index < last; ++index) {
      PricedHalf& half = fleet.halves[index];
      price_half(problem, slot, fleet, index, constraints, half);
      add_new(used[number], half.machine.constants);
      half.machine.constants = {};
    }
  });
  for (auto& list : used) {
    add_new(fleet.constants, list);
  }
  for (PricedHalf& half : fleet.halves) {
    if (half.infeasible || half.failed_constraint >= 0) {
      continue;
    }
    const auto found = std::find(fleet.arrays.begin(), fleet.arrays.end(), half.machine.array);
    half.array = static_cast<std::size_t>(found - fleet.arrays.begin());
    if (found == fleet.arrays.end()) {
      fleet.arrays.push_back(half.machine.array);
    }
    const auto group =
        std::find_if(fleet.groups.begin(), fleet.groups.end(), [&](const auto& other) {
          return other.array == half.array &&
                 other.lowest.weight_capacity_words == half.machine.weight_capacity_words;
        });
    half.group = static_cast<std::size_t>(group - fleet.groups.begin());
    if (group == fleet.groups.end()) {
      fleet.groups.push_back({half.array, half.machine});
    } else {
      group->lowest = hwmodel::lower_bound(group->lowest, half.machine);
    }
  }
  return fleet;
}

}  // namespace paretree::dse
