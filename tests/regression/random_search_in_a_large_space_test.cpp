// Symptom: in a space of more than 2^62 designs, random search never drew a position beyond 2^62.
#include "dse/core/searcher.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

class Positions final : public BatchEvaluator {
 public:
  [[nodiscard]] std::uint64_t size() const override { return (std::uint64_t{1} << 63U) - 1; }
  [[nodiscard]] std::uint64_t stretch(std::uint64_t, std::uint64_t) const override {
    return size();
  }
  [[nodiscard]] std::uint64_t finished_batches() const override { return 0; }
  [[nodiscard]] bool evaluate(std::span<const Range> batch, Closing /*closing*/) override {
    for (const Range& range : batch) {
      upper += range.first >= size() / 2 ? 1 : 0;
      ++drawn;
    }
    return true;
  }
  int upper = 0;
  int drawn = 0;
};

TEST(RandomSearch, DrawsFromTheUpperHalfOfTheLargestSpace) {
  hwmodel::Configuration parameters;
  parameters.set("designs", std::int64_t{1000});
  Positions positions;

  EXPECT_TRUE(searchers().at("random").run(positions, parameters, 1));

  EXPECT_EQ(positions.drawn, 1000);
  EXPECT_GT(positions.upper, 400);  // 500 are expected, 16 is a standard deviation
  EXPECT_LT(positions.upper, 600);
}

}  // namespace
}  // namespace paretree::dse
