#ifndef PARETREE_TENSOR_LSTM_TRAINED_LSTM_HPP
#define PARETREE_TENSOR_LSTM_TRAINED_LSTM_HPP

#include "tensor/cores.hpp"
#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/training.hpp"

#include <span>
#include <vector>

namespace paretree::tensor {

/// All numbers of an LSTM as the forward pass sees them (rounded to the weight bits).
///
/// Rows of the matrix, of `hidden` and of `bias` are in the matrix's own order; gate_units() says
/// which gate and unit a row is. Gates: input, forget, candidate, output.
struct LstmWeights {
  MatrixFormat matrix;  ///< in the rooting it was trained in; rerooted() carries it to others
  FormatCores cores;
  std::vector<double> hidden;           ///< [row][unit]; empty for scope `full`
  std::vector<double> bias;             ///< [row]
  std::vector<double> classifier;       ///< [class][unit]
  std::vector<double> classifier_bias;  ///< [class]
};

struct TrainedLstm {
  TrainingResult result;
  LstmWeights weights;
};

/// train(), and what was learnt.
[[nodiscard]] TrainedLstm trained_lstm(const LstmShape& shape, const LayerFormat& format,
                                       const LabelledSequences& sequences, Split split,
                                       const TrainingOptions& options);

/// The flat parameters of a layout taken apart.
[[nodiscard]] LstmWeights lstm_weights(const ParameterLayout& layout, const LayerFormat& format,
                                       std::span<const float> parameters);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_TRAINED_LSTM_HPP
