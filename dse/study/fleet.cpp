#include "dse/study/fleet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <unordered_set>

namespace paretree::dse {

namespace {

/// Constants, each once.
class UsedConstants {
 public:
  void add(std::vector<hwmodel::Constant>& more) {
    for (hwmodel::Constant& constant : more) {
      if (names_.insert(constant.name).second) {
        list_.push_back(std::move(constant));
      }
    }
  }
  [[nodiscard]] std::vector<hwmodel::Constant>& list() { return list_; }

 private:
  std::unordered_set<std::string> names_;
  std::vector<hwmodel::Constant> list_;
};

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
    throw sweeps::fault(
        problem.sweep, problem.sweep.hardware_at, "hardware",
        fmt::format("{} kinds of {}; at most {} can be priced (fewer values, or a constraint over "
                    "axes)",
                    slot.hardware->size(), slot.hardware->template_name(), most_halves));
  }
  fleet.halves.resize(slot.hardware->size());
  constexpr std::size_t chunk = 64;
  const std::size_t chunks = (fleet.halves.size() + chunk - 1) / chunk;
  std::vector<UsedConstants> used(chunks);
  workers.for_each(chunks, [&](std::size_t number, std::size_t /*worker*/) {
    std::vector<ResultConstraint> constraints = problem.space.result_constraints();
    const std::size_t last = std::min(fleet.halves.size(), (number + 1) * chunk);
    for (std::size_t index = number * chunk; index < last; ++index) {
      PricedHalf& half = fleet.halves[index];
      price_half(problem, slot, fleet, index, constraints, half);
      used[number].add(half.machine.constants);
      half.machine.constants = {};
    }
  });
  UsedConstants all;
  for (UsedConstants& part : used) {
    all.add(part.list());
  }
  fleet.constants = std::move(all.list());
  std::map<hwmodel::Array, std::size_t> arrays;
  std::map<std::pair<std::size_t, std::uint64_t>, std::size_t> groups;
  for (PricedHalf& half : fleet.halves) {
    if (half.infeasible || half.failed_constraint >= 0) {
      continue;
    }
    const auto [array, unknown] = arrays.try_emplace(half.machine.array, fleet.arrays.size());
    half.array = array->second;
    if (unknown) {
      fleet.arrays.push_back(half.machine.array);
    }
    const auto [group, fresh] =
        groups.try_emplace({half.array, half.machine.weight_capacity_words}, fleet.groups.size());
    half.group = group->second;
    if (fresh) {
      fleet.groups.push_back({half.array, half.machine});
    } else {
      hwmodel::Machine& lowest = fleet.groups[half.group].lowest;
      lowest = hwmodel::lower_bound(lowest, half.machine);
    }
  }
  return fleet;
}

}  // namespace paretree::dse
