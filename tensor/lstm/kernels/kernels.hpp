#ifndef PARETREE_TENSOR_LSTM_KERNELS_KERNELS_HPP
#define PARETREE_TENSOR_LSTM_KERNELS_KERNELS_HPP

#include <cstddef>
#include <cstdint>

// Everything the training spends time in, compiled once per instruction set. Each element of a
// result is one chain of fused multiply-adds in ascending order of the summed index, whatever the
// tiling and the vector width, so that all levels give the same bits.
//
// This header and the kernel files use raw pointers and no std templates: a template instantiated
// in two of them would be one weak symbol, and the linker would keep one level's code for both.

namespace paretree::tensor {

/// Units of a hidden state are stored in blocks of this many; also the virtual vector width.
inline constexpr std::ptrdiff_t lanes = 16;
/// One unit block of the four gates: [gate][lane].
inline constexpr std::ptrdiff_t gate_block = 4 * lanes;

/// c[m, n] (+)= sum_k a[m, k] b[k, n]; rows of b and c are contiguous, a has any two strides.
struct Product {
  std::ptrdiff_t rows = 0;
  std::ptrdiff_t inner = 0;
  std::ptrdiff_t cols = 0;
  const float* a = nullptr;
  std::ptrdiff_t a_row = 0;
  std::ptrdiff_t a_inner = 0;
  const float* b = nullptr;
  std::ptrdiff_t b_stride = 0;
  float* c = nullptr;
  std::ptrdiff_t c_stride = 0;
  bool accumulate = false;
  /// The sum goes over so many groups of `inner` values, those of a `a_group` apart, those of b one
  /// after the other.
  std::ptrdiff_t groups = 1;
  std::ptrdiff_t a_group = 0;
  /// Brought into the second-level cache meanwhile: what the next product reads first. May be null.
  const char* ahead = nullptr;
  std::ptrdiff_t ahead_bytes = 0;
};

/// One time step of one unit block for `rows` sequences. Arrays are [row][...], contiguous unless a
/// stride is given.
struct CellForward {
  std::ptrdiff_t rows = 0;
  const float* x = nullptr;  ///< may be null if `inputs` is 0
  std::ptrdiff_t x_stride = 0;
  std::ptrdiff_t inputs = 0;
  const float* x_weights = nullptr;  ///< [inputs][gate_block]
  const float* h = nullptr;
  std::ptrdiff_t h_stride = 0;
  std::ptrdiff_t hidden = 0;         ///< 0 at the first step
  const float* h_weights = nullptr;  ///< [hidden][gate_block]
  const float* bias = nullptr;       ///< [gate_block]
  const float* c_before = nullptr;   ///< [row][lanes]; null at the first step
  float* gates = nullptr;  ///< [row][gate_block]; holds the input part before if `preloaded`
  bool preloaded = false;
  float* c = nullptr;       ///< [row][lanes]
  float* tanh_c = nullptr;  ///< [row][lanes]
  float* h_after = nullptr;
  std::ptrdiff_t h_after_stride = 0;
};

/// The element-wise part of the backward step: gates become the derivatives of the pre-activations.
struct CellBackward {
  std::ptrdiff_t rows = 0;
  const float* dh = nullptr;
  std::ptrdiff_t dh_stride = 0;
  const float* c_before = nullptr;  ///< null at the first step
  const float* tanh_c = nullptr;
  float* gates = nullptr;
  float* dc = nullptr;  ///< in: of the state after this step; out: of the state before it
};

/// to = (from - mean) / sqrt(variance + batch_epsilon), column by column.
struct Normalisation {
  std::ptrdiff_t rows = 0;
  std::ptrdiff_t cols = 0;  ///< a multiple of `lanes`
  const float* from = nullptr;
  float* to = nullptr;        ///< may be `from`
  bool of_the_rows = true;    ///< mean and variance are computed and written, else read
  float* mean = nullptr;      ///< [cols]
  float* variance = nullptr;  ///< [cols], divided by the number of rows
  float* inverse = nullptr;   ///< [cols], written: 1 / sqrt(variance + batch_epsilon)
};
inline constexpr float batch_epsilon = 1e-5F;

/// The way back through y = scale * normalised + shift, with the rows' own mean and variance.
struct NormalisationBackward {
  std::ptrdiff_t rows = 0;
  std::ptrdiff_t cols = 0;
  const float* slope = nullptr;     ///< d loss / d y, [row][cols]
  float* normalised = nullptr;      ///< [row][cols]; becomes d loss / d value before
  const float* scale = nullptr;     ///< [cols]
  const float* inverse = nullptr;   ///< [cols]
  float* scale_gradient = nullptr;  ///< [cols], added to
  float* shift_gradient = nullptr;  ///< [cols], added to; may be null
};

/// The gates of one step of one unit block from normalised parts, and the cell's state.
struct GatesForward {
  std::ptrdiff_t rows = 0;
  const float* from_h = nullptr;  ///< [row][gate_block]; null at the first step
  const float* from_x = nullptr;
  const float* h_scale = nullptr;  ///< [gate_block]
  const float* x_scale = nullptr;
  const float* shift = nullptr;
  const float* c_before = nullptr;  ///< [row][lanes]; null at the first step
  float* gates = nullptr;
  float* c = nullptr;
};

/// h = output gate * tanh(scale * normalised + shift).
struct StateForward {
  std::ptrdiff_t rows = 0;
  const float* normalised = nullptr;  ///< the cell's state, [row][lanes]
  const float* scale = nullptr;       ///< [lanes]
  const float* shift = nullptr;
  const float* gates = nullptr;
  float* squashed = nullptr;  ///< the tanh, [row][lanes]
  float* h = nullptr;
  std::ptrdiff_t h_stride = 0;
};

/// The way back to tanh's argument; the output gate becomes its derivative.
struct StateBackward {
  std::ptrdiff_t rows = 0;
  const float* dh = nullptr;
  std::ptrdiff_t dh_stride = 0;
  float* squashed = nullptr;  ///< in: the tanh; out: d loss / d its argument
  float* gates = nullptr;
};

/// The way back through the cell: the other gates become their derivatives.
struct GatesBackward {
  std::ptrdiff_t rows = 0;
  const float* slope = nullptr;     ///< through this step's output, [row][lanes]
  const float* c_before = nullptr;  ///< null at the first step
  float* gates = nullptr;
  float* dc = nullptr;  ///< in: through later steps; out: of the state before
};

struct AdamStep {
  std::ptrdiff_t count = 0;  ///< a multiple of `lanes`
  float* weights = nullptr;
  const float* gradient = nullptr;
  float* mean = nullptr;
  float* square = nullptr;
  float gradient_scale = 1;  ///< the clipping
  float step = 0;            ///< learning rate over the first moment's bias correction
  float square_scale = 1;    ///< 1 over the second moment's bias correction
};

/// to = clamp(round(from / unit)) * unit, unit a power of two.
struct Rounding {
  std::ptrdiff_t count = 0;  ///< a multiple of `lanes`
  const float* from = nullptr;
  float* to = nullptr;
  float unit = 1;
  float inverse_unit = 1;
  float lowest = 0;
  float highest = 0;
};

struct Kernels {
  void (*multiply)(const Product&);
  void (*cell_forward)(const CellForward&);
  void (*cell_backward)(const CellBackward&);
  void (*adam)(const AdamStep&);
  void (*quantise)(const Rounding&);
  float (*sum_of_squares)(const float* values, std::ptrdiff_t count);  ///< count: multiple of lanes
  float (*largest_magnitude)(const float* values,
                             std::ptrdiff_t count);  ///< count: multiple of lanes
  void (*normalise)(const Normalisation&);
  void (*normalise_backward)(const NormalisationBackward&);
  void (*gates_forward)(const GatesForward&);
  void (*state_forward)(const StateForward&);
  void (*state_backward)(const StateBackward&);
  void (*gates_backward)(const GatesBackward&);
};

enum class InstructionSet { avx2, avx512 };

/// Whether this machine can run a level.
[[nodiscard]] bool available(InstructionSet level);
[[nodiscard]] const Kernels& kernels(InstructionSet level);
/// The widest level of this machine.
/// Throws: std::runtime_error on a machine without AVX2 and FMA.
[[nodiscard]] const Kernels& kernels();

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_KERNELS_KERNELS_HPP
