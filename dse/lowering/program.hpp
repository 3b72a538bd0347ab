#ifndef PARETREE_DSE_LOWERING_PROGRAM_HPP
#define PARETREE_DSE_LOWERING_PROGRAM_HPP

#include "dse/core/model_half.hpp"
#include "hwmodel/simulator/layer_program.hpp"
#include "hwmodel/workload.hpp"

#include <cstdint>
#include <vector>

namespace paretree::dse {

/// Weights of a model half as an engine stores them, drawn from `seed`: every stage's are uniform
/// with variance 1 / inner, so that values keep their size from stage to stage; binary and ternary
/// ones are signs (and zeros), scaled by a power of two.
///
/// `work`: lower(half). Throws: tensor::CountOverflow.
[[nodiscard]] hwmodel::LayerProgram drawn_program(const ModelHalf& half,
                                                  const hwmodel::LstmWork& work,
                                                  int activation_bits, std::uint64_t seed);

/// Inputs of every step and sequence, uniform in [-1, 1); where x is looked up, symbols.
[[nodiscard]] hwmodel::LayerInputs drawn_inputs(const hwmodel::LstmWork& work,
                                                const hwmodel::NumberFormat& numbers,
                                                std::uint64_t seed);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_LOWERING_PROGRAM_HPP
