#include "tensor/checked.hpp"
#include "tensor/plan/plan.hpp"
#include "tensor/reference/exhaustive.hpp"
#include "tests/tensor/formats.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace paretree::tensor {
namespace {

using testing::tt;
using testing::uniform_ht;

TEST(BestOrder, OfATtIsTheCheaperDirection) {
  const MatrixFormat lstm = tt(testing::tt_lstm_modes(), {4, 4, 4});
  EXPECT_EQ(best_order(lstm), DimensionTree::linear_from_last(4));  // 1,937,408 < 12,607,488
}

TEST(BestOrder, OfThePublishedHtLstmPutsTheGatesLast) {
  const MatrixFormat format =
      uniform_ht(testing::ht_lstm_modes(), DimensionTree::parse("[[[0, 1], 2], [3, 4]]"), 4, 5);
  MatrixFormat ordered = format;
  ordered.tree = best_order(format);

  EXPECT_EQ(ordered.tree, reference::best_order(format));
  EXPECT_EQ(ordered.tree.canonical(), format.tree);
  EXPECT_EQ(ordered.tree.leaf_order().back(), 0);
}

TEST(BestOrder, OverAllTreesIsElevenTimesCheaperThanTheNaturalOrder) {
  // The best tree is [[[[2, 4], 1], 3], 0]: 5760*80 + 5760*64 + 2880*80 + 1440*160 + 1152*100 +
  // 640*144 + 512*80 + 256*512 + 1024*16 = 1,686,016, against 19,338,240. Its root is on the edge
  // of leaf 0, so both sides have the leaf rank 4. A count that gives the sibling of leaf 0 the
  // inner rank 5 has 512*(100-80) + (320-256)*512 + 1024*(20-16) = 10,240 + 32,768 + 4,096 more:
  // 1,733,120, at 4*5*(5-4) + 5*4 - 4*4 = 24 parameters more.
  std::uint64_t fewest = std::numeric_limits<std::uint64_t>::max();
  MatrixFormat best;
  for (const DimensionTree& tree : rooted_trees(5)) {
    MatrixFormat format = uniform_ht(testing::ht_lstm_modes(), tree, 4, 5);
    format.tree = best_order(format);
    if (macs(format) < fewest) {
      fewest = macs(format);
      best = format;
    }
  }
  EXPECT_EQ(best.tree.text(), "[[[[2, 4], 1], 3], 0]");
  EXPECT_EQ(fewest, 1686016U);
  EXPECT_EQ(parameters(best), 1236U);
}

TEST(BestOrder, OfEqualModesIsTheFirstByText) {
  const Modes modes{.in = {2, 2, 2}, .out = {2, 2, 2}};
  const MatrixFormat format = uniform_ht(modes, DimensionTree::parse("[2, [1, 0]]"), 2, 2);
  // Both orders inside [1, 0] cost and hold the same, and which of them comes first does not
  // matter.
  EXPECT_EQ(best_order(format), reference::best_order(format));
  EXPECT_EQ(best_order(testing::from_last(tt(modes, {2, 2}))).text(), "[[0, 1], 2]");
}

TEST(BestOrder, OfADenseMatrixOrOneModeIsItsOwn) {
  const Modes modes{.in = {3}, .out = {2}};
  EXPECT_EQ(best_order({.modes = modes}), DimensionTree::leaf(0));
  EXPECT_EQ(best_order(tt(modes, {})), DimensionTree::leaf(0));
}

TEST(BestOrder, ThrowsOnlyWhereTheBestOneIsBeyond64Bits) {
  const Modes modes{.in = {2, 1ULL << 50}, .out = {1ULL << 20, 2}};
  // Mode 0 first: 2^51 words make 2^20 rows, 2^71. Mode 1 first: 2^52 + 2^22.
  const MatrixFormat format = uniform_ht(modes, DimensionTree::linear(2), 1, 1);
  EXPECT_THROW((void)macs(format), CountOverflow);
  EXPECT_EQ(best_order(format).text(), "[1, 0]");
}

RC_GTEST_PROP(BestOrder, IsWhatExhaustionFinds, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const MatrixFormat format = testing::random_format(stream);

  RC_ASSERT(best_order(format) == reference::best_order(format));
}

}  // namespace
}  // namespace paretree::tensor
