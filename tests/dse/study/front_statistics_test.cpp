#include "dse/study/front_statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace paretree::dse {
namespace {

TEST(StudentT, FollowsTheTable) {
  // Two-sided 95 %: any table of Student's distribution.
  EXPECT_DOUBLE_EQ(student_t(1), 12.706);
  EXPECT_DOUBLE_EQ(student_t(2), 4.303);
  EXPECT_DOUBLE_EQ(student_t(4), 2.776);
  EXPECT_DOUBLE_EQ(student_t(10), 2.228);
  EXPECT_DOUBLE_EQ(student_t(30), 2.042);
  EXPECT_NEAR(student_t(40), 2.021, 0.002);
  EXPECT_NEAR(student_t(60), 2.000, 0.002);
  EXPECT_NEAR(student_t(120), 1.980, 0.002);
  EXPECT_NEAR(student_t(1'000'000), 1.960, 0.0005);
}

TEST(StudentT, FallsWithTheDegreesOfFreedom) {
  for (std::size_t degrees = 1; degrees < 200; ++degrees) {
    EXPECT_GT(student_t(degrees), student_t(degrees + 1)) << degrees;
  }
}

TEST(Sample, HasTheIntervalWorkedOutByHand) {
  // Mean 4; squares (4 + 0 + 4) / 2 = 4, so the standard error is sqrt(4 / 3) = 1.154701 and half
  // the interval 4.303 * 1.154701 = 4.968677.
  const Sample sample{{2, 4, 6}};

  EXPECT_DOUBLE_EQ(sample.mean(), 4);
  EXPECT_NEAR(sample.standard_error().value(), 1.1547005, 1e-6);
  EXPECT_NEAR(sample.interval()->first, 4 - 4.968677, 1e-5);
  EXPECT_NEAR(sample.interval()->second, 4 + 4.968677, 1e-5);
}

TEST(Sample, HasNoIntervalFromOneValue) {
  const Sample sample{{2}};

  EXPECT_DOUBLE_EQ(sample.mean(), 2);
  EXPECT_FALSE(sample.standard_error().has_value());
  EXPECT_FALSE(sample.interval().has_value());
}

TEST(Sample, HasAPointIntervalWhereAllValuesAgree) {
  const Sample sample{{3, 3, 3}};

  EXPECT_DOUBLE_EQ(sample.interval()->first, 3);
  EXPECT_DOUBLE_EQ(sample.interval()->second, 3);
}

// Half the interval is 4.303 * 0.1 / sqrt(3) = 0.248.
TEST(ErrorInterval, EndsWhereItsUnitEnds) {
  const Sample shares{{0.8, 0.9, 1.0}};
  EXPECT_NEAR(error_interval(shares, {}, ErrorUnit::share)->first, 0.9 - 0.248434, 1e-5);
  EXPECT_DOUBLE_EQ(error_interval(shares, {}, ErrorUnit::share)->second, 1);

  // Bits per character may pass 1, whatever their mean.
  EXPECT_NEAR(error_interval(shares, {}, ErrorUnit::bits)->second, 0.9 + 0.248434, 1e-5);
  EXPECT_DOUBLE_EQ(error_interval({{0.1, 0.2, 0.0}}, {}, ErrorUnit::bits)->first, 0);

  EXPECT_FALSE(error_interval({{0.5}}, {}, ErrorUnit::share).has_value());
  EXPECT_NEAR(error_interval({{0.5}}, 0.1, ErrorUnit::share)->second, 0.5 + 0.196, 1e-12);
}

TEST(FrontProbability, IsOneForASoleMember) {
  const Sample sample{{0.1, 0.9}};

  EXPECT_EQ(front_probability({{{0.5, 1}, &sample}}, 0), (std::vector<double>{1}));
  EXPECT_TRUE(front_probability({}, 0).empty());
}

TEST(FrontProbability, IsOneWhereNothingIsSampled) {
  EXPECT_EQ(front_probability({{{1, 2}, nullptr}, {{2, 1}, nullptr}}, 0),
            (std::vector<double>{1, 1}));
}

TEST(FrontProbability, IsEqualForEqualChances) {
  // Same cost, errors 0 or 1 from one seed of two each: a mean of two draws is 0, 1/2 or 1 with
  // 1/4, 1/2, 1/4. One is beaten where the other's is lower: (1 - 6/16) / 2 = 5/16.
  const Sample one{{0, 1}};
  const Sample other{{0, 1}};

  const std::vector<double> chances = front_probability({{{0.5, 1}, &one}, {{0.5, 1}, &other}}, 0);

  // 200 draws: a standard deviation of 0.033; four of them.
  EXPECT_NEAR(chances[0], 11.0 / 16, 0.13);
  EXPECT_NEAR(chances[1], 11.0 / 16, 0.13);
}

TEST(FrontProbability, CountsTheDrawsInWhichADearerMemberIsBetter) {
  // The cheaper one is beaten by nobody. The dearer one stays while its error is strictly lower:
  // its values 0.4 and 0.6 (means 0.4, 0.5, 0.6) against exactly 0.5: 1/4.
  const Sample wavering{{0.4, 0.6}};

  const std::vector<double> chances =
      front_probability({{{0.5, 1}, nullptr}, {{0.4, 2}, &wavering}}, 0);

  EXPECT_DOUBLE_EQ(chances[0], 1);
  EXPECT_NEAR(chances[1], 0.25, 0.13);
}

TEST(FrontProbability, DrawsOnceForMembersOfOneFormat) {
  // Same format, so the same error in every draw: the cheaper one dominates always.
  const Sample shared{{0.1, 0.5, 0.9}};

  const std::vector<double> chances =
      front_probability({{{0.5, 1}, &shared}, {{0.5, 2}, &shared}}, 0);

  EXPECT_EQ(chances, (std::vector<double>{1, 0}));
}

TEST(FrontProbability, IsDeterministic) {
  const Sample a{{0.2, 0.3, 0.5}};
  const Sample b{{0.25, 0.35, 0.3}};
  const std::vector<FrontPoint> members = {{{0.3, 1}, &a}, {{0.3, 1}, &b}, {{0.2, 3}, nullptr}};

  EXPECT_EQ(front_probability(members, 0), front_probability(members, 0));
}

TEST(FrontProbability, TakesTheSampledColumnItIsTold) {
  const Sample sample{{0.5, 0.5}};

  // Column 1 is sampled: its value 9 is replaced by 0.5, so that the second member is dominated.
  EXPECT_EQ(front_probability({{{1, 9}, &sample}, {{2, 3}, nullptr}}, 1),
            (std::vector<double>{1, 0}));
}

}  // namespace
}  // namespace paretree::dse
