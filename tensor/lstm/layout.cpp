#include "tensor/lstm/layout.hpp"

#include "tensor/lstm/aligned_floats.hpp"
#include "tensor/lstm/elementary.hpp"
#include "tensor/lstm/kernels/kernels.hpp"
#include "tensor/lstm/low_bits.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <string>

namespace paretree::tensor {

namespace {

/// Sign and mantissa, the leading one included: weights of so many bits are not rounded.
constexpr int bits_of_float = 25;

// Every tensor of the network gets the same deviation s. An entry of the merged matrix is a sum of
// prod(ranks) independent products of one number per tensor, so its variance is
// prod(ranks) * s^(2 * tensors).
double factor_deviation(const MatrixNetwork& network, double matrix_variance) {
  double logarithm_of_terms = 0;
  for (const auto& edge : network.edges) {
    logarithm_of_terms += logarithm(static_cast<double>(edge.rank));
  }
  const double tensors = static_cast<double>(network.vertices.size());
  return exponential((logarithm(matrix_variance) - logarithm_of_terms) / (2 * tensors));
}

// Adam moves every number by about the learning rate. The more terms an entry of W has, the smaller
// its factors start and the further one step of theirs moves it: unscaled, rank 12 at three modes
// falls apart in 300 steps at the rate that suits rank 2.
constexpr double usual_deviation = 0.4;

double glorot_variance(std::size_t fan_in, std::size_t fan_out) {
  return 2.0 / static_cast<double>(fan_in + fan_out);
}

}  // namespace

void check(const LstmShape& shape, const LayerFormat& format) {
  const auto require = [](bool condition, const std::string& message) {
    if (!condition) {
      throw std::invalid_argument(message);
    }
  };
  require(shape.inputs > 0 && shape.hidden > 0 && shape.steps > 0 && shape.classes > 0,
          fmt::format(
              "an LSTM of {} inputs, {} units, {} steps and {} classes: each must be at least 1",
              shape.inputs, shape.hidden, shape.steps, shape.classes));
  const std::uint64_t rows = format.matrix.modes.rows();
  const std::uint64_t columns = format.matrix.modes.columns();
  const std::uint64_t wanted =
      format.scope == Scope::full ? shape.inputs + shape.hidden : shape.inputs;
  require(rows == 4 * shape.hidden && columns >= wanted,
          fmt::format(
              "a {} x {} matrix for an LSTM that needs {} rows and at least {} columns (scope {})",
              rows, columns, 4 * shape.hidden, wanted, name(format.scope)));
  require(format.weight_bits == ternary_bits || format.weight_bits == binary_bits ||
              (format.weight_bits >= 8 && format.weight_bits <= bits_of_float),
          fmt::format("{} weight bits; 8 to {}, 2 (ternary) or 1 (binary)", format.weight_bits,
                      bits_of_float));
  require(format.state_sparsity >= 0 && format.state_sparsity < 1,
          fmt::format("a state sparsity of {}; from 0 up to but not 1", format.state_sparsity));
  if (format.low_bits()) {
    require_low_bits(format);
  }
}

std::vector<GateUnit> gate_units(const Modes& modes) {
  const std::size_t rows = modes.rows();
  std::vector<GateUnit> units(rows);
  if (modes.gate_mode < 0) {
    for (std::size_t row = 0; row < rows; ++row) {
      units[row] = {.gate = row / (rows / 4), .unit = row % (rows / 4)};
    }
    return units;
  }
  const auto gate_mode = static_cast<std::size_t>(modes.gate_mode);
  if (gate_mode >= modes.out.size() || modes.out[gate_mode] % 4 != 0) {
    throw std::invalid_argument(fmt::format(
        "gate mode {}: an output mode whose size 4 divides is needed, or -1", modes.gate_mode));
  }
  std::size_t inside = 1;  // rows below the gate mode
  for (std::size_t mode = gate_mode + 1; mode < modes.out.size(); ++mode) {
    inside *= modes.out[mode];
  }
  const std::size_t size = modes.out[gate_mode];
  const std::size_t quarter = size / 4;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t outer = row / (inside * size);
    const std::size_t digit = row / inside % size;
    units[row] = {.gate = digit / quarter,
                  .unit = (outer * quarter + digit % quarter) * inside + row % inside};
  }
  return units;
}

std::size_t panel_place(GateUnit row, std::size_t column, std::size_t columns) {
  constexpr auto width = static_cast<std::size_t>(lanes);
  constexpr auto block = static_cast<std::size_t>(gate_block);
  return (row.unit / width * columns + column) * block + row.gate * width + row.unit % width;
}

ParameterLayout::ParameterLayout(const LstmShape& shape, const LayerFormat& format)
    : inputs(shape.inputs),
      hidden(shape.hidden),
      classes(shape.classes),
      blocks(rounded_up(shape.hidden, lanes) / lanes),
      padded_hidden(rounded_up(shape.hidden, lanes)),
      padded_classes(rounded_up(shape.classes, lanes)) {
  check(shape, format);
  constexpr auto block = static_cast<std::size_t>(gate_block);
  const auto place = [this](std::size_t count, double deviation, bool fixed_point) {
    const std::size_t offset = size;
    tensors.push_back({.offset = offset,
                       .size = count,
                       .initial_deviation = deviation,
                       .fixed_point = fixed_point});
    size = rounded_up(size + count, lanes);
    return offset;
  };
  const std::size_t columns = format.scope == Scope::full ? inputs + hidden : inputs;
  const double variance = glorot_variance(columns, hidden);
  if (format.matrix.kind == FormatKind::dense) {
    x_panel = place(blocks * inputs * block, std::sqrt(variance), true);
  } else {
    network = matrix_network(canonical_format(format.matrix));
    const double deviation = factor_deviation(network, variance);
    for (auto& vertex : network.vertices) {
      vertex.offset = place(vertex.size, deviation, true);
      tensors.back().step_scale = deviation / usual_deviation;
    }
  }
  if (format.scope == Scope::input || format.matrix.kind == FormatKind::dense) {
    const double h_variance =
        format.scope == Scope::full ? variance : glorot_variance(hidden, hidden);
    h_panel = place(blocks * hidden * block, std::sqrt(h_variance), true);
  }
  bias = place(blocks * block, 0, false);
  classifier = place(hidden * padded_classes, std::sqrt(glorot_variance(hidden, classes)), false);
  classifier_bias = place(padded_classes, 0, false);
  if (format.low_bits()) {
    for (auto& tensor : tensors) {
      if (tensor.fixed_point) {
        const std::size_t fan_in = tensor.offset == x_panel ? inputs : hidden;
        // Uniform in twice the scale, so that half of the weights start at a probability of 1.
        tensor.low_bit_scale = low_bit_scale(fan_in, hidden);
        tensor.initial_deviation = 2 * tensor.low_bit_scale / std::sqrt(3.0);
        tensor.step_scale = low_bit_step_scale;
      }
    }
    h_scale = place(blocks * block, 0, false);
    x_scale = place(blocks * block, 0, false);
    c_scale = place(padded_hidden, 0, false);
    c_shift = place(padded_hidden, 0, false);
  }
}

}  // namespace paretree::tensor
