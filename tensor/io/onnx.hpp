#ifndef PARETREE_TENSOR_IO_ONNX_HPP
#define PARETREE_TENSOR_IO_ONNX_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::tensor {

/// An LSTM node of an ONNX model, with its gates in our order: input, forget, candidate, output
/// (ONNX has input, output, forget, cell).
struct OnnxLstm {
  std::string name;  ///< of the node; "" where it has none
  std::uint64_t inputs = 0;
  std::uint64_t hidden = 0;
  std::vector<double> input_weights;   ///< W, 4 hidden x inputs, row-major
  std::vector<double> hidden_weights;  ///< R, 4 hidden x hidden
  std::vector<double> bias;  ///< 4 hidden, both biases of ONNX added; zeros if it has none

  /// [W R]: 4 hidden x (inputs + hidden).
  [[nodiscard]] std::vector<double> matrix() const;
};

/// The LSTM nodes of a model whose weights are initialisers (or constants) in the file, in the
/// order of the graph; of a bidirectional node the forward direction. Floats of 16, 32 and 64 bits.
/// Throws: std::runtime_error naming the file if this build reads none (it takes Debian's
/// libonnx-dev), it cannot be read, is no ONNX model, has no LSTM node, or (with the node's name)
/// keeps weights in other files, computes them, or has peepholes or extents that do not fit.
[[nodiscard]] std::vector<OnnxLstm> read_onnx_lstms(const std::string& file);

/// The only LSTM node of a model, or the one of that name ("" asks for the only one).
/// Throws: as read_onnx_lstms(); std::invalid_argument with the names there are.
[[nodiscard]] OnnxLstm read_onnx_lstm(const std::string& file, const std::string& node);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_IO_ONNX_HPP
