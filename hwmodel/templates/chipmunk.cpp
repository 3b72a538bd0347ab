#include "hwmodel/accelerator.hpp"
#include "hwmodel/array_model.hpp"
#include "hwmodel/pricing.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace paretree::hwmodel {

namespace {

constexpr int word_bits = 8;          // of weights, inputs and states, recalled
constexpr int accumulator_bits = 16;  // recalled
constexpr double accumulators = 1;    // a unit finishes a gate before it begins the next one

Lanes lanes_of(const Array& array) {
  return {.pes = array.pes,
          .macs_per_pe = array.macs_per_pe,
          .banks = array.banks,
          .weight_port_words = array.pes * array.macs_per_pe,
          .access_cycles = array.sram_access_cycles};
}

// Defaults: 96 units, 82 kB of memory and 168 MHz in 65 nm (all recalled); 4 KiB of it for the
// states in two banks, and a pair of tables for every twelve units (both assumed).
class Chipmunk final : public Accelerator {
 public:
  [[nodiscard]] std::string summary() const override {
    return "LSTM engine of 8 bits whose weights stay beside the units that use them, one unit for "
           "a row of each gate (after Conti et al., Chipmunk, CICC 2018)";
  }
  [[nodiscard]] std::vector<Parameter> parameters() const override {
    return matrix_vector_parameters({{"pes", std::int64_t{8}},
                                     {"macs_per_pe", std::int64_t{12}},
                                     {"weight_sram_kib", std::int64_t{78}},
                                     {"activation_sram_kib", std::int64_t{4}},
                                     {"banks", std::int64_t{2}},
                                     {"clock_mhz", std::int64_t{168}},
                                     {"node_nm", std::int64_t{65}}});
  }
  [[nodiscard]] std::vector<int> weight_bits() const override { return {word_bits}; }
  [[nodiscard]] std::vector<std::string_view> formats() const override { return {"dense"}; }
  [[nodiscard]] std::variant<Machine, Infeasible> build(const Configuration& configuration,
                                                        const Technology& technology,
                                                        int bits) const override {
    return build_from(
        [&] {
          const Configuration complete = completed(configuration, parameters());
          MachinePlan plan = plan_of(complete, bits);
          plan.array.banks = static_cast<std::uint64_t>(complete.integer("banks"));
          plan.weight_port_words = plan.array.pes * plan.array.macs_per_pe;
          plan.activation_bits = word_bits;
          plan.accumulators_per_mac = accumulators;
          plan.accumulator_bits = accumulator_bits;
          return plan;
        },
        technology);
  }
  /// One value of x or h is broadcast in each cycle, each unit owns a row: ceil(4H / units) (N + H)
  /// cycles a step.
  [[nodiscard]] Activity count(const LstmWork& work, const Array& array) const override {
    const Lanes lanes = lanes_of(array);
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

std::unique_ptr<Accelerator> make_template_chipmunk() {
  return std::make_unique<Chipmunk>();
}

}  // namespace paretree::hwmodel
