#include "tensor/cores.hpp"

#include "tensor/reference/products.hpp"
#include "tests/tensor/formats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <stdexcept>

namespace paretree::tensor {
namespace {

using ::testing::ElementsAre;
using testing::random_cores;
using testing::tt;
using testing::uniform_ht;

TEST(ZeroCores, HaveTheDigitsOfTheNetwork) {
  const FormatCores chain = zero_cores(tt({.in = {2, 3}, .out = {5, 7}}, {4}));
  ASSERT_EQ(chain.cores.size(), 2U);
  EXPECT_EQ(chain.cores[0].size(), 2U * 5 * 4);
  EXPECT_EQ(chain.cores[1].size(), 4U * 3 * 7);
  EXPECT_EQ(chain.cores[1].digits.front().role, Digit::Role::rank);

  const FormatCores tree =
      zero_cores(uniform_ht(unpaired({.in = {2}, .out = {5}}), DimensionTree::linear(2), 2, 2));
  ASSERT_EQ(tree.cores.size(), 3U);
  EXPECT_EQ(tree.cores[0].digits.size(), 2U);  // (n_0, r_0): an input leaf has no row digit
  EXPECT_EQ(tree.cores[1].size(), 5U * 2);
  EXPECT_EQ(tree.cores[2].size(), 2U * 2);
}

RC_GTEST_PROP(ZeroCores, HoldAsManyWeightsAsTheFormatHasParameters, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const MatrixFormat format = testing::random_format(stream);

  std::uint64_t weights = 0;
  for (const Core& core : zero_cores(format).cores) weights += core.values.size();
  RC_ASSERT(weights == parameters(format));
}

TEST(StageWeights, RefuseTheCoreOfAnotherNode) {
  const MatrixFormat format = tt({.in = {2, 3}, .out = {5, 7}}, {4});
  const FormatCores cores = zero_cores(format);
  const Plan stages = plan(format);

  EXPECT_EQ(stage_weights(stages.stages[0], cores.at(1)).size(), 40U);
  EXPECT_THROW((void)stage_weights(stages.stages[0], cores.at(2)), std::invalid_argument);
  EXPECT_THROW((void)cores.at(4), std::invalid_argument);
}

TEST(Offsets, AreAddressesInTheRowMajorTensor) {
  const Digit a{Digit::Role::input, 1, 2};
  const Digit b{Digit::Role::rank, 1, 3};
  const Digit c{Digit::Role::output, 1, 2};

  // Strides in (a, b, c): 6, 2, 1.
  EXPECT_THAT(offsets({c, a}, {a, b, c}), ElementsAre(0, 6, 1, 7));
  EXPECT_THAT(offsets({b}, {a, b, c}), ElementsAre(0, 2, 4));
  EXPECT_THAT(offsets({}, {a}), ElementsAre(0));
  EXPECT_THROW((void)offsets({b}, {a, c}), std::invalid_argument);
}

TEST(Rerooted, MovesTheRootsMatrixIntoItsFirstChild) {
  // Three scalar leaves at one vertex with ranks 1: every core is a number, W their product.
  const MatrixFormat format =
      uniform_ht({.in = {1, 1, 1}, .out = {1, 1, 1}}, DimensionTree::linear(3), 1, 1);
  FormatCores cores = zero_cores(format);
  const double values[] = {2, 3, 5, 7, 11};  // leaves 0, 1, node {0,1}, leaf 2, root
  for (std::size_t i = 0; i < 5; ++i) cores.cores[i].values = {values[i]};

  const FormatCores moved = rerooted(format, cores, DimensionTree::parse("[0, [1, 2]]"));
  EXPECT_THAT(moved.at(0b001).values, ElementsAre(2));
  EXPECT_THAT(moved.at(0b110).values, ElementsAre(55));  // the vertex, 5, times the old root, 11
  EXPECT_THAT(moved.at(0b111).values, ElementsAre(1));
}

TEST(Rerooted, RefusesAnotherUnrootedTree) {
  const MatrixFormat format =
      uniform_ht({.in = {2, 2, 2, 2}, .out = {1, 1, 1, 1}}, DimensionTree::balanced(4), 2, 2);
  EXPECT_THROW((void)rerooted(format, FormatCores{}, format.tree), std::invalid_argument);
  EXPECT_THROW((void)rerooted(format, zero_cores(format), DimensionTree::parse("[[0, 2], [1, 3]]")),
               std::invalid_argument);
}

RC_GTEST_PROP(Rerooted, IsTheSameMatrixForEveryRootingAndOrder, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const MatrixFormat format = testing::random_format(stream);
  RC_PRE(format.kind == FormatKind::ht);
  const FormatCores cores = random_cores(format, stream);
  const auto roots = rootings(format.tree);
  const DimensionTree& root = roots[stream.between(0, roots.size() - 1)];
  MatrixFormat other = format;
  other.tree =
      root.with_swapped(static_cast<ModeSet>(stream.between(0, (1U << (root.modes() - 1)) - 1)));

  const auto before = reference::dense_matrix(format, cores);
  const auto after = reference::dense_matrix(other, rerooted(format, cores, other.tree));
  RC_ASSERT(before.size() == after.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    RC_ASSERT(std::abs(before[i] - after[i]) <= 1e-12 * std::max(1.0, std::abs(before[i])));
  }
}

RC_GTEST_PROP(Rerooted, KeepsEveryBitWhereOnlyTheOrderChanges, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const MatrixFormat format = testing::random_format(stream);
  const FormatCores cores = random_cores(format, stream);
  MatrixFormat other = format;
  other.tree = best_order(format);

  const FormatCores there = rerooted(format, cores, other.tree);
  const FormatCores back = rerooted(other, there, format.tree);
  for (std::size_t i = 0; i < cores.cores.size(); ++i) {
    RC_ASSERT(back.cores[i].values == cores.cores[i].values);
  }
}

}  // namespace
}  // namespace paretree::tensor
