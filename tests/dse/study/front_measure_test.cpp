#include "dse/study/front_measure.hpp"

#include "dse/study/history.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

Points points(std::vector<double> values) {
  return {2, std::move(values)};
}

// Ideal (0, 10), nadir (4, 30): in shares of the ranges the points are (0, 1), (0.5, 0.5), (1, 0),
// the reference is (1.1, 1.1). Strips: 0.5 * 0.1 + 0.5 * 0.6 + 0.1 * 1.1 = 0.46 of 1.21.
TEST(FrontMeasure, ShareIsThatOfTheBoxAroundAllFronts) {
  const Points front = points({0, 30, 2, 20, 4, 10});
  const Frame frame = frame_of({&front});

  EXPECT_EQ(frame.ideal, (std::vector<double>{0, 10}));
  EXPECT_EQ(frame.nadir, (std::vector<double>{4, 30}));
  EXPECT_EQ(reference_of(frame), (std::vector<double>{4.4, 32}));
  EXPECT_NEAR(dominated_share(front, frame), 0.46 / 1.21, 1e-12);
}

TEST(FrontMeasure, IsTheSameInOtherUnits) {
  const Points front = points({0, 30, 2, 20, 4, 10});
  const Points scaled = points({0, 30e6, 2e-3, 20e6, 4e-3, 10e6});

  EXPECT_NEAR(dominated_share(front, frame_of({&front})),
              dominated_share(scaled, frame_of({&scaled})), 1e-12);
}

TEST(FrontMeasure, AnObjectiveThatIsTheSameEverywhereCountsAsReached) {
  const Points front = points({3, 7});

  EXPECT_DOUBLE_EQ(dominated_share(front, frame_of({&front})), 1);
  EXPECT_DOUBLE_EQ(dominated_share(points({}), frame_of({&front})), 0);
}

TEST(FrontMeasure, CoverageCountsEqualPoints) {
  const Points a = points({1, 3, 3, 1});
  const Points b = points({1, 3, 4, 4, 0, 9});  // equal, dominated, neither

  EXPECT_DOUBLE_EQ(coverage(a, b), 2.0 / 3);
  EXPECT_DOUBLE_EQ(coverage(b, a), 0.5);
  EXPECT_DOUBLE_EQ(coverage(a, points({})), 1);
}

// Checkpoints at 10 and 20 designs. At 10 the front is {(4, 10)}; at 20 it is {(0, 30), (4, 10)}
// and a point that left in between. The frame is that of the newest front.
TEST(History, IsAboutTheFrontsOfTheCheckpoints) {
  results::RunRow run;
  run.columns = {{"energy_pj", false, true, false},
                 {"area_mm2", false, true, false},
                 {"macs", false, false, false}};
  results::FrontHistory history;
  history.checkpoints = {{10, 1, 1, 0.5}, {20, 2, 2, std::nullopt}};
  history.spans = {{3, 10, std::nullopt, {4, 10}}, {5, 10, 20, {5, 31}}, {7, 20, {}, {0, 30}}};

  const std::vector<HistoryPoint> points = hypervolume_history(run, history);

  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0].designs, 10U);
  EXPECT_EQ(points[0].wall_seconds, 0.5);
  // (1, 0) alone: 0.1 * 1.1; (5, 31) lies beyond (4.4, 32) in energy and adds nothing.
  EXPECT_NEAR(points[0].hypervolume, 0.11 / 1.21, 1e-12);
  // With (0, 1): 1 * 0.1 + 0.1 * 1.1 = 0.21.
  EXPECT_NEAR(points[1].hypervolume, 0.21 / 1.21, 1e-12);
}

// Two studies of one space: the second one's front is {(4, 10), (8, 5)}, which makes the box of
// both 0..8 by 5..30. Of the first study's newest front {(4, 10), (0, 30)} the second one has half.
TEST(History, OfSeveralStudiesIsMeasuredByOneBox) {
  results::RunRow run;
  run.columns = {{"energy_pj", false, true, false}, {"area_mm2", false, true, false}};
  results::FrontHistory first;
  first.checkpoints = {{10, 1, 1, 0.5}, {20, 2, 2, 1.0}};
  first.spans = {{3, 10, std::nullopt, {4, 10}}, {7, 20, {}, {0, 30}}};
  results::FrontHistory second;
  second.checkpoints = {{5, 1, 1, 0.5}, {9, 2, 2, 1.0}};
  second.spans = {{4, 5, {}, {8, 5}}, {3, 9, {}, {4, 10}}};

  const HistoryMeasure measure = measure_of({newest_front(run, first), newest_front(run, second)});
  const std::vector<HistoryPoint> points = hypervolume_history(run, second, measure);

  ASSERT_EQ(points.size(), 2U);
  EXPECT_DOUBLE_EQ(points[0].found, 0);
  EXPECT_DOUBLE_EQ(points[1].found, 0.5);
  // The reference lies a tenth beyond (8, 30): (8, 5) dominates 0.1 by 1.1 of a box of 1.1 by 1.1.
  EXPECT_NEAR(points[0].hypervolume, 0.11 / 1.21, 1e-12);
  // (4, 10) is (0.5, 0.2) of the box: 0.6 * 0.9 more than 0.1 * 0.9 of it that is dominated
  // already.
  EXPECT_NEAR(points[1].hypervolume, (0.11 + 0.6 * 0.9 - 0.1 * 0.9) / 1.21, 1e-12);
}

}  // namespace
}  // namespace paretree::dse
