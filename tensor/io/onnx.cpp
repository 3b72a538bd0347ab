#include "tensor/io/onnx.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

#ifdef PARETREE_ONNX
#include "tensor/io/onnx_model.hpp"
#endif

namespace paretree::tensor {

std::vector<double> OnnxLstm::matrix() const {
  std::vector<double> whole;
  whole.reserve(input_weights.size() + hidden_weights.size());
  for (std::uint64_t row = 0; row < 4 * hidden; ++row) {
    for (std::uint64_t column = 0; column < inputs; ++column) {
      whole.push_back(input_weights[row * inputs + column]);
    }
    for (std::uint64_t column = 0; column < hidden; ++column) {
      whole.push_back(hidden_weights[row * hidden + column]);
    }
  }
  return whole;
}

#ifndef PARETREE_ONNX

std::vector<OnnxLstm> read_onnx_lstms(const std::string& file) {
  throw std::runtime_error(fmt::format(
      "{}: this build reads no ONNX; install libonnx-dev, libprotobuf-dev and build again", file));
}

#else

std::vector<OnnxLstm> read_onnx_lstms(const std::string& file) {
  return lstms_of_model(file);
}

#endif

OnnxLstm read_onnx_lstm(const std::string& file, const std::string& node) {
  std::vector<OnnxLstm> all = read_onnx_lstms(file);
  std::vector<std::string> names;
  for (OnnxLstm& lstm : all) {
    if (node.empty() ? all.size() == 1 : lstm.name == node) {
      return std::move(lstm);
    }
    names.push_back("'" + lstm.name + "'");
  }
  throw std::invalid_argument(
      fmt::format("{}: {}; its LSTM nodes are {}", file,
                  node.empty() ? fmt::format("{} LSTM nodes, and none is named", all.size())
                               : fmt::format("no LSTM node '{}'", node),
                  fmt::join(names, ", ")));
}

}  // namespace paretree::tensor
