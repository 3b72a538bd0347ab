// Symptom: the constraint "pes = 8" was accepted, held for every design, and changed nothing.
#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

TEST(Constraint, WithASingleEqualsSignIsRefused) {
  EXPECT_THROW((void)testing::problem_of(testing::tiny_sweep + "constraints: [\"pes = 2\"]\n"),
               sweeps::ParseError);
  EXPECT_EQ(testing::problem_of(testing::tiny_sweep + "constraints: [\"pes == 2\"]\n").space.size(),
            94U);  // half of 188
}

}  // namespace
}  // namespace paretree::dse
