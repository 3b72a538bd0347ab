#ifndef PARETREE_HWMODEL_SIMULATOR_FIXED_POINT_HPP
#define PARETREE_HWMODEL_SIMULATOR_FIXED_POINT_HPP

#include <cstdint>

namespace paretree::hwmodel {

/// Two's complement words of `bits`, of which `fraction` lie behind the point.
struct NumberFormat {
  int bits = 16;
  int fraction = 11;

  [[nodiscard]] std::int64_t largest() const { return (std::int64_t{1} << (bits - 1)) - 1; }
  [[nodiscard]] double step() const {
    return 1.0 / static_cast<double>(std::int64_t{1} << fraction);
  }
};

/// A range of -16 to 16: five bits before the point, at most.
[[nodiscard]] NumberFormat activation_format(int bits);

/// The nearest word, halves upward, at the ends of the range if it lies beyond.
[[nodiscard]] std::int64_t quantised(double value, const NumberFormat& format);
[[nodiscard]] std::int64_t saturated(std::int64_t value, const NumberFormat& format);
/// value / 2^shift to the nearest, halves upward, saturated.
[[nodiscard]] std::int64_t requantised(std::int64_t value, int shift, const NumberFormat& format);
[[nodiscard]] std::int64_t product(std::int64_t a, std::int64_t b, const NumberFormat& format);

/// Tables of 512 entries over the whole range, addressed by a word's leading bits, each with the
/// value in the middle of its piece.
[[nodiscard]] std::int64_t sigmoid_entry(std::int64_t word, const NumberFormat& format);
[[nodiscard]] std::int64_t tanh_entry(std::int64_t word, const NumberFormat& format);
/// How far a table's argument lies from the middle of its piece, at most.
[[nodiscard]] double table_half_width(const NumberFormat& format);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_SIMULATOR_FIXED_POINT_HPP
