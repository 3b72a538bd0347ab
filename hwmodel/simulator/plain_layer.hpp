#ifndef PARETREE_HWMODEL_SIMULATOR_PLAIN_LAYER_HPP
#define PARETREE_HWMODEL_SIMULATOR_PLAIN_LAYER_HPP

#include "hwmodel/simulator/layer_program.hpp"

#include <cstdint>
#include <vector>

namespace paretree::hwmodel {

/// The layer's outputs by plain loops in the engine's arithmetic: no banks, no tiles, no cycles.
/// The reference of the simulator, bit for bit. Shape: [step][output][sequence].
[[nodiscard]] std::vector<std::vector<std::int64_t>> fixed_outputs(const LstmWork& work,
                                                                   const LayerProgram& program,
                                                                   const LayerInputs& inputs);

/// The same layer with the same weights in double precision, without tables and rounding, and how
/// far fixed point may be from it: every rounding, table and saturation of a step propagated. Each
/// step starts from the engine's own state: over steps a worst case would grow without meaning.
struct RealOutputs {
  std::vector<std::vector<double>> values;  ///< Shape: [step][output][sequence]
  std::vector<std::vector<double>> bounds;  ///< of |fixed - real|, by value
};
[[nodiscard]] RealOutputs real_outputs(const LstmWork& work, const LayerProgram& program,
                                       const LayerInputs& inputs);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_SIMULATOR_PLAIN_LAYER_HPP
