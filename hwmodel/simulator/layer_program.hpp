#ifndef PARETREE_HWMODEL_SIMULATOR_LAYER_PROGRAM_HPP
#define PARETREE_HWMODEL_SIMULATOR_LAYER_PROGRAM_HPP

#include "hwmodel/simulator/fixed_point.hpp"
#include "hwmodel/workload.hpp"

#include <cstdint>
#include <vector>

namespace paretree::hwmodel {

/// The integers of one stage's matrix.
struct StageWeights {
  std::vector<std::int32_t> values;  ///< Shape: rows x inner, row-major, looked-up columns included
  int fraction = 0;                  ///< bits behind the point
};

/// What runs on an engine beside the counted work: integers. Activations share one format.
struct LayerProgram {
  NumberFormat numbers;
  std::vector<StageWeights> stages;       ///< one for each stage of the work
  std::vector<std::uint32_t> gate_rows;   ///< [gate][unit]: row of the matrix; input, forget,
                                          ///< candidate, output
  std::vector<std::int64_t> biases;       ///< [gate][unit]
  std::vector<std::int64_t> gate_scales;  ///< [gate][unit], where batch normalised; else empty
  std::vector<std::int64_t> cell_scales;  ///< [unit], where batch normalised
  std::vector<std::int64_t> cell_shifts;  ///< [unit], where batch normalised
};

/// x of every step: [input][sequence]; where it is looked up, a column number per sequence.
using LayerInputs = std::vector<std::vector<std::int64_t>>;

/// Where one tensor's words are in the order of the next reader: [word in the order of `from`] ->
/// word in the order of `to`, digit by digit, the batch last in both.
///
/// Requires: the same digits.
[[nodiscard]] std::vector<std::uint32_t> reordered(const std::vector<Digit>& from,
                                                   const std::vector<Digit>& to,
                                                   std::uint64_t batch);
/// Row digits, then column digits: the order in which a stage makes its words.
[[nodiscard]] std::vector<Digit> made_order(const MatrixStage& stage);
/// Contracted digits, then column digits: the order in which a stage reads its words.
[[nodiscard]] std::vector<Digit> read_order(const MatrixStage& stage);
/// In ascending order of labels: as tensors come from outside and leave.
[[nodiscard]] std::vector<Digit> natural_order(std::vector<Digit> digits);

/// Whether the first stage multiplies [x; h]; else x alone, and a recurrent stage h.
[[nodiscard]] bool takes_state(const LstmWork& work);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_SIMULATOR_LAYER_PROGRAM_HPP
