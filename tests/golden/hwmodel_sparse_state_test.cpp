// The zero-state-skipping engine at its recalled point (192 MACs, 24 weights a cycle, 200 MHz) on
// the character model: one-hot x, so that only W_h is multiplied: 4000 rows, 1000 columns, batch 8.

#include "dse/lowering/lower.hpp"
#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"

#include <gtest/gtest.h>

#include <variant>

namespace paretree::dse {
namespace {

using hwmodel::Activity;
using hwmodel::Array;
using hwmodel::Estimate;
using hwmodel::LstmWork;
using hwmodel::Machine;

constexpr std::uint64_t tiles = 167;  // ceil(4000 / 24); the last one has 4000 - 166 * 24 = 16 rows

LstmWork character_model(std::uint64_t batch, double state_sparsity, std::uint64_t steps = 100) {
  ModelHalf half;
  half.workload = {"", sweeps::Layer::lstm, 50, 1000, 0, steps, batch, 50, true};
  half.scope = tensor::Scope::full;
  half.matrix.modes = {.in = {1050}, .out = {4000}};
  half.weight_bits = 8;
  half.state_sparsity = state_sparsity;
  return lower(half);
}

Array array(std::uint64_t mode, std::uint64_t offset_bits) {
  return {.pes = 24,
          .macs_per_pe = 8,
          .mapping = mode,
          .banks = 8,
          .bank_mapping = 0,
          .sram_access_cycles = 1,
          .option = offset_bits};
}

Activity counted(const LstmWork& work, std::uint64_t mode = 0, std::uint64_t offset_bits = 8) {
  return hwmodel::accelerators().at("sparse_state").count(work, array(mode, offset_bits));
}

TEST(SparseState, TakesAColumnPerCycleAndTileWithDenseStates) {
  const Activity activity = counted(character_model(8, 0));

  ASSERT_EQ(activity.stages.size(), 2U);
  // Last drain: 16 rows of 8 sequences through 8 banks = 16 cycles; access 1.
  EXPECT_EQ(activity.stages[0].cycles, tiles * 1000 + 16 + 1);
  // 5 * 1000 * 8 look-ups on 24 lanes = 1666.7, access 1.
  EXPECT_EQ(activity.stages[1].cycles, 1667U + 1);
  EXPECT_EQ(activity.cycles_per_step, 168685U);
  EXPECT_EQ(activity.stages[0].macs, 4000U * 1000 * 8);
  // Each weight once, and of W_x one column for each of 8 sequences.
  EXPECT_EQ(activity.stages[0].events.weight_reads, 4000U * 1000 + 4000U * 8);
  EXPECT_FALSE(activity.expected);
}

TEST(SparseState, SkipsTheColumnsThatAllSequencesAgreeOn) {
  const Activity activity = counted(character_model(8, 0.97));

  // 0.97^2 = 0.9409, ^4 = 0.88529, ^8 = 0.78374: 783 zeros, 217 kept. A run of 256 zeros
  // practically never happens.
  EXPECT_EQ(activity.stages[0].inner, 217U);
  EXPECT_EQ(activity.stages[0].cycles, tiles * 217 + 16 + 1);
  EXPECT_EQ(activity.stages[0].macs, 4000U * 217 * 8);
  // What a step reads: 4000 * 217 of W_h, 4000 * 8 of W_x, 4000 biases.
  EXPECT_EQ(activity.weight_words_per_step, 4000U * (217 + 8 + 1));
  EXPECT_TRUE(activity.expected);
  // 168685 / (36239 + 17 + 1668 = 37924) = 4.448; 1 / (1 - 0.78374) = 4.62 for W_h alone.
  EXPECT_EQ(activity.cycles_per_step, 37924U);
}

TEST(SparseState, ComputesEverythingInDenseMode) {
  const Activity activity = counted(character_model(8, 0.97), 1);

  EXPECT_EQ(activity.cycles_per_step, 168685U);
  EXPECT_FALSE(activity.expected);
}

TEST(SparseState, PaysADummyForARunThatAnOffsetCannotSkip) {
  // Zeros of share 1/2 at batch 1, offsets of 1 bit: 1000 * 1/2 * (1/4) / (3/4) = 166.7 runs of
  // two.
  const Activity activity = counted(character_model(1, 0.5), 0, 1);

  EXPECT_EQ(activity.stages[0].inner, 500U);
  // The last tile of 16 rows and one sequence drains through 8 banks in 2 cycles.
  EXPECT_EQ(activity.stages[0].cycles, tiles * (500 + 167) + 2 + 1);
  EXPECT_EQ(activity.stages[0].macs, 4000U * 500);
}

TEST(SparseState, CountsATraceStepByStep) {
  LstmWork work = character_model(1, 0.9, 3);
  // Step 0: nothing kept, 1000 zeros = 250 dummies at 2 bits. Step 1: columns 0 and 9; between them
  // 8 zeros = 2 dummies, behind them 990 = 247. Step 2: all.
  work.zero_states.kept = {{}, {0, 9}, {}};
  for (std::uint64_t column = 0; column < 1000; ++column) {
    work.zero_states.kept[2].push_back(column);
  }

  const Activity activity = counted(work, 0, 2);

  // Each step: last drain 2, access 1; element-wise ceil(5000 / 24) = 209, access 1: 213.
  ASSERT_EQ(activity.steps.size(), 3U);
  EXPECT_EQ(activity.steps[0].cycles, tiles * 250 + 213);
  EXPECT_EQ(activity.steps[1].cycles, tiles * (2 + 2 + 247) + 213);
  EXPECT_EQ(activity.steps[2].cycles, tiles * 1000 + 213);
  EXPECT_EQ(activity.per_sequence.macs, 4000U * (0 + 2 + 1000));
  EXPECT_EQ(activity.steps[1].weight_words, 4000U * (2 + 1 + 1));
  EXPECT_FALSE(activity.expected);

  // Every step takes the longer of its cycles and its transfer, which no mean of them tells.
  Machine machine;
  machine.array = array(0, 2);
  machine.period_fs = 1;
  machine.weight_bits = 8;
  machine.activation_bits = 8;
  machine.activation_capacity_words = 10000;
  machine.dram_bits_per_cycle =
      8;  // a word a cycle: step 1 moves 16000 + 1001 words in as many cycles
  machine.control_fj_per_cycle = 1;
  const auto cost = hwmodel::estimate(work, activity, machine);
  ASSERT_TRUE(std::holds_alternative<Estimate>(cost));
  const auto& estimate = std::get<Estimate>(cost);
  // Step 0: 4000 * 2 + 1001 words against 41963 cycles. Step 1: 17001 against 42130. Step 2: 4000 *
  // 1002 + 1001 = 4,009,001 against 167213.
  EXPECT_EQ(estimate.cycles, 41963U + 42130U + 4009001U);
  EXPECT_EQ(estimate.events.dram_weight_words, 4000U * (2 + 4 + 1002));

  std::uint64_t by_stage = 0;
  for (const auto& stage : hwmodel::stage_energy_fj(work, activity, machine)) {
    by_stage += hwmodel::total(stage);
  }
  EXPECT_EQ(by_stage, estimate.energy_fj_total());
}

TEST(SparseState, DesignPointIsNearThePeakOfThePublishedChip) {
  const hwmodel::Accelerator& engine = hwmodel::accelerators().at("sparse_state");
  const auto built = engine.build({}, built_in_technology("horowitz45"), 8);
  ASSERT_TRUE(std::holds_alternative<Machine>(built))
      << std::get<hwmodel::Infeasible>(built).text();
  const auto& machine = std::get<Machine>(built);
  const auto gops = [&](std::uint64_t batch) {
    const LstmWork work = character_model(batch, 0);
    const auto cost = hwmodel::estimate(work, engine.count(work, machine.array), machine);
    const auto& estimate = std::get<Estimate>(cost);
    return 2.0 * static_cast<double>(estimate.macs) / estimate.latency_ns();
  };

  // 51.2 Gb/s at 200 MHz are 256 bits a cycle: 4000 * 1009 weights of 8 bits in 126,125 cycles,
  // less than it computes.
  EXPECT_EQ(machine.dram_bits_per_cycle, 256U);
  // 64e6 operations in 168,685 cycles of 5 ns = 75.88; the peak is 2 * 192 * 0.2 = 76.8 (recalled).
  EXPECT_NEAR(gops(8), 75.88, 0.01);
  // 8e6 in 167,213 cycles = 9.568; 2 * 24 * 0.2 = 9.6 (derived).
  EXPECT_NEAR(gops(1), 9.568, 0.001);
}

}  // namespace
}  // namespace paretree::dse
