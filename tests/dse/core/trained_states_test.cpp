#include "dse/core/trained_states.hpp"

#include "dse/lowering/lower.hpp"
#include "dse/study/problem.hpp"
#include "sweeps/parse_error.hpp"
#include "tests/support/problems.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace paretree::dse {
namespace {

using ::testing::ElementsAre;

sweeps::Workload layer(std::uint64_t hidden, std::uint64_t batch) {
  sweeps::Workload workload;
  workload.inputs = 2;
  workload.hidden = hidden;
  workload.steps = 3;
  workload.batch = batch;
  return workload;
}

/// Two steps of three sequences, six units.
tensor::PrunedStates pruned() {
  tensor::PrunedStates states;
  states.threshold = 0.25;
  states.share = 0.7;
  states.joint_share = 0.5;
  states.kept = {{{0, 3}, {3, 5}, {1}}, {{}, {2}, {}}};
  return states;
}

const std::string two_of_three = "step,sequence,kept\n0,0,0 3\n0,1,3 5\n1,0,\n1,1,2\n";

results::PrunedStatesRow row_with(const std::string& trace) {
  return {.format = "f",
          .fidelity = "short_training:60",
          .seed = 1000,
          .threshold = 0.25,
          .share = 0.7,
          .joint_share = 0.5,
          .trace = trace};
}

TEST(TraceCsv, HoldsTheSequencesOfABatch) {
  EXPECT_EQ(trace_csv(pruned(), layer(6, 2)), two_of_three);
}

TEST(TraceCsv, IsEmptyWithoutABatchOrWithoutAnythingToSkip) {
  tensor::PrunedStates none = pruned();
  none.kept = {{{}, {}, {}}};
  tensor::PrunedStates all = pruned();
  all.kept = {{{0, 1}}};

  EXPECT_EQ(trace_csv(pruned(), layer(6, 4)), "");
  EXPECT_EQ(trace_csv(none, layer(6, 2)), "");
  EXPECT_EQ(trace_csv(all, layer(2, 1)), "");
}

// 5 of 24 states are kept by one sequence alone, of both together {0, 3, 5} and {2}.
TEST(TrainedStates, AreReadBackFromAStudysRow) {
  const auto states = trained_states(row_with(two_of_three), layer(6, 2));

  EXPECT_EQ(states->threshold, 0.25);
  EXPECT_EQ(states->share, 0.7);
  EXPECT_EQ(states->joint_share, 0.5);
  EXPECT_THAT(states->trace.kept, ElementsAre(ElementsAre(0U, 3U, 5U), ElementsAre(2U)));
  EXPECT_THROW(static_cast<void>(trained_states(row_with("damaged"), layer(6, 2))),
               sweeps::ParseError);
}

/// The first design with zero states.
ModelHalf sparse_half(const Space& space) {
  for (const Space::Block& block : space.blocks()) {
    for (const Space::Slot& slot : block.slots) {
      if (slot.state_sparsity > 0) {
        return block.model->at(0, slot.weight_bits, slot.state_sparsity);
      }
    }
  }
  throw std::logic_error("no sparse design");
}

// 16 units, 3 steps, a batch of 2, half of the states zero: expected 1 - 0.5^2 = 0.75. The trace
// keeps 3 and 1 of 16, the third step is like the first: (3 + 1 + 3) / 48.
TEST(TrainedStates, PriceAFormatFromThenOnAndLeaveItsIdentity) {
  const Problem problem = testing::problem_of(testing::uncompressed_sweep);
  const ModelHalf before = sparse_half(problem.space);
  EXPECT_EQ(model_counts(before).kept_columns, 0.75);
  EXPECT_TRUE(lower(before).zero_states.kept.empty());

  problem.space.trained_states().set(before.format_id().text(),
                                     trained_states(row_with(two_of_three), before.workload));
  const ModelHalf after = sparse_half(problem.space);

  EXPECT_EQ(after.id(), before.id());
  EXPECT_EQ(after.format_id(), before.format_id());
  EXPECT_EQ(model_counts(after).kept_columns, 7.0 / 48);
  EXPECT_THAT(lower(after).zero_states.kept, ElementsAre(ElementsAre(0U, 3U, 5U), ElementsAre(2U)));
}

TEST(TrainedStates, DoNotTouchDesignsThatComputeAllStates) {
  const Problem problem = testing::problem_of(testing::uncompressed_sweep);
  ModelHalf half = sparse_half(problem.space);
  problem.space.trained_states().set(half.format_id().text(),
                                     trained_states(row_with(two_of_three), half.workload));
  half = sparse_half(problem.space);

  problem.space.blocks().front().model->set_precision(half, half.weight_bits, 0);

  EXPECT_EQ(half.trained, nullptr);
  EXPECT_EQ(model_counts(half).kept_columns, 1);
  EXPECT_TRUE(lower(half).zero_states.kept.empty());
}

}  // namespace
}  // namespace paretree::dse
