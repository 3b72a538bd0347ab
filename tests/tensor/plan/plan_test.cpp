#include "tensor/plan/plan.hpp"

#include "tensor/checked.hpp"
#include "tensor/plan/counts.hpp"
#include "tensor/plan/stage_graph.hpp"
#include "tests/tensor/formats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace paretree::tensor {
namespace {

using ::testing::ElementsAre;
using testing::from_last;
using testing::tt;
using testing::uniform_ht;

std::vector<std::uint64_t> stage_macs(const Plan& plan) {
  std::vector<std::uint64_t> counts;
  for (const Stage& stage : plan.stages) counts.push_back(stage.macs());
  return counts;
}

std::uint64_t extent(const std::vector<Digit>& digits) {
  std::uint64_t product = 1;
  for (const Digit& digit : digits) product *= digit.size;
  return product;
}

/// Two lists of digits as one set.
std::vector<std::tuple<int, ModeSet, std::uint64_t>> together(const std::vector<Digit>& first,
                                                              const std::vector<Digit>& second) {
  std::vector<std::tuple<int, ModeSet, std::uint64_t>> all;
  for (const auto* digits : {&first, &second}) {
    for (const Digit& digit : *digits) {
      all.emplace_back(static_cast<int>(digit.role), digit.label, digit.size);
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST(Plan, OfATtStartsFromEitherEnd) {
  const MatrixFormat format = tt({.in = {2, 3}, .out = {5, 7}}, {4});

  // Core 0 first: (5*4) x 2 on 3 columns = 120, then 7 x (4*3) on 5 columns = 420.
  EXPECT_THAT(stage_macs(plan(format)), ElementsAre(120, 420));
  // Core 1 first: (4*7) x 3 on 2 columns = 168, then 5 x (2*4) on 7 columns = 280.
  EXPECT_THAT(stage_macs(plan(from_last(format))), ElementsAre(168, 280));
}

TEST(Plan, OfATtListsTheDigitsOfEachOperand) {
  const Plan forwards = plan(tt({.in = {2, 3}, .out = {5, 7}}, {4}));
  const Digit n0{Digit::Role::input, 1, 2};
  const Digit n1{Digit::Role::input, 2, 3};
  const Digit m0{Digit::Role::output, 1, 5};
  const Digit m1{Digit::Role::output, 2, 7};
  const Digit r{Digit::Role::rank, 1, 4};

  EXPECT_THAT(forwards.stages[0].row_digits, ElementsAre(m0, r));
  EXPECT_THAT(forwards.stages[0].inner_digits, ElementsAre(n0));
  EXPECT_THAT(forwards.stages[0].col_digits, ElementsAre(n1));
  EXPECT_THAT(forwards.stages[1].row_digits, ElementsAre(m1));
  EXPECT_THAT(forwards.stages[1].inner_digits, ElementsAre(r, n1));
  EXPECT_THAT(forwards.stages[1].col_digits, ElementsAre(m0));

  const Plan backwards = plan(from_last(tt({.in = {2, 3}, .out = {5, 7}}, {4})));
  EXPECT_THAT(backwards.stages[0].row_digits, ElementsAre(r, m1));
  EXPECT_THAT(backwards.stages[1].inner_digits, ElementsAre(n0, r));
}

TEST(Plan, OfAnHtListsTheDigitsOfEachOperand) {
  // [0, 1] with rank 4 on its one edge, which is two indices, named by what is below each.
  const Plan two = plan(uniform_ht({.in = {2, 3}, .out = {5, 7}}, DimensionTree::linear(2), 4, 4));
  const Digit r0{Digit::Role::rank, 1, 4};
  const Digit r1{Digit::Role::rank, 2, 4};

  ASSERT_EQ(two.stages.size(), 3U);
  EXPECT_THAT(two.stages[0].row_digits, ElementsAre(Digit{Digit::Role::output, 1, 5}, r0));
  EXPECT_THAT(two.stages[1].col_digits, ElementsAre(Digit{Digit::Role::output, 1, 5}, r0));
  EXPECT_THAT(two.stages[2].inner_digits, ElementsAre(r0, r1));
  EXPECT_TRUE(two.stages[2].row_digits.empty());
  // (5*4) x 2 on 3; (7*4) x 3 on 5*4; 1 x (4*4) on 5*7.
  EXPECT_THAT(stage_macs(two), ElementsAre(120, 1680, 560));
}

TEST(Plan, OfUnpairedLeavesContractsInputsThenExpandsOutputs) {
  const Modes modes = unpaired({.in = {2, 3}, .out = {5, 7}});
  const Plan split = plan(uniform_ht(modes, DimensionTree::balanced(4), 2, 4));

  // Leaf 0: 2 x 2 on 3 = 12; leaf 1: 2 x 3 on 2 = 12; {0,1}: 4 x (2*2) = 16; root: 4 x 4 = 16;
  // {2,3}: (2*2) x 4 = 16; leaf 2: 5 x 2 on 2 = 20; leaf 3: 7 x 2 on 5 = 70.
  EXPECT_THAT(stage_macs(split), ElementsAre(12, 12, 16, 16, 16, 20, 70));
  EXPECT_EQ(split.macs, 162U);
  // x with 6 words and 6 after leaf 0 are the most before the end: 10 before the last stage, 35
  // after.
  EXPECT_EQ(split.peak_words, 45U);
  EXPECT_EQ(split.peak_single_words, 35U);
  EXPECT_EQ(split.critical_path_stages, 5U);  // leaf, {0,1}, root, {2,3}, leaf
}

TEST(Plan, OfAMixedNodeOpensTheRankOfItsOutputChild) {
  // Each leaf pair (input, output) under one node: [[0, 2], [1, 3]], all ranks 2.
  const Modes modes = unpaired({.in = {2, 3}, .out = {5, 7}});
  const Plan mixed = plan(uniform_ht(modes, DimensionTree::parse("[[0, 2], [1, 3]]"), 2, 2));

  // Leaf 0: 2 x 2 on 3 = 12; {0,2}: (2*2) x 2 on 3 = 24; leaf 2: 5 x 2 on 2*3 = 60;
  // leaf 1: 2 x 3 on 5*2 = 60; {1,3}: (2*2) x 2 on 5*2 = 80; leaf 3: 7 x 2 on 5*2*2 = 280;
  // root: 1 x (2*2) on 35 = 140.
  EXPECT_THAT(stage_macs(mixed), ElementsAre(12, 24, 60, 60, 80, 280, 140));
}

TEST(Plan, OfADenseMatrixIsOneStage) {
  const MatrixFormat format{.modes = {.in = {2, 3}, .out = {5, 7}}};
  const Plan dense = plan(format);

  ASSERT_EQ(dense.stages.size(), 1U);
  EXPECT_EQ(dense.stages[0].rows, 35U);
  EXPECT_EQ(dense.stages[0].inner, 6U);
  EXPECT_EQ(dense.stages[0].cols, 1U);
  EXPECT_EQ(dense.macs, 210U);
  EXPECT_EQ(macs(format), 210U);
  EXPECT_EQ(dense.peak_words, 41U);
  EXPECT_EQ(dense.critical_path_stages, 1U);
}

TEST(Plan, OfThePublishedHtLstmInNaturalOrder) {
  const MatrixFormat format =
      uniform_ht(testing::ht_lstm_modes(), DimensionTree::parse("[[[0, 1], 2], [3, 4]]"), 4, 5);
  // Words alive times rows: 57600 * 16*4, 460800 * 4*4, 737280 * 5, 230400 * 2*4, 184320 * 5,
  // 46080 * 4*4, 81920 * 2*4, 81920 * 5, 25600 * 1.
  EXPECT_THAT(stage_macs(plan(format)), ElementsAre(3686400, 7372800, 3686400, 1843200, 921600,
                                                    737280, 655360, 409600, 25600));
  EXPECT_EQ(plan(format).macs, 19338240U);
  EXPECT_EQ(macs(format), 19338240U);
  // Before and after leaf 1: 460800 and 737280 words, and 737280 and 230400 at {0,1}.
  EXPECT_EQ(plan(format).peak_words, 1198080U);
  EXPECT_EQ(plan(format).peak_single_words, 737280U);
  EXPECT_EQ(plan(format).critical_path_stages, 4U);  // leaf 0, {0,1}, {0,1,2}, root
}

TEST(Plan, OfThePublishedHtLstmInReverseOrder) {
  const MatrixFormat format =
      uniform_ht(testing::ht_lstm_modes(), DimensionTree::parse("[[[4, 3], 2], [1, 0]]"), 4, 5);
  // 57600 * 2*4, 57600 * 4*4, 102400 * 5, 32000 * 2*4, 25600 * 5, 6400 * 4*4, 10240 * 16*4,
  // 81920 * 5, 25600 * 1.
  EXPECT_THAT(stage_macs(plan(format)),
              ElementsAre(460800, 921600, 512000, 256000, 128000, 102400, 655360, 409600, 25600));
  EXPECT_EQ(plan(format).macs, 3471360U);
}

TEST(Plan, OfThePublishedTtLstmsWithFourGates) {
  const MatrixFormat ucf11 = tt(testing::tt_lstm_modes(), {4, 4, 4});
  // From the last core, words alive times rows: 57600 * 4*4, 51200 * 4*4, 10240 * 4*4, 2048 * 16.
  EXPECT_THAT(stage_macs(plan(from_last(ucf11))), ElementsAre(921600, 819200, 163840, 32768));
  EXPECT_EQ(plan(from_last(ucf11)).macs, 1937408U);
  EXPECT_EQ(plan(ucf11).macs, 12607488U);

  const MatrixFormat youtube =
      tt({.in = {4, 20, 20, 36}, .out = {16, 4, 4, 4}, .gate_mode = 0}, {4, 4, 4});
  EXPECT_THAT(stage_macs(plan(from_last(youtube))), ElementsAre(921600, 409600, 81920, 16384));
  EXPECT_EQ(plan(from_last(youtube)).macs, 1429504U);
  EXPECT_EQ(plan(youtube).macs, 21528576U);
}

TEST(Plan, OfThePublishedTtWorkloads) {
  const std::vector<std::uint64_t> fours(6, 4);
  const std::vector<std::uint64_t> five_ranks(5, 4);
  const MatrixFormat fc6 = tt({.in = {2, 7, 8, 8, 7, 4}, .out = fours}, five_ranks);
  EXPECT_THAT(stage_macs(plan(from_last(fc6))),
              ElementsAre(401408, 1605632, 917504, 458752, 229376, 32768));
  EXPECT_EQ(macs(from_last(fc6)), 3645440U);
  EXPECT_EQ(macs(fc6), 6889472U);

  const MatrixFormat fc7 = tt({.in = fours, .out = fours}, five_ranks);
  EXPECT_THAT(stage_macs(plan(from_last(fc7))),
              ElementsAre(65536, 262144, 262144, 262144, 262144, 65536));
  EXPECT_EQ(macs(from_last(fc7)), 1179648U);

  const MatrixFormat ucf11 = tt({.in = {8, 20, 20, 18}, .out = {4, 4, 4, 4}}, {4, 4, 4});
  EXPECT_THAT(stage_macs(plan(from_last(ucf11))), ElementsAre(921600, 819200, 163840, 8192));
  EXPECT_EQ(macs(from_last(ucf11)), 1912832U);
  EXPECT_EQ(macs(ucf11), 3151872U);

  const MatrixFormat youtube = tt({.in = {4, 20, 20, 36}, .out = {4, 4, 4, 4}}, {4, 4, 4});
  EXPECT_THAT(stage_macs(plan(from_last(youtube))), ElementsAre(921600, 409600, 81920, 4096));
  EXPECT_EQ(macs(from_last(youtube)), 1417216U);
  EXPECT_EQ(macs(youtube), 5382144U);
}

TEST(Plan, OfADecoupledTtLstm) {
  // Outputs (16, 8, 8), then inputs (8, 20, 20, 18), ranks 4, 8, 16, 8, 4, 4; from the last core:
  // 230400 + 51200 + 5120 + 1024 + 1024 + 2048 + 4096.
  const Modes modes{.in = {1, 1, 1, 8, 20, 20, 18}, .out = {16, 8, 8, 1, 1, 1, 1}};
  const MatrixFormat ucf11 = from_last(tt(modes, {4, 8, 16, 8, 4, 4}));
  EXPECT_THAT(stage_macs(plan(ucf11)), ElementsAre(230400, 51200, 5120, 1024, 1024, 2048, 4096));
  EXPECT_EQ(macs(ucf11), 294912U);
}

TEST(PublishedMacs, OfABlockTermFormatAreBlocksOfATuckerChain) {
  // 6 words * 2*2, 12 words * 1*3, core of 6 on 2 rows: 24 + 36 + 12, twice.
  EXPECT_EQ(bt_macs(2, {.in = {2, 3}, .out = {2, 1}}, {2, 3}), 144U);
  // The BT-LSTM: 57600 * 64, 460800 * 16, 368640 * 16, 294912 * 16, 1024 * 256, twice:
  // 2 * (3686400 + 7372800 + 5898240 + 4718592 + 262144)
  EXPECT_EQ(bt_macs(2, testing::tt_lstm_modes(), {4, 4, 4, 4}), 43876352U);
  EXPECT_THROW((void)bt_macs(2, testing::tt_lstm_modes(), {4}), std::invalid_argument);
}

TEST(PublishedMacs, OfATensorRingAreChainsForEachIndexAtItsOpening) {
  // 6 words * 3, 9 words * 4, 4 words * 2: 18 + 36 + 8, for each of the 2 indices at R_0.
  EXPECT_EQ(tr_macs({2, 3}, {2}, {2, 3, 4}), 124U);
  // The chain is a TT with a core per mode.
  EXPECT_EQ(2 * macs(tt({.in = {2, 3, 1}, .out = {1, 1, 2}}, {3, 4})), 124U);
  EXPECT_THROW((void)tr_macs({2, 3}, {2}, {2, 3}), std::invalid_argument);
  EXPECT_THROW((void)tr_macs({}, {2}, {2}), std::invalid_argument);
}

TEST(Macs, RefuseCountsBeyond64Bits) {
  const Modes modes{.in = {1ULL << 40, 2}, .out = {1ULL << 20, 2}};
  EXPECT_THROW((void)macs(tt(modes, {16})), CountOverflow);
  EXPECT_THROW((void)plan(tt(modes, {16})), CountOverflow);
}

TEST(StageGraph, RefusesStagesThatDoNotFitTogether) {
  std::vector<Stage> stages =
      plan(uniform_ht({.in = {2, 3}, .out = {5, 7}}, DimensionTree::linear(2), 4, 4)).stages;
  EXPECT_NO_THROW((void)summarise(stages));

  std::vector<Stage> swapped{stages[0], stages[2], stages[1]};
  EXPECT_THROW((void)summarise(swapped), std::invalid_argument);
  std::vector<Stage> lost = stages;
  lost[1].col_digits.pop_back();
  EXPECT_THROW((void)summarise(lost), std::invalid_argument);
  std::vector<Stage> twice = stages;
  twice[1].row_digits[0] = twice[0].row_digits[0];
  EXPECT_THROW((void)summarise(twice), std::invalid_argument);
}

/// The published count of a paired HT, written as it is printed: leaf j and inner nodes t over the
/// modes in execution order, each with what is outside it.
std::uint64_t macs_by_formula(const MatrixFormat& format) {
  const auto nodes = format.tree.nodes();
  std::vector<std::uint64_t> open;  // ranks made and not yet contracted
  ModeSet done = 0;
  const ModeSet all = format.tree.root().modes;
  std::uint64_t sum = 0;
  for (const DimensionTree::Node& node : nodes) {
    const std::uint64_t rank = rank_above(format, node);
    if (node.is_leaf()) {
      const std::uint64_t others =
          std::accumulate(open.begin(), open.end(), std::uint64_t{1}, std::multiplies<>());
      sum += format.modes.rows(done) * others * format.modes.columns(all & ~done) *
             format.modes.rows(node.modes) * rank;
      done |= node.modes;
    } else {
      const std::uint64_t right = open.back();
      open.pop_back();
      const std::uint64_t left = open.back();
      open.pop_back();
      const std::uint64_t others =
          std::accumulate(open.begin(), open.end(), std::uint64_t{1}, std::multiplies<>());
      sum += format.modes.rows(done) * others * format.modes.columns(all & ~done) * left * right *
             rank;
    }
    open.push_back(rank);
  }
  return sum;
}

RC_GTEST_PROP(Plan, OfPairedLeavesCostsThePublishedFormula, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  MatrixFormat format = testing::random_format(stream);
  RC_PRE(format.kind == FormatKind::ht && !format.modes.unpaired);

  RC_ASSERT(plan(format).macs == macs_by_formula(format));
}

RC_GTEST_PROP(Plan, HandsEachStagesOutputToTheNextOne, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const MatrixFormat format = testing::random_format(stream);
  const Plan result = plan(format);

  std::uint64_t weights = 0;
  std::uint64_t peak = 0;
  std::uint64_t single = 0;
  for (std::size_t s = 0; s < result.stages.size(); ++s) {
    const Stage& stage = result.stages[s];
    RC_ASSERT(stage.rows == extent(stage.row_digits));
    RC_ASSERT(stage.inner == extent(stage.inner_digits));
    RC_ASSERT(stage.cols == extent(stage.col_digits));
    weights += stage.rows * stage.inner;
    peak = std::max(peak, (stage.inner + stage.rows) * stage.cols);
    single = std::max({single, stage.inner * stage.cols, stage.rows * stage.cols});
    if (s + 1 < result.stages.size()) {
      const Stage& next = result.stages[s + 1];
      RC_ASSERT(together(stage.row_digits, stage.col_digits) ==
                together(next.inner_digits, next.col_digits));
    }
  }
  RC_ASSERT(result.stages.front().inner * result.stages.front().cols == format.modes.columns());
  RC_ASSERT(result.stages.back().rows * result.stages.back().cols == format.modes.rows());
  RC_ASSERT(weights == parameters(format));
  RC_ASSERT(result.peak_words == peak);
  RC_ASSERT(result.peak_single_words == single);
}

RC_GTEST_PROP(Plan, CountsTheSameWithAndWithoutStages, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const MatrixFormat format = testing::random_format(stream);
  const Plan result = plan(format);

  RC_ASSERT(macs(format) == result.macs);
  RC_ASSERT(plan_counts(format).macs == result.macs);
  RC_ASSERT(plan_counts(format).peak_words == result.peak_words);
}

RC_GTEST_PROP(Plan, HasACriticalPathAsLongAsTheTreeIsHigh, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const MatrixFormat format = testing::random_format(stream);
  RC_PRE(!format.modes.unpaired);

  std::vector<std::uint64_t> height;
  for (const DimensionTree::Node& node : format.tree.nodes()) {
    height.push_back(node.is_leaf() ? 1
                                    : 1 + std::max(height[static_cast<std::size_t>(node.left)],
                                                   height[static_cast<std::size_t>(node.right)]));
  }
  const auto chain = static_cast<std::uint64_t>(format.modes.count());
  RC_ASSERT(plan(format).critical_path_stages ==
            (format.kind == FormatKind::tt ? chain : height.back()));
}

}  // namespace
}  // namespace paretree::tensor
