#ifndef PARETREE_TENSOR_PLAN_STAGE_GRAPH_HPP
#define PARETREE_TENSOR_PLAN_STAGE_GRAPH_HPP

#include "tensor/plan/plan.hpp"

#include <cstdint>
#include <vector>

namespace paretree::tensor {

/// What follows from which stage makes and which stage uses each digit.
struct StageGraphSummary {
  std::uint64_t peak_words = 0;
  std::uint64_t peak_single_words = 0;
  std::uint64_t critical_path_stages = 0;
};

/// The directed graph of a plan: a vertex for the input, one per stage, one for the result; an edge
/// per digit from the vertex that makes it to the one that contracts it. The digits that cross the
/// cut between two stages are the tensor alive there.
///
/// Throws: std::invalid_argument if a stage contracts a digit that is not alive, makes one that is,
/// or has other columns than what it leaves alone; CountOverflow.
[[nodiscard]] StageGraphSummary summarise(const std::vector<Stage>& stages);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_PLAN_STAGE_GRAPH_HPP
