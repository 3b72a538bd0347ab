#ifndef PARETREE_TENSOR_CHECKED_HPP
#define PARETREE_TENSOR_CHECKED_HPP

#include <cstdint>
#include <stdexcept>

namespace paretree::tensor {

/// A count left 64 bits: the format is too large to be a design.
class CountOverflow : public std::overflow_error {
 public:
  using std::overflow_error::overflow_error;
};

/// The product of two counts. Throws: CountOverflow.
[[nodiscard]] inline std::uint64_t times(std::uint64_t left, std::uint64_t right) {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(left, right, &product)) {
    throw CountOverflow("a count exceeds 2^64 - 1");
  }
  return product;
}

/// The sum of two counts. Throws: CountOverflow.
[[nodiscard]] inline std::uint64_t plus(std::uint64_t left, std::uint64_t right) {
  std::uint64_t sum = 0;
  if (__builtin_add_overflow(left, right, &sum)) {
    throw CountOverflow("a count exceeds 2^64 - 1");
  }
  return sum;
}

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_CHECKED_HPP
