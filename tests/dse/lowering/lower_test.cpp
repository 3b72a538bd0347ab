#include "dse/lowering/lower.hpp"

#include "tensor/plan/plan.hpp"
#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

using testing::four_mode_sweep;
using testing::sweep_of;
using testing::tiny_sweep;

std::uint64_t macs_per_step(const hwmodel::LstmWork& work) {
  std::uint64_t sum = 0;
  for (const hwmodel::MatrixStage& stage : work.stages) {
    sum += stage.rows * stage.inner * stage.cols;
  }
  return sum;
}

std::uint64_t product(const std::vector<hwmodel::Digit>& digits) {
  std::uint64_t result = 1;
  for (const hwmodel::Digit& digit : digits) {
    result *= digit.size;
  }
  return result;
}

void for_each_half(const std::string& yaml, const std::function<void(const ModelHalf&)>& visit) {
  const Space space = Space::compile(sweep_of(yaml, {"model.order=all"}));
  for (const Space::Block& block : space.blocks()) {
    for (std::uint64_t plan = 0; plan < block.model->plans(); ++plan) {
      visit(block.model->at(plan, 16));
    }
  }
}

TEST(Lower, CountsTheSameMacsAsTheModelHalf) {
  for (const std::string& yaml : {tiny_sweep, four_mode_sweep}) {
    for_each_half(yaml, [](const ModelHalf& half) {
      const hwmodel::LstmWork work = lower(half);
      const ModelCounts counts = model_counts(half);

      EXPECT_EQ(macs_per_step(work) * work.steps * work.batch, counts.macs);
      EXPECT_EQ(work.parameters, counts.parameters);
    });
  }
}

TEST(Lower, GivesEveryExtentItsDigits) {
  for_each_half(four_mode_sweep, [](const ModelHalf& half) {
    for (const hwmodel::MatrixStage& stage : lower(half).stages) {
      EXPECT_EQ(product(stage.row_digits), stage.rows);
      EXPECT_EQ(product(stage.inner_digits), stage.inner);
      EXPECT_EQ(product(stage.col_digits), stage.cols);
    }
  });
}

TEST(Lower, AppendsTheDenseRecurrenceInScopeInput) {
  ModelHalf half;
  half.workload.inputs = 8;
  half.workload.hidden = 8;
  half.workload.steps = 2;
  half.scope = tensor::Scope::input;
  half.matrix.kind = tensor::FormatKind::tt;
  half.matrix.modes = {.in = {2, 4}, .out = {4, 8}};
  half.matrix.tree = tensor::DimensionTree::linear(2);
  half.matrix.ranks = tensor::EdgeRanks({{0b01, 3}});

  const hwmodel::LstmWork work = lower(half);

  // Core 0: rows m0 r = 12, inner 2, columns 4. Core 1: rows 8, inner r n1 = 12, columns m0 = 4.
  ASSERT_EQ(work.stages.size(), 3U);
  EXPECT_EQ(work.stages[0].rows * work.stages[0].inner * work.stages[0].cols, 96U);
  EXPECT_EQ(work.stages[1].rows * work.stages[1].inner * work.stages[1].cols, 384U);
  EXPECT_FALSE(work.stages[0].recurrent);
  const hwmodel::MatrixStage& last = work.stages[2];
  EXPECT_EQ(last.kind, "dense");
  EXPECT_TRUE(last.recurrent);
  EXPECT_EQ(last.rows, 32U);
  EXPECT_EQ(last.inner, 8U);
  EXPECT_EQ(last.cols, 1U);
  EXPECT_EQ(work.inputs, 8U);
  EXPECT_EQ(work.hidden, 8U);
  EXPECT_EQ(work.outputs, 8U);
  EXPECT_EQ(work.dense_macs, 32U * 16);
  // Cores 2*4*3 + 4*8*3 = 120, W_h 256, biases 32.
  EXPECT_EQ(work.parameters, 408U);
  // The largest tensor: after core 0, m0 r n1 = 4 * 3 * 4 = 48 words.
  EXPECT_EQ(work.peak_tensor_words, 48U);

  half.scope = tensor::Scope::full;
  EXPECT_EQ(lower(half).stages.size(), 2U);
}

TEST(Lower, HasNoRecurrenceForAFullyConnectedLayer) {
  ModelHalf half;
  half.workload.layer = sweeps::Layer::fc;
  half.workload.inputs = 8;
  half.workload.outputs = 32;
  half.matrix.kind = tensor::FormatKind::dense;
  half.matrix.modes = {.in = {8}, .out = {32}};

  const hwmodel::LstmWork work = lower(half);

  ASSERT_EQ(work.stages.size(), 1U);
  EXPECT_EQ(work.hidden, 0U);
  EXPECT_EQ(work.outputs, 32U);
  EXPECT_EQ(work.dense_macs, 256U);
  EXPECT_EQ(work.parameters, 256U + 32);
}

TEST(Lower, LooksUpAOneHotInputWhereTheLayerIsUncompressed) {
  ModelHalf half;
  half.workload.inputs = 5;
  half.workload.hidden = 3;
  half.workload.one_hot = true;
  half.scope = tensor::Scope::full;
  half.matrix.modes = {.in = {8}, .out = {12}};

  const hwmodel::LstmWork work = lower(half);

  EXPECT_EQ(work.looked_up_columns, 5U);
  EXPECT_EQ(work.inputs, 1U);  // an index
  EXPECT_EQ(work.dense_macs, 96U);
  half.workload.one_hot = false;
  EXPECT_EQ(lower(half).looked_up_columns, 0U);
  EXPECT_EQ(lower(half).inputs, 5U);
}

TEST(Lower, GivesTheSameWorkWhenOnlyThePrecisionIsLoweredAgain) {
  ModelHalf half;
  half.workload.inputs = 5;
  half.workload.hidden = 3;
  half.scope = tensor::Scope::full;
  half.matrix.modes = {.in = {8}, .out = {12}};
  hwmodel::LstmWork again = lower(half);

  half.weight_bits = 1;
  half.state_sparsity = 0.25;
  lower_precision(half, again);
  const hwmodel::LstmWork work = lower(half);

  // 96 bits of weights and 30 values of 12 bits, in words of a bit.
  EXPECT_EQ(again.parameters, 96U + 360);
  EXPECT_EQ(again.parameters, work.parameters);
  EXPECT_EQ(again.vector_words, 12U);
  EXPECT_TRUE(again.batch_normalised);
  EXPECT_EQ(again.zero_states.share, work.zero_states.share);
  half.weight_bits = 16;
  half.state_sparsity = 0;
  lower_precision(half, again);
  EXPECT_EQ(again.parameters, 108U);
  EXPECT_FALSE(again.batch_normalised);
}

}  // namespace
}  // namespace paretree::dse
