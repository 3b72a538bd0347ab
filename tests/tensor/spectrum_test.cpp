#include "tensor/spectrum.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace paretree::tensor {
namespace {

TEST(SingularValues, OfADiagonalMatrixAreItsEntriesDescending) {
  const std::vector<double> found = singular_values(std::vector<double>{2, 0, 0, 0, 0, -5}, 2);

  ASSERT_EQ(found.size(), 2U);
  EXPECT_NEAR(found[0], 5, 1e-12);
  EXPECT_NEAR(found[1], 2, 1e-12);
}

TEST(SingularValues, AreTheSameForTheTransposedMatrix) {
  const std::vector<double> wide = singular_values(std::vector<double>{1, 2, 3, 4, 5, 7}, 2);
  const std::vector<double> tall = singular_values(std::vector<double>{1, 4, 2, 5, 3, 7}, 3);

  ASSERT_EQ(wide.size(), 2U);
  ASSERT_EQ(tall.size(), 2U);
  EXPECT_NEAR(wide[0], tall[0], 1e-12);
  EXPECT_NEAR(wide[1], tall[1], 1e-12);
  // Their squares add up to the squares of the entries: 1 + 4 + 9 + 16 + 25 + 49 = 104.
  EXPECT_NEAR(wide[0] * wide[0] + wide[1] * wide[1], 104, 1e-10);
}

TEST(EffectiveRank, CountsEqualDirections) {
  EXPECT_NEAR(effective_rank(std::vector<double>{3, 3, 3, 3}), 4, 1e-12);
  EXPECT_NEAR(effective_rank(std::vector<double>{7, 0, 0}), 1, 1e-12);
  EXPECT_EQ(effective_rank(std::vector<double>{0, 0}), 0);
  // Shares 3/4 and 1/4: entropy 0.75 ln(4/3) + 0.25 ln 4 = 0.56233, exp of it 1.75477.
  EXPECT_NEAR(effective_rank(std::vector<double>{3, 1}), 1.75477, 1e-5);
}

}  // namespace
}  // namespace paretree::tensor
