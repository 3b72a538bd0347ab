#ifndef PARETREE_HWMODEL_ACCELERATOR_HPP
#define PARETREE_HWMODEL_ACCELERATOR_HPP

#include "hwmodel/estimate.hpp"
#include "hwmodel/parameters.hpp"
#include "hwmodel/registry.hpp"
#include "hwmodel/technology.hpp"
#include "hwmodel/workload.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace paretree::hwmodel {

/// The part of a hardware half that cycles and accesses depend on. Halves with equal arrays (of one
/// template) share their activity.
struct Array {
  std::uint64_t pes = 1;
  std::uint64_t macs_per_pe = 1;
  std::uint64_t mapping = 0;  ///< template-defined: index of the choice in its `mapping` parameter
  std::uint64_t banks = 1;
  std::uint64_t bank_mapping = 0;        ///< a BankMapping
  std::uint64_t sram_access_cycles = 1;  ///< paid once per stage
  std::uint64_t option = 0;              ///< template-defined: what else its counts depend on

  friend auto operator<=>(const Array&, const Array&) = default;
};

/// One hardware half, priced once: integer constants per event, capacities, areas.
struct Machine {
  Array array;
  std::uint64_t period_fs = 0;
  std::uint64_t weight_capacity_words = 0;
  std::uint64_t activation_capacity_words = 0;  ///< of ONE of the ping-pong halves
  std::uint64_t dram_bits_per_cycle = 0;
  std::uint64_t weight_bits = 16;
  std::uint64_t activation_bits = 16;
  std::uint64_t mac_units = 1;
  // fJ per event, rounded once
  std::uint64_t multiply_fj = 0;
  std::uint64_t accumulate_fj = 0;  ///< the addition of a multiply-accumulate, and other additions
  std::uint64_t element_multiply_fj = 0;  ///< at activation precision
  std::uint64_t register_fj = 0;
  std::uint64_t lookup_fj = 0;
  std::uint64_t weight_read_fj = 0;  ///< per word
  std::uint64_t activation_read_fj = 0;
  std::uint64_t activation_write_fj = 0;
  std::uint64_t dram_bit_fj = 0;
  std::uint64_t leakage_fj_per_cycle = 0;
  std::uint64_t control_fj_per_cycle = 0;  ///< clock and wiring share
  ByComponent area_um2{};
  std::vector<Constant> constants;  ///< every constant that went in, with its source
};

/// What a design pays for of a machine where less is never worse, beside area: capacities and
/// bandwidth, where more is never worse, are not among them.
inline constexpr std::array<std::uint64_t Machine::*, 14> machine_costs{
    &Machine::period_fs,
    &Machine::weight_bits,
    &Machine::activation_bits,
    &Machine::multiply_fj,
    &Machine::accumulate_fj,
    &Machine::element_multiply_fj,
    &Machine::register_fj,
    &Machine::lookup_fj,
    &Machine::weight_read_fj,
    &Machine::activation_read_fj,
    &Machine::activation_write_fj,
    &Machine::dram_bit_fj,
    &Machine::leakage_fj_per_cycle,
    &Machine::control_fj_per_cycle};

/// What a cycle-level simulation has to know of a template beside its lanes, banks and mappings.
struct Datapath {
  std::uint64_t weight_port_words = 1;  ///< weights per cycle
  bool looks_up_columns = false;        ///< accumulators start from the column one-hot x selects
  std::uint64_t longest_skip = 0;       ///< zero columns of W_h an offset skips; 0: none are
  bool scratch = false;                 ///< partial sums are read and written per product
};

/// One accelerator: parameters, price of a hardware half, activity of a model half on it.
///
/// Thread safety: const; may be called from several threads.
class Accelerator {
 public:
  virtual ~Accelerator() = default;
  /// One sentence: what it is, after which paper.
  [[nodiscard]] virtual std::string summary() const = 0;
  /// The axes of its hardware half, a subset of common_parameters() plus its own.
  [[nodiscard]] virtual std::vector<Parameter> parameters() const = 0;
  /// Weight widths it computes with, e.g. {8, 12, 16}.
  [[nodiscard]] virtual std::vector<int> weight_bits() const = 0;
  /// Which formats it runs: names out of "dense", "tt", "ht".
  [[nodiscard]] virtual std::vector<std::string_view> formats() const = 0;
  /// Whether it skips columns of W_h whose hidden states are zero.
  [[nodiscard]] virtual bool skips_zero_states() const { return false; }
  /// Prices one hardware half. Infeasible: the clock is too fast for a memory, or a value lies
  /// outside the range of the models.
  [[nodiscard]] virtual std::variant<Machine, Infeasible> build(const Configuration& configuration,
                                                                const Technology& technology,
                                                                int weight_bits) const = 0;
  /// Whether what a stage costs follows from its kind and extents alone, whatever comes before and
  /// after it; true unless bank conflicts are counted.
  [[nodiscard]] virtual bool counts_stages_alone(const Array& /*array*/) const { return true; }
  [[nodiscard]] virtual Datapath datapath(const Array& array) const {
    return {.weight_port_words = array.pes * array.macs_per_pe};
  }
  /// Cycles and accesses of one sequence. Complexity: O(stages), and what has not been counted
  /// before of bank conflicts.
  [[nodiscard]] virtual Activity count(const LstmWork& work, const Array& array) const = 0;
};

/// A machine no dearer than either in any constant, area, period or bandwidth: what it costs is a
/// lower bound of what any design costs on one of them. Requires: equal arrays and weight
/// capacities (more weight memory may read more of it).
[[nodiscard]] Machine lower_bound(const Machine& a, const Machine& b);

/// The cost of one design. Complexity: O(1); allocates nothing when feasible.
[[nodiscard]] std::variant<Estimate, Infeasible> estimate(const LstmWork& work,
                                                          const Activity& activity,
                                                          const Machine& machine);

/// Words that one half of the activation memory must hold: of each sequence the largest tensor (x,
/// an intermediate one or the result) beside h and c. More than its capacity is
/// `activation_sram_too_small`.
[[nodiscard]] std::uint64_t activation_words_needed(const LstmWork& work);

/// Energy by component of each stage over the whole sequence; control, leakage and DRAM by the
/// share of its cycles. The sum over stages equals the estimate's energy exactly; all zero where
/// that is infeasible.
[[nodiscard]] std::vector<ByComponent> stage_energy_fj(const LstmWork& work,
                                                       const Activity& activity,
                                                       const Machine& machine);

/// Every template, by name. Built once, lives for the program.
[[nodiscard]] const Registry<Accelerator>& accelerators();
/// The generated table behind accelerators().
[[nodiscard]] std::vector<std::pair<std::string, std::unique_ptr<Accelerator>>> template_table();

/// Files compiled in: "technology/horowitz45.yaml", "technology/sram_cacti7.csv". Empty if unknown.
[[nodiscard]] std::string_view embedded_file(std::string_view path);
[[nodiscard]] std::vector<std::string_view> embedded_file_names();

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_ACCELERATOR_HPP
