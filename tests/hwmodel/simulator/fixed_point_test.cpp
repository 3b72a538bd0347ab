#include "hwmodel/simulator/fixed_point.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace paretree::hwmodel {
namespace {

TEST(FixedPoint, RoundsHalvesUpwardAndStaysInItsRange) {
  const NumberFormat format{8, 3};  // -16 to 15.875 in steps of 1/8

  EXPECT_EQ(quantised(0.0625, format), 1);  // half a step
  EXPECT_EQ(quantised(-0.0625, format), 0);
  EXPECT_EQ(quantised(100, format), 127);
  EXPECT_EQ(quantised(-100, format), -128);
  EXPECT_EQ(requantised(12, 3, format), 2);    // 1.5
  EXPECT_EQ(requantised(-12, 3, format), -1);  // -1.5
  EXPECT_EQ(requantised(5, 0, format), 5);
  EXPECT_EQ(product(8, 20, format), 20);  // 1 * 2.5
  EXPECT_EQ(product(127, 127, format), 127);
}

TEST(FixedPoint, TablesAreWithinHalfAPieceOfTheirFunction) {
  const NumberFormat format = activation_format(16);
  EXPECT_EQ(format.fraction, 11);
  EXPECT_EQ(table_half_width(format), 1.0 / 32);  // 32 / 512 / 2
  for (std::int64_t word = -32768; word < 32768; word += 37) {
    const double x = static_cast<double>(word) * format.step();
    const double sigmoid = static_cast<double>(sigmoid_entry(word, format)) * format.step();
    const double tangent = static_cast<double>(tanh_entry(word, format)) * format.step();
    EXPECT_NEAR(sigmoid, 1 / (1 + std::exp(-x)), 1.0 / 32 / 4 + format.step() / 2);
    EXPECT_NEAR(tangent, std::tanh(x), 1.0 / 32 + format.step() / 2);
  }
}

}  // namespace
}  // namespace paretree::hwmodel
