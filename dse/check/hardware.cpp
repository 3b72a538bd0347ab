#include "dse/check/hardware.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <variant>

namespace paretree::dse {

namespace {

using hwmodel::Machine;

/// Everything of a machine where less is better.
auto costs(const Machine& machine) {
  return std::array{machine.period_fs,
                    machine.weight_bits,
                    machine.activation_bits,
                    machine.multiply_fj,
                    machine.accumulate_fj,
                    machine.element_multiply_fj,
                    machine.register_fj,
                    machine.lookup_fj,
                    machine.weight_read_fj,
                    machine.activation_read_fj,
                    machine.activation_write_fj,
                    machine.dram_bit_fj,
                    machine.leakage_fj_per_cycle,
                    machine.control_fj_per_cycle};
}

bool at_least_as_cheap(const BuiltHalf& a, const BuiltHalf& b) {
  const auto x = costs(a.machine);
  const auto y = costs(b.machine);
  bool cheap = a.area_um2 <= b.area_um2 &&
               a.machine.weight_capacity_words >= b.machine.weight_capacity_words &&
               a.machine.dram_bits_per_cycle >= b.machine.dram_bits_per_cycle;
  for (std::size_t k = 0; k < x.size(); ++k) {
    cheap = cheap && x.at(k) <= y.at(k);
  }
  return cheap;
}

void keep_one_each(std::vector<BuiltHalf>& halves) {
  std::vector<BuiltHalf> kept;
  for (std::size_t own = 0; own < halves.size(); ++own) {
    const bool needless = [&] {
      for (std::size_t other = 0; other < halves.size(); ++other) {
        if (other != own && at_least_as_cheap(halves[other], halves[own]) &&
            (other < own || !at_least_as_cheap(halves[own], halves[other]))) {
          return true;
        }
      }
      return false;
    }();
    if (!needless) {
      kept.push_back(halves[own]);
    }
  }
  halves = std::move(kept);
}

}  // namespace

BuiltHardware::BuiltHardware(const Problem& problem, const Workers& workers) {
  for (const Space::Block& block : problem.space.blocks()) {
    for (const Space::Slot& slot : block.slots) {
      const auto [entry, fresh] = machines_.try_emplace({slot.hardware.get(), slot.weight_bits});
      if (!fresh) {
        continue;
      }
      std::vector<std::optional<Machine>>& machines = entry->second;
      machines.resize(slot.hardware->size());
      const hwmodel::Accelerator& accelerator =
          hwmodel::accelerators().at(slot.hardware->template_name());
      workers.for_each(machines.size(), [&](std::size_t index, std::size_t) {
        auto built =
            accelerator.build(slot.hardware->at(index), problem.technology, slot.weight_bits);
        if (auto* machine = std::get_if<Machine>(&built)) {
          machines[index] = std::move(*machine);
        }
      });
      for (std::optional<Machine>& machine : machines) {
        if (machine) {
          for (const hwmodel::Constant& constant : machine->constants) {
            constants_.emplace(constant.name, constant);
          }
          machine->constants = {};
        }
      }
    }
  }
}

std::vector<ArrayHalves> BuiltHardware::of(const Space::Block& block, Which which) const {
  std::map<std::pair<std::string, hwmodel::Array>, ArrayHalves> arrays;
  for (std::size_t number = 0; number < block.slots.size(); ++number) {
    const Space::Slot& slot = block.slots[number];
    const std::string& name = slot.hardware->template_name();
    const auto& machines = machines_.at({slot.hardware.get(), slot.weight_bits});
    for (std::uint64_t index = 0; index < machines.size(); ++index) {
      if (const std::optional<Machine>& machine = machines[index]) {
        ArrayHalves& entry = arrays[{name, machine->array}];
        entry.accelerator = &hwmodel::accelerators().at(name);
        entry.array = machine->array;
        entry.by_activation_words[machine->activation_capacity_words].push_back(
            {number, index, *machine, hwmodel::total(machine->area_um2)});
      }
    }
  }
  std::vector<ArrayHalves> result;
  for (auto& [key, entry] : arrays) {
    if (which == Which::one_each) {
      for (auto& [words, halves] : entry.by_activation_words) {
        keep_one_each(halves);
      }
    }
    result.push_back(std::move(entry));
  }
  return result;
}

Machine cheapest_of(const std::vector<const BuiltHalf*>& halves) {
  Machine least = halves.front()->machine;
  for (const BuiltHalf* half : halves) {
    const Machine& machine = half->machine;
    least.weight_capacity_words =
        std::max(least.weight_capacity_words, machine.weight_capacity_words);
    least.activation_capacity_words =
        std::max(least.activation_capacity_words, machine.activation_capacity_words);
    least.dram_bits_per_cycle = std::max(least.dram_bits_per_cycle, machine.dram_bits_per_cycle);
    for (const auto cost :
         {&Machine::period_fs, &Machine::weight_bits, &Machine::activation_bits,
          &Machine::multiply_fj, &Machine::accumulate_fj, &Machine::element_multiply_fj,
          &Machine::register_fj, &Machine::lookup_fj, &Machine::weight_read_fj,
          &Machine::activation_read_fj, &Machine::activation_write_fj, &Machine::dram_bit_fj,
          &Machine::leakage_fj_per_cycle, &Machine::control_fj_per_cycle}) {
      least.*cost = std::min(least.*cost, machine.*cost);
    }
    for (std::size_t part = 0; part < hwmodel::component_count; ++part) {
      least.area_um2[part] = std::min(least.area_um2[part], machine.area_um2[part]);
    }
  }
  return least;
}

}  // namespace paretree::dse
