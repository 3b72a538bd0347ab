// Is the hypervolume that of a definition one can check by hand, in any number of objectives?
#include "dse/pareto/hypervolume.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace paretree::dse {
namespace {

Points points(std::size_t width, std::vector<double> values) {
  return {width, std::move(values)};
}

/// By inclusion and exclusion: the sum over all non-empty subsets of (-1)^(k+1) times the volume
/// of the box between the worst of the subset and the reference. 2^n terms, nothing shared with
/// the sweeps.
double by_inclusion_and_exclusion(const Points& points, const std::vector<double>& reference) {
  double sum = 0;
  for (std::size_t subset = 1; subset < (std::size_t{1} << points.size()); ++subset) {
    std::vector<double> worst(points.width, -std::numeric_limits<double>::infinity());
    double sign = -1;
    for (std::size_t row = 0; row < points.size(); ++row) {
      if ((subset >> row & 1U) != 0) {
        sign = -sign;
        for (std::size_t i = 0; i < points.width; ++i) {
          worst[i] = std::max(worst[i], points[row][i]);
        }
      }
    }
    double box = sign;
    for (std::size_t i = 0; i < points.width; ++i) {
      box *= std::max(0.0, reference[i] - worst[i]);
    }
    sum += box;
  }
  return sum;
}

/// On whole numbers: the unit cells that some point dominates, counted one by one.
double by_counting_cells(const Points& points, int reference) {
  std::vector<int> cell(points.width, 0);
  double count = 0;
  for (;;) {
    for (std::size_t row = 0; row < points.size(); ++row) {
      bool dominated = true;
      for (std::size_t i = 0; i < points.width; ++i) {
        dominated = dominated && points[row][i] <= cell[i];
      }
      if (dominated) {
        count += 1;
        break;
      }
    }
    std::size_t place = 0;
    while (place < cell.size() && ++cell[place] == reference) {
      cell[place++] = 0;
    }
    if (place == cell.size()) {
      return count;
    }
  }
}

TEST(Hypervolume, OfOnePointIsTheBoxToTheReference) {
  EXPECT_DOUBLE_EQ(hypervolume(points(1, {2}), std::vector<double>{5}), 3);
  EXPECT_DOUBLE_EQ(hypervolume(points(4, {1, 2, 3, 4}), std::vector<double>{2, 4, 6, 8}), 24);
  EXPECT_DOUBLE_EQ(hypervolume(points(2, {}), std::vector<double>{1, 1}), 0);
}

TEST(Hypervolume, OfAStaircaseIsTheSumOfItsStrips) {
  // Reference (4, 4); strips under (1, 3), (2, 2), (3, 1): 3 * 1 + 2 * 1 + 1 * 1.
  EXPECT_DOUBLE_EQ(hypervolume(points(2, {1, 3, 2, 2, 3, 1}), std::vector<double>{4, 4}), 6);
}

TEST(Hypervolume, IgnoresDominatedAndRepeatedPointsAndThoseBeyondTheReference) {
  const std::vector<double> reference = {4, 4, 4};
  // (2, 2, 2) spans 8; (3, 3, 3) is dominated; (5, 0, 0) and (4, 0, 0) are not better everywhere.
  EXPECT_DOUBLE_EQ(hypervolume(points(3, {2, 2, 2, 3, 3, 3, 2, 2, 2, 5, 0, 0, 4, 0, 0}), reference),
                   8);
}

// A published closed form: the corners e_i-style front. The d points that are 0 in one objective
// and 1 in the others... a point with gain 2 in objective i and 1 elsewhere: the union is the unit
// cube with one unit slab on each of its d faces: 1 + d.
TEST(Hypervolume, OfACubeWithASlabOnEachFaceIsOneMoreThanTheObjectives) {
  for (std::size_t width = 2; width <= 7; ++width) {
    Points set{width, {}};
    for (std::size_t face = 0; face < width; ++face) {
      for (std::size_t i = 0; i < width; ++i) {
        set.values.push_back(i == face ? 0 : 1);
      }
    }
    EXPECT_DOUBLE_EQ(hypervolume(set, std::vector<double>(width, 2)),
                     static_cast<double>(width) + 1);
  }
}

// Points on x1 + ... + xd = k in whole numbers, reference k + 1 everywhere: a cell is dominated
// exactly if its coordinates sum to k or more, so the volume is (k + 1)^d less the number of cells
// whose coordinates sum to less than k, binomial(k - 1 + d, d).
TEST(Hypervolume, OfALinearFrontIsAClosedForm) {
  const auto simplex = [](std::size_t width, int sum) {
    Points set{width, {}};
    std::vector<int> part(width, 0);
    for (;;) {
      int rest = sum;
      for (std::size_t i = 0; i + 1 < width; ++i) {
        rest -= part[i];
      }
      if (rest >= 0) {
        part[width - 1] = rest;
        set.values.insert(set.values.end(), part.begin(), part.end());
      }
      std::size_t place = 0;
      while (place + 1 < width && ++part[place] > sum) {
        part[place++] = 0;
      }
      if (place + 1 == width) {
        return set;
      }
    }
  };
  // 2: 11^2 - C(11, 2) = 66; 3: 11^3 - C(12, 3) = 1111; 4: 11^4 - C(13, 4) = 13926;
  // 5: 7^5 - C(10, 5) = 16555; 6: 5^6 - C(9, 6) = 15541.
  EXPECT_NEAR(hypervolume(simplex(2, 10), std::vector<double>(2, 11)), 66, 66e-9);
  EXPECT_NEAR(hypervolume(simplex(3, 10), std::vector<double>(3, 11)), 1111, 1111e-9);
  EXPECT_NEAR(hypervolume(simplex(4, 10), std::vector<double>(4, 11)), 13926, 13926e-9);
  EXPECT_NEAR(hypervolume(simplex(5, 6), std::vector<double>(5, 7)), 16555, 16555e-9);
  EXPECT_NEAR(hypervolume(simplex(6, 4), std::vector<double>(6, 5)), 15541, 15541e-9);
}

RC_GTEST_PROP(Hypervolume, AgreesWithInclusionAndExclusion, ()) {
  const auto width = *rc::gen::inRange<std::size_t>(1, 7);
  const auto count = *rc::gen::inRange<std::size_t>(0, 11);
  // Few distinct numbers, so that coordinates are often equal.
  const auto grid = *rc::gen::element(4, 1000);
  Points set{width, {}};
  for (std::size_t i = 0; i < width * count; ++i) {
    set.values.push_back(*rc::gen::inRange(0, grid) / static_cast<double>(grid));
  }
  const std::vector<double> reference(width, *rc::gen::element(0.75, 1.0, 1.5));

  const double exact = by_inclusion_and_exclusion(set, reference);

  RC_ASSERT(std::abs(hypervolume(set, reference) - exact) <= 1e-9 * std::max(1.0, exact));
}

RC_GTEST_PROP(Hypervolume, AgreesWithCountedCells, ()) {
  const auto width = *rc::gen::inRange<std::size_t>(2, 6);
  const auto count = *rc::gen::inRange<std::size_t>(1, 60);
  Points set{width, {}};
  for (std::size_t i = 0; i < width * count; ++i) {
    set.values.push_back(*rc::gen::inRange(0, 6));
  }

  // Whole numbers are exact: equal, not near.
  RC_ASSERT(hypervolume(set, std::vector<double>(width, 6)) == by_counting_cells(set, 6));
}

TEST(Hypervolume, RefusesWhatHasNoVolume) {
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_THROW(static_cast<void>(hypervolume(points(2, {1, 1}), std::vector<double>{1})),
               std::invalid_argument);
  EXPECT_THROW(static_cast<void>(hypervolume(points(2, {1, NAN}), std::vector<double>{1, 1})),
               std::invalid_argument);
  EXPECT_THROW(static_cast<void>(hypervolume(points(2, {1, 1}), std::vector<double>{infinite, 1})),
               std::invalid_argument);
}

}  // namespace
}  // namespace paretree::dse
