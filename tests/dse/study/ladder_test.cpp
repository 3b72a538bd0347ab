// What successive halving goes by below its last rung.
#include "dse/study/ladder.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace paretree::dse {
namespace {

TEST(ErrorsByLoss, GivesTheLeastErrorToTheLeastLoss) {
  EXPECT_EQ(errors_by_loss({0.3, 0.1, 0.2, 0.4}, {1.0, 1.2, 0.8, 1.4}),
            (std::vector<double>{0.2, 0.3, 0.1, 0.4}));
  EXPECT_EQ(errors_by_loss({}, {}), std::vector<double>{});
}

TEST(ErrorsByLoss, KeepsTheOrderOfEqualLosses) {
  EXPECT_EQ(errors_by_loss({0.4, 0.3, 0.2}, {1, 1, 1}), (std::vector<double>{0.2, 0.3, 0.4}));
}

RC_GTEST_PROP(ErrorsByLoss, HandsOutTheSameErrorsInTheOrderOfLosses, ()) {
  const auto pairs = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 50), rc::gen::inRange(0, 50)));
  std::vector<double> errors;
  std::vector<double> losses;
  for (const auto& [error, loss] : pairs) {
    errors.push_back(error);
    losses.push_back(loss);
  }

  std::vector<double> handed_out = errors_by_loss(errors, losses);

  for (std::size_t a = 0; a < losses.size(); ++a) {
    for (std::size_t b = 0; b < losses.size(); ++b) {
      if (losses[a] < losses[b]) {
        RC_ASSERT(handed_out[a] <= handed_out[b]);
      }
    }
  }
  std::sort(handed_out.begin(), handed_out.end());
  std::sort(errors.begin(), errors.end());
  RC_ASSERT(handed_out == errors);
}

TEST(Durations, AreDecimalNumbersWithUnits) {
  EXPECT_EQ(seconds_of_duration("90"), 90);
  EXPECT_EQ(seconds_of_duration("1h30m"), 5400);
  EXPECT_EQ(seconds_of_duration("1.2000000000000002s"), 1.2000000000000002);
  for (const char* text : {"", "s", "1d", "1..5s", "1e3", "-1s", "10000000h"}) {
    EXPECT_EQ(seconds_of_duration(text), std::nullopt) << text;
  }
  EXPECT_EQ(seconds_of_duration(std::string(400, '9')), std::nullopt);
}

}  // namespace
}  // namespace paretree::dse
