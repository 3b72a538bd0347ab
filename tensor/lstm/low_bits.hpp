#ifndef PARETREE_TENSOR_LSTM_LOW_BITS_HPP
#define PARETREE_TENSOR_LSTM_LOW_BITS_HPP

#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/random.hpp"

#include <cstddef>
#include <span>

namespace paretree::tensor {

/// Ternary weights are stored in 2 bits, binary ones in 1.
inline constexpr int binary_bits = 1;
inline constexpr int ternary_bits = 2;

/// Half of Glorot's bound, fixed and not learned: W0 = sqrt(6 / (fan_in + 4 * units)) / 2.
[[nodiscard]] double low_bit_scale(std::size_t fan_in, std::size_t units);

/// These weights are about as large as W0, where a step of the usual size would turn most of them.
inline constexpr double low_bit_step_scale = 0.3;

/// Throws: std::invalid_argument unless the format is dense and prunes no states.
void require_low_bits(const LayerFormat& format);

/// What a weight w becomes, W0 its scale:
///
///   drawn ternary    W0 sign(w) with probability min(|w| / W0, 1), else 0
///   drawn binary     W0 with probability clip((w / W0 + 1) / 2, 0, 1), else -W0
///   fixed ternary    W0 above W0 / 3, -W0 up to -W0 / 3, 0 between
///   fixed binary     W0 from 0 on, else -W0
///
/// Training draws anew for every step; evaluation takes the fixed ones. Gradients pass straight
/// through to w, which is not clipped.
/// Reference: Ardakani, Ji, Smithson, Meyer, Gross, ICLR 2019, arXiv 1809.11086.
/// Differs: the initial hidden state is zero, without noise; evaluation normalises with statistics
/// of training batches instead of each evaluated batch's own.
[[nodiscard]] float drawn_low_bits(float weight, float scale, int bits, RandomStream& random);
[[nodiscard]] float fixed_low_bits(float weight, float scale, int bits);

/// A panel [block][columns][gate][lane] of them; lanes without a unit stay zero.
/// `random`: drawn from it in the order of storage; null: the fixed ones.
/// Requires: bits is binary_bits or ternary_bits.
void to_low_bits(const ParameterLayout& layout, const ParameterLayout::Tensor& tensor, int bits,
                 RandomStream* random, std::span<const float> from, std::span<float> to);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_LOW_BITS_HPP
