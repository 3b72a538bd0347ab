#include "tensor/reference/products.hpp"

#include "tests/tensor/formats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <stdexcept>

namespace paretree::tensor::reference {
namespace {

using ::paretree::tensor::testing::from_last;
using ::paretree::tensor::testing::random_cores;
using ::paretree::tensor::testing::random_format;
using ::paretree::tensor::testing::Stream;
using ::paretree::tensor::testing::tt;
using ::paretree::tensor::testing::uniform_ht;
using ::testing::ElementsAre;

TEST(DenseMatrix, OfARankOneTtIsAKroneckerProduct) {
  const MatrixFormat format = tt({.in = {2, 1}, .out = {1, 2}}, {1});
  FormatCores cores = zero_cores(format);
  cores.cores[0].values = {2, 3};  // 1 x 2
  cores.cores[1].values = {5, 7};  // 2 x 1

  // Rows 5, 7; columns 2, 3.
  EXPECT_THAT(dense_matrix(format, cores), ElementsAre(10, 15, 14, 21));
}

TEST(DenseMatrix, OfAnHtSumsOverItsRanks) {
  const MatrixFormat format =
      uniform_ht({.in = {2, 1}, .out = {1, 2}}, DimensionTree::linear(2), 2, 2);
  FormatCores cores = zero_cores(format);
  cores.cores[0].values = {1, 2, 3, 4};        // column 0: (1, 2), column 1: (3, 4) over r_0
  cores.cores[1].values = {1, 0, 0, 1};        // row 0: (1, 0), row 1: (0, 1) over r_1
  cores.cores[2].values = {1, 10, 100, 1000};  // (r_0, r_1)

  // Row 0: a + 100 b for (a, b) = (1, 2), (3, 4); row 1: 10 a + 1000 b.
  EXPECT_THAT(dense_matrix(format, cores), ElementsAre(201, 403, 2010, 4030));
}

TEST(StagedProduct, PutsRowsAndColumnsInTheOrderOfModes) {
  // Executed as [1, 0], with rank 1: W is the Kronecker product of (1 x 2) and (2 x 1) all the
  // same.
  const MatrixFormat format =
      uniform_ht({.in = {2, 1}, .out = {1, 2}}, DimensionTree::parse("[1, 0]"), 1, 1);
  FormatCores cores = zero_cores(format);
  cores.cores[0].values = {5, 7};
  cores.cores[1].values = {2, 3};
  cores.cores[2].values = {1};

  const StagedProduct product = staged_product(plan(format), cores, {1, 10});
  EXPECT_THAT(product.y, ElementsAre(160, 224));  // 5 * (2 + 30), 7 * (2 + 30)
  EXPECT_EQ(product.macs, 10U);                   // 2 rows on 2 words, 1 on 4, 1 on 2
}

TEST(StagedProduct, RefusesAnInputOfAnotherSize) {
  const MatrixFormat format = tt({.in = {2, 3}, .out = {5, 7}}, {4});
  EXPECT_THROW((void)staged_product(plan(format), zero_cores(format), {1, 2, 3}),
               std::invalid_argument);
  EXPECT_THROW((void)dense_product({1, 2, 3}, {1, 2}), std::invalid_argument);
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = a.size() == b.size() ? 0.0 : 1e300;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    largest = std::max(largest, std::abs(a[i] - b[i]));
  }
  return largest;
}

double magnitude(const std::vector<double>& values) {
  double largest = 1.0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

RC_GTEST_PROP(StagedProduct, IsTheDenseProductForEveryPlan, (std::uint64_t seed)) {
  Stream stream(seed);
  const MatrixFormat format = random_format(stream);
  const FormatCores cores = random_cores(format, stream);
  std::vector<double> x(format.modes.columns());
  for (double& value : x) value = stream.weight();

  const std::vector<double> expected = dense_product(dense_matrix(format, cores), x);
  const Plan stages = plan(format);
  const StagedProduct product = staged_product(stages, cores, x);

  RC_ASSERT(largest_difference(product.y, expected) <= 1e-12 * magnitude(expected));
  RC_ASSERT(product.macs == stages.macs);
}

RC_GTEST_PROP(StagedProduct, DoesNotDependOnTheOrderOfChildren, (std::uint64_t seed)) {
  Stream stream(seed);
  MatrixFormat format = random_format(stream);
  RC_PRE(format.kind == FormatKind::tt);
  const FormatCores cores = random_cores(format, stream);
  std::vector<double> x(format.modes.columns());
  for (double& value : x) value = stream.weight();

  // The cores of a TT are those of both directions.
  const auto y = staged_product(plan(format), cores, x).y;
  format.tree = DimensionTree::linear(format.modes.count());
  const auto forwards = staged_product(plan(format), cores, x).y;
  const auto backwards = staged_product(plan(from_last(format)), cores, x).y;
  RC_ASSERT(largest_difference(y, forwards) <= 1e-12 * magnitude(y));
  RC_ASSERT(largest_difference(y, backwards) <= 1e-12 * magnitude(y));
}

TEST(StagedProduct, OfADenseFormatIsTheMatrixItself) {
  const MatrixFormat format{.modes = {.in = {2, 1}, .out = {1, 2}}};
  FormatCores cores = zero_cores(format);
  cores.cores[0].values = {1, 2, 3, 4};

  EXPECT_THAT(staged_product(plan(format), cores, {1, 10}).y, ElementsAre(21, 43));
  EXPECT_THAT(dense_matrix(format, cores), ElementsAre(1, 2, 3, 4));
}

TEST(DenseProduct, OfThePublishedCountIsTheInstrumentedOne) {
  // d = 4, n = (2,3,2,2), m = (2,2,3,2), leaf 2, inner 3: 2,424 multiply-accumulates, counted.
  const MatrixFormat format =
      uniform_ht({.in = {2, 3, 2, 2}, .out = {2, 2, 3, 2}}, DimensionTree::balanced(4), 2, 3);
  EXPECT_EQ(staged_product(plan(format), zero_cores(format), std::vector<double>(24, 1.0)).macs,
            2424U);
}

}  // namespace
}  // namespace paretree::tensor::reference
