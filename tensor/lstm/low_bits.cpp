#include "tensor/lstm/low_bits.hpp"

#include "tensor/lstm/kernels/kernels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace paretree::tensor {

double low_bit_scale(std::size_t fan_in, std::size_t units) {
  return std::sqrt(6.0 / static_cast<double>(fan_in + 4 * units)) / 2;
}

void require_low_bits(const LayerFormat& format) {
  if (format.matrix.kind != FormatKind::dense) {
    throw std::invalid_argument(fmt::format(
        "{} weights in a layer of format '{}': the rules are those of dense matrices",
        format.weight_bits == binary_bits ? "binary" : "ternary", name(format.matrix.kind)));
  }
  if (format.state_sparsity > 0) {
    throw std::invalid_argument(
        fmt::format("a state sparsity of {} with batch normalised states (ternary and binary "
                    "weights); 0 is allowed",
                    format.state_sparsity));
  }
}

float drawn_low_bits(float weight, float scale, int bits, RandomStream& random) {
  // Uniform in [0, 1), a multiple of 2^-24.
  const float uniform = static_cast<float>(random.next() >> 40U) * 0x1p-24F;
  if (bits == binary_bits) {
    return uniform * (2 * scale) < weight + scale ? scale : -scale;
  }
  return uniform * scale < std::abs(weight) ? std::copysign(scale, weight) : 0.0F;
}

float fixed_low_bits(float weight, float scale, int bits) {
  if (bits == binary_bits) {
    return weight >= 0 ? scale : -scale;
  }
  const float third = scale / 3;
  return weight > third ? scale : weight > -third ? 0.0F : -scale;
}

void to_low_bits(const ParameterLayout& layout, const ParameterLayout::Tensor& tensor, int bits,
                 RandomStream* random, std::span<const float> from, std::span<float> to) {
  const auto scale = static_cast<float>(tensor.low_bit_scale);
  constexpr auto width = static_cast<std::size_t>(lanes);
  const std::size_t block = tensor.size / layout.blocks;
  for (std::size_t ub = 0; ub < layout.blocks; ++ub) {
    const std::size_t units = std::min(width, layout.hidden - ub * width);
    for (std::size_t first = ub * block; first < (ub + 1) * block; first += width) {
      for (std::size_t lane = 0; lane < units; ++lane) {
        const float weight = from[first + lane];
        to[first + lane] = random != nullptr ? drawn_low_bits(weight, scale, bits, *random)
                                             : fixed_low_bits(weight, scale, bits);
      }
      std::fill_n(to.begin() + static_cast<std::ptrdiff_t>(first + units), width - units, 0.0F);
    }
  }
}

}  // namespace paretree::tensor
