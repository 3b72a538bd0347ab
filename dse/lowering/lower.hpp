#ifndef PARETREE_DSE_LOWERING_LOWER_HPP
#define PARETREE_DSE_LOWERING_LOWER_HPP

#include "dse/core/model_half.hpp"
#include "hwmodel/workload.hpp"

namespace paretree::dse {

/// The counted work of a model half: the plan of its decomposed matrix, then the dense W_h where
/// scope `input` leaves one, per step. Throws: tensor::CountOverflow.
[[nodiscard]] hwmodel::LstmWork lower(const ModelHalf& half);

/// The part of it that weight bits and state sparsity decide, for the same plan with others.
/// Throws: tensor::CountOverflow.
void lower_precision(const ModelHalf& half, hwmodel::LstmWork& work);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_LOWERING_LOWER_HPP
