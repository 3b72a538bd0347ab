#include "dse/core/searcher.hpp"

#include <gtest/gtest.h>

#include <set>

namespace paretree::dse {
namespace {

/// Blocks of 3, 5 and 992 designs.
class ThreeBlocks final : public BatchEvaluator {
 public:
  [[nodiscard]] std::uint64_t size() const override { return 1000; }
  [[nodiscard]] std::uint64_t stretch(std::uint64_t position, std::uint64_t) const override {
    return position + 1;
  }
  [[nodiscard]] std::vector<Range> blocks() const override { return {{0, 3}, {3, 8}, {8, 1000}}; }
  [[nodiscard]] std::uint64_t draws_per_batch(std::uint64_t) const override { return batch; }
  [[nodiscard]] std::uint64_t finished_batches() const override { return finished; }
  [[nodiscard]] bool evaluate(std::span<const Range> ranges, Closing) override {
    for (const Range& range : ranges) {
      const std::size_t block = range.first < 3 ? 0 : range.first < 8 ? 1 : 2;
      ++drawn[block];
      EXPECT_TRUE(positions.insert(range.first).second) << "no design twice";
    }
    return true;
  }

  std::uint64_t batch = 4;
  std::uint64_t finished = 0;
  std::uint64_t drawn[3] = {};
  std::set<std::uint64_t> positions;
};

hwmodel::Configuration draws(std::int64_t designs, const char* from) {
  hwmodel::Configuration parameters;
  parameters.set("designs", designs);
  parameters.set("from", std::string(from));
  return parameters;
}

TEST(RandomSearch, FromBlocksTakesOneOfEachInTurnUntilItIsEmpty) {
  ThreeBlocks twelve;
  ASSERT_TRUE(searchers().at("random").run(twelve, draws(12, "blocks"), 7));

  // Three rounds of three empty the first block; the other three draws are of the second, the
  // third and the second.
  EXPECT_EQ(twelve.drawn[0], 3U);
  EXPECT_EQ(twelve.drawn[1], 5U);
  EXPECT_EQ(twelve.drawn[2], 4U);
}

TEST(RandomSearch, FromBlocksGoesOnWhereItStopped) {
  ThreeBlocks whole;
  ThreeBlocks rest;
  rest.finished = 2;
  ASSERT_TRUE(searchers().at("random").run(whole, draws(20, "blocks"), 7));
  ASSERT_TRUE(searchers().at("random").run(rest, draws(20, "blocks"), 7));

  EXPECT_EQ(whole.positions.size(), 20U);
  EXPECT_EQ(rest.positions.size(), 12U);
  for (const std::uint64_t position : rest.positions) {
    EXPECT_TRUE(whole.positions.contains(position));
  }
}

TEST(RandomSearch, FromTheSpaceTakesMostlyWhatThereIsMostOf) {
  ThreeBlocks hundred;
  ASSERT_TRUE(searchers().at("random").run(hundred, draws(100, "space"), 7));

  EXPECT_EQ(hundred.positions.size(), 100U);
  EXPECT_GT(hundred.drawn[2], 90U);  // of 992 in 1,000; seed 7 is fixed
}

}  // namespace
}  // namespace paretree::dse
