#include "hwmodel/accelerator.hpp"
#include "hwmodel/array_model.hpp"
#include "hwmodel/pricing.hpp"

#include <memory>
#include <utility>

namespace paretree::hwmodel {

namespace {

/// One activation is broadcast to all lanes in each cycle, each lane owns a row: ceil(4H / lanes)
/// (N + H) cycles per step and sequence, before the DRAM limit.
class Dense final : public Accelerator {
 public:
  [[nodiscard]] std::string summary() const override {
    return "matrix-vector engine for uncompressed weights, streamed from DRAM as far as they do "
           "not fit "
           "on chip: the baseline";
  }
  [[nodiscard]] std::vector<Parameter> parameters() const override {
    return matrix_vector_parameters({{"weight_sram_kib", std::int64_t{64}}});
  }
  [[nodiscard]] std::vector<int> weight_bits() const override { return {8, 12, 16}; }
  [[nodiscard]] std::vector<std::string_view> formats() const override { return {"dense"}; }
  [[nodiscard]] std::variant<Machine, Infeasible> build(const Configuration& configuration,
                                                        const Technology& technology,
                                                        int bits) const override {
    return build_from(
        [&] {
          const Configuration complete = completed(configuration, parameters());
          MachinePlan plan = plan_of(complete, bits);
          // Interleaved: one word is read per cycle, finished words drain to all banks at once.
          plan.array.banks = static_cast<std::uint64_t>(complete.integer("banks"));
          plan.weight_port_words = plan.array.pes * plan.array.macs_per_pe;
          return plan;
        },
        technology);
  }
  [[nodiscard]] Activity count(const LstmWork& work, const Array& array) const override {
    const Lanes lanes{.pes = array.pes,
                      .macs_per_pe = array.macs_per_pe,
                      .banks = array.banks,
                      .weight_port_words = array.pes * array.macs_per_pe,
                      .access_cycles = array.sram_access_cycles};
    std::vector<StageActivity> stages;
    stages.reserve(work.stages.size() + 1);
    for (const MatrixStage& stage : work.stages) {
      stages.push_back(stage_activity(stage, work.batch, lanes, {Spread::rows, Spread::rows}));
    }
    stages.push_back(element_wise_activity(work, lanes));
    return sequence_activity(work, std::move(stages));
  }
};

}  // namespace

std::unique_ptr<Accelerator> make_template_dense() {
  return std::make_unique<Dense>();
}

}  // namespace paretree::hwmodel
