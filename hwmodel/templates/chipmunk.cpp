#include "hwmodel/matrix_vector_engine.hpp"

#include <memory>

namespace paretree::hwmodel {

namespace {

constexpr int word_bits = 8;          // of weights, inputs and states, recalled
constexpr int accumulator_bits = 16;  // recalled
constexpr double accumulators = 1;    // a unit finishes a gate before it begins the next one

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
          MachinePlan plan = matrix_vector_plan(configuration, parameters(), bits);
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
    return count_matrix_vector_engine(work, array);
  }
};

}  // namespace

std::unique_ptr<Accelerator> make_template_chipmunk() {
  return std::make_unique<Chipmunk>();
}

}  // namespace paretree::hwmodel
