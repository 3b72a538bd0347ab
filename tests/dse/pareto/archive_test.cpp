#include "dse/pareto/archive.hpp"

#include "dse/core/identity.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace paretree::dse {
namespace {

/// Few different values, so that equal coordinates and equal points are frequent.
Points any_points(std::size_t width, int values) {
  Points points;
  points.width = width;
  const auto rows = *rc::gen::inRange<std::size_t>(0, 60);
  for (std::size_t i = 0; i < rows * width; ++i) {
    points.values.push_back(*rc::gen::inRange(0, values));
  }
  return points;
}

/// By the definition: no other row dominates it, and no earlier one equals it.
std::vector<std::size_t> by_definition(const Points& points) {
  std::vector<std::size_t> kept;
  for (std::size_t row = 0; row < points.size(); ++row) {
    bool beaten = false;
    for (std::size_t other = 0; other < points.size(); ++other) {
      bool nowhere_worse = true;
      bool somewhere_better = false;
      for (std::size_t i = 0; i < points.width; ++i) {
        nowhere_worse = nowhere_worse && points[other][i] <= points[row][i];
        somewhere_better = somewhere_better || points[other][i] < points[row][i];
      }
      beaten = beaten || (nowhere_worse && (somewhere_better || other < row));
    }
    if (!beaten) {
      kept.push_back(row);
    }
  }
  return kept;
}

/// Vector by position.
std::map<std::uint64_t, std::vector<double>> members(const Archive& archive) {
  std::map<std::uint64_t, std::vector<double>> result;
  for (std::size_t member = 0; member < archive.size(); ++member) {
    const auto point = archive.point(member);
    result[archive.position(member)] = {point.begin(), point.end()};
  }
  return result;
}

TEST(Dominance, TellsCoveringFromDominating) {
  const std::vector<double> a = {1, 2};
  const std::vector<double> b = {1, 3};
  const std::vector<double> c = {2, 1};

  EXPECT_TRUE(covers(a, b));
  EXPECT_TRUE(dominates(a, b));
  EXPECT_FALSE(covers(b, a));
  EXPECT_TRUE(covers(a, a));
  EXPECT_FALSE(dominates(a, a));
  EXPECT_FALSE(covers(a, c));
  EXPECT_FALSE(covers(c, a));
}

TEST(Nondominated, KeepsTheFirstOfEqualPoints) {
  // (3,3) is dominated by (2,2); the second (1,4) and the second (2,2) are represented.
  const Points points{2, {3, 3, 1, 4, 2, 2, 1, 4, 2, 2, 4, 1}};

  EXPECT_EQ(nondominated(points), (std::vector<std::size_t>{1, 2, 5}));
}

TEST(Nondominated, KeepsInfinitePointsWhereNothingIsBetter) {
  const double inf = std::numeric_limits<double>::infinity();

  EXPECT_EQ(nondominated({2, {inf, inf}}), (std::vector<std::size_t>{0}));
  EXPECT_EQ(nondominated({2, {inf, inf, 1, inf, inf, 1}}), (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(nondominated({2, {0, inf, 1, inf, 2, -inf}}), (std::vector<std::size_t>{0, 2}));
}

TEST(Nondominated, RefusesNan) {
  EXPECT_THROW((void)nondominated({2, {1, NAN}}), std::invalid_argument);
}

TEST(Nondominated, IsEmptyForNoPoints) {
  EXPECT_TRUE(nondominated({3, {}}).empty());
}

RC_GTEST_PROP(Nondominated, FollowsTheQuadraticDefinition, ()) {
  const auto width = *rc::gen::inRange<std::size_t>(1, 7);
  const Points points = any_points(width, *rc::gen::element(2, 4, 9));

  RC_ASSERT(nondominated(points) == by_definition(points));
}

// More rows than the smallest number that is screened: clouds, of which few rows are left, and
// spheres, of which all are; numbers of few digits, so that rows share values.
TEST(Nondominated, FollowsALinearFilterOverThousandsOfPoints) {
  for (const std::size_t width : {2U, 3U, 4U, 5U}) {
    for (const bool sphere : {false, true}) {
      Random random(width);
      Points points{width, {}};
      for (int row = 0; row < 6000; ++row) {
        std::vector<double> point;
        double norm = 0;
        for (std::size_t k = 0; k < width; ++k) {
          point.push_back(static_cast<double>(random.below(200) + 1));
          norm += point.back() * point.back();
        }
        for (const double value : point) {
          points.values.push_back(sphere ? std::floor(-1000 * value / std::sqrt(norm)) : value);
        }
      }
      const std::vector<std::size_t> expected = by_definition(points);
      EXPECT_EQ(nondominated(points), expected) << width << sphere;
      EXPECT_GT(expected.size(), sphere ? 500U : 0U);
    }
  }
}

RC_GTEST_PROP(Archive, HoldsTheFrontWhateverTheOrderOfInsertion, ()) {
  const auto width = *rc::gen::inRange<std::size_t>(1, 7);
  const Points points = any_points(width, *rc::gen::element(2, 4, 9));
  std::vector<std::size_t> order;
  for (std::size_t row = 0; row < points.size(); ++row) {
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(
                                     *rc::gen::inRange<std::size_t>(0, order.size() + 1)),
                 row);
  }
  std::map<std::uint64_t, std::vector<double>> front;
  for (const std::size_t row : by_definition(points)) {
    front[row] = {points[row].begin(), points[row].end()};
  }

  Archive archive(width);
  for (const std::size_t row : order) {
    static_cast<void>(archive.insert(points[row], row));
  }

  RC_ASSERT(members(archive) == front);
}

RC_GTEST_PROP(Archive, TellsWhichMembersLeft, ()) {
  const auto width = *rc::gen::inRange<std::size_t>(1, 5);
  const Points points = any_points(width, 4);

  Archive archive(width);
  std::set<std::uint64_t> followed;
  for (std::size_t number = points.size(); number > 0; --number) {
    std::vector<std::uint64_t> left;
    if (archive.insert(points[number - 1], number - 1, &left)) {
      RC_ASSERT(followed.insert(number - 1).second);
    } else {
      RC_ASSERT(left.empty());
    }
    for (const std::uint64_t position : left) {
      RC_ASSERT(followed.erase(position) == 1U);
    }
  }

  std::set<std::uint64_t> held;
  for (const auto& [position, point] : members(archive)) {
    held.insert(position);
  }
  RC_ASSERT(held == followed);
}

RC_GTEST_PROP(Archive, CoversExactlyWhatSomeMemberIsNowhereWorseThan, ()) {
  const Points points = any_points(3, 4);
  Archive archive(3);
  for (std::size_t row = 0; row < points.size(); ++row) {
    static_cast<void>(archive.insert(points[row], row));
  }
  std::vector<double> probe;
  for (int i = 0; i < 3; ++i) {
    probe.push_back(*rc::gen::inRange(0, 4));
  }

  bool expected = false;
  for (std::size_t row = 0; row < points.size(); ++row) {
    expected = expected || covers(points[row], probe);
  }

  RC_ASSERT(archive.covered(probe) == expected);
}

/// Thousands of members, in an order that makes a tree lean where nothing balances it.
TEST(Archive, FollowsALinearFilterOverThousandsOfPoints) {
  for (std::size_t width = 2; width <= 6; ++width) {
    Random random(width);
    Points points{width, {}};
    for (int row = 0; row < 3000; ++row) {
      // On a coarse simplex, so that most points are members and some are equal or dominated.
      double sum = 0;
      for (std::size_t k = 0; k + 1 < width; ++k) {
        points.values.push_back(static_cast<double>(random.below(400)));
        sum += points.values.back();
      }
      points.values.push_back(400.0 * static_cast<double>(width) - sum +
                              static_cast<double>(random.below(3)));
    }
    std::vector<std::size_t> sorted(points.size());
    std::iota(sorted.begin(), sorted.end(), std::size_t{0});
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](std::size_t a, std::size_t b) { return points[a][0] < points[b][0]; });

    Archive archive(width);
    std::map<std::uint64_t, std::vector<double>> linear;
    std::size_t most = 0;
    for (const std::size_t row : sorted) {
      const std::vector<double> point(points[row].begin(), points[row].end());
      bool covered = false;
      bool beaten = false;
      bool smaller = false;
      for (const auto& [position, member] : linear) {
        covered = covered || covers(member, point);
        beaten = beaten || dominates(member, point);
        smaller = smaller || (member == point && row < position);
      }
      ASSERT_EQ(archive.beats(point), beaten);
      if (beaten) {
        const std::size_t winner = archive.beaten_by(point);
        ASSERT_TRUE(dominates(archive.point(winner), point));
      }
      ASSERT_EQ(archive.insert(point, row), !covered || smaller);
      if (!covered || smaller) {
        std::erase_if(linear, [&](const auto& entry) { return covers(point, entry.second); });
        linear[row] = point;
      }
      most = std::max(most, linear.size());
    }

    EXPECT_EQ(members(archive), linear);
    EXPECT_GT(most, width == 2 ? 100U : 1000U);
  }
}

TEST(Archive, PrefersTheSmallestPositionAmongEqualPoints) {
  Archive archive(2);
  std::vector<std::uint64_t> left;

  EXPECT_TRUE(archive.insert(std::vector<double>{1, 1}, 7, &left));
  EXPECT_FALSE(archive.insert(std::vector<double>{1, 1}, 9, &left));
  EXPECT_TRUE(archive.insert(std::vector<double>{1, 1}, 3, &left));

  EXPECT_EQ(left, (std::vector<std::uint64_t>{7}));
  ASSERT_EQ(archive.size(), 1U);
  EXPECT_EQ(archive.position(0), 3U);
}

}  // namespace
}  // namespace paretree::dse
