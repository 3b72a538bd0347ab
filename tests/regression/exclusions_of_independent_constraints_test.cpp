// Symptom: with two constraints over different axes, `plan` counted designs that fail both under
// neither, so that size and exclusions did not add up to the whole product.
#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

TEST(Exclusions, AddUpToTheUnconstrainedSpace) {
  const std::string constraints = "constraints: [\"pes <= 2\", \"banks <= 8\"]\n";
  const std::vector<std::string> overrides = {"hardware.banks=[8, 16]"};
  const BigCount whole = testing::problem_of(testing::tiny_sweep, overrides).space.size();

  const Space space = testing::problem_of(testing::tiny_sweep + constraints, overrides).space;

  BigCount excluded = 0;
  for (const Exclusion& exclusion : space.exclusions()) {
    excluded += exclusion.kind == "axis" ? exclusion.count.value() : 0;
  }
  EXPECT_EQ(decimal(excluded + space.size()), decimal(whole));
}

}  // namespace
}  // namespace paretree::dse
