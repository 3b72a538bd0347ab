#include "tensor/io/moving_fashion.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <stdexcept>

namespace paretree::tensor {

namespace {

/// A square of light in the middle of every image; categories 0 .. 9 in turn.
FashionImages bright_squares() {
  FashionImages images;
  const std::uint64_t count =
      FashionImages::train + FashionImages::validation + FashionImages::test;
  images.values.assign(count * FashionImages::pixels, 0);
  images.labels.resize(count);
  for (std::uint64_t image = 0; image < count; ++image) {
    images.labels[image] = static_cast<std::uint8_t>(image % 10);
    for (std::uint64_t y = 10; y < 18; ++y) {
      for (std::uint64_t x = 10; x < 18; ++x) {
        images.values[image * FashionImages::pixels + y * 28 + x] = 255;
      }
    }
  }
  return images;
}

struct Centre {
  double x = 0;
  double y = 0;
};

/// Mean place of the values above two deviations, weighted by themselves.
Centre centre_of_light(std::span<const float> frame) {
  Centre centre;
  double weight = 0;
  for (std::uint64_t k = 0; k < MovingFashion::frame_values; ++k) {
    const double value = static_cast<double>(frame[k]) - 2.0;
    if (value > 0) {
      const std::uint64_t pixel = k / 3;
      centre.x += value * static_cast<double>(pixel % MovingFashion::columns);
      centre.y += value * static_cast<double>(pixel / MovingFashion::columns);
      weight += value;
    }
  }
  return {centre.x / weight, centre.y / weight};
}

class MovingFashionTest : public ::testing::Test {
 protected:
  static const MovingFashion& clips() {
    static const MovingFashion made(bright_squares(), 6, 51);
    return made;
  }
};

TEST_F(MovingFashionTest, HasTheShapeOfTheVideoWorkloads) {
  std::vector<float> space;

  EXPECT_EQ(clips().inputs(), 57600U);
  EXPECT_EQ(clips().sequence(Split::train, 0, space).size(), 6U * 57600U);
  EXPECT_EQ(clips().size(Split::train), 50000U);
  EXPECT_EQ(clips().size(Split::validation), 10000U);
  EXPECT_EQ(clips().size(Split::test), 10000U);
}

TEST_F(MovingFashionTest, GivesTheSameClipOnEveryCallAndADifferentOneElsewhere) {
  std::vector<float> first;
  std::vector<float> again;
  std::vector<float> other;

  (void)clips().sequence(Split::train, 7, first);
  (void)clips().sequence(Split::train, 7, again);
  (void)clips().sequence(Split::validation, 7, other);

  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
}

TEST_F(MovingFashionTest, LabelsCountEveryClassOnce) {
  std::set<int> seen;
  for (std::uint64_t index = 0; index < 2000; ++index) {
    const int label = clips().label(Split::train, index);
    EXPECT_EQ(label % 10, static_cast<int>(index % 10));  // the figure's category
    seen.insert(label);
  }
  EXPECT_EQ(seen.size(), 51U);
  EXPECT_EQ(*seen.rbegin(), 50);
}

TEST_F(MovingFashionTest, MotionFollowsTheLabel) {
  // 51 classes: motion 0 is to the right, 1 to the left, 2 down, 3 up, at 5 pixels per frame. The
  // clutter stays within 2 pixels per frame.
  int checked = 0;
  std::vector<float> space;
  for (std::uint64_t index = 0; index < 60; ++index) {
    const int motion = clips().label(Split::train, index) / 10;
    const auto values = clips().sequence(Split::train, index, space);
    const Centre first = centre_of_light(values.first(MovingFashion::frame_values));
    const Centre last = centre_of_light(values.last(MovingFashion::frame_values));
    if (motion < 2) {
      EXPECT_GT((motion == 0 ? 1 : -1) * (last.x - first.x), 5) << index;
      ++checked;
    } else if (motion < 4) {
      EXPECT_GT((motion == 2 ? 1 : -1) * (last.y - first.y), 5) << index;
      ++checked;
    }
  }
  EXPECT_GT(checked, 20);
}

TEST_F(MovingFashionTest, ValuesHaveMeanNearZeroAndDeviationNearOne) {
  double sum = 0;
  double squares = 0;
  double count = 0;
  std::vector<float> space;
  for (std::uint64_t index = 100; index < 130; ++index) {
    for (const float value : clips().sequence(Split::train, index, space)) {
      ASSERT_TRUE(std::isfinite(value));
      sum += static_cast<double>(value);
      squares += static_cast<double>(value) * static_cast<double>(value);
      count += 1;
    }
  }
  EXPECT_NEAR(sum / count, 0, 0.3);
  EXPECT_NEAR(squares / count, 1, 0.4);
}

TEST_F(MovingFashionTest, ShowsOnlyTheCategoriesThatHaveAClass) {
  const MovingFashion three(bright_squares(), 2, 3);

  EXPECT_EQ(three.size(Split::train), 15000U);  // 3 of 10 categories
  for (std::uint64_t index = 0; index < 30; ++index) {
    EXPECT_EQ(three.label(Split::train, index), index % 3);
  }
}

TEST_F(MovingFashionTest, RefusesMoreClassesThanItCanShow) {
  EXPECT_THROW(MovingFashion(bright_squares(), 6, 81), std::invalid_argument);
}

}  // namespace

}  // namespace paretree::tensor
