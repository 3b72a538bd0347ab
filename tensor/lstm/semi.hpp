#ifndef PARETREE_TENSOR_LSTM_SEMI_HPP
#define PARETREE_TENSOR_LSTM_SEMI_HPP

#include "tensor/lstm/aligned_floats.hpp"
#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/materialised.hpp"
#include "tensor/lstm/merge.hpp"
#include "tensor/lstm/weight_source.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace paretree::tensor {

/// W as two merged sides of one edge, never as a whole: the inputs meet `near` first, the result
/// meets `far`. For inputs so large that building W would cost more than using it.
///
///   Y[s, f, (a, m)] = sum_n X[s, f, n] near[n, (a, m)]      f: far's columns, n: near's columns
///   G[s, k, m] = sum_(f, a) far[(f, a), k] Y[s, (f, a), m]  k: far's rows, m: near's rows
///
/// With scope `full` the columns of h are multiplied out once per merge.
class SemiMatrix final : public WeightSource {
 public:
  struct Split {
    std::size_t edge = 0;
    bool far_is_first = true;  ///< of the edge's two ends
    std::size_t macs = 0;      ///< of a training step, in full vectors
  };
  /// The cheapest split whose intermediate stays below `largest_words` floats; macs = 0 if none
  /// does.
  [[nodiscard]] static Split cheapest(const ParameterLayout& layout, const LayerFormat& format,
                                      std::size_t samples, std::size_t largest_words);

  SemiMatrix(const ParameterLayout& layout, const LayerFormat& format, std::size_t steps,
             std::size_t capacity, const Split& split);

  void merge(const Kernels& kernels, const float* weights) override;
  [[nodiscard]] Panels panels(const float* weights) const override;
  [[nodiscard]] PanelGradients panel_gradients(float* gradient) override;
  [[nodiscard]] bool projects_inputs() const override { return true; }
  void project_inputs(const Kernels& kernels, Recurrence& recurrence, Sequences sequences) override;
  void pull_back(const Kernels& kernels, const float* weights, float* gradient,
                 Recurrence& recurrence, Sequences sequences) override;

 private:
  /// One merged side as a matrix of its columns and rows.
  struct Side {
    MergedSide merged;
    std::size_t columns = 1;
    std::size_t rows = 1;
    std::vector<std::uint32_t> places;  ///< of [rank][element] in `matrix`
    AlignedFloats matrix;               ///< [column][rank][row]
    AlignedFloats gradient;
    std::vector<ElementIndex> of_column;  ///< what a column adds to W's column index
    std::vector<ElementIndex> of_row;     ///< what a row adds to W's row index
  };

  static Side make_side(const ParameterLayout& layout, const Modes& modes, int vertex,
                        std::size_t edge);
  const float* arranged(const float* sequence);
  /// What is read from step `t` of a sequence on; the next sequence if it has ended.
  [[nodiscard]] Ahead ahead_of(Sequences sequences, std::size_t row, std::size_t t) const;
  void merge_hidden(const Kernels& kernels);
  void pull_back_hidden(const Kernels& kernels);
  [[nodiscard]] std::size_t wide() const { return near_.merged.rank() * near_.rows; }

  std::size_t inputs_;
  std::size_t hidden_;
  std::size_t blocks_;
  std::size_t padded_hidden_;
  std::size_t steps_;
  std::size_t capacity_;
  std::size_t dense_h_panel_;
  bool covers_hidden_;
  Side far_;
  Side near_;
  bool inputs_in_order_;                ///< X needs no rearranging
  std::vector<std::uint32_t> sources_;  ///< of [f][n]: the input; `inputs_` for padding
  struct HiddenColumn {
    std::size_t far = 0;
    std::size_t near = 0;
  };
  std::vector<HiddenColumn> hidden_columns_;
  std::vector<std::uint32_t> gate_places_;   ///< of [k][m] within a step's gates of sequence 0
  std::vector<std::uint32_t> panel_places_;  ///< of [k][m] within the h panel, column 0
  AlignedFloats arranged_;                   ///< [t][f][n] of one sequence
  AlignedFloats middle_;                     ///< [sequence][t]: Y, then its gradient
  AlignedFloats rows_;                       ///< [t][k][m] of one sequence, or [k][m] of a column
  AlignedFloats turned_;                     ///< [t][m][k] of the same
  std::size_t together_;                     ///< steps of a sequence in one product
  bool exchanged_outputs_;                   ///< outputs are computed as [m][k]
  bool exchanged_middle_;                    ///< the gradient of Y is computed as [m][f, rank]
  AlignedFloats far_turned_;                 ///< the far matrix as [k][f, rank]
  AlignedFloats middle_turned_;
  AlignedFloats h_panel_;
  AlignedFloats h_panel_gradient_;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_SEMI_HPP
