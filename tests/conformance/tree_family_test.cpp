#include "dse/core/tree_family.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_set>

namespace paretree::dse {
namespace {

using tensor::DimensionTree;

/// Published counts; a family that is not here is checked by everything else.
const std::map<std::string, std::vector<std::uint64_t>>& published_counts() {
  // all: (2d-3)!!, the rooted binary trees with d labelled leaves (OEIS A001147).
  static const std::map<std::string, std::vector<std::uint64_t>> counts = {
      {"all", {1, 1, 3, 15, 105, 945, 10395}},
      {"balanced", {1, 1, 1, 1, 1, 1, 1}},
      {"linear", {1, 1, 1, 1, 1, 1, 1}}};
  return counts;
}

class Trees : public ::testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] static std::vector<DimensionTree> trees(int modes) {
    return tree_families().at(GetParam()).trees(modes);
  }
};

TEST_P(Trees, SayWhatTheyAre) {
  EXPECT_FALSE(tree_families().at(GetParam()).sentence().empty());
}

TEST_P(Trees, AreEachThereOnce) {
  for (int modes = 1; modes <= 7; ++modes) {
    const std::vector<DimensionTree> all = trees(modes);
    const std::unordered_set<DimensionTree> distinct(all.begin(), all.end());
    EXPECT_EQ(distinct.size(), all.size()) << modes << " modes";
    EXPECT_FALSE(all.empty()) << modes << " modes";
  }
}

TEST_P(Trees, HoldEveryLeafOnce) {
  for (int modes = 1; modes <= 7; ++modes) {
    std::vector<int> numbers(static_cast<std::size_t>(modes));
    std::iota(numbers.begin(), numbers.end(), 0);
    for (const DimensionTree& tree : trees(modes)) {
      std::vector<int> leaves = tree.leaf_order();
      std::sort(leaves.begin(), leaves.end());
      ASSERT_EQ(leaves, numbers) << tree.text();
      ASSERT_EQ(tree.nodes().size(), static_cast<std::size_t>(2 * modes - 1)) << tree.text();
    }
  }
}

TEST_P(Trees, HaveTheirChildrenInNaturalOrder) {
  for (int modes = 1; modes <= 7; ++modes) {
    for (const DimensionTree& tree : trees(modes)) {
      ASSERT_EQ(tree, tree.canonical()) << tree.text();
    }
  }
}

TEST_P(Trees, ComeInTheSameOrderEveryTime) {
  for (int modes = 1; modes <= 6; ++modes) {
    EXPECT_EQ(trees(modes), trees(modes));
  }
}

TEST_P(Trees, AreAmongAllTrees) {
  for (int modes = 1; modes <= 6; ++modes) {
    const std::vector<DimensionTree> every = tree_families().at("all").trees(modes);
    const std::unordered_set<DimensionTree> known(every.begin(), every.end());
    for (const DimensionTree& tree : trees(modes)) {
      EXPECT_EQ(known.count(tree), 1U) << tree.text();
    }
  }
}

TEST_P(Trees, AreAsManyAsPublished) {
  const auto known = published_counts().find(GetParam());
  if (known == published_counts().end()) {
    GTEST_SKIP() << "no published count for " << GetParam();
  }
  for (int modes = 1; modes <= 7; ++modes) {
    EXPECT_EQ(trees(modes).size(), known->second[static_cast<std::size_t>(modes - 1)])
        << modes << " modes";
  }
}

TEST_P(Trees, OfNoModesAreRefused) {
  EXPECT_THROW((void)trees(0), std::invalid_argument);
  EXPECT_THROW((void)trees(-1), std::invalid_argument);
  EXPECT_THROW((void)trees(tensor::max_modes + 1), std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(Registry, Trees, ::testing::ValuesIn(tree_families().names()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace paretree::dse
