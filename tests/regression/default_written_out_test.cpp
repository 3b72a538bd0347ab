// Symptom: a design had another id in a sweep that wrote `node_nm: 28`, the default, than in one
// that did not.

#include "dse/study/plain_design.hpp"
#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

TEST(DefaultWrittenOut, LeavesTheIdsOfDesignsAsTheyAre) {
  const Problem silent = testing::problem_of(testing::tiny_sweep);
  const Problem written =
      testing::problem_of(testing::tiny_sweep, {"hardware.node_nm=28", "hardware.clock_mhz=1000"});
  const Problem other = testing::problem_of(testing::tiny_sweep, {"hardware.node_nm=28.5"});

  EXPECT_EQ(evaluate_plainly(silent, 7, 0.1).id.text(),
            evaluate_plainly(written, 7, 0.1).id.text());
  EXPECT_NE(evaluate_plainly(silent, 7, 0.1).id.text(), evaluate_plainly(other, 7, 0.1).id.text());
}

}  // namespace
}  // namespace paretree::dse
