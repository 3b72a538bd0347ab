#include "tensor/decompose.hpp"

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

double distance_squared(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

std::vector<double> random_matrix(const Modes& modes, testing::Stream& stream) {
  std::vector<double> matrix(modes.rows() * modes.columns());
  for (double& value : matrix) value = stream.weight();
  return matrix;
}

/// Modes of sizes 1 to 3, paired or unpaired, with any tree over them.
std::pair<Modes, DimensionTree> random_problem(testing::Stream& stream) {
  const bool split = stream.between(0, 2) == 0;
  Modes modes = testing::random_modes(static_cast<int>(stream.between(1, split ? 2 : 4)), stream);
  if (split) modes = unpaired(modes);
  DimensionTree tree = testing::random_tree(modes.count(), stream);
  return {std::move(modes), std::move(tree)};
}

Truncation random_ranks(const DimensionTree& tree, testing::Stream& stream) {
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  for (const ModeSet edge : tree.unrooted()) ranks.emplace_back(edge, stream.between(1, 4));
  return {.ranks = EdgeRanks(std::move(ranks)), .tolerance = {}};
}

SpectrumMethod any_method(testing::Stream& stream) {
  return stream.between(0, 1) == 0 ? SpectrumMethod::gram : SpectrumMethod::orthogonal;
}

RC_GTEST_PROP(HtSvd, ErrsByExactlyWhatItDiscards, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const auto [modes, tree] = random_problem(stream);
  const std::vector<double> matrix = random_matrix(modes, stream);

  const Decomposition found =
      ht_svd(matrix, modes, tree, random_ranks(tree, stream), any_method(stream));

  const double error = distance_squared(reference::dense_matrix(found.format, found.cores), matrix);
  RC_ASSERT(std::abs(error - found.error_squared) <= 1e-10 * found.norm_squared);
  double tails = 0;
  for (const auto& [edge, tail] : found.tails) tails += tail;
  RC_ASSERT(std::abs(tails - found.error_squared) <= 1e-12 * found.norm_squared);
}

RC_GTEST_PROP(HtSvd, StaysBelowAToleranceForEveryTree, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const auto [modes, tree] = random_problem(stream);
  const std::vector<double> matrix = random_matrix(modes, stream);
  const double tolerance = std::pow(10.0, -static_cast<double>(stream.between(0, 3)));

  const Decomposition found = ht_svd(matrix, modes, tree, {.ranks = {}, .tolerance = tolerance});

  const double error = distance_squared(reference::dense_matrix(found.format, found.cores), matrix);
  RC_ASSERT(std::sqrt(error) <= tolerance * std::sqrt(found.norm_squared) * (1 + 1e-9));
}

RC_GTEST_PROP(HtSvd, RecoversAMatrixOfThatFormatExactlyAndWithItsRanks, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const auto [modes, tree] = random_problem(stream);
  const MatrixFormat format{FormatKind::ht, modes, tree, random_ranks(tree, stream).ranks};
  const std::vector<double> matrix =
      reference::dense_matrix(format, testing::random_cores(format, stream));

  const Decomposition found = ht_svd(matrix, modes, tree, {.ranks = {}, .tolerance = 1e-10});

  const double error = distance_squared(reference::dense_matrix(found.format, found.cores), matrix);
  RC_ASSERT(error <= 1e-18 * (found.norm_squared + 1e-300));
  for (const auto& [edge, rank] : found.format.ranks.edges()) {
    RC_ASSERT(rank <= format.ranks.at(edge));
  }
}

TEST(HtSvd, OfADiagonalMatrixCutsTheSmallestEntries) {
  // 4 x 4 with modes (2, 2) x (2, 2), W = diag(2, 0) x diag(3, 1): entries 6, 2, 0, 0 on the
  // diagonal. Rank 1 on the one edge, and on both leaves: 36 + 4 = 40 are represented exactly.
  std::vector<double> matrix(16, 0.0);
  matrix[0] = 6;
  matrix[5] = 2;
  const Modes modes{.in = {2, 2}, .out = {2, 2}};
  const DimensionTree tree = DimensionTree::linear(2);

  const Decomposition one =
      ht_svd(matrix, modes, tree, {.ranks = EdgeRanks({{ModeSet{1}, 1}}), .tolerance = {}});

  EXPECT_NEAR(one.norm_squared, 40, 1e-12);
  EXPECT_NEAR(one.error_squared, 0, 1e-12);
  EXPECT_EQ(one.format.ranks.at(1), 1U);
  // diag(1, 0) x diag(3, 1) + diag(0, 1) x diag(0, 5): the edge's matrix has the rows (3, 1) and
  // (0, 5); squares of its singular values add up to 35, the product of the values is 15.
  matrix[10] = 0;
  matrix[0] = 3;
  matrix[5] = 1;
  matrix[15] = 5;
  const Decomposition cut =
      ht_svd(matrix, modes, tree, {.ranks = EdgeRanks({{ModeSet{1}, 1}}), .tolerance = {}});
  const double smaller = (35 - std::sqrt(35.0 * 35 - 4 * 225)) / 2;
  EXPECT_NEAR(cut.error_squared, smaller, 1e-12);
}

TEST(HtSvd, SeesBelowRoundingOfTheGramMatrixWhenAskedTo) {
  // Singular values 1 and 1e-9 on the one edge: the square of the latter drowns in a Gram matrix.
  const Modes modes{.in = {2, 2}, .out = {1, 1}};
  const std::vector<double> matrix = {1, 0, 0, 1e-9};
  const DimensionTree tree = DimensionTree::linear(2);

  const Decomposition found = ht_svd(matrix, modes, tree, {.ranks = {}, .tolerance = 1e-10});

  EXPECT_EQ(found.format.ranks.at(1), 2U);
  const std::vector<double> again = reference::dense_matrix(found.format, found.cores);
  EXPECT_NEAR(again[3], 1e-9, 1e-15);
}

TEST(HtSvd, RefusesWhatDoesNotFit) {
  const Modes modes{.in = {2, 2}, .out = {1, 1}};
  const std::vector<double> matrix(4, 1.0);

  EXPECT_THROW((void)ht_svd(matrix, modes, DimensionTree::linear(3), {}), std::invalid_argument);
  // Two leaves, but of modes 1 and 2 where the matrix has 0 and 1.
  const DimensionTree others = DimensionTree::join(DimensionTree::leaf(1), DimensionTree::leaf(2));
  EXPECT_THROW((void)ht_svd(matrix, modes, others, {}), std::invalid_argument);
  EXPECT_THROW((void)ht_svd({1, 2, 3}, modes, DimensionTree::linear(2), {}), std::invalid_argument);
  EXPECT_THROW(
      (void)ht_svd(matrix, modes, DimensionTree::linear(2), {.ranks = {}, .tolerance = -1.0}),
      std::invalid_argument);
}

TEST(TruncationOf, ATrainIsTheChainWithWholeLeaves) {
  testing::Stream stream(3);
  const MatrixFormat format = testing::tt({.in = {2, 3, 2}, .out = {2, 2, 3}}, {2, 3});
  const std::vector<double> matrix =
      reference::dense_matrix(format, testing::random_cores(format, stream));

  const auto [tree, truncation] = truncation_of(format);
  const Decomposition found = ht_svd(matrix, format.modes, tree, truncation);

  // A train of those ranks is represented without loss, to the rounding of Gram matrices.
  EXPECT_LE(found.error_squared, 1e-14 * found.norm_squared);
}

}  // namespace
}  // namespace paretree::tensor
