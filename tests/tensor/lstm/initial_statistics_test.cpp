#include "tensor/lstm/initial_statistics.hpp"

#include "tests/tensor/lstm/lstm_formats.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace paretree::tensor {
namespace {

/// 16 x 32 in modes of 4 x 4 and 4 x 8: its rank is that of the bond at most times 4.
LayerFormat chain_of_rank(std::uint64_t rank) {
  const Modes modes{.in = {4, 4}, .out = {4, 8}, .gate_mode = 0};
  return {Scope::input, testing::tt_format(modes, {rank}), 16};
}

TEST(InitialMatrixRank, GrowsWithTheRankOfTheFormatAndStaysBelowTheMatrix) {
  const LstmShape shape{.inputs = 16, .hidden = 8, .steps = 2, .classes = 2};

  const double one = initial_matrix_rank(shape, chain_of_rank(1), 5);
  const double six = initial_matrix_rank(shape, chain_of_rank(6), 5);

  // A Kronecker product of a 4 x 4 and an 8 x 4 matrix: 16 singular values of unequal sizes.
  EXPECT_GT(one, 1);
  EXPECT_GT(six, one);
  EXPECT_LE(six, 16);
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
