#ifndef PARETREE_TENSOR_REFERENCE_TRAINING_MODES_HPP
#define PARETREE_TENSOR_REFERENCE_TRAINING_MODES_HPP

#include "tensor/reference/lstm_reference.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace paretree::tensor {

/// The forward pass of batch normalised layers and of layers that prune their states, in double
/// precision by plain loops over a whole mini-batch.
///
/// Parameters are those the forward pass sees (weights drawn already). Gradients pass straight
/// through pruning: they are those of a loss in which what pruning adds to each state (minus
/// itself, or nothing) stays as it was, which `frozen` gives.
class ReferenceModes {
 public:
  using Example = ReferenceLstm::Example;

  /// Layers of 2 bits and less are batch normalised; states below `threshold` are zeros to the
  /// recurrence.
  ReferenceModes(const LstmShape& shape, const LayerFormat& format, double threshold);

  [[nodiscard]] const ParameterLayout& layout() const { return reference_.layout(); }
  /// Hidden states before pruning, [step][example][unit].
  [[nodiscard]] std::vector<double> states(std::span<const double> parameters,
                                           std::span<const Example> examples) const;
  /// What pruning adds to them.
  [[nodiscard]] std::vector<double> additions(const std::vector<double>& states) const;
  /// Mean cross-entropy. `frozen`: additions() taken as they are; null: of these states.
  [[nodiscard]] double loss(std::span<const double> parameters, std::span<const Example> examples,
                            const std::vector<double>* frozen = nullptr) const;

 private:
  struct Weights;
  [[nodiscard]] Weights weights(std::span<const double> parameters) const;
  [[nodiscard]] std::vector<double> run(std::span<const double> parameters,
                                        std::span<const Example> examples,
                                        const std::vector<double>* frozen) const;

  LstmShape shape_;
  LayerFormat format_;
  double threshold_;
  ReferenceLstm reference_;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_REFERENCE_TRAINING_MODES_HPP
