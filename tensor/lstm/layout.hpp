#ifndef PARETREE_TENSOR_LSTM_LAYOUT_HPP
#define PARETREE_TENSOR_LSTM_LAYOUT_HPP

#include "tensor/lstm/network.hpp"
#include "tensor/lstm/training.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace paretree::tensor {

/// Throws: std::invalid_argument, naming what is wrong, unless no extent of the shape is 0, the
/// matrix has 4 * hidden rows and enough columns for its scope, and weight bits and state sparsity
/// are such as can be trained.
void check(const LstmShape& shape, const LayerFormat& format);

/// A row of the matrix as the LSTM sees it. Gates: input, forget, candidate, output.
struct GateUnit {
  std::size_t gate = 0;
  std::size_t unit = 0;
};

/// Row index (row-major over the output modes) to gate and unit: with a gate mode of size 4q its
/// digit is gate * q + rest and the unit is row-major over the remaining digits; without one the
/// gate is the outermost quarter. Throws: std::invalid_argument if the gate mode is none of the
/// modes or 4 does not divide it.
[[nodiscard]] std::vector<GateUnit> gate_units(const Modes& modes);

/// The place of a weight in a panel [unit block][column][gate][lane] of `columns` columns.
[[nodiscard]] std::size_t panel_place(GateUnit row, std::size_t column, std::size_t columns);

/// Where the numbers of one LSTM live in one flat array. Every tensor starts on a multiple of 16;
/// what is between is zero and stays zero.
struct ParameterLayout {
  struct Tensor {
    std::size_t offset = 0;
    std::size_t size = 0;  ///< as stored
    double initial_deviation = 0;
    double step_scale = 1;     ///< multiplies the learning rate
    bool fixed_point = false;  ///< biases and classifier stay float
    double low_bit_scale = 0;  ///< of binary and ternary tensors, else 0
  };

  /// Throws: as check().
  ParameterLayout(const LstmShape& shape, const LayerFormat& format);

  std::size_t inputs;
  std::size_t hidden;
  std::size_t classes;
  std::size_t blocks;         ///< of 16 units
  std::size_t padded_hidden;  ///< 16 * blocks
  std::size_t padded_classes;
  std::vector<Tensor> tensors;    ///< all, in the order of their offsets
  MatrixNetwork network;          ///< of tt and ht; no vertices for dense; offsets as in `tensors`
  std::size_t x_panel = none;     ///< dense: [block][inputs][gate][lane]
  std::size_t h_panel = none;     ///< dense, or scope input: [block][hidden][gate][lane]
  std::size_t bias = none;        ///< [block][gate][lane]
  std::size_t classifier = none;  ///< [hidden][padded_classes]
  std::size_t classifier_bias = none;  ///< [padded_classes]
  std::size_t h_scale = none;          ///< batch normalised: [block][gate][lane]
  std::size_t x_scale = none;          ///< the same
  std::size_t c_scale = none;          ///< [block][lane]
  std::size_t c_shift = none;          ///< [block][lane]
  std::size_t size = 0;

  static constexpr std::size_t none = static_cast<std::size_t>(-1);
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_LAYOUT_HPP
