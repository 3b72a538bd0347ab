#include "tensor/modes.hpp"

#include "tensor/checked.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace paretree::tensor {
namespace {

TEST(Modes, MultipliesOutToRowsAndColumns) {
  const Modes modes{.in = {8, 20, 20, 18}, .out = {16, 4, 4, 4}};

  EXPECT_EQ(modes.columns(), 57600U);  // 120 * 160 * 3
  EXPECT_EQ(modes.rows(), 1024U);      // 4 gates of 256
}

TEST(Modes, MultipliesOutSubsets) {
  const Modes modes{.in = {2, 3, 5}, .out = {7, 11, 13}};

  EXPECT_EQ(modes.columns(0b101), 10U);
  EXPECT_EQ(modes.rows(0b110), 143U);
  EXPECT_EQ(modes.rows(0), 1U);
}

TEST(Modes, RefusesProductsBeyond64Bits) {
  const Modes modes{.in = {1ULL << 32, 1ULL << 32}, .out = {1, 1}};

  EXPECT_THROW((void)modes.columns(), CountOverflow);
  EXPECT_EQ(modes.rows(), 1U);
}

TEST(Modes, RefusesWhatIsNoFactorisation) {
  EXPECT_THROW(check(Modes{}), std::invalid_argument);
  EXPECT_THROW(check(Modes{.in = {2, 3}, .out = {4}}), std::invalid_argument);
  EXPECT_THROW(check(Modes{.in = {2, 0}, .out = {4, 1}}), std::invalid_argument);
  EXPECT_THROW(check(Modes{.in = {2}, .out = {4}, .gate_mode = 1}), std::invalid_argument);
  EXPECT_THROW(check(Modes{.in = {2, 1}, .out = {2, 3}, .unpaired = true}), std::invalid_argument);
  EXPECT_NO_THROW(check(Modes{.in = {2, 1}, .out = {1, 3}, .unpaired = true}));
}

TEST(Unpaired, PutsInputsFirstAndKeepsSizesOfOne) {
  const Modes modes = unpaired({.in = {8, 1}, .out = {4, 16}, .gate_mode = 1});

  EXPECT_EQ(modes.in, (std::vector<std::uint64_t>{8, 1, 1, 1}));
  EXPECT_EQ(modes.out, (std::vector<std::uint64_t>{1, 1, 4, 16}));
  EXPECT_EQ(modes.gate_mode, 3);
  EXPECT_TRUE(modes.carries_input(1));
  EXPECT_FALSE(modes.carries_output(1));
  EXPECT_TRUE(modes.carries_output(2));
}

TEST(Unpaired, RefusesASecondTimeAndMoreThanTwentyLeaves) {
  EXPECT_THROW((void)unpaired(unpaired({.in = {2}, .out = {3}})), std::invalid_argument);
  const Modes eleven{.in = std::vector<std::uint64_t>(11, 2),
                     .out = std::vector<std::uint64_t>(11, 2)};
  EXPECT_THROW((void)unpaired(eleven), std::invalid_argument);
}

TEST(DefaultGateMode, IsTheLastOfTheLargestThatFourDivides) {
  EXPECT_EQ(default_gate_mode({4, 4, 4, 16}), 3);
  EXPECT_EQ(default_gate_mode({16, 4, 4, 4}), 0);
  EXPECT_EQ(default_gate_mode({4, 8, 8}), 2);
  EXPECT_EQ(default_gate_mode({4, 18}), 0);
  EXPECT_EQ(default_gate_mode({2, 18, 6}), -1);
}

}  // namespace
}  // namespace paretree::tensor
