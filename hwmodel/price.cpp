#include "hwmodel/price.hpp"

#include "hwmodel/components/adder.hpp"
#include "hwmodel/components/bitwise.hpp"
#include "hwmodel/components/comparator.hpp"
#include "hwmodel/components/dram.hpp"
#include "hwmodel/components/lookup.hpp"
#include "hwmodel/components/multiplier.hpp"
#include "hwmodel/components/register.hpp"
#include "hwmodel/components/sram.hpp"
#include "hwmodel/ledger.hpp"
#include "hwmodel/pricing.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace paretree::hwmodel {

namespace {

Parameter integer(std::string name, std::int64_t value, double low, double high,
                  std::string sentence) {
  return {std::move(name), Parameter::Type::integer, value, low, high, {}, std::move(sentence)};
}

Parameter node() {
  return {"node_nm", Parameter::Type::number, std::int64_t{28}, 22, 65, {}, "process node in nm"};
}

Parameter cell() {
  return {"cell",
          Parameter::Type::choice,
          std::string("lstp"),
          0,
          0,
          {"lstp", "hp"},
          "cell and periphery: low standby power at 300 K or high performance at 350 K"};
}

std::vector<PricedFigure> logic_figures(const LogicFigures& logic) {
  return {{"energy_pj", logic.energy.in(pJ)},
          {"leakage_mw", logic.leakage.in(mW)},
          {"area_um2", logic.area.in(um2)}};
}

/// The provenance of the constant that decides the energy stands for the component.
PricedComponent from(std::vector<PricedFigure> figures, const Constant& constant) {
  return {std::move(figures), constant.source, constant.basis, constant.status};
}

PricedComponent price_sram(Ledger& ledger, const Configuration& c) {
  const SramFigures memory = sram(ledger, {.size_bytes = c.number("size_bytes"),
                                           .width_bits = c.number("width_bits"),
                                           .banks = c.number("banks"),
                                           .node_nm = ledger.node_nm(),
                                           .cell = parse_sram_cell(c.choice("cell"))});
  return {{{"read_pj", memory.read.in(pJ)},
           {"write_pj", memory.write.in(pJ)},
           {"leakage_mw", memory.leakage.in(mW)},
           {"area_mm2", memory.area.in(mm2)},
           {"access_ns", memory.access.in(ns)},
           {"cycle_ns", memory.cycle.in(ns)}},
          ledger.technology().sram().source(),
          Basis::simulated,
          Status::measured};
}

PricedComponent price_multiplier(Ledger& ledger, const Configuration& c) {
  return from(logic_figures(multiplier(
                  ledger, {.weight_bits = static_cast<int>(c.integer("weight_bits")),
                           .activation_bits = static_cast<int>(c.integer("activation_bits"))})),
              ledger.technology().constant("multiply_energy_per_bit2"));
}

PricedComponent price_adder(Ledger& ledger, const Configuration& c) {
  return from(logic_figures(adder(ledger, static_cast<int>(c.integer("width_bits")))),
              ledger.technology().constant("add_energy_per_bit"));
}

PricedComponent price_comparator(Ledger& ledger, const Configuration& c) {
  return from(logic_figures(comparator(ledger, static_cast<int>(c.integer("width_bits")))),
              ledger.technology().constant("comparator_energy_per_bit"));
}

PricedComponent price_multiplexer(Ledger& ledger, const Configuration& c) {
  LogicFigures gate = bitwise(ledger, static_cast<int>(c.integer("width_bits")));
  return from(logic_figures({.energy = gates_per_multiplexer * gate.energy,
                             .area = gates_per_multiplexer * gate.area,
                             .leakage = gates_per_multiplexer * gate.leakage}),
              ledger.technology().constant("bitwise_energy_per_bit"));
}

PricedComponent price_register(Ledger& ledger, const Configuration& c) {
  return from(logic_figures(word_register(ledger, static_cast<int>(c.integer("width_bits")))),
              ledger.technology().constant("register_energy_per_bit"));
}

PricedComponent price_lookup(Ledger& ledger, const Configuration& c) {
  return {logic_figures(lookup(ledger, parse_sram_cell(c.choice("cell")))),
          ledger.technology().sram().source(), Basis::simulated, Status::measured};
}

PricedComponent price_dram(Ledger& ledger, const Configuration& c) {
  const std::string& kind = c.choice("dram");
  const DramFigures figures = dram(ledger, kind);
  return from({{"read_pj_per_bit", figures.energy.in(pJ / bit)},
               {"bandwidth_gbps", figures.bandwidth.in(Gbps)}},
              ledger.technology().constant(fmt::format("dram_{}_energy", kind)));
}

using PriceFunction = PricedComponent (*)(Ledger&, const Configuration&);
struct Kind {
  ComponentKind description;
  PriceFunction price;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {{"adder",
        "fixed-point adder, per addition",
        {integer("width_bits", 16, 8, 48, "width in bits"), node()}},
       price_adder},
      {{"comparator",
        "comparison of two words, per comparison",
        {integer("width_bits", 16, 1, 64, "width in bits"), node()}},
       price_comparator},
      {{"dram", "off-chip memory, per bit moved", common_parameters({"dram"})}, price_dram},
      {{"lookup",
        "table of 512 words of 16 bits for sigmoid or tanh, per look-up",
        {node(), cell()}},
       price_lookup},
      {{"multiplexer",
        "choice of one of two words by three two-input gates a bit, per word passed",
        {integer("width_bits", 16, 1, 64, "width in bits"), node()}},
       price_multiplexer},
      {{"multiplier",
        "fixed-point multiplier, per multiplication",
        {integer("weight_bits", 16, 8, 32, "width of one operand in bits"),
         integer("activation_bits", 16, 8, 32, "width of the other operand in bits"), node()}},
       price_multiplier},
      {{"register",
        "register of flip-flops, per cycle in which it takes a new word",
        {integer("width_bits", 16, 1, 64, "width in bits"), node()}},
       price_register},
      {{"sram",
        "on-chip memory, per access of one word",
        {integer("size_bytes", 16384, 1024, 2097152, "size in bytes, all banks together"),
         integer("width_bits", 16, 8, 8192, "width of a word in bits"),
         integer("banks", 1, 1, 1024, "banks it is divided into"), node(), cell()}},
       price_sram},
  };
  return all;
}

}  // namespace

std::vector<ComponentKind> component_kinds() {
  std::vector<ComponentKind> result;
  for (const Kind& kind : kinds()) {
    result.push_back(kind.description);
  }
  return result;
}

PricedComponent price(std::string_view kind, const Configuration& configuration,
                      const Technology& technology) {
  std::string known;
  for (const Kind& candidate : kinds()) {
    if (candidate.description.name == kind) {
      const Configuration complete = completed(configuration, candidate.description.parameters);
      Ledger ledger(technology, complete.has("node_nm") ? complete.number("node_nm") : 45);
      return candidate.price(ledger, complete);
    }
    known += (known.empty() ? "" : ", ") + candidate.description.name;
  }
  throw std::invalid_argument(fmt::format("component '{}' is not known; known: {}", kind, known));
}

}  // namespace paretree::hwmodel
