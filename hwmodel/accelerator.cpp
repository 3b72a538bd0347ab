#include "hwmodel/accelerator.hpp"

#include "hwmodel/array_model.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <utility>

namespace paretree::hwmodel {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr Wide largest = Wide{1} << 62U;
/// 64 bits wherever they suffice: a division of 128 takes some ten times as long.
Wide ceil_div(Wide a, std::uint64_t b) {
  const Wide raised = a + b - 1;
  return raised >> 64U == 0 ? Wide{static_cast<std::uint64_t>(raised) / b} : raised / b;
}

/// Off-chip traffic of one step, in words and bits.
struct StepTraffic {
  std::uint64_t streamed_words = 0;  ///< weights beyond the weight memory
  std::uint64_t edge_words = 0;      ///< x in, h out
  Wide bits = 0;
};

/// `needed`: different weight words the step reads. Those on chip are needed as often as the
/// others.
StepTraffic step_traffic(const LstmWork& work, const Machine& machine, std::uint64_t needed) {
  StepTraffic traffic;
  if (work.parameters > machine.weight_capacity_words) {
    const std::uint64_t beyond = work.parameters - machine.weight_capacity_words;
    traffic.streamed_words =
        needed == work.parameters
            ? beyond
            : static_cast<std::uint64_t>(ceil_div(Wide{beyond} * needed, work.parameters));
  }
  traffic.edge_words = (work.inputs + work.outputs) * work.batch;
  traffic.bits = Wide{traffic.streamed_words} * machine.weight_bits +
                 Wide{traffic.edge_words} * machine.activation_bits;
  return traffic;
}

/// Cycles and off-chip words of a sequence; each step takes the longer of computing and moving.
struct SequenceTraffic {
  Wide cycles = 0;
  Wide streamed = 0;
  Wide edge = 0;

  void add(const StepTraffic& step, std::uint64_t compute, std::uint64_t times,
           const Machine& machine) {
    const Wide transfer = ceil_div(step.bits, machine.dram_bits_per_cycle);
    cycles += std::max(Wide{compute}, transfer) * times;
    streamed += Wide{step.streamed_words} * times;
    edge += Wide{step.edge_words} * times;
  }
};

SequenceTraffic sequence_traffic(const LstmWork& work, const Activity& activity,
                                 const Machine& machine) {
  SequenceTraffic sum;
  if (activity.steps.empty()) {
    const std::uint64_t needed = activity.weight_words_per_step.value_or(work.parameters);
    sum.add(step_traffic(work, machine, needed), activity.cycles_per_step, work.steps, machine);
  }
  for (const StepActivity& step : activity.steps) {
    sum.add(step_traffic(work, machine, step.weight_words), step.cycles, 1, machine);
  }
  return sum;
}

/// Weight words read from the weight memory: a streamed word's first use in a step comes from the
/// stream.
std::uint64_t resident_reads(const Events& events, std::uint64_t streamed) {
  return events.weight_reads > streamed ? events.weight_reads - streamed : 0;
}

/// Dynamic energy of events by component, DRAM, control and leakage left out.
std::array<Wide, component_count> dynamic_energy(const Events& events, std::uint64_t weight_reads,
                                                 const Machine& machine) {
  std::array<Wide, component_count> energy{};
  const auto of = [&](Component component) -> Wide& {
    return energy[static_cast<std::size_t>(component)];
  };
  of(Component::multiplier) = Wide{events.macs} * machine.multiply_fj +
                              Wide{events.multiplications} * machine.element_multiply_fj;
  of(Component::adder) = (Wide{events.macs} + events.additions) * machine.accumulate_fj;
  of(Component::registers) = Wide{events.register_accesses} * machine.register_fj;
  of(Component::lookup) = Wide{events.lookups} * machine.lookup_fj;
  of(Component::weight_sram) = Wide{weight_reads} * machine.weight_read_fj;
  of(Component::activation_sram) = Wide{events.activation_reads} * machine.activation_read_fj +
                                   Wide{events.activation_writes} * machine.activation_write_fj;
  return energy;
}

}  // namespace

Machine lower_bound(const Machine& a, const Machine& b) {
  assert(a.array == b.array && a.weight_capacity_words == b.weight_capacity_words);
  Machine bound = a;
  bound.constants = {};
  bound.activation_capacity_words =
      std::max(a.activation_capacity_words, b.activation_capacity_words);
  bound.dram_bits_per_cycle = std::max(a.dram_bits_per_cycle, b.dram_bits_per_cycle);
  for (const auto cost : machine_costs) {
    bound.*cost = std::min(a.*cost, b.*cost);
  }
  for (std::size_t part = 0; part < component_count; ++part) {
    bound.area_um2[part] = std::min(a.area_um2[part], b.area_um2[part]);
  }
  return bound;
}

std::uint64_t activation_words_needed(const LstmWork& work) {
  const Wide words = (Wide{std::max({work.peak_tensor_words, work.inputs, work.outputs})} +
                      2 * Wide{work.hidden}) *
                     work.batch;
  return static_cast<std::uint64_t>(std::min(words, largest));
}

namespace {

/// Fills an estimate that is all zero; or says why there is none.
std::optional<Infeasible> fill(const LstmWork& work, const Activity& activity,
                               const Machine& machine, Estimate& estimate) {
  const std::uint64_t needed = activation_words_needed(work);
  if (needed > machine.activation_capacity_words) {
    const auto bytes = [&](std::uint64_t words) {
      return static_cast<std::uint64_t>((Wide{words} * machine.activation_bits + 7) / 8);
    };
    return Infeasible{Infeasible::Reason::activation_sram_too_small,
                      bytes(needed),
                      bytes(machine.activation_capacity_words),
                      {}};
  }
  const SequenceTraffic traffic = sequence_traffic(work, activity, machine);
  const Wide cycles = traffic.cycles;
  const Wide streamed = traffic.streamed;
  const Wide edge = traffic.edge;
  const Wide dense = Wide{work.dense_macs} * work.steps * work.batch;
  const auto too_large = [] {
    return Infeasible{Infeasible::Reason::outside_model, 0, 0,
                      "a count or an energy in fJ exceeds 2^62"};
  };
  if (cycles > largest || streamed > largest || edge > largest || dense > largest) {
    return too_large();
  }

  estimate.events = activity.per_sequence;
  estimate.events.dram_weight_words = static_cast<std::uint64_t>(streamed);
  estimate.events.dram_activation_words = static_cast<std::uint64_t>(edge);
  auto energy = dynamic_energy(
      estimate.events, resident_reads(estimate.events, estimate.events.dram_weight_words), machine);
  energy[static_cast<std::size_t>(Component::control)] = cycles * machine.control_fj_per_cycle;
  energy[static_cast<std::size_t>(Component::leakage)] = cycles * machine.leakage_fj_per_cycle;
  energy[static_cast<std::size_t>(Component::dram)] =
      (streamed * machine.weight_bits + edge * machine.activation_bits) * machine.dram_bit_fj;
  Wide sum = 0;
  for (std::size_t part = 0; part < component_count; ++part) {
    sum += energy[part];
    estimate.energy_fj[part] = static_cast<std::uint64_t>(energy[part]);
  }
  if (sum > largest) {
    return too_large();
  }
  estimate.cycles = static_cast<std::uint64_t>(cycles);
  estimate.period_fs = machine.period_fs;
  estimate.macs = activity.per_sequence.macs;
  estimate.dense_macs = static_cast<std::uint64_t>(dense);
  estimate.mac_units = machine.mac_units;
  estimate.batch = work.batch;
  estimate.steps = work.steps;
  estimate.area_um2 = machine.area_um2;
  return std::nullopt;
}

}  // namespace

std::variant<Estimate, Infeasible> estimate(const LstmWork& work, const Activity& activity,
                                            const Machine& machine) {
  // One return of one variable: the estimate is made where the caller wants it and never copied.
  std::variant<Estimate, Infeasible> result;
  if (std::optional<Infeasible> refused = fill(work, activity, machine, std::get<0>(result))) {
    result = std::move(*refused);
  }
  return result;
}

std::vector<ByComponent> stage_energy_fj(const LstmWork& work, const Activity& activity,
                                         const Machine& machine) {
  const std::size_t count = activity.stages.size();
  std::vector<ByComponent> result(count);
  const auto whole = estimate(work, activity, machine);
  const Estimate* estimate_of = std::get_if<Estimate>(&whole);
  if (estimate_of == nullptr || count == 0) {
    return result;
  }
  Wide all_cycles = 0;
  for (const StageActivity& stage : activity.stages) {
    all_cycles += stage.cycles;
  }
  all_cycles = std::max(all_cycles, Wide{1});
  std::uint64_t streamed = estimate_of->events.dram_weight_words;
  Wide cycles_before = 0;
  for (std::size_t number = 0; number < count; ++number) {
    const StageActivity& stage = activity.stages[number];
    Events events = stage.events;
    for (const auto member : counted_events) {
      events.*member *= activity.repeats(work.steps);
    }
    // Streamed words are taken off the reads in the order of the stages, as the total takes them
    // off.
    const std::uint64_t taken = std::min(streamed, events.weight_reads);
    streamed -= taken;
    const auto energy = dynamic_energy(events, events.weight_reads - taken, machine);
    const Wide cycles_after = number + 1 == count ? all_cycles : cycles_before + stage.cycles;
    for (std::size_t part = 0; part < component_count; ++part) {
      result[number][part] = static_cast<std::uint64_t>(energy[part]);
    }
    // Differences of rounded running sums: the shares add up to the total exactly.
    for (const Component shared : {Component::control, Component::leakage, Component::dram}) {
      const auto part = static_cast<std::size_t>(shared);
      const Wide sum = estimate_of->energy_fj[part];
      result[number][part] = static_cast<std::uint64_t>(sum * cycles_after / all_cycles -
                                                        sum * cycles_before / all_cycles);
    }
    cycles_before = cycles_after;
  }
  return result;
}

const Registry<Accelerator>& accelerators() {
  static const Registry<Accelerator> registry(template_table());
  return registry;
}

}  // namespace paretree::hwmodel
