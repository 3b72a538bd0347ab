#ifndef PARETREE_TENSOR_LSTM_MATERIALISED_HPP
#define PARETREE_TENSOR_LSTM_MATERIALISED_HPP

#include "tensor/lstm/aligned_floats.hpp"
#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/merge.hpp"
#include "tensor/lstm/weight_source.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace paretree::tensor {

/// The parts of an element's row and column index that one side of the network decides.
struct ElementIndex {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
};
/// Of each element of a merged side over `modes_of_side`, the first most significant.
[[nodiscard]] std::vector<ElementIndex> element_indices(const Modes& modes,
                                                        const std::vector<int>& modes_of_side);

/// W built from its tensors by products, in the panels that the recurrence reads; gradients of the
/// panels go the same way back.
class MaterialisedMatrix final : public WeightSource {
 public:
  /// Multiply-accumulates of a training step's input part over `samples` (steps times batch).
  [[nodiscard]] static std::size_t macs(const ParameterLayout& layout, std::size_t samples);

  MaterialisedMatrix(const ParameterLayout& layout, const LayerFormat& format);

  void merge(const Kernels& kernels, const float* weights) override;
  [[nodiscard]] Panels panels(const float* weights) const override;
  [[nodiscard]] PanelGradients panel_gradients(float* gradient) override;
  void pull_back(const Kernels& kernels, const float* weights, float* gradient,
                 Recurrence& recurrence, Sequences sequences) override;

 private:
  std::size_t h_place_;
  std::size_t dense_h_panel_;
  bool covers_hidden_;
  std::vector<MergedSide> sides_;  ///< one if the network is a single tensor, else two
  std::size_t offset_ = 0;         ///< of the single tensor
  AlignedFloats matrix_;           ///< [e1][e2], then its gradient
  AlignedFloats turned_;
  AlignedFloats product_;
  std::vector<std::uint32_t> places_;  ///< of [e1][e2]; padding columns share the last place
  AlignedFloats panels_;
  AlignedFloats panel_gradients_;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_MATERIALISED_HPP
