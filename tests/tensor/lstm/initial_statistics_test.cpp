#include "tensor/lstm/initial_statistics.hpp"

#include "tests/tensor/lstm/lstm_formats.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace paretree::tensor {
namespace {

/// 32 x 16 with all columns in one core and all rows in the other: a matrix of the bond's rank.
LayerFormat chain_of_rank(std::uint64_t rank) {
  const Modes modes{.in = {16, 1}, .out = {1, 32}, .gate_mode = 1};
  return {Scope::input, testing::tt_format(modes, {rank}), 16};
}

TEST(InitialMatrixRank, IsThatOfTheMatrixOrLess) {
  const LstmShape shape{.inputs = 16, .hidden = 8, .steps = 2, .classes = 2};

  const double one = initial_matrix_rank(shape, chain_of_rank(1), 5);
  const double six = initial_matrix_rank(shape, chain_of_rank(6), 5);

  EXPECT_NEAR(one, 1, 1e-6);
  EXPECT_GT(six, 3);
  EXPECT_LE(six, 6 + 1e-6);
}

TEST(InitialMatrixRank, RefusesAMatrixOfAnotherLayer) {
  // 16 units have 64 gate rows; the matrix has 32.
  const LstmShape shape{.inputs = 16, .hidden = 16, .steps = 2, .classes = 2};

  EXPECT_THROW((void)initial_matrix_rank(shape, chain_of_rank(1), 5), std::invalid_argument);
}

TEST(InitialStateRank, IsSomethingBetweenOneAndTheNumberOfUnits) {
  const LstmShape shape{.inputs = 16, .hidden = 8, .steps = 2, .classes = 2};

  const double rank = initial_state_rank(shape, chain_of_rank(2), 64, 5);

  EXPECT_GT(rank, 1);
  EXPECT_LE(rank, 8);
  EXPECT_EQ(initial_state_rank(shape, chain_of_rank(2), 64, 5), rank);
  EXPECT_NE(initial_state_rank(shape, chain_of_rank(2), 64, 6), rank);
  EXPECT_THROW((void)initial_state_rank(shape, chain_of_rank(2), 1, 5), std::invalid_argument);
}

}  // namespace
}  // namespace paretree::tensor
