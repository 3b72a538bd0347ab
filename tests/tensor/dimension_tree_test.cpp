#include "tensor/dimension_tree.hpp"

#include "tests/tensor/formats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace paretree::tensor {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(DimensionTree, ListsNodesInPostOrder) {
  const DimensionTree tree = DimensionTree::parse("[[2, 0], 1]");

  // 2, 0, [2, 0], 1, root
  ASSERT_EQ(tree.nodes().size(), 5U);
  EXPECT_EQ(tree.nodes()[0].mode, 2);
  EXPECT_EQ(tree.nodes()[1].mode, 0);
  EXPECT_EQ(tree.nodes()[2].modes, 0b101U);
  EXPECT_EQ(tree.nodes()[2].left, 0);
  EXPECT_EQ(tree.nodes()[2].right, 1);
  EXPECT_EQ(tree.nodes()[2].parent, 4);
  EXPECT_EQ(tree.root().left, 2);
  EXPECT_EQ(tree.root().right, 3);
  EXPECT_EQ(tree.root().parent, -1);
  EXPECT_THAT(tree.leaf_order(), ElementsAre(2, 0, 1));
}

TEST(DimensionTree, HasNamedShapes) {
  EXPECT_EQ(DimensionTree::linear(4).text(), "[[[0, 1], 2], 3]");
  EXPECT_EQ(DimensionTree::linear_from_last(4).text(), "[[[3, 2], 1], 0]");
  EXPECT_EQ(DimensionTree::balanced(4).text(), "[[0, 1], [2, 3]]");
  EXPECT_EQ(DimensionTree::balanced(5).text(), "[[[0, 1], 2], [3, 4]]");
  EXPECT_EQ(DimensionTree::balanced(1).text(), "0");
}

TEST(DimensionTree, CanonicalFormPutsTheSmallestModeFirst) {
  EXPECT_EQ(DimensionTree::parse("[[3, 2], [1, 0]]").canonical().text(), "[[0, 1], [2, 3]]");
  EXPECT_EQ(DimensionTree::parse("[[[5, 4], 3], [2, [0, 1]]]").canonical().text(),
            "[[[0, 1], 2], [3, [4, 5]]]");
}

TEST(DimensionTree, SaysWhereTextGoesWrong) {
  const auto message = [](std::string_view text) -> std::string {
    try {
      (void)DimensionTree::parse(text);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_THAT(message("[0, 1"),
              HasSubstr("found the end of the text at character 6; allowed is ']'"));
  EXPECT_THAT(message("[0; 1]"), HasSubstr("found ';' at character 3; allowed is ','"));
  EXPECT_THAT(message("[0, x]"), HasSubstr("found 'x' at character 5; allowed is '[' or a mode"));
  EXPECT_THAT(message("[0, 1]]"), HasSubstr("allowed is the end of the text"));
  EXPECT_THAT(message("[0, 99999999999999999999]"), HasSubstr("a mode number 0 to 19"));
  EXPECT_THAT(message("[0, 0]"), HasSubstr("mode 0 is on both sides"));
  EXPECT_THAT(message("[0, 2]"), HasSubstr("modes are 0,2; allowed are 0 to 1"));
  EXPECT_THAT(message(std::string(100000, '[')), HasSubstr("at most 19 nested lists"));
  EXPECT_THAT(message(""), HasSubstr("found the end of the text"));
}

TEST(DimensionTree, HasAtMostTwentyModes) {
  EXPECT_EQ(DimensionTree::linear(20).modes(), 20);
  EXPECT_EQ(DimensionTree::linear(20).unrooted().size(), 37U);  // 2 * 20 - 3
  EXPECT_EQ(DimensionTree::parse(DimensionTree::linear(20).text()), DimensionTree::linear(20));
  EXPECT_THROW((void)DimensionTree::linear(21), std::invalid_argument);
  EXPECT_THROW((void)DimensionTree::balanced(0), std::invalid_argument);
  EXPECT_THROW((void)DimensionTree::leaf(20), std::invalid_argument);
}

TEST(EdgeOf, NamesTheSideWithoutTheHighestMode) {
  EXPECT_EQ(edge_of(0b0011, 4), 0b0011U);
  EXPECT_EQ(edge_of(0b1100, 4), 0b0011U);
  EXPECT_EQ(edge_of(0b1000, 4), 0b0111U);
  EXPECT_THROW((void)edge_of(0b1111, 4), std::invalid_argument);
  EXPECT_THROW((void)edge_of(0, 4), std::invalid_argument);
}

TEST(EdgeOf, TellsEdgesThatEndInALeaf) {
  EXPECT_TRUE(ends_in_leaf(0b0001, 4));
  EXPECT_TRUE(ends_in_leaf(0b0111, 4));  // the edge of leaf 3
  EXPECT_FALSE(ends_in_leaf(0b0011, 4));
  EXPECT_TRUE(ends_in_leaf(0b01, 2));
}

TEST(ModeList, ListsModesAscending) {
  EXPECT_EQ(mode_list(0b1011), "0,1,3");
  EXPECT_EQ(mode_list(0x80000000U), "31");
  EXPECT_EQ(mode_list(0), "");
}

TEST(Unrooted, BothChildrenOfTheRootAreOneEdge) {
  // Edges of [[0, 1], [2, 3]]: {0}, {1}, {0,1} = not {2,3}, {2}, {0,1,2} = not {3}.
  EXPECT_THAT(DimensionTree::balanced(4).unrooted(), ElementsAre(1U, 2U, 3U, 4U, 7U));
  EXPECT_THAT(DimensionTree::linear(2).unrooted(), ElementsAre(1U));
  EXPECT_TRUE(DimensionTree::leaf(0).unrooted().empty());
}

TEST(ChildOrders, AreAllDistinctAndStartWithTheTreesOwn) {
  const DimensionTree tree = DimensionTree::parse("[[3, 1], [[0, 2], 4]]");
  const std::vector<DimensionTree> orders = tree.child_orders();

  EXPECT_EQ(orders.size(), 16U);
  EXPECT_EQ(orders.front(), tree);
  std::set<std::string> texts;
  for (const DimensionTree& order : orders) {
    texts.insert(order.text());
    EXPECT_EQ(order.canonical(), tree.canonical());
  }
  EXPECT_EQ(texts.size(), 16U);
}

RC_GTEST_PROP(DimensionTree, KeepsItsTextItsHashAndItsShape, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const DimensionTree tree = testing::random_tree(static_cast<int>(stream.between(1, 12)), stream);

  const DimensionTree read = DimensionTree::parse(tree.text());
  RC_ASSERT(read == tree);
  RC_ASSERT(std::hash<DimensionTree>{}(read) == std::hash<DimensionTree>{}(tree));
  RC_ASSERT(tree.canonical().canonical() == tree.canonical());
  RC_ASSERT(tree.canonical().unrooted() == tree.unrooted());
  RC_ASSERT(tree.unrooted().size() == static_cast<std::size_t>(std::max(0, 2 * tree.modes() - 3)));
  for (std::size_t index = 0; index < tree.nodes().size(); ++index) {
    const DimensionTree::Node& node = tree.nodes()[index];
    if (node.is_leaf()) continue;
    const auto left = static_cast<std::size_t>(node.left);
    const auto right = static_cast<std::size_t>(node.right);
    RC_ASSERT(left < right);
    RC_ASSERT(right + 1 == index);
    RC_ASSERT(static_cast<std::size_t>(tree.nodes()[left].parent) == index);
    RC_ASSERT(static_cast<std::size_t>(tree.nodes()[right].parent) == index);
    RC_ASSERT((tree.nodes()[left].modes | tree.nodes()[right].modes) == node.modes);
  }
}

RC_GTEST_PROP(DimensionTree, SwappingTwiceIsNothing, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const int modes = static_cast<int>(stream.between(2, 8));
  const DimensionTree tree = testing::random_tree(modes, stream);

  // Exchanging all children at once keeps the numbering of inner nodes only in mirror image, so the
  // way back is the whole set again.
  const ModeSet all = (ModeSet{1} << (modes - 1)) - 1;
  RC_ASSERT(tree.with_swapped(all).with_swapped(all) == tree);
  RC_ASSERT(tree.with_swapped(0) == tree);
}

}  // namespace
}  // namespace paretree::tensor
