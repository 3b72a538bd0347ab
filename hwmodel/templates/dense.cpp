#include "hwmodel/matrix_vector_engine.hpp"

#include <memory>

namespace paretree::hwmodel {

namespace {

class Dense final : public Accelerator {
 public:
  [[nodiscard]] std::string summary() const override {
    return "matrix-vector engine for uncompressed weights, streamed from DRAM as far as they do "
           "not fit on chip: the baseline";
  }
  [[nodiscard]] std::vector<Parameter> parameters() const override {
    return matrix_vector_parameters({{"weight_sram_kib", std::int64_t{64}}});
  }
  [[nodiscard]] std::vector<int> weight_bits() const override { return {8, 12, 16}; }
  [[nodiscard]] std::vector<std::string_view> formats() const override { return {"dense"}; }
  [[nodiscard]] std::variant<Machine, Infeasible> build(const Configuration& configuration,
                                                        const Technology& technology,
                                                        int bits) const override {
    // Banks are interleaved: one word is read per cycle, finished words drain to all at once.
    return build_from([&] { return matrix_vector_plan(configuration, parameters(), bits); },
                      technology);
  }
  [[nodiscard]] Activity count(const LstmWork& work, const Array& array) const override {
    return count_matrix_vector_engine(work, array);
  }
};

}  // namespace

std::unique_ptr<Accelerator> make_template_dense() {
  return std::make_unique<Dense>();
}

}  // namespace paretree::hwmodel
