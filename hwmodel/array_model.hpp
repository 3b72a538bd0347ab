#ifndef PARETREE_HWMODEL_ARRAY_MODEL_HPP
#define PARETREE_HWMODEL_ARRAY_MODEL_HPP

#include "hwmodel/accelerator.hpp"
#include "hwmodel/estimate.hpp"
#include "hwmodel/workload.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace paretree::hwmodel {

/// The events that stages count; words of DRAM are the machine's.
inline constexpr std::array<std::uint64_t Events::*, 8> counted_events{
    &Events::macs,    &Events::additions,    &Events::multiplications,  &Events::register_accesses,
    &Events::lookups, &Events::weight_reads, &Events::activation_reads, &Events::activation_writes};

/// A dimension of a matrix stage that is spread over lanes.
enum class Spread : std::uint8_t { rows, columns, inner };

/// What PEs and MACs of each PE are spread over. Both over one dimension: that extent over PEs *
/// MACs lanes.
struct Mapping {
  Spread over_macs = Spread::rows;
  Spread over_pes = Spread::columns;

  friend bool operator==(const Mapping&, const Mapping&) = default;
};
/// An array of lanes beside a banked activation memory and a weight memory, without sizes in bytes.
struct Lanes {
  std::uint64_t pes = 1;
  std::uint64_t macs_per_pe = 1;
  std::uint64_t banks = 1;              ///< of each activation memory, one word per bank and cycle
  std::uint64_t weight_port_words = 1;  ///< weights per cycle
  std::uint64_t access_cycles = 1;      ///< of the slower memory
};

/// Lanes that one dimension is spread over.
[[nodiscard]] std::uint64_t lanes_of(Spread spread, const Lanes& lanes, Mapping mapping);
/// The mapping of that name. Throws: std::invalid_argument.
[[nodiscard]] Mapping mapping_of(std::string_view name);
/// "rows/columns": over MACs / over PEs. Static storage.
[[nodiscard]] std::string_view name(Mapping mapping);

/// Cycles, stalls and events of one stage under one mapping, one time step, columns times `batch`.
///
/// Tiles of rows (outer loop) and columns (inner loop); a tile takes one cycle for each group of
/// contracted indices, or as many as its words need at the banks and the weight port, whichever is
/// most. A finished tile drains to the other activation memory, `banks` words a cycle, while the
/// next computes (two accumulators a lane, exchanged when both are done). Added once: the access
/// time, the last drain, the adder tree. Complexity: O(1). Throws: std::overflow_error if a count
/// exceeds 2^62.
[[nodiscard]] StageActivity stage_activity(const MatrixStage& stage, std::uint64_t batch,
                                           const Lanes& lanes, Mapping mapping);

/// The mapping of the nine with fewest cycles, ties by fewer memory accesses, then rows/columns
/// first. Only mappings whose access groups are powers of two: for others no conflict-free
/// addressing is known.
[[nodiscard]] StageActivity best_stage_activity(const MatrixStage& stage, std::uint64_t batch,
                                                const Lanes& lanes);

/// The element-wise part of one step: per unit 5 look-ups, 3 products, 5 sums (4 of them biases)
/// and 4 more where W_h h is a product of its own, read beside that of x, in one lane per PE that
/// does one of each per cycle; and the arrival of x in the activation memory.
[[nodiscard]] StageActivity element_wise_activity(const LstmWork& work, const Lanes& lanes);
/// Cycles of those lanes for so many look-ups, products and sums, the access included.
[[nodiscard]] std::uint64_t element_wise_cycles(const Events& events, const Lanes& lanes);

/// Sums stages into a sequence.
/// Throws: std::overflow_error as above.
[[nodiscard]] Activity sequence_activity(const LstmWork& work, std::vector<StageActivity> stages);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_ARRAY_MODEL_HPP
