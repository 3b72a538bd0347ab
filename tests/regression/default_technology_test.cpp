// Symptom: a sweep without `technology:` was priced with the set that comes first in the alphabet,
// not with the documented default.

#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

TEST(DefaultTechnology, IsTheDocumentedOne) {
  const Problem problem = testing::problem_of(testing::tiny_sweep);

  EXPECT_EQ(problem.sweep.technology, "horowitz45");
}

}  // namespace
}  // namespace paretree::dse
