#ifndef PARETREE_HWMODEL_MATRIX_VECTOR_ENGINE_HPP
#define PARETREE_HWMODEL_MATRIX_VECTOR_ENGINE_HPP

#include "hwmodel/accelerator.hpp"
#include "hwmodel/array_model.hpp"
#include "hwmodel/pricing.hpp"

#include <vector>

namespace paretree::hwmodel {

/// What engines for uncompressed weights share: one activation is broadcast to all lanes in each
/// cycle, each lane owns a row and takes a weight of its own.
///
/// The plan of such a machine, with defaults for what the configuration leaves out. Throws: as
/// completed().
[[nodiscard]] MachinePlan matrix_vector_plan(const Configuration& configuration,
                                             const std::vector<Parameter>& parameters,
                                             int weight_bits);

[[nodiscard]] Lanes matrix_vector_lanes(const Array& array);

/// One stage on it: ceil(rows / lanes) inner cycles for each column and sequence, and what drains.
[[nodiscard]] StageActivity matrix_vector_stage(const MatrixStage& stage, std::uint64_t batch,
                                                const Lanes& lanes);

/// Cycles and accesses of one sequence, all columns multiplied: ceil(4H / lanes) (N + H) cycles a
/// step and sequence for an LSTM, before the DRAM limit.
[[nodiscard]] Activity count_matrix_vector_engine(const LstmWork& work, const Array& array);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_MATRIX_VECTOR_ENGINE_HPP
