#include "results/export/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace paretree::results {

namespace {

constexpr int significant_digits = 4;
constexpr double smallest_plain = 1e-4;
constexpr double largest_plain = 1e15;

bool is_plain(double number) {
  const double size = std::abs(number);
  return size == 0 || (size >= smallest_plain && size < largest_plain);
}

int decimals_of(double size) {
  const int exponent = static_cast<int>(std::floor(std::log10(size)));
  return std::max(0, significant_digits - 1 - exponent);
}

}  // namespace

std::string grouped(std::string_view number) {
  constexpr std::string_view thin_space = "\u2009";
  const std::size_t sign = !number.empty() && number.front() == '-' ? 1 : 0;
  const std::size_t end = std::min(number.find_first_not_of("0123456789", sign), number.size());
  const std::size_t digits = end - sign;
  std::string text(number.substr(0, sign));
  for (std::size_t i = 0; i < digits; ++i) {
    if (i > 0 && digits > 4 && (digits - i) % 3 == 0) {
      text += thin_space;
    }
    text += number[sign + i];
  }
  return text.append(number.substr(end));
}

int common_decimals(const std::vector<double>& numbers) {
  double largest = 0;
  double smallest = 0;
  for (const double number : numbers) {
    const double size = std::abs(number);
    if (!std::isfinite(size) || size == 0) {
      continue;
    }
    if (!is_plain(size)) {
      return -1;
    }
    largest = std::max(largest, size);
    smallest = smallest == 0 ? size : std::min(smallest, size);
  }
  if (largest == 0) {
    return -1;
  }
  return smallest * 100 >= largest ? decimals_of(largest) : -1;
}

std::string number_text(double number, int decimals) {
  if (!std::isfinite(number)) {
    return fmt::format("{}", number);
  }
  if (number == 0) {
    return "0";
  }
  if (!is_plain(number)) {
    return fmt::format("{:.{}e}", number, significant_digits - 1);
  }
  const int shown = decimals >= 0 ? decimals : decimals_of(std::abs(number));
  return grouped(fmt::format("{:.{}f}", number, shown));
}

std::string exact_number(double number) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), end.ptr};
}

}  // namespace paretree::results
