#include "tensor/checked.hpp"
#include "tensor/dimension_tree.hpp"
#include "tensor/reference/exhaustive.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

namespace paretree::tensor {
namespace {

std::vector<std::string> sorted_texts(const std::vector<DimensionTree>& trees) {
  std::vector<std::string> texts;
  for (const DimensionTree& tree : trees) texts.push_back(tree.text());
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(TreeEnumeration, HasThePublishedCounts) {
  // (2d-3)!! rooted: 1, 1, 1*3, *5, *7, *9, *11; (2d-5)!! unrooted: the same, one later.
  const std::size_t rooted[] = {1, 1, 3, 15, 105, 945, 10395};
  const std::size_t unrooted[] = {1, 1, 1, 3, 15, 105, 945};
  for (int d = 1; d <= 7; ++d) {
    EXPECT_EQ(rooted_trees(d).size(), rooted[d - 1]) << d;
    EXPECT_EQ(rooted_tree_count(d), rooted[d - 1]) << d;
    EXPECT_EQ(unrooted_trees(d).size(), unrooted[d - 1]) << d;
    EXPECT_EQ(unrooted_tree_count(d), unrooted[d - 1]) << d;
  }
  EXPECT_EQ(rooted_tree_count(10), 34459425U);  // 17!! = 17 * 15 * 13 * 10395
}

TEST(TreeEnumeration, GivesEveryTreeOfTheDefinitionOnceInCanonicalForm) {
  for (int d = 1; d <= 7; ++d) {
    EXPECT_EQ(sorted_texts(rooted_trees(d)), reference::rooted_tree_texts((ModeSet{1} << d) - 1));
  }
}

TEST(TreeEnumeration, KeepsTheRootingsOfOneUnrootedTreeTogether) {
  for (int d = 1; d <= 6; ++d) {
    std::vector<DimensionTree> grouped;
    std::set<std::vector<ModeSet>> seen;
    for (const DimensionTree& tree : unrooted_trees(d)) {
      EXPECT_TRUE(seen.insert(tree.unrooted()).second) << tree.text();
      for (const DimensionTree& rooting : rootings(tree)) {
        EXPECT_EQ(rooting.unrooted(), tree.unrooted());
        grouped.push_back(rooting);
      }
    }
    EXPECT_EQ(grouped, rooted_trees(d));
  }
}

TEST(TreeEnumeration, CountsTheSameByIndexAsByList) {
  for (int d = 1; d <= 6; ++d) {
    const auto rooted = rooted_trees(d);
    for (std::size_t i = 0; i < rooted.size(); ++i) EXPECT_EQ(rooted_tree(d, i), rooted[i]);
    const auto unrooted = unrooted_trees(d);
    for (std::size_t i = 0; i < unrooted.size(); ++i) EXPECT_EQ(unrooted_tree(d, i), unrooted[i]);
  }
  EXPECT_EQ(rooted_tree(18, rooted_tree_count(18) - 1).modes(), 18);
}

TEST(TreeEnumeration, RefusesWhatItCannotList) {
  EXPECT_THROW((void)rooted_trees(0), std::invalid_argument);
  EXPECT_THROW((void)rooted_trees(11), std::invalid_argument);
  EXPECT_THROW((void)unrooted_trees(11), std::invalid_argument);
  EXPECT_THROW((void)rooted_tree(4, 15), std::invalid_argument);
  EXPECT_THROW((void)rooted_tree(21, 0), std::invalid_argument);
  EXPECT_THROW((void)unrooted_tree_count(0), std::invalid_argument);
}

TEST(TreeEnumeration, RefusesCountsBeyond64Bits) {
  EXPECT_EQ(rooted_tree_count(18), 6332659870762850625U);  // 33!!
  EXPECT_EQ(unrooted_tree_count(19), 6332659870762850625U);
  EXPECT_THROW((void)rooted_tree_count(19), CountOverflow);  // 35!! = 2.2e20
  EXPECT_THROW((void)unrooted_tree(20, 0), CountOverflow);
}

TEST(Rootings, AreOnePerEdgeInAscendingOrder) {
  const DimensionTree tree = DimensionTree::balanced(4);
  const auto all = rootings(tree);

  ASSERT_EQ(all.size(), 5U);                     // 2 * 4 - 3
  EXPECT_EQ(all[0].text(), "[0, [1, [2, 3]]]");  // on edge {0}
  EXPECT_EQ(all[1].text(), "[[0, [2, 3]], 1]");  // on edge {1}
  EXPECT_EQ(all[2].text(), "[[0, 1], [2, 3]]");  // on edge {0,1}
  EXPECT_EQ(all[3].text(), "[[[0, 1], 3], 2]");  // on edge {2}
  EXPECT_EQ(all[4].text(), "[[[0, 1], 2], 3]");  // on edge {0,1,2}
  EXPECT_EQ(rooted_at(tree, 0b0100), all[3]);
  EXPECT_EQ(rootings(DimensionTree::linear(2)).size(), 1U);
  EXPECT_EQ(rootings(DimensionTree::leaf(0)).size(), 1U);
  EXPECT_THROW((void)rooted_at(tree, 0b0101), std::invalid_argument);
}

}  // namespace
}  // namespace paretree::tensor
