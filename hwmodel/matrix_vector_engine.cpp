#include "hwmodel/matrix_vector_engine.hpp"

#include <utility>

namespace paretree::hwmodel {

MachinePlan matrix_vector_plan(const Configuration& configuration,
                               const std::vector<Parameter>& parameters, int weight_bits) {
  MachinePlan plan = plan_of(completed(configuration, parameters), weight_bits);
  plan.weight_port_words = plan.array.pes * plan.array.macs_per_pe;
  return plan;
}

Lanes matrix_vector_lanes(const Array& array) {
  return {.pes = array.pes,
          .macs_per_pe = array.macs_per_pe,
          .banks = array.banks,
          .weight_port_words = array.pes * array.macs_per_pe,
          .access_cycles = array.sram_access_cycles};
}

StageActivity matrix_vector_stage(const MatrixStage& stage, std::uint64_t batch,
                                  const Lanes& lanes) {
  return stage_activity(stage, batch, lanes, {Spread::rows, Spread::rows});
}

Activity count_matrix_vector_engine(const LstmWork& work, const Array& array) {
  const Lanes lanes = matrix_vector_lanes(array);
  std::vector<StageActivity> stages;
  stages.reserve(work.stages.size() + 1);
  for (const MatrixStage& stage : work.stages) {
    stages.push_back(matrix_vector_stage(stage, work.batch, lanes));
  }
  stages.push_back(element_wise_activity(work, lanes));
  return sequence_activity(work, std::move(stages));
}

}  // namespace paretree::hwmodel
