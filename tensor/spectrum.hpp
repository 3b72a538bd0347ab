#ifndef PARETREE_TENSOR_SPECTRUM_HPP
#define PARETREE_TENSOR_SPECTRUM_HPP

#include <cstddef>
#include <span>
#include <vector>

namespace paretree::tensor {

/// Singular values, descending, of the matrix whose rows are `count` vectors of equal length.
///
/// From the eigenvalues of the smaller Gram matrix, so values below 1e-8 of the largest are noise
/// and given as 0. Complexity: O(min^2 max).
[[nodiscard]] std::vector<double> singular_values(std::span<const double> values,
                                                  std::size_t count);

/// exp of the entropy of the singular values' shares: n for n equal ones, 1 for a single one, 0
/// for none. Reference: Roy, Vetterli, EUSIPCO 2007.
[[nodiscard]] double effective_rank(std::span<const double> singular_values);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_SPECTRUM_HPP
