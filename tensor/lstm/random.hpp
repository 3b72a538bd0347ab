#ifndef PARETREE_TENSOR_LSTM_RANDOM_HPP
#define PARETREE_TENSOR_LSTM_RANDOM_HPP

#include <cstdint>

namespace paretree::tensor {

/// splitmix64: one stream per (seed, purpose), the same on every machine.
/// Reference: Steele, Lea, Flood, OOPSLA 2014.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t purpose)
      : state_(mixed(seed + 0x9E3779B97F4A7C15U) ^ mixed(purpose * 0xD1342543DE82EF95U + 1)) {}

  [[nodiscard]] std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    return mixed(state_);
  }
  /// Uniform in 0..bound-1; the bias of the multiplication is below bound / 2^32.
  /// Requires: bound < 2^32.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) {
    return ((next() >> 32U) * bound) >> 32U;
  }
  /// Uniform in [-1, 1), a multiple of 2^-23.
  [[nodiscard]] float symmetric() {
    return static_cast<float>(static_cast<std::int64_t>(next() >> 40U) - (1 << 23)) * 0x1p-23F;
  }

 private:
  [[nodiscard]] static std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::uint64_t state_;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_RANDOM_HPP
