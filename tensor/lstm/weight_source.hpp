#ifndef PARETREE_TENSOR_LSTM_WEIGHT_SOURCE_HPP
#define PARETREE_TENSOR_LSTM_WEIGHT_SOURCE_HPP

#include "tensor/lstm/kernels/kernels.hpp"
#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/recurrence.hpp"

#include <cstddef>
#include <memory>
#include <span>

namespace paretree::tensor {

/// How the product with the decomposed matrix is carried out. All ways give the same function; sums
/// are rounded in different orders.
enum class Executor { cheapest, materialised, semi };

/// The values of each sequence of a batch, [step][input].
using Sequences = std::span<const float* const>;

/// What stands between the flat parameters and the recurrence.
class WeightSource {
 public:
  WeightSource() = default;
  WeightSource(const WeightSource&) = delete;
  WeightSource& operator=(const WeightSource&) = delete;
  virtual ~WeightSource() = default;

  /// Once per change of the parameters.
  virtual void merge(const Kernels& kernels, const float* weights) = 0;
  /// Valid until the next merge(); `bias` is left to the caller.
  [[nodiscard]] virtual Panels panels(const float* weights) const = 0;
  [[nodiscard]] virtual PanelGradients panel_gradients(float* gradient) = 0;
  /// Whether the inputs are read here, sequence by sequence, and the panels have no x.
  [[nodiscard]] virtual bool projects_inputs() const { return false; }
  /// The input part of the gates of all steps, if it projects_inputs().
  virtual void project_inputs(const Kernels&, Recurrence&, Sequences) {}
  /// The gradient of every tensor of the matrix from the panels' (and the gates').
  virtual void pull_back(const Kernels& kernels, const float* weights, float* gradient,
                         Recurrence& recurrence, Sequences sequences) = 0;
};

/// `batch` sequences of `steps` steps decide which executor is the cheapest.
[[nodiscard]] std::unique_ptr<WeightSource> make_weight_source(const ParameterLayout& layout,
                                                               const LayerFormat& format,
                                                               std::size_t steps, std::size_t batch,
                                                               Executor executor);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_WEIGHT_SOURCE_HPP
