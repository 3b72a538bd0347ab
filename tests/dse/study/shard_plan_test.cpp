#include "dse/study/shard_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>

namespace paretree::dse {
namespace {

TEST(ShardPlan, GivesTheCostliestBatchFirstToTheEmptiestShard) {
  // 9 to shard 0, 7 to 1, 6 to 1 (7 < 9: now 13), 5 to 0 (14), 4 to 1 (17), 1 to 0 (15).
  EXPECT_THAT(shard_of_batches({4, 9, 6, 7, 1, 5}, 2), testing::ElementsAre(1, 0, 1, 1, 0, 0));
}

TEST(ShardPlan, GivesEqualBatchesInTurn) {
  EXPECT_THAT(shard_of_batches({1, 1, 1, 1, 1}, 3), testing::ElementsAre(0, 1, 2, 0, 1));
}

TEST(ShardPlan, LeavesShardsEmptyWhereThereAreFewerBatches) {
  EXPECT_THAT(shard_of_batches({3}, 4), testing::ElementsAre(0));
  EXPECT_TRUE(shard_of_batches({}, 4).empty());
}

RC_GTEST_PROP(ShardPlan, FillsNoShardBeyondTheMeanAndOneBatch, ()) {
  const auto costs = *rc::gen::container<std::vector<double>>(
      rc::gen::map(rc::gen::inRange(0, 1000), [](int cost) { return static_cast<double>(cost); }));
  const auto shards = *rc::gen::inRange<std::uint64_t>(1, 9);

  std::vector<double> loads(shards, 0.0);
  const std::vector<std::uint32_t> owners = shard_of_batches(costs, shards);
  for (std::size_t batch = 0; batch < costs.size(); ++batch) {
    loads.at(owners[batch]) += costs[batch];
  }

  const double sum = std::accumulate(costs.begin(), costs.end(), 0.0);
  const double largest = costs.empty() ? 0 : *std::max_element(costs.begin(), costs.end());
  RC_ASSERT(*std::max_element(loads.begin(), loads.end()) <=
            sum / static_cast<double>(shards) + largest);
}

}  // namespace
}  // namespace paretree::dse
