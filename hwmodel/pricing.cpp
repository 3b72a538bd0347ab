#include "hwmodel/pricing.hpp"

#include "hwmodel/components/adder.hpp"
#include "hwmodel/components/bitwise.hpp"
#include "hwmodel/components/dram.hpp"
#include "hwmodel/components/lookup.hpp"
#include "hwmodel/components/multiplier.hpp"
#include "hwmodel/components/register.hpp"
#include "hwmodel/components/sram.hpp"
#include "hwmodel/ledger.hpp"
#include "hwmodel/outside_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace paretree::hwmodel {

namespace {

constexpr double tables_per_pe = 2;  // sigmoid and tanh
constexpr double halves = 2;
constexpr int address_bits = 16;

/// A figure as a machine keeps it. Coefficients and shares may have any sign, what comes of them
/// may not.
std::uint64_t rounded(double value) {
  constexpr double largest = 9e18;
  if (!(value >= 0 && value <= largest)) {
    throw OutsideModel(
        fmt::format("a figure of the machine comes to {:.6g} fJ, um2 or fs: {} to {:.6g} are "
                    "modelled; look at the technology's coefficients, factors and shares",
                    value, 0, largest));
  }
  return static_cast<std::uint64_t>(std::llround(value));
}

struct Logic {
  LogicFigures multiplier;
  LogicFigures element_multiplier;
  LogicFigures adder;
  LogicFigures accumulator;
  LogicFigures lookup;
  LogicFigures network;
};

struct Memories {
  SramFigures weights;      ///< of one access of a row, weight_port_words wide
  SramFigures activations;  ///< of one half; per access of one of its banks
};

/// One half of the activation memory. Every bank serves a word in the same cycle, so each is a
/// memory with a port of its own; the table's banked memories share one port among their banks.
SramFigures price_half(const MachinePlan& plan, Ledger& ledger) {
  const auto banks = static_cast<double>(plan.array.banks);
  SramFigures figures = sram(ledger, {.size_bytes = plan.activation_half_bytes / banks,
                                      .width_bits = static_cast<double>(plan.activation_bits),
                                      .banks = 1,
                                      .node_nm = plan.node_nm,
                                      .cell = plan.sram_cell});
  figures.leakage = banks * figures.leakage;
  figures.area = banks * figures.area;
  return figures;
}

/// A binary weight negates x (one gate per bit); a ternary one also gates it off (one more).
LogicFigures price_weight_use(const MachinePlan& plan, Ledger& ledger) {
  switch (plan.weight_use) {
    case WeightUse::select_binary:
      return bitwise(ledger, plan.activation_bits);
    case WeightUse::select_ternary:
      return bitwise(ledger, 2 * plan.activation_bits);
    case WeightUse::multiply:
      break;
  }
  return multiplier(ledger, {plan.weight_bits, plan.activation_bits});
}

/// Energy: of one word through the network, its address included.
LogicFigures price_network(const MachinePlan& plan, Ledger& ledger) {
  const BankNetwork& network = plan.network;
  if (network.layers == 0) {
    return {};
  }
  const LogicFigures word = bitwise(ledger, plan.activation_bits);
  const LogicFigures gate = bitwise(ledger, 1);
  const LogicFigures address = adder(ledger, address_bits);
  const double words = gates_per_multiplexer * network.multiplexers;
  const double adders_per_word = network.address_adders > 0 ? 1 : 0;
  const auto banks = static_cast<double>(plan.array.banks);
  return {
      .energy = gates_per_multiplexer * network.layers * word.energy +
                network.gates / banks * gate.energy + adders_per_word * address.energy,
      .area = words * word.area + network.gates * gate.area + network.address_adders * address.area,
      .leakage = words * word.leakage + network.gates * gate.leakage +
                 network.address_adders * address.leakage};
}

Logic price_logic(const MachinePlan& plan, Ledger& ledger) {
  const int adder_bits = plan.weight_bits + plan.activation_bits +
                         static_cast<int>(std::lround(ledger.number("accumulator_guard_bits")));
  const int accumulator_bits = plan.accumulator_bits > 0 ? plan.accumulator_bits : adder_bits;
  return {.multiplier = price_weight_use(plan, ledger),
          .element_multiplier = multiplier(ledger, {plan.activation_bits, plan.activation_bits}),
          .adder = adder(ledger, adder_bits),
          .accumulator = word_register(ledger, accumulator_bits),
          .lookup = lookup(ledger, plan.sram_cell),
          .network = price_network(plan, ledger)};
}

Memories price_memories(const MachinePlan& plan, Ledger& ledger) {
  return {.weights = sram(
              ledger, {.size_bytes = plan.weight_sram_bytes,
                       .width_bits = static_cast<double>(plan.weight_port_words) * plan.weight_bits,
                       .banks = 1,
                       .node_nm = plan.node_nm,
                       .cell = plan.sram_cell}),
          .activations = price_half(plan, ledger)};
}

void note_memory(Ledger& ledger, const std::string& prefix, const SramFigures& figures) {
  const auto note = [&](std::string_view what, double value, std::string_view unit) {
    ledger.note({.name = prefix + std::string(what),
                 .value = value,
                 .unit = std::string(unit),
                 .source = ledger.technology().sram().source() + ", interpolated",
                 .basis = Basis::simulated,
                 .status = Status::measured,
                 .low = value / 2,
                 .high = value * 2,
                 .node_nm = ledger.node_nm()});
  };
  note("_read", figures.read.in(pJ), "pJ");
  note("_write", figures.write.in(pJ), "pJ");
  note("_leakage", figures.leakage.in(mW), "mW");
  note("_area", figures.area.in(mm2), "mm2");
  note("_access", figures.access.in(ns), "ns");
  note("_cycle", figures.cycle.in(ns), "ns");
}

/// Area by component; the share for control and wiring comes last, on top of the others.
ByComponent areas(const MachinePlan& plan, const Logic& logic, const Memories& memories,
                  Ledger& ledger) {
  const auto pes = static_cast<double>(plan.array.pes);
  const double macs = pes * static_cast<double>(plan.array.macs_per_pe);
  ByComponent parts{};
  const auto set = [&](Component component, Area area) {
    parts.at(static_cast<std::size_t>(component)) = rounded(area.in(um2));
  };
  set(Component::multiplier, macs * logic.multiplier.area);
  set(Component::adder, (macs + static_cast<double>(plan.reduction_adders)) * logic.adder.area);
  set(Component::registers, plan.accumulators_per_mac * macs * logic.accumulator.area);
  set(Component::lookup, tables_per_pe * pes * logic.lookup.area);
  set(Component::weight_sram, memories.weights.area);
  set(Component::activation_sram, halves * memories.activations.area);
  set(Component::addressing, halves * logic.network.area);
  set(Component::control,
      ledger.number("control_area_share") * (static_cast<double>(total(parts)) * um2));
  return parts;
}

Power leakage(const MachinePlan& plan, const Logic& logic, const Memories& memories) {
  const auto pes = static_cast<double>(plan.array.pes);
  const double macs = pes * static_cast<double>(plan.array.macs_per_pe);
  return macs * logic.multiplier.leakage +
         (macs + static_cast<double>(plan.reduction_adders)) * logic.adder.leakage +
         plan.accumulators_per_mac * macs * logic.accumulator.leakage +
         tables_per_pe * pes * logic.lookup.leakage + halves * logic.network.leakage +
         memories.weights.leakage + halves * memories.activations.leakage;
}

Infeasible too_fast(Time needed, std::uint64_t period_fs, std::string_view what) {
  return {Infeasible::Reason::clock_too_fast, static_cast<std::uint64_t>(std::ceil(needed.in(fs))),
          period_fs, std::string(what)};
}

}  // namespace

std::variant<Machine, Infeasible> build_machine(const MachinePlan& plan,
                                                const Technology& technology) {
  Ledger ledger(technology, plan.node_nm);
  const Frequency clock = static_cast<double>(plan.clock_mhz) * MHz;
  const Logic logic = price_logic(plan, ledger);
  const Memories memories = price_memories(plan, ledger);
  note_memory(ledger, "weight_sram", memories.weights);
  note_memory(ledger, "activation_sram", memories.activations);

  Machine machine;
  machine.period_fs = rounded((Cycles(1) / clock).in(fs));
  const Time period = static_cast<double>(machine.period_fs) * fs;
  const Time logic_period = ledger.delay("logic_period");
  if (logic_period > period) {
    return too_fast(logic_period, machine.period_fs, "logic");
  }
  if (memories.weights.cycle > period) {
    return too_fast(memories.weights.cycle, machine.period_fs, "weight memory");
  }
  if (memories.activations.cycle > period) {
    return too_fast(memories.activations.cycle, machine.period_fs, "activation memory");
  }

  machine.array = plan.array;
  const Time access = std::max(memories.weights.access, memories.activations.access);
  machine.array.sram_access_cycles =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(access / period)));
  machine.weight_bits = static_cast<std::uint64_t>(plan.weight_bits);
  machine.activation_bits = static_cast<std::uint64_t>(plan.activation_bits);
  machine.mac_units = plan.array.pes * plan.array.macs_per_pe;
  machine.weight_capacity_words =
      static_cast<std::uint64_t>(plan.weight_sram_bytes) * 8 / machine.weight_bits;
  machine.activation_capacity_words =
      static_cast<std::uint64_t>(plan.activation_half_bytes) * 8 / machine.activation_bits;

  const DramFigures off_chip = dram(ledger, plan.dram);
  machine.dram_bit_fj = rounded((off_chip.energy * bit).in(fJ));
  machine.dram_bits_per_cycle =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>((off_chip.bandwidth * period).in(bit)));

  const auto port = static_cast<double>(plan.weight_port_words);
  const auto pes = static_cast<double>(plan.array.pes);
  machine.multiply_fj = rounded(logic.multiplier.energy.in(fJ));
  machine.accumulate_fj = rounded(logic.adder.energy.in(fJ));
  machine.element_multiply_fj = rounded(logic.element_multiplier.energy.in(fJ));
  machine.register_fj = rounded(logic.accumulator.energy.in(fJ));
  machine.lookup_fj = rounded(logic.lookup.energy.in(fJ));
  machine.weight_read_fj = rounded((memories.weights.read / port).in(fJ));
  machine.activation_read_fj = rounded((memories.activations.read + logic.network.energy).in(fJ));
  machine.activation_write_fj = rounded((memories.activations.write + logic.network.energy).in(fJ));
  machine.leakage_fj_per_cycle = rounded((leakage(plan, logic, memories) * period).in(fJ));
  // The clock tree runs whether or not the array is busy: a share of a fully busy cycle.
  const Energy busy =
      static_cast<double>(machine.mac_units) *
          (logic.multiplier.energy + logic.adder.energy + logic.accumulator.energy) +
      memories.weights.read + pes * memories.activations.read;
  machine.control_fj_per_cycle = rounded((ledger.number("control_energy_share") * busy).in(fJ));
  machine.area_um2 = areas(plan, logic, memories, ledger);
  machine.constants = ledger.used();
  return machine;
}

MachinePlan plan_of(const Configuration& complete, int weight_bits) {
  const auto count = [&](std::string_view name) {
    return static_cast<std::uint64_t>(complete.integer(name));
  };
  MachinePlan plan;
  plan.array.pes = count("pes");
  plan.array.macs_per_pe = count("macs_per_pe");
  plan.array.banks = count("banks");
  plan.weight_bits = weight_bits;
  plan.weight_sram_bytes = complete.number("weight_sram_kib") * 1024;
  plan.activation_half_bytes = complete.number("activation_sram_kib") * 1024 / halves;
  plan.sram_cell = parse_sram_cell(complete.choice("sram_cell"));
  plan.clock_mhz = complete.integer("clock_mhz");
  plan.node_nm = complete.number("node_nm");
  plan.dram = complete.choice("dram");
  return plan;
}

std::variant<Machine, Infeasible> build_from(const std::function<MachinePlan()>& make_plan,
                                             const Technology& technology) {
  try {
    return build_machine(make_plan(), technology);
  } catch (const OutsideModel& refused) {
    return Infeasible{Infeasible::Reason::outside_model, 0, 0, refused.what()};
  }
}

}  // namespace paretree::hwmodel
