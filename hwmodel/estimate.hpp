#ifndef PARETREE_HWMODEL_ESTIMATE_HPP
#define PARETREE_HWMODEL_ESTIMATE_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::hwmodel {

/// Where energy and area go. Every total is the exact sum over these.
enum class Component : std::uint8_t {
  multiplier,
  adder,
  registers,
  lookup,
  weight_sram,
  activation_sram,
  control,
  leakage,
  dram,
  addressing,  ///< between lanes and banks: address generators and the network; area alone, its
               ///< energy is part of an activation access
};
inline constexpr std::size_t component_count = 10;
[[nodiscard]] std::string_view name(Component component);
/// fJ or um2 by component.
using ByComponent = std::array<std::uint64_t, component_count>;
[[nodiscard]] std::uint64_t total(const ByComponent& parts);

/// Events counted for a whole sequence; exact integers.
struct Events {
  std::uint64_t macs = 0;
  std::uint64_t additions = 0;              ///< adder trees, biases, element-wise sums
  std::uint64_t multiplications = 0;        ///< element-wise products
  std::uint64_t register_accesses = 0;      ///< words
  std::uint64_t lookups = 0;                ///< sigmoid and tanh
  std::uint64_t weight_reads = 0;           ///< words
  std::uint64_t activation_reads = 0;       ///< words
  std::uint64_t activation_writes = 0;      ///< words
  std::uint64_t dram_weight_words = 0;      ///< filled in by the machine: weights that do not fit
  std::uint64_t dram_activation_words = 0;  ///< inputs and outputs

  friend bool operator==(const Events&, const Events&) = default;
};

/// One stage, per time step.
struct StageActivity {
  std::string_view kind;  ///< of the MatrixStage, or "element-wise"
  std::string_view
      mapping;  ///< e.g. "rows/columns": spread over MACs / over PEs; empty if not mapped
  std::uint64_t rows = 1;
  std::uint64_t inner = 1;
  std::uint64_t cols = 1;
  std::uint64_t macs = 0;
  std::uint64_t cycles = 0;        ///< stalls, fill and drain included
  std::uint64_t stall_cycles = 0;  ///< bank conflicts and bandwidth of the activation memory
  /// Cycles that groups take beyond ceil(words / banks), summed over reads (of every tile) and over
  /// the drains of tiles, whether or not something hides them.
  std::uint64_t read_conflicts = 0;
  std::uint64_t write_conflicts = 0;
  std::uint64_t conflict_cycles = 0;  ///< of `cycles`, those that conflict-free banks would save
  Events events;
};

/// One time step of a sequence whose steps differ.
struct StepActivity {
  std::uint64_t cycles = 0;
  std::uint64_t weight_words = 0;  ///< different ones that the step reads
};

/// What an array does for one sequence of one model half; depends on the Array, not on sizes of
/// memories, clock, node or cell, and so is counted once for all of these.
struct Activity {
  std::vector<StageActivity> stages;  ///< of one time step; of all together if `steps` says so
  std::uint64_t cycles_per_step = 0;  ///< compute; DRAM limits are applied by the machine
  Events per_sequence;
  /// Different weight words that a step reads; nothing: all parameters.
  std::optional<std::uint64_t> weight_words_per_step = std::nullopt;
  std::vector<StepActivity> steps = {};  ///< where they differ (a trace); else empty
  bool expected = false;  ///< counts follow from a mean sparsity instead of from a trace

  /// How many times `stages` occur in a sequence of that many steps.
  [[nodiscard]] std::uint64_t repeats(std::uint64_t all) const { return steps.empty() ? all : 1; }
};

/// Why a design does not fit. A value, cheap to make: text() writes it out.
struct Infeasible {
  enum class Reason : std::uint8_t {
    activation_sram_too_small,
    clock_too_fast,
    outside_model,
    array
  };
  Reason reason = Reason::outside_model;
  std::uint64_t needed = 0;
  std::uint64_t available = 0;
  std::string detail;  ///< empty in the hot path

  [[nodiscard]] std::string text() const;
};
/// "activation_sram_too_small", the stable name used in databases.
[[nodiscard]] std::string_view name(Infeasible::Reason reason);

/// One design's cost for one sequence. Integers, exact sums.
struct Estimate {
  std::uint64_t cycles = 0;
  std::uint64_t period_fs = 0;   ///< clock period
  std::uint64_t macs = 0;        ///< done on the matrix stages, whole sequence and batch
  std::uint64_t dense_macs = 0;  ///< the uncompressed layer's, whole sequence and batch
  std::uint64_t mac_units = 0;
  std::uint64_t batch = 1;
  std::uint64_t steps = 1;
  ByComponent energy_fj{};
  ByComponent area_um2{};
  Events events;

  [[nodiscard]] std::uint64_t energy_fj_total() const { return total(energy_fj); }
  [[nodiscard]] std::uint64_t core_energy_fj() const;  ///< without DRAM
  [[nodiscard]] std::uint64_t area_um2_total() const { return total(area_um2); }
  [[nodiscard]] double latency_ns() const;
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_ESTIMATE_HPP
