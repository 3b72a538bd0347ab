#ifndef PARETREE_TENSOR_REFERENCE_PRODUCTS_HPP
#define PARETREE_TENSOR_REFERENCE_PRODUCTS_HPP

#include "tensor/cores.hpp"
#include "tensor/format.hpp"
#include "tensor/plan/plan.hpp"

#include <cstdint>
#include <vector>

namespace paretree::tensor::reference {

/// The whole matrix W of a format, entry by entry from the definition of the network: no plan, no
/// stage, no digit is used. For unpaired leaves rows are made of the output leaves' digits.
/// Shape: rows() x columns(), row-major.   Complexity: O(rows columns d r^3).
[[nodiscard]] std::vector<double> dense_matrix(const MatrixFormat& format,
                                               const FormatCores& cores);

/// y = W x, row by row. Shape: W is y.size() x x.size(), row-major.
[[nodiscard]] std::vector<double> dense_product(const std::vector<double>& matrix,
                                                const std::vector<double>& x);

struct StagedProduct {
  std::vector<double> y;   ///< row-major, mode 0 most significant
  std::uint64_t macs = 0;  ///< multiply-accumulates carried out, counted one by one
};

/// y = W x by carrying out a plan's stages literally, digit by digit, on labelled tensors.
///
/// Throws: std::invalid_argument if the plan, the cores and x do not belong together.
[[nodiscard]] StagedProduct staged_product(const Plan& plan, const FormatCores& cores,
                                           const std::vector<double>& x);

}  // namespace paretree::tensor::reference

#endif  // PARETREE_TENSOR_REFERENCE_PRODUCTS_HPP
