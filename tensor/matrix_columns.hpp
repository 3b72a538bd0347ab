#ifndef PARETREE_TENSOR_MATRIX_COLUMNS_HPP
#define PARETREE_TENSOR_MATRIX_COLUMNS_HPP

#include "tensor/cores.hpp"
#include "tensor/format.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace paretree::tensor {

/// Columns of the matrix that cores represent, without building the matrix.
///
/// The rows of all columns stand in one order: that of the output digits as the tree (TT: the chain
/// from core 0) joins them, which is row-major only where it joins them ascending. Norms, angles
/// and singular values do not see the difference.
/// Shape: [column][row].
/// Complexity: O(rows x rank) per column and level of the tree.
/// Throws: std::invalid_argument if a column does not exist.
[[nodiscard]] std::vector<double> matrix_columns(const MatrixFormat& format,
                                                 const FormatCores& cores,
                                                 std::span<const std::uint64_t> columns);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_MATRIX_COLUMNS_HPP
