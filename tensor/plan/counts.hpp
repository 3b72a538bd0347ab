#ifndef PARETREE_TENSOR_PLAN_COUNTS_HPP
#define PARETREE_TENSOR_PLAN_COUNTS_HPP

#include "tensor/format.hpp"

#include <cstdint>

namespace paretree::tensor {

/// The figures of plan(format) by which orders are compared.
struct PlanCounts {
  std::uint64_t macs = 0;
  std::uint64_t peak_words = 0;
};

/// Complexity: O(d), without a list of stages. Throws: CountOverflow.
/// Requires: check(format) passes.
[[nodiscard]] PlanCounts plan_counts(const MatrixFormat& format);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_PLAN_COUNTS_HPP
