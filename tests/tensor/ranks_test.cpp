#include "tensor/ranks.hpp"

#include "tensor/checked.hpp"
#include "tensor/reference/exhaustive.hpp"
#include "tests/tensor/formats.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace paretree::tensor {
namespace {

using Ranks = std::vector<std::pair<ModeSet, std::uint64_t>>;

std::vector<Ranks> listed(const RankSpace& space) {
  std::vector<Ranks> all;
  for (std::uint64_t i = 0; i < space.size(); ++i) all.push_back(space.at(i).edges());
  return all;
}

std::vector<Ranks> sorted(std::vector<Ranks> all) {
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<Ranks> sorted(const std::vector<EdgeRanks>& ranks) {
  std::vector<Ranks> all;
  for (const EdgeRanks& one : ranks) all.push_back(one.edges());
  return sorted(std::move(all));
}

TEST(EdgeRanks, AreSortedByEdgeAndNameAMissingOne) {
  const EdgeRanks ranks({{2, 4}, {1, 3}});

  EXPECT_EQ(ranks.edges(), (Ranks{{1, 3}, {2, 4}}));
  EXPECT_EQ(ranks.at(2), 4U);
  EXPECT_THROW((void)ranks.at(3), std::invalid_argument);
  EXPECT_THROW(EdgeRanks({{1, 3}, {1, 4}}), std::invalid_argument);
  EXPECT_THROW(EdgeRanks({{1, 0}}), std::invalid_argument);
}

TEST(RankSpace, OfOneModeHasTheEmptyVector) {
  const Modes modes{.in = {3}, .out = {2}};

  for (const RankSpace& space :
       {RankSpace::of_tree(DimensionTree::leaf(0), modes, {}), RankSpace::of_chain(modes, {})}) {
    EXPECT_EQ(space.size(), 1U);
    EXPECT_EQ(space.at(0), EdgeRanks());
    EXPECT_EQ(space.redundant(), 0U);
    EXPECT_TRUE(space.contains(EdgeRanks()));
  }
}

TEST(RankSpace, OfTwoModesHasOneLeafRankWithinBothLeaves) {
  // Leaves of 2 x 3 = 6 and 2 x 2 = 4 entries: of 2, 4, 5, 7 only 2 and 4 are at most both.
  const Modes modes{.in = {2, 2}, .out = {3, 2}};
  const RankChoices choices{.leaf = {2, 4, 5, 7}};

  for (const RankSpace& space : {RankSpace::of_tree(DimensionTree::linear(2), modes, choices),
                                 RankSpace::of_chain(modes, choices)}) {
    EXPECT_EQ(listed(space), (std::vector<Ranks>{{{1, 2}}, {{1, 4}}}));
    EXPECT_EQ(space.redundant(), 2U);
  }
}

TEST(RankSpace, LeavesOutARankAboveTheProductOfTheOthersAtItsVertex) {
  // Three leaves at one vertex: of {1,2,3}^3 = 27, out are those with one rank above the product of
  // the others: (1,1,2), (1,1,3), (1,2,3) in all orders: 3 + 3 + 6 = 12.
  const Modes modes{.in = {3, 3, 3}, .out = {3, 3, 3}};
  const RankSpace space = RankSpace::of_tree(DimensionTree::linear(3), modes, {.leaf = {1, 2, 3}});

  EXPECT_EQ(space.size(), 15U);
  EXPECT_EQ(space.redundant(), 12U);
  EXPECT_FALSE(space.contains(EdgeRanks({{1, 1}, {2, 2}, {3, 3}})));
  EXPECT_TRUE(space.contains(EdgeRanks({{1, 2}, {2, 2}, {3, 3}})));
}

TEST(RankSpace, OfAChainIsLexicographicFromTheFirstBond) {
  // Cores of 1 x 4 entries: 2 -> 9 and 9 -> 2 are within a factor of 4 no more (9 > 8).
  const Modes modes{.in = {4, 4, 4, 4}, .out = {4, 1, 1, 4}};
  const RankSpace space = RankSpace::of_chain(modes, {.leaf = {2, 3}, .inner = {2, 9}});

  EXPECT_EQ(listed(space), (std::vector<Ranks>{{{1, 2}, {3, 2}, {7, 2}},
                                               {{1, 2}, {3, 2}, {7, 3}},
                                               {{1, 3}, {3, 2}, {7, 2}},
                                               {{1, 3}, {3, 2}, {7, 3}},
                                               {{1, 3}, {3, 9}, {7, 3}}}));
}

TEST(RankSpace, FindsTheIndexOfEveryVector) {
  const Modes modes{.in = {2, 3, 2, 2}, .out = {2, 2, 3, 4}, .gate_mode = 3};
  const RankChoices choices{.leaf = {1, 2, 4}, .inner = {1, 3, 4}};
  std::vector<RankSpace> spaces{RankSpace::of_chain(modes, choices)};
  for (const DimensionTree& tree : rooted_trees(4)) {
    spaces.push_back(RankSpace::of_tree(tree, modes, choices));
  }
  for (const RankSpace& space : spaces) {
    ASSERT_GT(space.size(), 10U);
    for (std::uint64_t index = 0; index < space.size(); ++index) {
      EXPECT_EQ(space.index_of(space.at(index)), index);
    }
  }
  EXPECT_THROW((void)spaces[1].index_of(EdgeRanks()), std::invalid_argument);
}

TEST(RankSpace, CountsWhatCouldNeverBeListed) {
  // Equal ranks everywhere are never redundant: 3 of them on a large enough matrix; all 3^37
  // vectors over 20 modes do not fit a list but do fit a count (3^37 = 4.5e17).
  const Modes modes{.in = std::vector<std::uint64_t>(20, 9),
                    .out = std::vector<std::uint64_t>(20, 1)};
  const RankSpace space = RankSpace::of_tree(DimensionTree::balanced(20), modes,
                                             {.leaf = {7, 8, 9}, .inner = {7, 8, 9}});

  EXPECT_EQ(space.size(), 450283905890997363U);
  EXPECT_EQ(space.redundant(), 0U);
  EXPECT_EQ(space.at(0).at(1), 7U);
  EXPECT_EQ(space.at(space.size() - 1).at(1), 9U);
  EXPECT_THROW((void)space.at(space.size()), std::invalid_argument);
}

TEST(RankSpace, RefusesACountBeyond64BitsAndSaturatesTheRedundant) {
  const Modes modes{.in = std::vector<std::uint64_t>(20, 16),
                    .out = std::vector<std::uint64_t>(20, 1)};
  const std::vector<std::uint64_t> four{13, 14, 15, 16};
  EXPECT_THROW(
      (void)RankSpace::of_tree(DimensionTree::balanced(20), modes, {.leaf = four, .inner = four}),
      CountOverflow);

  // Leaf ranks above 16 are redundant, so only inner ones count: 4^37 vectors, 4^17 kept.
  const RankSpace space = RankSpace::of_tree(DimensionTree::balanced(20), modes,
                                             {.leaf = {16, 17, 18, 19}, .inner = four});
  EXPECT_EQ(space.size(), 1ULL << 34);
  EXPECT_EQ(space.redundant(), std::numeric_limits<std::uint64_t>::max());
}

TEST(RankSpace, RefusesUnsoundChoices) {
  const Modes modes{.in = {4, 4, 4, 4}, .out = {4, 4, 4, 4}};
  const DimensionTree tree = DimensionTree::balanced(4);
  for (const RankChoices& choices :
       {RankChoices{}, RankChoices{.leaf = {2}}, RankChoices{.leaf = {2, 2}, .inner = {2}},
        RankChoices{.leaf = {3, 2}, .inner = {2}}, RankChoices{.leaf = {0}, .inner = {2}}}) {
    EXPECT_THROW((void)RankSpace::of_tree(tree, modes, choices), std::invalid_argument);
    EXPECT_THROW((void)RankSpace::of_chain(modes, choices), std::invalid_argument);
  }
  EXPECT_THROW((void)RankSpace::of_tree(DimensionTree::balanced(3), modes, {.leaf = {2}}),
               std::invalid_argument);
}

RankChoices random_choices(testing::Stream& stream) {
  const auto subset = [&] {
    std::vector<std::uint64_t> ranks;
    for (const std::uint64_t rank : {1U, 2U, 3U, 5U, 9U}) {
      if (stream.between(0, 1) == 0) ranks.push_back(rank);
    }
    if (ranks.empty()) ranks.push_back(stream.between(1, 4));
    return ranks;
  };
  RankChoices choices;
  choices.leaf = subset();
  choices.inner = subset();
  return choices;
}

RC_GTEST_PROP(RankSpace, OfATreeIsTheFilteredProduct, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const int count = static_cast<int>(stream.between(1, 5));
  const Modes modes = testing::random_modes(count, stream);
  const DimensionTree tree = testing::random_tree(count, stream);
  const RankChoices choices = random_choices(stream);

  const RankSpace space = RankSpace::of_tree(tree, modes, choices);
  const std::vector<Ranks> all = listed(space);
  RC_ASSERT(sorted(all) == sorted(reference::tree_ranks(tree, modes, choices)));
  for (const Ranks& ranks : all) RC_ASSERT(space.contains(EdgeRanks(ranks)));

  // The same list, in the same order, for another rooting.
  const auto others = rootings(tree);
  const DimensionTree& other = others[stream.between(0, others.size() - 1)];
  RC_ASSERT(listed(RankSpace::of_tree(other, modes, choices)) == all);
}

RC_GTEST_PROP(RankSpace, OfAChainIsTheFilteredProductInAscendingOrder, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const Modes modes = testing::random_modes(static_cast<int>(stream.between(1, 6)), stream);
  const RankChoices choices = random_choices(stream);

  const RankSpace space = RankSpace::of_chain(modes, choices);
  RC_ASSERT(listed(space) == sorted(reference::chain_ranks(modes, choices)));
}

}  // namespace
}  // namespace paretree::tensor
