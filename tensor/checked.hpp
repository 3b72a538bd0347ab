#ifndef PARETREE_TENSOR_CHECKED_HPP
#define PARETREE_TENSOR_CHECKED_HPP

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace paretree::tensor {

/// A count left 64 bits: the format is too large to be a design.
class CountOverflow : public std::overflow_error {
 public:
  using std::overflow_error::overflow_error;
};

/// The product of two counts. Throws: CountOverflow with both.
[[nodiscard]] inline std::uint64_t times(std::uint64_t left, std::uint64_t right) {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(left, right, &product)) {
    throw CountOverflow("a count of " + std::to_string(left) + " * " + std::to_string(right) +
                        "; counts are at most 2^64 - 1");
  }
  return product;
}

/// The sum of two counts. Throws: CountOverflow with both.
[[nodiscard]] inline std::uint64_t plus(std::uint64_t left, std::uint64_t right) {
  std::uint64_t sum = 0;
  if (__builtin_add_overflow(left, right, &sum)) {
    throw CountOverflow("a count of " + std::to_string(left) + " + " + std::to_string(right) +
                        "; counts are at most 2^64 - 1");
  }
  return sum;
}

/// The product of two counts, or the largest count: for comparisons, where too many is all the
/// same.
[[nodiscard]] inline std::uint64_t saturating_times(std::uint64_t left, std::uint64_t right) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(left, right, &product) ? std::numeric_limits<std::uint64_t>::max()
                                                       : product;
}

/// The sum of two counts, or the largest count.
[[nodiscard]] inline std::uint64_t saturating_plus(std::uint64_t left, std::uint64_t right) {
  std::uint64_t sum = 0;
  return __builtin_add_overflow(left, right, &sum) ? std::numeric_limits<std::uint64_t>::max()
                                                   : sum;
}

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_CHECKED_HPP
