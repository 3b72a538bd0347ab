#include "hwmodel/accelerator.hpp"
#include "hwmodel/banked_engine.hpp"
#include "hwmodel/pricing.hpp"

#include <memory>

namespace paretree::hwmodel {

namespace {

// The defaults are the published prototype: 16 PEs, 28 nm, 1000 MHz (quoted from the abstract of
// Deng et al., ISCA 2019); 16 MACs per PE, 16 KB of weights and 2 x 384 KB of activations are
// recalled.
class Tie final : public Accelerator {
 public:
  [[nodiscard]] std::string summary() const override {
    return "tensor-train engine: PEs of MACs, stage by stage between two activation memories "
           "(after Deng et al., TIE, ISCA 2019)";
  }
  [[nodiscard]] std::vector<Parameter> parameters() const override {
    return common_parameters({"mapping", "pes", "macs_per_pe", "weight_sram_kib",
                              "activation_sram_kib", "sram_cell", "banks", "clock_mhz", "node_nm",
                              "dram"});
  }
  [[nodiscard]] std::vector<int> weight_bits() const override { return {8, 12, 16}; }
  [[nodiscard]] std::vector<std::string_view> formats() const override { return {"tt"}; }
  [[nodiscard]] std::variant<Machine, Infeasible> build(const Configuration& configuration,
                                                        const Technology& technology,
                                                        int bits) const override {
    return build_banked_engine(configuration, parameters(), technology, bits);
  }
  [[nodiscard]] Datapath datapath(const Array& array) const override {
    return datapath_of_banked_engine(array);
  }
  [[nodiscard]] Activity count(const LstmWork& work, const Array& array) const override {
    return count_banked_engine(work, array);
  }
};

}  // namespace

std::unique_ptr<Accelerator> make_template_tie() {
  return std::make_unique<Tie>();
}

}  // namespace paretree::hwmodel
