#include "hwmodel/accelerator.hpp"
#include "hwmodel/banked_engine.hpp"
#include "hwmodel/banking/bank_mapping.hpp"
#include "hwmodel/pricing.hpp"

#include <memory>

namespace paretree::hwmodel {

namespace {

// The paper's PE count, memories, node and clock were not available; the defaults are those of
// `tie`, so that the two engines are compared on equal terms.
class Fdht final : public Accelerator {
 public:
  [[nodiscard]] std::string summary() const override {
    return "hierarchical-Tucker engine: the array of tie with a mapping per stage and the "
           "permutation between stages done by the banks' addressing (after Gong et al., "
           "FDHT-LSTM, IEEE TC "
           "2022)";
  }
  [[nodiscard]] std::vector<Parameter> parameters() const override {
    return with_defaults(common_parameters({"mapping", "pes", "macs_per_pe", "weight_sram_kib",
                                            "activation_sram_kib", "sram_cell", "banks",
                                            "bank_mapping", "clock_mhz", "node_nm", "dram"}),
                         {{"mapping", std::string("best_per_stage")}});
  }
  [[nodiscard]] std::vector<int> weight_bits() const override { return {8, 12, 16}; }
  [[nodiscard]] std::vector<std::string_view> formats() const override { return {"ht", "tt"}; }
  [[nodiscard]] std::variant<Machine, Infeasible> build(const Configuration& configuration,
                                                        const Technology& technology,
                                                        int bits) const override {
    return build_banked_engine(configuration, parameters(), technology, bits);
  }
  [[nodiscard]] bool counts_stages_alone(const Array& array) const override {
    return static_cast<BankMapping>(array.bank_mapping) == BankMapping::xor_box;
  }
  [[nodiscard]] Datapath datapath(const Array& array) const override {
    return datapath_of_banked_engine(array);
  }
  [[nodiscard]] Activity count(const LstmWork& work, const Array& array) const override {
    return count_banked_engine(work, array);
  }
};

}  // namespace

std::unique_ptr<Accelerator> make_template_fdht() {
  return std::make_unique<Fdht>();
}

}  // namespace paretree::hwmodel
