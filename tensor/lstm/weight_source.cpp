#include "tensor/lstm/weight_source.hpp"

#include "tensor/lstm/materialised.hpp"
#include "tensor/lstm/semi.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace paretree::tensor {

namespace {

class DenseMatrix final : public WeightSource {
 public:
  explicit DenseMatrix(const ParameterLayout& layout)
      : x_panel_(layout.x_panel), h_panel_(layout.h_panel) {}

  void merge(const Kernels&, const float*) override {}
  [[nodiscard]] Panels panels(const float* weights) const override {
    return {.x = weights + x_panel_, .h = weights + h_panel_, .bias = nullptr};
  }
  [[nodiscard]] PanelGradients panel_gradients(float* gradient) override {
    return {.x = gradient + x_panel_, .h = gradient + h_panel_, .bias = nullptr};
  }
  void pull_back(const Kernels&, const float*, float*, Recurrence&, Sequences) override {}

 private:
  std::size_t x_panel_;
  std::size_t h_panel_;
};

// Y of all steps, 512 MiB.
constexpr std::size_t largest_middle = std::size_t{1} << 27U;
// Entries of W (with its gradient, places and panels 20 bytes each).
constexpr std::size_t largest_matrix = std::size_t{1} << 25U;

}  // namespace

std::unique_ptr<WeightSource> make_weight_source(const ParameterLayout& layout,
                                                 const LayerFormat& format, std::size_t steps,
                                                 std::size_t batch, Executor executor) {
  if (format.matrix.kind == FormatKind::dense) {
    return std::make_unique<DenseMatrix>(layout);
  }
  const std::size_t columns = format.matrix.modes.columns();
  const std::size_t rows = format.matrix.modes.rows();
  const SemiMatrix::Split split =
      SemiMatrix::cheapest(layout, format, steps * batch, largest_middle);
  const std::size_t whole =
      columns > largest_matrix / rows ? 0 : MaterialisedMatrix::macs(layout, steps * batch);
  // Its small products run at some 80 % of the speed of the others.
  const bool semi_is_cheaper = split.macs > 0 && (whole == 0 || split.macs / 4 * 5 < whole);
  const bool semi_is_wanted =
      executor == Executor::semi || (executor == Executor::cheapest && semi_is_cheaper);
  if (split.macs > 0 && semi_is_wanted) {
    return std::make_unique<SemiMatrix>(layout, format, steps, batch, split);
  }
  if (whole == 0) {
    throw std::invalid_argument(fmt::format(
        "a {} x {} matrix with {} inputs (steps times batch) to a training step: merged it has "
        "more "
        "than {} entries, and split at any edge an intermediate of more than {}; smaller batches "
        "or ranks are needed",
        rows, columns, steps * batch, largest_matrix, largest_middle));
  }
  return std::make_unique<MaterialisedMatrix>(layout, format);
}

}  // namespace paretree::tensor
