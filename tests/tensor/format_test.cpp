#include "tensor/format.hpp"

#include "tensor/checked.hpp"
#include "tests/tensor/formats.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>

namespace paretree::tensor {
namespace {

using testing::tt;
using testing::uniform_ht;

TEST(Parameters, OfThePublishedTtLstm) {
  // UCF11, ranks 4: 8*16*4 + 20*4*16 + 20*4*16 + 18*4*4 = 512 + 1280 + 1280 + 288
  EXPECT_EQ(parameters(tt(testing::tt_lstm_modes(), {4, 4, 4})), 3360U);
}

TEST(Parameters, OfThePublishedTtGru) {
  // Three gates enlarge the first output mode to 12: 8*12*4 = 384, 384 + 1280 + 1280 + 288
  EXPECT_EQ(parameters(tt({.in = {8, 20, 20, 18}, .out = {12, 4, 4, 4}}, {4, 4, 4})), 3232U);
}

TEST(Parameters, OfTheTtTableAtOtherRanks) {
  // The fully connected layer, without gates.
  const Modes plain{.in = {8, 20, 20, 18}, .out = {4, 4, 4, 4}};
  EXPECT_EQ(parameters(tt(plain, {3, 3, 3})), 1752U);  // 96 + 720 + 720 + 216
  EXPECT_EQ(parameters(tt(plain, {4, 4, 4})), 2976U);  // 128 + 1280 + 1280 + 288
  EXPECT_EQ(parameters(tt(plain, {5, 5, 5})), 4520U);  // 160 + 2000 + 2000 + 360
}

TEST(Parameters, OfThePublishedTtWorkloads) {
  const std::vector<std::uint64_t> fours(6, 4);
  // FC6: 2*4*4 + (7 + 8 + 8 + 7)*4*16 + 4*4*4 = 32 + 1920 + 64
  EXPECT_EQ(parameters(tt({.in = {2, 7, 8, 8, 7, 4}, .out = fours}, {4, 4, 4, 4, 4})), 2016U);
  // FC7: 64 + 4*256 + 64
  EXPECT_EQ(parameters(tt({.in = fours, .out = fours}, {4, 4, 4, 4, 4})), 1152U);
  // Youtube: 4*4*4 + 1280 + 1280 + 36*4*4 = 64 + 2560 + 576
  EXPECT_EQ(parameters(tt({.in = {4, 20, 20, 36}, .out = {4, 4, 4, 4}}, {4, 4, 4})), 3200U);
}

TEST(Parameters, OfADecoupledTtLstm) {
  // One core per mode, outputs (16, 8, 8) first, then inputs (8, 20, 20, 18):
  // 16*4 + 8*4*8 + 8*8*16 + 8*16*8 + 20*8*4 + 20*4*4 + 18*4
  //   = 64 + 256 + 1024 + 1024 + 640 + 320 + 72
  const Modes modes{.in = {1, 1, 1, 8, 20, 20, 18}, .out = {16, 8, 8, 1, 1, 1, 1}};
  EXPECT_EQ(parameters(tt(modes, {4, 8, 16, 8, 4, 4})), 3400U);
}

TEST(Parameters, OfThePublishedHtLstm) {
  // Leaves 4*(8*16 + 10*4 + 10*2 + 9*4 + 8*2) = 4*240 = 960; {0,1}: 4*4*5 = 80;
  // {0,1,2}: 5*4*5 = 100; {3,4}: 4*4*5 = 80; root 5*5 = 25.
  const MatrixFormat format =
      uniform_ht(testing::ht_lstm_modes(), DimensionTree::parse("[[[0, 1], 2], [3, 4]]"), 4, 5);
  EXPECT_EQ(parameters(format), 1245U);
}

TEST(Parameters, OfThePublishedBlockTermLstm) {
  // 2*(4*(8*16 + 20*4 + 20*4 + 18*4) + 4^4) = 2*(4*360 + 256)
  EXPECT_EQ(bt_parameters(2, testing::tt_lstm_modes(), {4, 4, 4, 4}), 3392U);
  EXPECT_THROW((void)bt_parameters(2, testing::tt_lstm_modes(), {4, 4, 4}), std::invalid_argument);
}

TEST(Parameters, OfThePublishedTensorRingLstm) {
  // Ranks 5, but 10 at R_0. Inputs: 10*4*5 = 200, then 25 * (2, 5, 8, 6, 5, 3, 2) = 50 + 125 + 200
  // + 150 + 125 + 75 + 50. Outputs, the first one enlarged to 16 by the gates: 5*16*5 = 400, 25 *
  // (4, 2, 4) = 100 + 50 + 100, and 5*2*10 = 100.
  EXPECT_EQ(tr_parameters({4, 2, 5, 8, 6, 5, 3, 2, 16, 4, 2, 4, 2},
                          {10, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5}),
            1725U);
  EXPECT_THROW((void)tr_parameters({4, 2}, {5}), std::invalid_argument);
  EXPECT_THROW((void)tr_parameters({}, {}), std::invalid_argument);
}

TEST(Parameters, OfADenseMatrixAreItsEntries) {
  // The input part and the recurrent part of the four gates: 4 * (57600 + 256) * 256
  const MatrixFormat format{.modes = {.in = {57856}, .out = {1024}}};
  EXPECT_EQ(parameters(format), 59244544U);
  EXPECT_EQ(degrees_of_freedom(format), 59244544U);
}

TEST(Parameters, OfOneModeAreTheMatrix) {
  const Modes modes{.in = {3}, .out = {2}};
  EXPECT_EQ(parameters(uniform_ht(modes, DimensionTree::leaf(0), 1, 1)), 6U);
  EXPECT_EQ(parameters(tt(modes, {})), 6U);
}

TEST(Parameters, RefuseCountsBeyond64Bits) {
  const Modes modes{.in = {1ULL << 40, 2}, .out = {1ULL << 20, 2}};
  EXPECT_THROW((void)parameters(tt(modes, {16})), CountOverflow);
}

TEST(Check, RefusesWhatIsInconsistent) {
  const Modes modes{.in = {2, 2, 2}, .out = {2, 2, 2}};
  MatrixFormat format = uniform_ht(modes, DimensionTree::linear(3), 2, 2);
  EXPECT_NO_THROW(check(format));

  format.tree = DimensionTree::linear(2);
  EXPECT_THROW(check(format), std::invalid_argument);  // two modes of three
  format.tree = DimensionTree::linear(3);
  format.ranks = EdgeRanks({{1, 2}, {2, 2}});
  EXPECT_THROW(check(format), std::invalid_argument);  // no rank on {0,1}
  format.ranks = EdgeRanks({{1, 2}, {2, 2}, {3, 2}, {4, 2}});
  EXPECT_THROW(check(format), std::invalid_argument);  // {2} is not the name of an edge

  MatrixFormat chain = tt(modes, {2, 2});
  EXPECT_NO_THROW(check(chain));
  for (const char* tree : {"[[1, 0], 2]", "[0, [1, 2]]", "[[0, 2], 1]"}) {
    chain.tree = DimensionTree::parse(tree);
    EXPECT_THROW(check(chain), std::invalid_argument) << tree;
  }
}

TEST(DegreesOfFreedom, SubtractTheGaugeOfEveryEdge) {
  // Two modes of 2 x 2, rank 2: leaves 8 + 8, root 2 * 2, two non-root nodes with 2 * 2 gauge each:
  // 16 + 4 - 8 = 12: the 4 x 4 matricisations of rank 2 have (4 + 4 - 2) * 2 = 12 as well.
  const Modes modes{.in = {2, 2}, .out = {2, 2}};
  EXPECT_EQ(degrees_of_freedom(uniform_ht(modes, DimensionTree::linear(2), 2, 2)), 12U);
  EXPECT_EQ(degrees_of_freedom(tt(modes, {2})), 12U);
}

TEST(DegreesOfFreedom, OfFullRanksAreTheWholeMatrix) {
  // 4 entries a leaf, three leaves of rank 4 would need 16 at the far side: the vertex is the
  // matrix. 3*(4*4) + 4*4*4 + (root 16) - 3*16 - 16 = 64 = 8 * 8.
  const Modes modes{.in = {2, 2, 2}, .out = {2, 2, 2}};
  EXPECT_EQ(degrees_of_freedom(uniform_ht(modes, DimensionTree::linear(3), 4, 4)), 64U);
}

TEST(DegreesOfFreedom, RefuseRanksSoRedundantThatTheyWouldBeNegative) {
  const Modes modes{.in = {1, 1}, .out = {2, 2}};
  EXPECT_THROW((void)degrees_of_freedom(tt(modes, {5})), std::invalid_argument);  // 20 - 25
}

RC_GTEST_PROP(DegreesOfFreedom, AreTheSameForAllRootingsAndOrders, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const int count = static_cast<int>(stream.between(2, 6));
  const DimensionTree tree = testing::random_tree(count, stream);
  Modes modes{.in = {}, .out = std::vector<std::uint64_t>(static_cast<std::size_t>(count), 4)};
  for (int mode = 0; mode < count; ++mode) modes.in.push_back(stream.between(3, 9));
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  for (const ModeSet edge : tree.unrooted()) ranks.emplace_back(edge, stream.between(3, 5));
  const MatrixFormat format{FormatKind::ht, modes, tree, EdgeRanks(ranks)};

  for (const DimensionTree& rooting : rootings(tree)) {
    MatrixFormat other = format;
    other.tree = rooting;
    RC_ASSERT(degrees_of_freedom(other) == degrees_of_freedom(format));
    // The root adds the square of the rank of its edge.
    const ModeSet edge =
        edge_of(rooting.nodes()[static_cast<std::size_t>(rooting.root().left)].modes, count);
    std::uint64_t gauge = 0;
    for (const auto& [e, rank] : ranks) gauge += rank * rank;
    const std::uint64_t root = format.ranks.at(edge);
    RC_ASSERT(parameters(other) - root * root == degrees_of_freedom(format) + gauge);
  }
}

}  // namespace
}  // namespace paretree::tensor
