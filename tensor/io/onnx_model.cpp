// Left out of builds without libonnx-dev (see tensor/CMakeLists.txt).
#include "tensor/io/onnx_model.hpp"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <stdexcept>

namespace paretree::tensor {

namespace {

/// ONNX keeps input, output, forget, cell; ours are input, forget, candidate, output.
constexpr std::array<std::uint64_t, 4> onnx_gate_of = {0, 2, 3, 1};

double half_precision(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1F;
  const double fraction = bits & 0x3FF;
  const double size = exponent == 0    ? std::ldexp(fraction, -24)
                      : exponent == 31 ? (fraction > 0 ? NAN : INFINITY)
                                       : std::ldexp(1024 + fraction, exponent - 25);
  return (bits & 0x8000) != 0 ? -size : size;
}

struct Tensor {
  std::vector<std::uint64_t> extents;
  std::vector<double> values;
};

class Model {
 public:
  explicit Model(const std::string& file) : file_(file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
      fail("cannot be read");
    }
    if (!model_.ParseFromIstream(&stream) || !model_.has_graph()) {
      fail("is no ONNX model");
    }
    for (const onnx::TensorProto& tensor : model_.graph().initializer()) {
      tensors_[tensor.name()] = &tensor;
    }
    for (const onnx::NodeProto& node : model_.graph().node()) {
      if (node.op_type() == "Constant" && node.output_size() == 1) {
        for (const onnx::AttributeProto& attribute : node.attribute()) {
          if (attribute.name() == "value") {
            tensors_[node.output(0)] = &attribute.t();
          }
        }
      }
    }
  }

  [[nodiscard]] std::vector<OnnxLstm> lstms() const {
    std::vector<OnnxLstm> result;
    for (const onnx::NodeProto& node : model_.graph().node()) {
      if (node.op_type() == "LSTM") {
        result.push_back(lstm(node));
      }
    }
    if (result.empty()) {
      fail("has no LSTM node");
    }
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(fmt::format("{}: {}", file_, what));
  }
  [[noreturn]] void fail(const onnx::NodeProto& node, const std::string& what) const {
    fail(fmt::format("LSTM node '{}': {}", node.name(), what));
  }

  /// The weights under one input of a node.
  [[nodiscard]] Tensor tensor(const onnx::NodeProto& node, int input, const char* name) const {
    const auto found =
        node.input_size() > input ? tensors_.find(node.input(input)) : tensors_.end();
    if (found == tensors_.end()) {
      fail(node, fmt::format("{} is not stored in the model, but computed or fed in", name));
    }
    const onnx::TensorProto& stored = *found->second;
    if (stored.data_location() == onnx::TensorProto::EXTERNAL) {
      fail(node,
           fmt::format("{} is stored in a file of its own; save the model as one file", name));
    }
    Tensor result;
    std::uint64_t count = 1;
    for (const std::int64_t extent : stored.dims()) {
      if (extent <= 0 || extent > (std::int64_t{1} << 40)) {
        fail(node, fmt::format("{} has an extent of {}", name, extent));
      }
      result.extents.push_back(static_cast<std::uint64_t>(extent));
      if (__builtin_mul_overflow(count, result.extents.back(), &count)) {
        fail(node, fmt::format("{} has more numbers than can be counted", name));
      }
    }
    result.values = numbers(node, stored, name);
    if (result.values.size() != count) {
      fail(node,
           fmt::format("{} has {} numbers for extents of {}", name, result.values.size(), count));
    }
    return result;
  }

  [[nodiscard]] std::vector<double> numbers(const onnx::NodeProto& node,
                                            const onnx::TensorProto& stored,
                                            const char* name) const {
    const std::string& raw = stored.raw_data();
    switch (stored.data_type()) {
      case onnx::TensorProto::FLOAT:
        return raw.empty()
                   ? std::vector<double>(stored.float_data().begin(), stored.float_data().end())
                   : from_raw<float>(raw);
      case onnx::TensorProto::DOUBLE:
        return raw.empty()
                   ? std::vector<double>(stored.double_data().begin(), stored.double_data().end())
                   : from_raw<double>(raw);
      case onnx::TensorProto::FLOAT16: {
        std::vector<double> values;
        if (raw.empty()) {
          for (const std::int32_t bits : stored.int32_data()) {
            values.push_back(half_precision(static_cast<std::uint16_t>(bits)));
          }
          return values;
        }
        for (std::size_t at = 0; at + 1 < raw.size(); at += 2) {
          std::uint16_t bits = 0;
          std::memcpy(&bits, raw.data() + at, sizeof bits);
          values.push_back(half_precision(bits));
        }
        return values;
      }
      default:
        fail(node, fmt::format("{} has numbers of ONNX's type {}; allowed are floats of 16, 32 "
                               "and 64 bits",
                               name, stored.data_type()));
    }
  }

  template <typename Number>
  [[nodiscard]] static std::vector<double> from_raw(const std::string& raw) {
    static_assert(std::endian::native == std::endian::little,
                  "numbers are read as they are stored");
    std::vector<double> values;
    for (std::size_t at = 0; at + sizeof(Number) <= raw.size(); at += sizeof(Number)) {
      Number number = 0;
      std::memcpy(&number, raw.data() + at, sizeof number);
      values.push_back(number);
    }
    return values;
  }

  /// Rows of the forward direction in our order of gates.
  [[nodiscard]] static std::vector<double> turned(const std::vector<double>& values,
                                                  std::uint64_t hidden, std::uint64_t columns) {
    std::vector<double> result;
    result.reserve(4 * hidden * columns);
    for (const std::uint64_t gate : onnx_gate_of) {
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(gate * hidden * columns);
      result.insert(result.end(), first, first + static_cast<std::ptrdiff_t>(hidden * columns));
    }
    return result;
  }

  [[nodiscard]] OnnxLstm lstm(const onnx::NodeProto& node) const {
    OnnxLstm result;
    result.name = node.name();
    const Tensor w = tensor(node, 1, "W");
    const Tensor r = tensor(node, 2, "R");
    if (w.extents.size() != 3 || r.extents.size() != 3 || r.extents[1] != 4 * r.extents[2] ||
        w.extents[1] != r.extents[1] || w.extents[0] != r.extents[0] || w.extents[0] > 2) {
      fail(node,
           "W and R are not (directions, 4 hidden, inputs) and (directions, 4 hidden, "
           "hidden)");
    }
    if (node.input_size() > 7 && !node.input(7).empty()) {
      fail(node, "has peepholes");
    }
    result.inputs = w.extents[2];
    result.hidden = r.extents[2];
    result.input_weights = turned(w.values, result.hidden, result.inputs);
    result.hidden_weights = turned(r.values, result.hidden, result.hidden);
    result.bias.assign(4 * result.hidden, 0.0);
    if (node.input_size() > 3 && !node.input(3).empty()) {
      const Tensor b = tensor(node, 3, "B");
      if (b.extents.size() != 2 || b.extents[0] != w.extents[0] ||
          b.extents[1] != 8 * result.hidden) {
        fail(node, "B is not (directions, 8 hidden)");
      }
      const std::vector<double> first = turned(b.values, result.hidden, 1);
      const std::vector<double> second = turned(
          {b.values.begin() + static_cast<std::ptrdiff_t>(4 * result.hidden), b.values.end()},
          result.hidden, 1);
      for (std::size_t row = 0; row < result.bias.size(); ++row) {
        result.bias[row] = first[row] + second[row];
      }
    }
    return result;
  }

  std::string file_;
  onnx::ModelProto model_;
  std::map<std::string, const onnx::TensorProto*> tensors_;
};

}  // namespace

std::vector<OnnxLstm> lstms_of_model(const std::string& file) {
  return Model(file).lstms();
}

}  // namespace paretree::tensor
