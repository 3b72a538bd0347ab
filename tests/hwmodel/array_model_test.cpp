#include "hwmodel/array_model.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace paretree::hwmodel {
namespace {

MatrixStage stage(std::uint64_t rows, std::uint64_t inner, std::uint64_t cols) {
  return {.kind = "core", .rows = rows, .inner = inner, .cols = cols};
}

std::vector<std::uint64_t> tiles(std::uint64_t extent, std::uint64_t lanes) {
  std::vector<std::uint64_t> result;
  for (; extent > 0; extent -= result.back()) {
    result.push_back(std::min(extent, lanes));
  }
  return result;
}

std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) {
  return (a + b - 1) / b;
}

/// The slow oracle: walks every tile and every group of contracted indices, counting one by one.
StageActivity walk(const MatrixStage& work, std::uint64_t batch, const Lanes& lanes,
                   Mapping mapping) {
  const auto spread = [&](Spread dimension) {
    return (mapping.over_macs == dimension ? lanes.macs_per_pe : 1) *
           (mapping.over_pes == dimension ? lanes.pes : 1);
  };
  const auto row_tiles = tiles(work.rows, spread(Spread::rows));
  const auto col_tiles = tiles(work.cols * batch, spread(Spread::columns));
  const auto groups = tiles(work.inner, spread(Spread::inner));
  StageActivity result;
  std::uint64_t drain_before = 0;
  for (const std::uint64_t rows : row_tiles) {
    for (const std::uint64_t cols : col_tiles) {
      std::uint64_t compute = 0;
      for (const std::uint64_t inner : groups) {
        const std::uint64_t at_banks = ceil_div(cols * inner, lanes.banks);
        const std::uint64_t at_port = ceil_div(rows * inner, lanes.weight_port_words);
        compute += std::max({std::uint64_t{1}, at_banks, at_port});
        result.stall_cycles += std::max(at_banks, at_port) - 1;
        result.macs += rows * cols * inner;
        result.events.weight_reads += rows * inner;
        result.events.activation_reads += cols * inner;
        result.events.register_accesses += rows * cols;
      }
      result.stall_cycles += drain_before > compute ? drain_before - compute : 0;
      result.cycles += std::max(compute, drain_before);
      drain_before = ceil_div(rows * cols, lanes.banks);
      result.events.activation_writes += rows * cols;
    }
  }
  result.cycles += drain_before + lanes.access_cycles;
  for (std::uint64_t width = 1; width < spread(Spread::inner); width *= 2) {
    ++result.cycles;  // a level of the adder tree
  }
  return result;
}

constexpr std::array<Spread, 3> spreads{Spread::rows, Spread::columns, Spread::inner};

RC_GTEST_PROP(StageActivity, EqualsAWalkOverEveryTile, ()) {
  const auto below = [](std::uint64_t top) { return *rc::gen::inRange<std::uint64_t>(1, top); };
  const MatrixStage work = stage(below(40), below(40), below(40));
  const std::uint64_t batch = below(4);
  const Lanes lanes{below(9), below(9), below(20), below(20), below(4)};
  const Mapping mapping{spreads.at(*rc::gen::inRange<std::size_t>(0, 3)),
                        spreads.at(*rc::gen::inRange<std::size_t>(0, 3))};

  const StageActivity fast = stage_activity(work, batch, lanes, mapping);
  const StageActivity slow = walk(work, batch, lanes, mapping);

  RC_ASSERT(fast.cycles == slow.cycles);
  RC_ASSERT(fast.stall_cycles == slow.stall_cycles);
  RC_ASSERT(fast.macs == slow.macs);
  RC_ASSERT(fast.events.macs == slow.macs);
  RC_ASSERT(fast.events.weight_reads == slow.events.weight_reads);
  RC_ASSERT(fast.events.activation_reads == slow.events.activation_reads);
  RC_ASSERT(fast.events.activation_writes == slow.events.activation_writes);
  RC_ASSERT(fast.events.register_accesses == slow.events.register_accesses);
}

RC_GTEST_PROP(BestStageActivity, IsTheFastestOfNine, ()) {
  const auto below = [](std::uint64_t top) { return *rc::gen::inRange<std::uint64_t>(1, top); };
  const MatrixStage work = stage(below(40), below(40), below(60));
  const Lanes lanes{8, 4, std::uint64_t{1} << below(7), 8, 2};

  const StageActivity best = best_stage_activity(work, 1, lanes);

  std::uint64_t fewest = stage_activity(work, 1, lanes, Mapping{}).cycles;
  for (const Spread over_macs : spreads) {
    for (const Spread over_pes : spreads) {
      fewest = std::min(fewest, walk(work, 1, lanes, {over_macs, over_pes}).cycles);
    }
  }
  RC_ASSERT(best.cycles == fewest);
}

TEST(StageActivity, CountsAsTheClosedFormsOfTheCostModel) {
  // rows 20 on 16 MACs: 2 tiles; columns 50 on 16 PEs: 4 tiles; inner 30 in time: 2 * 4 * 30 = 240
  // cycles. Full tiles drain 256 words through 16 banks in 16 cycles, fewer than 30: no stall. The
  // last tile has 4 rows and 2 columns: one cycle of drain. Access 3.
  const StageActivity activity =
      stage_activity(stage(20, 30, 50), 1, {16, 16, 16, 16, 3}, Mapping{});

  EXPECT_EQ(activity.cycles, 240U + 1U + 3U);
  EXPECT_EQ(activity.stall_cycles, 0U);
  EXPECT_EQ(activity.macs, 20U * 30U * 50U);
  EXPECT_EQ(activity.events.weight_reads, 20U * 30U * 4U);      // out * in * ceil(cols / P)
  EXPECT_EQ(activity.events.activation_reads, 2U * 30U * 50U);  // ceil(out / K) * in * cols
  EXPECT_EQ(activity.events.activation_writes, 20U * 50U);
  EXPECT_EQ(activity.mapping, "rows/columns");
}

TEST(StageActivity, StallsOnWriteBandwidthWhereTheInnerExtentIsShort) {
  // One row tile, 4 column tiles of 8 cycles; each drains 16 * 16 / 16 = 16 cycles: 8 + 3 * 16
  // + 16.
  const StageActivity narrow = stage_activity(stage(16, 8, 64), 1, {16, 16, 16, 16, 1}, Mapping{});
  EXPECT_EQ(narrow.cycles, 8U + 3U * 16U + 16U + 1U);
  EXPECT_EQ(narrow.stall_cycles, 3U * 8U);

  // Twice the banks drain twice as fast: no stall.
  const StageActivity wide = stage_activity(stage(16, 8, 64), 1, {16, 16, 32, 16, 1}, Mapping{});
  EXPECT_EQ(wide.stall_cycles, 0U);
  EXPECT_EQ(wide.cycles, 4U * 8U + 8U + 1U);
}

TEST(StageActivity, SerialisesAccessGroupsAtTooFewBanks) {
  // 16 columns are read from 4 banks in 4 cycles; the drain of 16 * 16 / 4 = 64 hides behind 40 * 4
  // = 160.
  const StageActivity activity =
      stage_activity(stage(16, 40, 32), 1, {16, 16, 4, 16, 1}, Mapping{});
  EXPECT_EQ(activity.stall_cycles, 2U * 40U * 3U);
}

TEST(StageActivity, BatchMultipliesColumns) {
  const Lanes lanes{16, 16, 16, 16, 2};
  EXPECT_EQ(stage_activity(stage(16, 18, 100), 4, lanes, Mapping{}).cycles,
            stage_activity(stage(16, 18, 400), 1, lanes, Mapping{}).cycles);
}

TEST(StageActivity, RefusesCountsBeyondItsIntegers) {
  const std::uint64_t huge = std::uint64_t{1} << 32U;
  EXPECT_THROW((void)stage_activity(stage(huge, huge, huge), 1, {1, 1, 1, 1, 1}, Mapping{}),
               std::overflow_error);
}

TEST(BestStageActivity, SpreadsTheInnerExtentOfAStageWithFewRows) {
  // 2 rows, 64 columns, 16 inner on 4 x 4 lanes with banks and port to feed them. rows/columns: 16
  // tiles of 16 cycles, 256. inner/columns: 16 tiles of two rows one after the other: 2 * 16 * 4 =
  // 128. columns/columns: 4 column tiles, 2 rows, 16 inner: 128 without an adder tree, so it wins
  // by its shorter end.
  const Lanes lanes{4, 4, 16, 4, 1};
  const StageActivity best = best_stage_activity(stage(2, 16, 64), 1, lanes);

  EXPECT_EQ(stage_activity(stage(2, 16, 64), 1, lanes, Mapping{}).cycles, 256U + 1U + 1U);
  EXPECT_EQ(best.mapping, "columns/columns");
  EXPECT_EQ(best.cycles, 128U + 1U + 1U);
}

TEST(BestStageActivity, PrefersTheFixedMappingOfEquals) {
  EXPECT_EQ(best_stage_activity(stage(1, 1, 1), 1, {4, 4, 16, 4, 1}).mapping, "rows/columns");
}

TEST(ElementWiseActivity, CountsTheWorkOfOneStep) {
  // 256 units, batch 2, 16 lanes: 5 look-ups each in 5 * 512 / 16 = 160 cycles, then 3 of access.
  LstmWork work;
  work.inputs = 100;
  work.hidden = 256;
  work.batch = 2;
  const StageActivity activity = element_wise_activity(work, {16, 16, 16, 16, 3});

  EXPECT_EQ(activity.cycles, 163U);
  EXPECT_EQ(activity.macs, 0U);
  EXPECT_EQ(activity.events.lookups, 5U * 512U);
  EXPECT_EQ(activity.events.multiplications, 3U * 512U);
  EXPECT_EQ(activity.events.additions, 5U * 512U);
  EXPECT_EQ(activity.events.activation_writes, 200U + 2U * 512U);  // x, then c and h
}

// Nine sums a unit, more than its five look-ups: 9 * 512 / 16 = 288 cycles, then 3 of access.
TEST(ElementWiseActivity, AddsTheSecondProductWhereWhIsOnesOwn) {
  LstmWork work;
  work.inputs = 100;
  work.hidden = 256;
  work.batch = 2;
  work.stages = {stage(1024, 10, 10), stage(1024, 256, 1)};
  work.stages.back().recurrent = true;
  const StageActivity activity = element_wise_activity(work, {16, 16, 16, 16, 3});

  EXPECT_EQ(activity.cycles, 291U);
  EXPECT_EQ(activity.events.lookups, 5U * 512U);
  EXPECT_EQ(activity.events.additions, 9U * 512U);
  EXPECT_EQ(activity.events.activation_reads, 9U * 512U);  // two of each gate, and the cell
}

TEST(ElementWiseActivity, IsEmptyForAFullyConnectedLayer) {
  LstmWork work;
  work.inputs = 100;
  const StageActivity activity = element_wise_activity(work, {16, 16, 16, 16, 3});

  EXPECT_EQ(activity.cycles, 0U);
  EXPECT_EQ(activity.events.lookups, 0U);
}

TEST(SequenceActivity, SumsStagesAndMultipliesByTheSteps) {
  LstmWork work;
  work.steps = 6;
  const Lanes lanes{16, 16, 16, 16, 1};
  const Activity activity =
      sequence_activity(work, {stage_activity(stage(16, 18, 32), 1, lanes, Mapping{}),
                               stage_activity(stage(4, 5, 6), 1, lanes, Mapping{})});

  EXPECT_EQ(activity.cycles_per_step, activity.stages[0].cycles + activity.stages[1].cycles);
  EXPECT_EQ(activity.per_sequence.macs, 6U * (16U * 18U * 32U + 4U * 5U * 6U));
}

}  // namespace
}  // namespace paretree::hwmodel
