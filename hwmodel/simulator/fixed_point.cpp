#include "hwmodel/simulator/fixed_point.hpp"

#include <algorithm>
#include <cmath>

namespace paretree::hwmodel {

namespace {

constexpr int table_bits = 9;

int dropped_bits(const NumberFormat& format) {
  return std::max(0, format.bits - table_bits);
}

/// The middle of the table's piece that the word lies in.
double argument(std::int64_t word, const NumberFormat& format) {
  const int dropped = dropped_bits(format);
  const double first = static_cast<double>((word >> dropped) << dropped);
  const double half = dropped == 0 ? 0.0 : static_cast<double>(std::int64_t{1} << (dropped - 1));
  return (first + half) * format.step();
}

}  // namespace

NumberFormat activation_format(int bits) {
  return {bits, std::max(0, bits - 5)};
}

std::int64_t saturated(std::int64_t value, const NumberFormat& format) {
  return std::clamp(value, -format.largest() - 1, format.largest());
}

std::int64_t quantised(double value, const NumberFormat& format) {
  const double scaled = std::floor(value / format.step() + 0.5);
  const auto largest = static_cast<double>(format.largest());
  return static_cast<std::int64_t>(std::clamp(scaled, -largest - 1, largest));
}

std::int64_t requantised(std::int64_t value, int shift, const NumberFormat& format) {
  const std::int64_t half = shift == 0 ? 0 : std::int64_t{1} << (shift - 1);
  return saturated((value + half) >> shift, format);
}

std::int64_t product(std::int64_t a, std::int64_t b, const NumberFormat& format) {
  return requantised(a * b, format.fraction, format);
}

std::int64_t sigmoid_entry(std::int64_t word, const NumberFormat& format) {
  return quantised(1 / (1 + std::exp(-argument(word, format))), format);
}

std::int64_t tanh_entry(std::int64_t word, const NumberFormat& format) {
  return quantised(std::tanh(argument(word, format)), format);
}

double table_half_width(const NumberFormat& format) {
  const int dropped = dropped_bits(format);
  return dropped == 0 ? 0 : static_cast<double>(std::int64_t{1} << (dropped - 1)) * format.step();
}

}  // namespace paretree::hwmodel
