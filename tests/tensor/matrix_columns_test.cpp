#include "tensor/matrix_columns.hpp"

#include "tensor/reference/products.hpp"
#include "tests/tensor/formats.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace paretree::tensor {
namespace {

std::vector<std::uint64_t> all_columns(const MatrixFormat& format) {
  std::vector<std::uint64_t> columns(format.modes.columns());
  std::iota(columns.begin(), columns.end(), 0U);
  return columns;
}

RC_GTEST_PROP(MatrixColumns, HoldTheEntriesOfTheWholeMatrix, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const MatrixFormat format = testing::random_format(stream);
  const FormatCores cores = testing::random_cores(format, stream);

  const std::vector<double> found = matrix_columns(format, cores, all_columns(format));

  // Rows may stand in another order, but in the same one for all columns: inner products of any two
  // columns are the oracle's.
  const std::vector<double> whole = reference::dense_matrix(format, cores);
  const std::size_t rows = format.modes.rows();
  const std::size_t columns = format.modes.columns();
  RC_ASSERT(found.size() == whole.size());
  for (std::size_t i = 0; i < columns; ++i) {
    double expected = 0;
    double product = 0;
    for (std::size_t m = 0; m < rows; ++m) {
      expected += whole[m * columns + i] * whole[m * columns];
      product += found[i * rows + m] * found[m];
    }
    RC_ASSERT(std::abs(expected - product) < 1e-9 * (1 + std::abs(expected)));
  }
}

TEST(MatrixColumns, RefuseAColumnThatDoesNotExist) {
  const MatrixFormat format = testing::tt({.in = {2, 3}, .out = {5, 7}}, {4});

  EXPECT_THROW((void)matrix_columns(format, zero_cores(format), std::vector<std::uint64_t>{6}),
               std::invalid_argument);
}

}  // namespace
}  // namespace paretree::tensor
