#include "hwmodel/matrix_vector_engine.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace paretree::hwmodel {

namespace {

constexpr int activation_width = 12;  // of the full-precision design, recalled

WeightUse use_of(int bits) {
  return bits == 1   ? WeightUse::select_binary
         : bits == 2 ? WeightUse::select_ternary
                     : WeightUse::multiply;
}

/// The row of W_x that a one-hot x selects is what the accumulators start from: read, not computed.
StageActivity matrix_activity(const LstmWork& work, MatrixStage stage, const Lanes& lanes) {
  stage.inner = std::max<std::uint64_t>(1, stage.inner - work.looked_up_columns);
  StageActivity activity = matrix_vector_stage(stage, work.batch, lanes);
  if (work.looked_up_columns > 0) {
    activity.events.weight_reads += activity.rows * work.batch;
  }
  return activity;
}

/// Scales and shifts of batch normalisation, folded: per unit one product for each of four gates
/// (their shifts are the biases), a product and a sum for the cell.
StageActivity element_wise(const LstmWork& work, const Lanes& lanes) {
  StageActivity activity = element_wise_activity(work, lanes);
  const std::uint64_t units = work.hidden * work.batch;
  activity.events.weight_reads *= work.vector_words;
  if (work.batch_normalised && units > 0) {
    activity.events.multiplications += 5 * units;
    activity.events.additions += units;
    activity.events.weight_reads += 6 * units * work.vector_words;
    activity.cycles = element_wise_cycles(activity.events, lanes);
  }
  return activity;
}

/// Different weights a step reads: of W_x only the columns that the sequences' symbols select.
std::uint64_t weight_words(const LstmWork& work) {
  std::uint64_t skipped = 0;
  for (const MatrixStage& stage : work.stages) {
    skipped += stage.rows * (work.looked_up_columns - std::min(work.looked_up_columns, work.batch));
  }
  return work.parameters - skipped;
}

// Defaults: the low-power design of 100 units at 400 MHz in 65 nm (recalled), as 4 PEs of 25 units
// that share the tables of a PE.
class LowBit final : public Accelerator {
 public:
  [[nodiscard]] std::string summary() const override {
    return "matrix-vector engine for binary and ternary weights, which select instead of multiply, "
           "and for 12 bits on the same skeleton (after Ardakani et al., Learning Recurrent "
           "Binary/Ternary Weights, ICLR 2019)";
  }
  [[nodiscard]] std::vector<Parameter> parameters() const override {
    return matrix_vector_parameters({{"pes", std::int64_t{4}},
                                     {"macs_per_pe", std::int64_t{25}},
                                     {"weight_sram_kib", std::int64_t{8}},
                                     {"activation_sram_kib", std::int64_t{32}},
                                     {"banks", std::int64_t{8}},
                                     {"clock_mhz", std::int64_t{400}},
                                     {"node_nm", std::int64_t{65}}});
  }
  [[nodiscard]] std::vector<int> weight_bits() const override { return {1, 2, 12}; }
  [[nodiscard]] std::vector<std::string_view> formats() const override { return {"dense"}; }
  [[nodiscard]] std::variant<Machine, Infeasible> build(const Configuration& configuration,
                                                        const Technology& technology,
                                                        int bits) const override {
    return build_from(
        [&] {
          MachinePlan plan = matrix_vector_plan(configuration, parameters(), bits);
          plan.weight_use = use_of(bits);
          plan.activation_bits = activation_width;
          return plan;
        },
        technology);
  }
  [[nodiscard]] Datapath datapath(const Array& array) const override {
    return {.weight_port_words = array.pes * array.macs_per_pe, .looks_up_columns = true};
  }
  [[nodiscard]] Activity count(const LstmWork& work, const Array& array) const override {
    const Lanes lanes = matrix_vector_lanes(array);
    std::vector<StageActivity> stages;
    stages.reserve(work.stages.size() + 1);
    for (const MatrixStage& stage : work.stages) {
      stages.push_back(matrix_activity(work, stage, lanes));
    }
    stages.push_back(element_wise(work, lanes));
    Activity activity = sequence_activity(work, std::move(stages));
    activity.weight_words_per_step = weight_words(work);
    return activity;
  }
};

}  // namespace

std::unique_ptr<Accelerator> make_template_low_bit() {
  return std::make_unique<LowBit>();
}

}  // namespace paretree::hwmodel
