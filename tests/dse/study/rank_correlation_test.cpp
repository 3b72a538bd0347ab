#include "dse/study/rank_correlation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace paretree::dse {
namespace {

using ::testing::ElementsAre;
using Values = std::vector<double>;

TEST(Ranks, AreSharedByEqualValues) {
  EXPECT_THAT(ranks_of(Values{5, 1, 5, 9}), ElementsAre(2.5, 1, 2.5, 4));
}

TEST(Spearman, IsOneForAnyMonotoneRelationAndMinusOneForItsReverse) {
  const Values x{1, 2, 3, 4};

  EXPECT_NEAR(*spearman(x, Values{1, 10, 100, 1000}), 1, 1e-12);
  EXPECT_NEAR(*spearman(x, Values{4, 3, 2, 1}), -1, 1e-12);
  EXPECT_FALSE(spearman(x, Values{7, 7, 7, 7}).has_value());
  EXPECT_FALSE(spearman(Values{1}, Values{2}).has_value());
}

TEST(Spearman, AgreesWithTheFormulaOverDifferencesOfRanks) {
  // Ranks 1..5 against 2, 1, 4, 3, 5: squared differences 1 + 1 + 1 + 1 + 0 = 4; 1 - 6*4/(5*24).
  EXPECT_NEAR(*spearman(Values{1, 2, 3, 4, 5}, Values{2, 1, 4, 3, 5}), 0.8, 1e-12);
}

TEST(Kendall, CountsPairsAndLeavesOutTies) {
  // Of 10 pairs, (1,2) and (3,4) are the wrong way round: (8 - 2) / 10.
  EXPECT_NEAR(*kendall(Values{1, 2, 3, 4, 5}, Values{2, 1, 4, 3, 5}), 0.6, 1e-12);
  // One pair of three is tied in x: concordant 2, sqrt(2 * 3).
  EXPECT_NEAR(*kendall(Values{1, 1, 2}, Values{1, 2, 3}), 2 / std::sqrt(6.0), 1e-12);
}

TEST(SpearmanInterval, HoldsTheValueAndShrinksWithTheSample) {
  Values x;
  Values y;
  const auto add = [&](int from, int to) {
    for (int i = from; i < to; ++i) {
      x.push_back(i);
      y.push_back(i + (i % 3 == 0 ? 4 : 0));
    }
  };
  add(0, 12);
  const auto few = spearman_interval(x, y);
  add(12, 120);
  const auto many = spearman_interval(x, y);

  ASSERT_TRUE(few && many);
  EXPECT_LE(many->first, *spearman(x, y));
  EXPECT_GE(many->second, *spearman(x, y));
  EXPECT_LT(many->second - many->first, few->second - few->first);
  EXPECT_EQ(spearman_interval(x, y), many);
  EXPECT_FALSE(spearman_interval(Values{1, 2, 3}, Values{1, 2, 3}).has_value());
}

TEST(IsoSizePairs, AreOfNearlyEqualSizeAndClearlyDifferentTruth) {
  // Sizes 100, 140, 160: 160 / 100 is too far apart. Truth of the pairs left: 0.8 - 0.7 and
  // 0.8 - 0.799, the latter too near.
  const PairCount count =
      iso_size_pairs(Values{3, 5, 4}, Values{0.7, 0.8, 0.799}, Values{100, 140, 160}, 0.005);

  EXPECT_EQ(count.pairs, 1U);
  EXPECT_EQ(count.correct, 1);
}

TEST(LeaveOneOutFit, FindsAPlaneFromTheOtherRows) {
  // truth = 2 a - b + 3 exactly, so that each row is predicted by the others.
  const std::vector<Values> features = {{1, 2, 3, 4, 5, 7}, {2, 0, 1, 5, 3, 3}};
  Values truth;
  for (std::size_t i = 0; i < 6; ++i) {
    truth.push_back(2 * features[0][i] - features[1][i] + 3);
  }

  const auto predicted = leave_one_out_fit(features, truth);

  ASSERT_TRUE(predicted.has_value());
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR((*predicted)[i], truth[i], 1e-9);
  }
  EXPECT_FALSE(leave_one_out_fit({{1, 1, 1, 1, 1, 1}}, truth).has_value());  // a constant
  EXPECT_FALSE(leave_one_out_fit(features, Values{1, 2, 3, 4}).has_value());
}

}  // namespace
}  // namespace paretree::dse
