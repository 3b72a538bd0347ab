#include "dse/space/model_space.hpp"

#include "tensor/plan/plan.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace paretree::dse {
namespace {

using tensor::DimensionTree;
using tensor::FormatKind;

ModelSpace::Axes axes_of(FormatKind kind, tensor::Modes modes, OrderRule order,
                         tensor::RankChoices ranks = {{1, 2}, {1, 2}}) {
  ModelSpace::Axes axes;
  axes.workload.inputs = modes.columns();
  axes.workload.hidden = modes.rows() / 4;
  axes.workload.steps = 2;
  axes.kind = kind;
  axes.order = order;
  axes.ranks = std::move(ranks);
  axes.paired = !modes.unpaired;
  if (kind == FormatKind::ht) {
    axes.trees = tensor::rooted_trees(modes.count());
  }
  axes.modes = std::move(modes);
  return axes;
}

const tensor::Modes three = {.in = {2, 2, 2}, .out = {2, 4, 4}};
const tensor::Modes four = {.in = {2, 3, 2, 5}, .out = {4, 2, 3, 2}};

/// Multiply-accumulates of the best of all orders, tried one by one.
std::uint64_t least_macs(const tensor::MatrixFormat& format) {
  std::vector<DimensionTree> orders = format.tree.child_orders();
  if (format.kind == FormatKind::tt) {
    orders = {DimensionTree::linear(format.modes.count()),
              DimensionTree::linear_from_last(format.modes.count())};
  }
  std::uint64_t least = ~std::uint64_t{0};
  for (const DimensionTree& order : orders) {
    tensor::MatrixFormat other = format;
    other.tree = order;
    least = std::min(least, tensor::plan(other).macs);
  }
  return least;
}

TEST(ModelSpace, HoldsOneDensePlan) {
  const ModelSpace space(axes_of(FormatKind::dense, {.in = {8}, .out = {32}}, OrderRule::all));

  EXPECT_EQ(space.formats(), 1U);
  EXPECT_EQ(space.plans(), 1U);
  EXPECT_EQ(space.at(0, 8).weight_bits, 8);
  EXPECT_EQ(tensor::parameters(space.at(0, 8).matrix), 256U);  // 8 * 32
}

TEST(ModelSpace, CountsChainsByBonds) {
  // Two bonds of rank 1 or 2, none redundant (the smallest core has 2 * 2 = 4 columns): 4 formats.
  const ModelSpace natural(axes_of(FormatKind::tt, three, OrderRule::natural));
  const ModelSpace best(axes_of(FormatKind::tt, three, OrderRule::best));
  const ModelSpace all(axes_of(FormatKind::tt, three, OrderRule::all));

  EXPECT_EQ(natural.formats(), 4U);
  EXPECT_EQ(natural.plans(), 4U);
  EXPECT_EQ(best.plans(), 4U);
  EXPECT_EQ(all.formats(), 4U);
  EXPECT_EQ(all.plans(), 8U);  // both directions
}

TEST(ModelSpace, CountsTreesByRanksRootingsAndOrders) {
  // One unrooted tree; of 2^3 rank vectors {2,1,1}, {1,2,1}, {1,1,2} are redundant: 5 formats.
  // 3 rootings; 2^2 = 4 orders of children each.
  const ModelSpace natural(axes_of(FormatKind::ht, three, OrderRule::natural));
  const ModelSpace all(axes_of(FormatKind::ht, three, OrderRule::all));

  EXPECT_EQ(natural.formats(), 5U);
  EXPECT_EQ(natural.plans(), 15U);
  EXPECT_EQ(natural.redundant_plans(), 9U);  // 3 * 3
  EXPECT_EQ(all.formats(), 5U);
  EXPECT_EQ(all.plans(), 60U);
  EXPECT_EQ(all.redundant_plans(), 36U);
}

TEST(ModelSpace, CountsFourModesByHand) {
  // Leaf ranks 2, inner rank 2: nothing is redundant (2 <= 2 * 2, and 2 <= n m everywhere).
  // 3 unrooted trees of 5 edges, hence 3 formats; 15 rooted trees, hence 15 plans.
  const ModelSpace space(axes_of(FormatKind::ht, four, OrderRule::best, {{2}, {2}}));

  EXPECT_EQ(space.formats(), 3U);
  EXPECT_EQ(space.plans(), 15U);
  EXPECT_EQ(space.redundant_plans(), 0U);
}

class EverySpace : public ::testing::TestWithParam<std::pair<FormatKind, OrderRule>> {
 protected:
  static std::vector<ModelSpace> spaces() {
    const auto [kind, order] = GetParam();
    std::vector<ModelSpace> result;
    for (const tensor::Modes& modes : {three, four}) {
      result.emplace_back(axes_of(kind, modes, order, {{2, 3}, {2, 4}}));
    }
    result.emplace_back(
        axes_of(kind, tensor::unpaired({.in = {4, 3}, .out = {4, 4}}), order, {{2, 3}, {2, 4}}));
    return result;
  }
};

TEST_P(EverySpace, NumbersFormatsBeforePlans) {
  for (const ModelSpace& space : spaces()) {
    std::uint64_t next = 0;
    for (std::uint64_t format = 0; format < space.formats(); ++format) {
      EXPECT_EQ(space.first_plan(format), next);
      const auto plans = space.format_of(next);
      EXPECT_EQ(plans.format, format);
      EXPECT_EQ(plans.first, next);
      ASSERT_GT(plans.count, 0U);
      for (std::uint64_t plan = next; plan < next + plans.count; ++plan) {
        EXPECT_EQ(space.format_of(plan).format, format);
        EXPECT_EQ(space.format_of(plan).first, next);
      }
      next += plans.count;
    }
    EXPECT_EQ(next, space.plans());
  }
}

TEST_P(EverySpace, HoldsEveryPlanOnceAndSound) {
  for (const ModelSpace& space : spaces()) {
    std::set<Id> ids;
    for (std::uint64_t plan = 0; plan < space.plans(); ++plan) {
      const ModelHalf half = space.at(plan, 16);
      EXPECT_NO_THROW(tensor::check(half.matrix));
      ids.insert(half.id());
    }
    EXPECT_EQ(ids.size(), space.plans());
  }
}

TEST_P(EverySpace, GivesAllPlansOfAFormatOneFormatId) {
  for (const ModelSpace& space : spaces()) {
    std::set<Id> formats;
    for (std::uint64_t format = 0; format < space.formats(); ++format) {
      const std::uint64_t first = space.first_plan(format);
      const Id id = space.at(first, 16).format_id();
      for (std::uint64_t plan = first; plan < first + space.format_of(first).count; ++plan) {
        EXPECT_EQ(space.at(plan, 16).format_id(), id);
      }
      EXPECT_TRUE(formats.insert(id).second);
    }
  }
}

TEST_P(EverySpace, ObeysItsOrderRule) {
  const auto [kind, order] = GetParam();
  for (const ModelSpace& space : spaces()) {
    for (std::uint64_t plan = 0; plan < space.plans(); ++plan) {
      const tensor::MatrixFormat format = space.at(plan, 16).matrix;
      if (order == OrderRule::best) {
        EXPECT_EQ(tensor::macs(format), least_macs(format));
      } else if (order == OrderRule::natural) {
        EXPECT_EQ(format.tree, kind == FormatKind::tt ? DimensionTree::linear(format.modes.count())
                                                      : format.tree.canonical());
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, EverySpace,
                         ::testing::Values(std::pair{FormatKind::tt, OrderRule::natural},
                                           std::pair{FormatKind::tt, OrderRule::best},
                                           std::pair{FormatKind::tt, OrderRule::all},
                                           std::pair{FormatKind::ht, OrderRule::natural},
                                           std::pair{FormatKind::ht, OrderRule::best},
                                           std::pair{FormatKind::ht, OrderRule::all}),
                         [](const auto& tested) {
                           const std::string order =
                               tested.param.second == OrderRule::natural ? "natural"
                               : tested.param.second == OrderRule::best  ? "best"
                                                                         : "all";
                           return std::string(tensor::name(tested.param.first)) + "_" + order;
                         });

TEST(ModelSpace, HoldsEveryOrderOfEveryRootedTree) {
  const ModelSpace space(axes_of(FormatKind::ht, three, OrderRule::all, {{2}, {2}}));

  std::set<std::string> trees;
  for (std::uint64_t plan = 0; plan < space.plans(); ++plan) {
    trees.insert(space.at(plan, 16).matrix.tree.text());
  }

  EXPECT_EQ(trees,
            (std::set<std::string>{"[[0, 1], 2]", "[[1, 0], 2]", "[2, [0, 1]]", "[2, [1, 0]]",
                                   "[[0, 2], 1]", "[[2, 0], 1]", "[1, [0, 2]]", "[1, [2, 0]]",
                                   "[[1, 2], 0]", "[[2, 1], 0]", "[0, [1, 2]]", "[0, [2, 1]]"}));
}

TEST(ModelSpace, KeepsAUsersOrderWhereItIsNatural) {
  ModelSpace::Axes axes = axes_of(FormatKind::ht, three, OrderRule::natural, {{2}, {2}});
  axes.trees = {DimensionTree::parse("[2, [1, 0]]")};

  EXPECT_EQ(ModelSpace(axes).at(0, 16).matrix.tree.text(), "[2, [1, 0]]");
}

TEST(ModelSpace, GathersRootingsWhereverTheyStandInTheList) {
  // [[0,1],[2,3]] and [[[0,1],2],3] are rootings of one tree, [[0,2],[1,3]] is another.
  ModelSpace::Axes axes = axes_of(FormatKind::ht, four, OrderRule::natural, {{2}, {2}});
  axes.trees = {DimensionTree::parse("[[0, 1], [2, 3]]"), DimensionTree::parse("[[0, 2], [1, 3]]"),
                DimensionTree::parse("[[[0, 1], 2], 3]")};
  const ModelSpace space(axes);

  EXPECT_EQ(space.formats(), 2U);
  EXPECT_EQ(space.plans(), 3U);
  EXPECT_EQ(space.format_of(0).count, 2U);
  EXPECT_EQ(space.at(0, 16).format_id(), space.at(1, 16).format_id());
  EXPECT_NE(space.at(0, 16).format_id(), space.at(2, 16).format_id());
}

TEST(ModelSpace, SkipsTreesWithoutASoundRankVector) {
  // Leaf {0} has n m = 1 * 2 = 2 < 3: with the only leaf rank 3 nothing is left.
  const ModelSpace space(
      axes_of(FormatKind::ht, {.in = {1, 4, 4}, .out = {2, 4, 4}}, OrderRule::best, {{3}, {2}}));

  EXPECT_EQ(space.formats(), 0U);
  EXPECT_EQ(space.plans(), 0U);
  EXPECT_EQ(space.redundant_plans(), 3U);
}

}  // namespace
}  // namespace paretree::dse
