#include "results/report/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

namespace paretree::results {
namespace {

using testing::ElementsAre;

std::vector<std::size_t> first_numbers(std::size_t count) {
  std::vector<std::size_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

// Strata of 90, 9 and 1. One each leaves 7 of 10 for the other 97: 89 * 7 / 97 = 6 remainder 41,
// 8 * 7 / 97 = 0 remainder 56, 0. The last one goes to the largest remainder: 7, 2, 1.
TEST(StratifiedSample, GivesEveryStratumItsShareAndAtLeastOne) {
  std::vector<std::uint32_t> stratum(100, 0);
  std::fill(stratum.begin() + 90, stratum.begin() + 99, 1);
  stratum[99] = 2;

  const std::vector<std::size_t> taken = stratified_sample(first_numbers(100), stratum, 10);

  std::vector<int> share(3, 0);
  for (const std::size_t design : taken) {
    ++share[stratum[design]];
  }
  EXPECT_THAT(share, ElementsAre(7, 2, 1));
}

TEST(StratifiedSample, TakesFromTheFirstStrataWhereThereAreMoreThanItMayTake) {
  EXPECT_THAT(stratified_sample({0, 1, 2, 3}, {3, 1, 1, 2}, 2), ElementsAre(1, 3));
  EXPECT_THAT(stratified_sample({0, 1, 2, 3}, {3, 1, 1, 2}, 0), ElementsAre());
}

TEST(EvenSample, SpreadsOverTheOrder) {
  EXPECT_THAT(even_sample({10, 11, 12, 13, 14, 15}, 3), ElementsAre(10, 12, 14));
  EXPECT_THAT(even_sample({10, 11}, 3), ElementsAre(10, 11));
}

RC_GTEST_PROP(StratifiedSample, TakesAsManyAsItMayAndNoneTwice, ()) {
  const auto strata = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange(0U, 7U));
  const auto count = *rc::gen::inRange<std::size_t>(0, 60);

  const std::vector<std::size_t> all = first_numbers(strata.size());
  const std::vector<std::size_t> taken = stratified_sample(all, strata, count);

  RC_ASSERT(taken.size() == std::min(count, strata.size()));
  RC_ASSERT(std::is_sorted(taken.begin(), taken.end()));
  RC_ASSERT(std::set<std::size_t>(taken.begin(), taken.end()).size() == taken.size());
  RC_ASSERT((taken.empty() || taken.back() < strata.size()));
  RC_ASSERT(taken == stratified_sample(all, strata, count));
}

TEST(FrontOfTwo, LeavesOutDominatedEqualAndUnknownPoints) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();

  // (1, 5), (2, 3) and (4, 1) are a front; (2, 3) again is equal, (3, 3) dominated.
  EXPECT_THAT(front_of_two({1, 2, 2, 3, 4, unknown}, {5, 3, 3, 3, 1, 0}), ElementsAre(0, 1, 4));
}

RC_GTEST_PROP(FrontOfTwo, IsWhatPairwiseComparisonGives, ()) {
  const auto points = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 9), rc::gen::inRange(0, 9)));
  std::vector<double> x, y;
  for (const auto& [a, b] : points) {
    x.push_back(a);
    y.push_back(b);
  }
  std::vector<std::size_t> expected;
  for (std::size_t i = 0; i < points.size(); ++i) {
    bool kept = true;
    for (std::size_t j = 0; j < points.size(); ++j) {
      const bool as_good = x[j] <= x[i] && y[j] <= y[i];
      const bool equal = x[j] == x[i] && y[j] == y[i];
      kept = kept && !(as_good && (!equal || j < i));
    }
    if (kept) {
      expected.push_back(i);
    }
  }

  RC_ASSERT(front_of_two(x, y) == expected);
}

}  // namespace
}  // namespace paretree::results
