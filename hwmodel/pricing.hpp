#ifndef PARETREE_HWMODEL_PRICING_HPP
#define PARETREE_HWMODEL_PRICING_HPP

#include "hwmodel/accelerator.hpp"
#include "hwmodel/sram_table.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace paretree::hwmodel {

/// Parameters that several templates share, each with default, bounds and unit.
[[nodiscard]] const std::vector<Parameter>& common_parameters();
/// Those of the given names, in the given order. Throws: std::invalid_argument for an unknown name.
[[nodiscard]] std::vector<Parameter> common_parameters(const std::vector<std::string_view>& names);
/// `parameters` with other defaults for some of them. Throws: std::invalid_argument for a name that
/// is not among them.
[[nodiscard]] std::vector<Parameter> with_defaults(
    std::vector<Parameter> parameters,
    const std::vector<std::pair<std::string_view, Value>>& defaults);
/// The parameters of an engine for uncompressed layers, whose mapping is its own: all common ones
/// but mapping and bank mapping.
[[nodiscard]] std::vector<Parameter> matrix_vector_parameters(
    const std::vector<std::pair<std::string_view, Value>>& defaults);

/// The configuration with defaults for what it leaves out. Names that are not in `parameters` are
/// kept. Throws: std::invalid_argument for a word that is no choice or a value of the wrong type;
/// OutsideModel for a number outside its bounds.
[[nodiscard]] Configuration completed(const Configuration& configuration,
                                      const std::vector<Parameter>& parameters);

/// What a MAC does with a weight: multiplies, or selects x, -x (binary) and 0 (ternary).
enum class WeightUse : std::uint8_t { multiply, select_binary, select_ternary };

/// What lies between lanes and the banks of an activation memory, counted in parts of the width of
/// an activation; all zero where it is not modelled.
struct BankNetwork {
  double multiplexers = 0;    ///< two-input, one word wide
  double layers = 0;          ///< of multiplexers that a word passes
  double gates = 0;           ///< single two-input gates of the address generator
  double address_adders = 0;  ///< 16 bits
};

/// What build_machine prices: an array of lanes, its two kinds of memory, the process.
struct MachinePlan {
  Array array;                          ///< sram_access_cycles is filled in by build_machine
  std::uint64_t weight_port_words = 1;  ///< weights read per cycle
  std::uint64_t reduction_adders = 0;   ///< of adder trees over lanes
  BankNetwork network;
  int weight_bits = 16;
  int activation_bits = 16;
  WeightUse weight_use = WeightUse::multiply;
  double accumulators_per_mac = 2;  ///< one computes while the other drains
  int accumulator_bits = 0;         ///< of each; 0: as wide as the adder
  double weight_sram_bytes = 0;
  double activation_half_bytes = 0;
  SramCell sram_cell = SramCell::lstp;
  std::int64_t clock_mhz = 0;
  double node_nm = 0;
  std::string dram;
};

/// Prices one hardware half; shared by all templates. Every constant is rounded once, here.
/// Infeasible: clock_too_fast (a memory's upper neighbour or the logic), outside_model, array.
[[nodiscard]] std::variant<Machine, Infeasible> build_machine(const MachinePlan& plan,
                                                              const Technology& technology);

/// What pes, macs_per_pe, banks, memories, clock, node and DRAM of a completed configuration say;
/// mapping and the weight port are left to the template.
[[nodiscard]] MachinePlan plan_of(const Configuration& complete, int weight_bits);

/// build() of a template: `make_plan` gives the plan; values outside a model's range come back as
/// Infeasible.
[[nodiscard]] std::variant<Machine, Infeasible> build_from(
    const std::function<MachinePlan()>& make_plan, const Technology& technology);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_PRICING_HPP
