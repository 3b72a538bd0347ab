#include "dse/study/tree_drawing.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

using tensor::DimensionTree;
using tensor::EdgeRanks;
using tensor::FormatKind;

const tensor::Modes modes = {.in = {4, 4, 7}, .out = {4, 8, 8}};

TEST(TreeDrawing, DrawsRanksOnEdgesAndModesAtLeaves) {
  const tensor::MatrixFormat format{FormatKind::ht, modes, DimensionTree::parse("[[0, 1], 2]"),
                                    EdgeRanks({{0b001, 2}, {0b010, 3}, {0b011, 4}})};

  EXPECT_EQ(tree_drawing(format),
            "root\n"
            "├─[4]─ {0,1}\n"
            "│      ├─[2]─ 0: 4 in x 4 out\n"
            "│      └─[3]─ 1: 4 in x 8 out\n"
            "└─[4]─ 2: 7 in x 8 out\n");
}

TEST(TreeDrawing, FollowsTheOrderOfExecution) {
  const tensor::MatrixFormat format{FormatKind::ht, modes, DimensionTree::parse("[2, [1, 0]]"),
                                    EdgeRanks({{0b001, 2}, {0b010, 3}, {0b011, 12}})};

  EXPECT_EQ(tree_drawing(format),
            "root\n"
            "├─[12]─ 2: 7 in x 8 out\n"
            "└─[12]─ {0,1}\n"
            "        ├─[3]─ 1: 4 in x 8 out\n"
            "        └─[2]─ 0: 4 in x 4 out\n");
}

TEST(TreeDrawing, WritesAChainDownwards) {
  const tensor::MatrixFormat format{FormatKind::tt, modes, DimensionTree::linear_from_last(3),
                                    EdgeRanks({{0b001, 2}, {0b011, 4}})};

  EXPECT_EQ(tree_drawing(format),
            "chain, executed in this order\n"
            "  2: 7 in x 8 out\n"
            "  │ [4]\n"
            "  1: 4 in x 8 out\n"
            "  │ [2]\n"
            "  0: 4 in x 4 out\n");
}

TEST(TreeDrawing, SaysTheSizeOfADenseMatrix) {
  const tensor::MatrixFormat format{
      FormatKind::dense, {.in = {16}, .out = {32}}, DimensionTree::leaf(0), {}};

  EXPECT_EQ(tree_drawing(format), "dense 32 x 16\n");
}

}  // namespace
}  // namespace paretree::dse
