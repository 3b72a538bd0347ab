#include "dse/study/field_formats.hpp"

#include "dse/core/version.hpp"
#include "hwmodel/estimate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <vector>

namespace paretree::dse {

namespace {

/// What both files say of a machine.
struct Engine {
  const PlainDesign& design;
  const hwmodel::Machine& machine;
  std::uint64_t weight_port_words;
  std::uint64_t lanes;
  std::uint64_t banks;
};

Engine engine_of(const PlainDesign& design) {
  if (!design.machine) {
    throw std::invalid_argument(fmt::format("design {}: its hardware cannot be built: {}",
                                            design.id.text(), design.detail));
  }
  const hwmodel::Machine& machine = *design.machine;
  const hwmodel::Datapath datapath =
      hwmodel::accelerators().at(design.template_name).datapath(machine.array);
  return {design, machine, datapath.weight_port_words, machine.mac_units, machine.array.banks};
}

std::string heading(const Engine& engine, const char* what) {
  return fmt::format("# {} of design {}: template {}, by paretree {}\n", what,
                     engine.design.id.text(), engine.design.template_name, version());
}

double area_of(const Engine& engine, hwmodel::Component component) {
  return static_cast<double>(engine.machine.area_um2.at(static_cast<std::size_t>(component)));
}

/// A constant of the machine, which build() always notes. Units as stored.
double constant_of(const Engine& engine, std::string_view name) {
  const auto& constants = engine.machine.constants;
  const auto found = std::find_if(constants.begin(), constants.end(),
                                  [&](const auto& entry) { return entry.name == name; });
  return found == constants.end() ? 0 : found->value;
}

/// mW over one clock period, in pJ: 1 mW x 1 fs = 1e-6 pJ.
double leak_pj(const Engine& engine, double leakage_mw) {
  return leakage_mw * static_cast<double>(engine.machine.period_fs) * 1e-6;
}

struct Action {
  const char* name;
  double energy_pj;
};

struct Table {
  std::string name;
  std::uint64_t instances;
  std::vector<Action> actions;
  double area_um2;  ///< of one instance
};

std::vector<Table> tables_of(const Engine& engine) {
  using hwmodel::Component;
  const hwmodel::Machine& machine = engine.machine;
  const auto pj = [](std::uint64_t femtojoule) { return static_cast<double>(femtojoule) * 1e-3; };
  const auto lanes = static_cast<double>(engine.lanes);
  const double weight_leak = leak_pj(engine, constant_of(engine, "weight_sram_leakage"));
  // The constant is that of one of the two halves.
  const double activation_leak =
      2 * leak_pj(engine, constant_of(engine, "activation_sram_leakage"));
  const double logic_leak =
      std::max(0.0, pj(machine.leakage_fj_per_cycle) - weight_leak - activation_leak);
  const double weight_line = pj(machine.weight_read_fj * engine.weight_port_words);
  const double dram_word = pj(machine.dram_bit_fj * machine.weight_bits);
  return {
      {"dram",
       1,
       {{"read", dram_word}, {"write", dram_word}, {"update", dram_word}, {"leak", 0}},
       0},
      {"weight_sram",
       1,
       {{"read", weight_line},
        {"write", constant_of(engine, "weight_sram_write")},
        {"update", constant_of(engine, "weight_sram_write")},
        {"leak", weight_leak}},
       area_of(engine, Component::weight_sram)},
      {"activation_sram",
       1,
       {{"read", pj(machine.activation_read_fj)},
        {"write", pj(machine.activation_write_fj)},
        {"update", pj(machine.activation_write_fj)},
        {"leak", activation_leak}},
       area_of(engine, Component::activation_sram) + area_of(engine, Component::addressing)},
      {"accumulator",
       engine.lanes,
       {{"read", 0},
        {"write", pj(machine.register_fj)},
        {"update", pj(machine.register_fj)},
        {"leak", 0}},
       area_of(engine, Component::registers) / lanes},
      {"mac",
       engine.lanes,
       {{"compute", pj(machine.multiply_fj + machine.accumulate_fj)}, {"leak", logic_leak / lanes}},
       (area_of(engine, Component::multiplier) + area_of(engine, Component::adder)) / lanes},
      {"lookup",
       1,
       {{"compute", pj(machine.lookup_fj)}, {"leak", 0}},
       area_of(engine, Component::lookup)},
      {"control",
       1,
       {{"leak", pj(machine.control_fj_per_cycle)}},
       area_of(engine, Component::control)}};
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

}  // namespace

std::string timeloop_architecture(const PlainDesign& design) {
  const Engine engine = engine_of(design);
  const hwmodel::Machine& machine = engine.machine;
  const std::uint64_t line_bits = engine.weight_port_words * machine.weight_bits;
  const std::uint64_t weight_lines =
      std::max<std::uint64_t>(1, machine.weight_capacity_words / engine.weight_port_words);
  const double dram_words =
      static_cast<double>(machine.dram_bits_per_cycle) / static_cast<double>(machine.weight_bits);
  std::string text = heading(engine, "Timeloop v4 architecture");
  text +=
      "# Widths in bits, depths in lines, bandwidths in words per cycle. Give Timeloop the tables "
      "of\n"
      "# `paretree export DB DESIGN --to accelergy` beside it, and it uses the same prices.\n";
  text += fmt::format(
      R"(architecture:
  version: 0.4
  nodes:
    - !Container
      name: system
      attributes:
        technology: "{node:g}nm"
        global_cycle_seconds: {seconds:.6e}

    - !Component
      name: dram
      class: DRAM
      attributes:
        type: "{dram}"
        width: {weight_bits}
        datawidth: {weight_bits}
        read_bandwidth: {dram_words:.6g}
        write_bandwidth: {dram_words:.6g}

    - !Container
      name: engine

    - !Component
      name: weight_sram
      class: SRAM
      attributes:
        depth: {weight_lines}
        width: {line_bits}
        datawidth: {weight_bits}
        n_banks: 1
        read_bandwidth: {weight_port_words}
        write_bandwidth: {weight_port_words}
      constraints:
        dataspace: {{keep: [Weights], bypass: [Inputs, Outputs]}}

    - !Component
      name: activation_sram  # two halves, one read while the other is written
      class: SRAM
      attributes:
        depth: {activation_words}
        width: {activation_bits}
        datawidth: {activation_bits}
        n_banks: {banks}
        multiple_buffering: 2
        read_bandwidth: {banks}
        write_bandwidth: {banks}
      constraints:
        dataspace: {{keep: [Inputs, Outputs], bypass: [Weights]}}

    - !Container
      name: pe
      spatial: {{meshX: {pes}}}

    - !Container
      name: lane
      spatial: {{meshY: {macs_per_pe}}}

    - !Component
      name: accumulator
      class: regfile
      attributes:
        depth: 2
        width: {accumulator_bits}
        datawidth: {accumulator_bits}
      constraints:
        dataspace: {{keep: [Outputs], bypass: [Weights, Inputs]}}

    - !Component
      name: mac
      class: intmac
      attributes:
        multiplier_width: {multiplier_bits}
        adder_width: {accumulator_bits}
)",
      fmt::arg("node", design.configuration.number("node_nm")),
      fmt::arg("seconds", static_cast<double>(machine.period_fs) * 1e-15),
      fmt::arg("dram", upper(design.configuration.choice("dram"))),
      fmt::arg("dram_words", dram_words), fmt::arg("weight_bits", machine.weight_bits),
      fmt::arg("weight_lines", weight_lines), fmt::arg("line_bits", line_bits),
      fmt::arg("weight_port_words", engine.weight_port_words),
      fmt::arg("activation_words", 2 * machine.activation_capacity_words),
      fmt::arg("activation_bits", machine.activation_bits), fmt::arg("banks", engine.banks),
      fmt::arg("pes", machine.array.pes), fmt::arg("macs_per_pe", machine.array.macs_per_pe),
      fmt::arg("multiplier_bits", std::max(machine.weight_bits, machine.activation_bits)),
      fmt::arg("accumulator_bits",
               machine.weight_bits + machine.activation_bits +
                   static_cast<std::uint64_t>(constant_of(engine, "accumulator_guard_bits"))));
  return text;
}

std::string accelergy_tables(const PlainDesign& design) {
  const Engine engine = engine_of(design);
  const std::vector<Table> tables = tables_of(engine);
  std::string text = heading(engine, "Accelergy reference tables");
  text +=
      "# ERT: pJ per action, of a line of `width` bits for memories; leak: in every cycle and "
      "instance.\n"
      "# An accumulator's update is its read with its write. All that leaks and is no memory leaks "
      "in mac.\n"
      "# ART: um2 per instance. lookup and control are in no architecture of Timeloop's; control's "
      "leak is\n"
      "# the clock tree and the wires.\n"
      "ERT:\n  version: '0.4'\n  tables:\n";
  const auto name = [](const Table& table) {
    return fmt::format("system_top_level.{}[1..{}]", table.name, table.instances);
  };
  for (const Table& table : tables) {
    text += fmt::format("    - name: {}\n      actions:\n", name(table));
    for (const Action& action : table.actions) {
      text +=
          fmt::format("        - name: {}\n          arguments: {{}}\n          energy: {:.9f}\n",
                      action.name, action.energy_pj);
    }
  }
  text += "ART:\n  version: '0.4'\n  tables:\n";
  for (const Table& table : tables) {
    text += fmt::format("    - name: {}\n      area: {:.6f}\n", name(table), table.area_um2);
  }
  return text;
}

}  // namespace paretree::dse
