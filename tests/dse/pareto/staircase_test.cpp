#include "dse/pareto/staircase.hpp"

#include "dse/core/identity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace paretree::dse {
namespace {

struct Box {
  double x, y;
};

/// Area of the union of boxes between the origin and integer corners below `size`, cell by cell.
double counted_area(const std::vector<Box>& boxes, int size) {
  double cells = 0;
  for (int x = 0; x < size; ++x) {
    double height = 0;
    for (const Box& box : boxes) {
      height = box.x > x ? std::max(height, box.y) : height;
    }
    cells += height;
  }
  return cells;
}

/// Adds boxes that `corner` draws, and compares what is said of each with the definition.
template <typename Corner>
void expect_as_counted(int boxes, int size, Corner&& corner) {
  Staircase stairs;
  std::vector<Box> added;
  double area = 0;
  for (int number = 0; number < boxes; ++number) {
    const Box box = corner(number);
    const bool covered = std::any_of(added.begin(), added.end(), [&](const Box& other) {
      return other.x >= box.x && other.y >= box.y;
    });
    double strips = 0;
    const bool taken = stairs.add(box.x, box.y, [&](double from, double to, double level) {
      strips += (to - std::max(from, 0.0)) * (box.y - std::max(level, 0.0));
    });
    added.push_back(box);
    ASSERT_EQ(taken, !covered) << number;
    area += strips;
    if (number % 50 == 49 || number + 1 == boxes) {
      ASSERT_EQ(area, counted_area(added, size)) << number;
    }
  }
}

TEST(Staircase, FollowsTheCellsOfRandomBoxes) {
  Random random(1);
  expect_as_counted(800, 60, [&](int) {
    return Box{static_cast<double>(random.below(60) + 1),
               static_cast<double>(random.below(60) + 1)};
  });
}

// x + y = 1,000: nothing covers anything, so that blocks fill and are split.
TEST(Staircase, KeepsAThousandStepsInAnyOrder) {
  Random random(2);
  expect_as_counted(1500, 1000, [&](int) {
    const auto x = static_cast<double>(random.below(999) + 1);
    return Box{x, 1000 - x};
  });
}

// Each box covers a run of the steps before it, some over several blocks, the last one all of them.
TEST(Staircase, LosesStepsOverManyBlocks) {
  expect_as_counted(1010, 2000, [&](int number) {
    const double x = number < 1000 ? 1 + (number * 7919) % 1000 : 200 + 150.0 * (number - 1000);
    return number < 1000 ? Box{x, 1001 - x} : Box{x, 900};
  });
}

TEST(Staircase, TakesInfiniteCorners) {
  Staircase stairs;
  const auto ignore = [](double, double, double) {};

  EXPECT_TRUE(stairs.add(1, -INFINITY, ignore));
  EXPECT_FALSE(stairs.add(0, -INFINITY, ignore));
  EXPECT_TRUE(stairs.add(-INFINITY, 3, ignore));
  EXPECT_TRUE(stairs.add(INFINITY, 2, ignore));
  EXPECT_FALSE(stairs.add(1, 2, ignore));
}

}  // namespace
}  // namespace paretree::dse
