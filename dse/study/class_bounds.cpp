#include "dse/study/class_bounds.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace paretree::dse {

namespace {

using hwmodel::Machine;

/// In the order of ClassBounds::Kind.
constexpr std::array<const char*, 8> exact_objectives = {
    "capacity",   "energy_pj",         "latency_ns", "area_mm2",
    "parameters", "matrix_parameters", "macs",       "matrix_macs"};

/// Forms before those of energy.
enum Plain : std::size_t { cycles_form, parameters_form, freedom_form, plain_forms };

constexpr std::size_t most_groups = 64;

/// Integers below are exact in a double; a lower bound that is cut there is one still.
constexpr double exact_limit = static_cast<double>(std::uint64_t{1} << 53U);

double real(std::uint64_t count) {
  return static_cast<double>(count);
}

/// Constants of a machine that an event of a plan costs.
std::array<std::uint64_t, 5> event_costs(const Machine& machine) {
  return {machine.multiply_fj + machine.accumulate_fj, machine.register_fj, machine.weight_read_fj,
          machine.activation_read_fj, machine.activation_write_fj};
}

}  // namespace

bool is_exact_objective(const std::string& name) {
  return std::find(exact_objectives.begin(), exact_objectives.end(), name) !=
         exact_objectives.end();
}

bool nowhere_dearer(const Machine& a, const Machine& b) {
  assert(a.array == b.array && a.activation_capacity_words == b.activation_capacity_words);
  for (const auto cost : hwmodel::machine_costs) {
    if (a.*cost > b.*cost) {
      return false;
    }
  }
  return a.weight_capacity_words >= b.weight_capacity_words &&
         a.dram_bits_per_cycle >= b.dram_bits_per_cycle &&
         hwmodel::total(a.area_um2) <= hwmodel::total(b.area_um2);
}

ClassBounds::ClassBounds(const std::vector<std::string>& objectives,
                         const std::vector<const Machine*>& machines, const RestOfPlan& rest,
                         const Archive& known, double eps)
    : rest_(rest), known_(known), eps_(eps), vector_(objectives.size()) {
  for (const std::string& name : objectives) {
    const auto found = std::find(exact_objectives.begin(), exact_objectives.end(), name);
    objectives_.push_back(static_cast<Kind>(found - exact_objectives.begin()));
  }
  group(machines);
  make_forms();
}

void ClassBounds::group(const std::vector<const Machine*>& machines) {
  std::map<std::pair<std::uint64_t, std::uint64_t>, Group> groups;
  for (const Machine* machine : machines) {
    const std::uint64_t area = hwmodel::total(machine->area_um2);
    const auto [entry, fresh] =
        groups.try_emplace({machine->weight_capacity_words, machine->weight_bits});
    Group& group = entry->second;
    group.lowest = fresh ? *machine : hwmodel::lower_bound(group.lowest, *machine);
    group.least_area_um2 = fresh ? area : std::min(group.least_area_um2, area);
    group.last_capacity = machine->weight_capacity_words;
    group.last_bits = machine->weight_bits;
  }
  // One bit each: where there are more, neighbours share the cheaper of each constant.
  const std::size_t shared = (groups.size() + most_groups - 1) / most_groups;
  std::size_t number = 0;
  for (auto& [key, group] : groups) {
    if (number++ % shared == 0) {
      groups_.push_back(std::move(group));
      continue;
    }
    Group& merged = groups_.back();
    merged.lowest.weight_capacity_words = group.lowest.weight_capacity_words;
    merged.lowest = hwmodel::lower_bound(merged.lowest, group.lowest);
    merged.least_area_um2 = std::min(merged.least_area_um2, group.least_area_um2);
    merged.last_capacity = group.last_capacity;
    merged.last_bits = group.last_bits;
  }
}

PlanForm ClassBounds::energy_form(const Machine& machine) {
  const auto costs = event_costs(machine);
  PlanForm form{};
  const auto weigh = [&](PlanSums::Coordinate coordinate, std::size_t event) {
    form[coordinate] = static_cast<std::int64_t>(costs.at(event));
  };
  weigh(PlanSums::macs, 0);
  weigh(PlanSums::register_accesses, 1);
  weigh(PlanSums::weight_reads, 2);
  weigh(PlanSums::activation_reads, 3);
  weigh(PlanSums::activation_writes, 4);
  return form;
}

bool ClassBounds::reads(Kind kind) const {
  return std::find(objectives_.begin(), objectives_.end(), kind) != objectives_.end();
}

void ClassBounds::make_forms() {
  forms_.assign(plain_forms, {});
  forms_[cycles_form][PlanSums::cycles] = 1;
  forms_[parameters_form][PlanSums::parameters] = 1;
  forms_[freedom_form][PlanSums::minus_freedom] = 1;
  if (reads(Kind::macs) || reads(Kind::matrix_macs)) {
    macs_form_ = forms_.size();
    forms_.emplace_back()[PlanSums::macs] = 1;
  }
  if (!reads(Kind::energy)) {
    return;
  }
  const std::size_t first_energy = forms_.size();
  const std::size_t most_energies = most_plan_forms - first_energy;
  // Groups with equal constants share their forms; where there are too many, neighbours share the
  // cheaper of each constant.
  std::set<std::array<std::uint64_t, 5>> different;
  for (const Group& group : groups_) {
    different.insert(event_costs(group.lowest));
  }
  const std::size_t shared = (different.size() + most_energies - 1) / most_energies;
  std::map<std::array<std::uint64_t, 5>, std::size_t> form_of;
  Machine least;
  for (const auto& costs : different) {
    const std::size_t number = form_of.size();
    const auto take = [&](std::uint64_t& constant, std::size_t event) {
      constant = number % shared == 0 ? costs.at(event) : std::min(constant, costs.at(event));
    };
    take(least.multiply_fj, 0);
    take(least.register_fj, 1);
    take(least.weight_read_fj, 2);
    take(least.activation_read_fj, 3);
    take(least.activation_write_fj, 4);
    const std::size_t at = first_energy + number / shared;
    forms_.resize(at + 1);
    forms_[at] = energy_form(least);
    form_of[costs] = at;
  }
  const hwmodel::Events& events = rest_.activity.per_sequence;
  for (Group& group : groups_) {
    const Machine& machine = group.lowest;
    group.energy_form = form_of.at(event_costs(machine));
    group.rest_fj = real(
        events.macs * (machine.multiply_fj + machine.accumulate_fj) +
        events.multiplications * machine.element_multiply_fj +
        events.additions * machine.accumulate_fj + events.register_accesses * machine.register_fj +
        events.lookups * machine.lookup_fj + events.weight_reads * machine.weight_read_fj +
        events.activation_reads * machine.activation_read_fj +
        events.activation_writes * machine.activation_write_fj +
        (rest_.work.inputs + rest_.work.outputs) * rest_.work.batch * machine.activation_bits *
            machine.dram_bit_fj);
  }
}

/// The objectives of a design of the group whose plan has at least these forms are at least these.
void ClassBounds::find_vector(const Group& group, const PlanBound& least) const {
  const Machine& machine = group.lowest;
  const double steps = real(rest_.work.steps);
  const double parameters = least[parameters_form] + real(rest_.parameters);
  const double streamed = std::max(0.0, parameters - real(machine.weight_capacity_words));
  const double edge = real((rest_.work.inputs + rest_.work.outputs) * rest_.work.batch);
  const double bits = streamed * real(machine.weight_bits) + edge * real(machine.activation_bits);
  // Rounding cannot carry a quotient of integers past one: never more than the exact ceiling.
  const double transfer = bits / real(machine.dram_bits_per_cycle);
  const double computing = least[cycles_form] + real(rest_.activity.cycles_per_step);
  const double cycles = std::max(computing, std::ceil(transfer));
  for (std::size_t k = 0; k < objectives_.size(); ++k) {
    double value = 0;
    switch (objectives_[k]) {
      case Kind::capacity:
        value = least[freedom_form] - real(rest_.parameters);
        break;
      case Kind::energy: {
        const double per_cycle = real(machine.control_fj_per_cycle + machine.leakage_fj_per_cycle);
        // A streamed word saves its first read of the memory, and costs more in DRAM.
        const double dearer =
            real(machine.weight_bits * machine.dram_bit_fj) - real(machine.weight_read_fj);
        value = steps * (least[group.energy_form] + per_cycle * cycles + group.rest_fj +
                         streamed * std::max(0.0, dearer));
        break;
      }
      case Kind::latency:
        value = steps * cycles * real(machine.period_fs);
        break;
      case Kind::area:
        value = real(group.least_area_um2);
        break;
      case Kind::parameters:
        value = parameters;
        break;
      case Kind::matrix_parameters:
        value = least[parameters_form];
        break;
      case Kind::macs:
        value = steps * least[macs_form_] + real(rest_.macs);
        break;
      case Kind::matrix_macs:
        value = steps * least[macs_form_];
        break;
    }
    vector_[k] = std::min(relaxed(value, eps_), exact_limit);
  }
}

PlanRecursion::Groups ClassBounds::groups() const {
  return groups_.size() == most_groups ? ~PlanRecursion::Groups{0}
                                       : (PlanRecursion::Groups{1} << groups_.size()) - 1;
}

PlanRecursion::Groups ClassBounds::group_of(const Machine& machine) const {
  // Groups are sorted by capacity, then width; a merged one has those of its last member.
  const auto group = std::find_if(groups_.begin(), groups_.end(), [&](const Group& at) {
    return std::pair(at.last_capacity, at.last_bits) >=
           std::pair(machine.weight_capacity_words, machine.weight_bits);
  });
  return PlanRecursion::Groups{1} << static_cast<unsigned>(group - groups_.begin());
}

PlanRecursion::Groups ClassBounds::open(const PlanBound& least,
                                        PlanRecursion::Groups groups) const {
  PlanRecursion::Groups left = groups;
  for (PlanRecursion::Groups rest = groups; rest != 0; rest &= rest - 1) {
    const auto number = static_cast<std::size_t>(std::countr_zero(rest));
    find_vector(groups_[number], least);
    if (beaten(groups_[number])) {
      left &= ~(PlanRecursion::Groups{1} << number);
    }
  }
  return left;
}

/// Whether a known design dominates the vector found last.
bool ClassBounds::beaten(const Group& group) const {
  for (std::size_t at = 0; at < group.winners.size(); ++at) {
    const std::size_t winner = group.winners.at(at);
    if (winner < known_.size() && dominates(known_.point(winner), vector_)) {
      std::swap(group.winners.at(at), group.winners.at(at / 2));
      return true;
    }
  }
  const std::size_t winner = known_.beaten_by(vector_);
  if (winner == known_.size()) {
    return false;
  }
  group.winners.back() = winner;
  return true;
}

}  // namespace paretree::dse
