#include "dse/study/progress.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

TEST(DurationText, ChoosesTheUnitPeopleRead) {
  EXPECT_EQ(duration_text(0), "0 s");
  EXPECT_EQ(duration_text(0.4), "0 s");
  EXPECT_EQ(duration_text(12.4), "12 s");
  EXPECT_EQ(duration_text(59.6), "1 min 00 s");
  EXPECT_EQ(duration_text(245), "4 min 05 s");
  EXPECT_EQ(duration_text(3599.4), "59 min 59 s");
  EXPECT_EQ(duration_text(3599.6), "1 h 00 min");
  EXPECT_EQ(duration_text(4980), "1 h 23 min");
  EXPECT_EQ(duration_text(360000), "100 h 00 min");
}

TEST(SecondsLeft, FollowsTheRateOfDesigns) {
  ProgressState state;
  state.designs = 1000;
  state.designs_done = 250;

  // 250 in 10 s: 0.04 s each, 750 to go.
  EXPECT_DOUBLE_EQ(seconds_left(state, 10), 30);
}

TEST(SecondsLeft, CountsOnlyThisSession) {
  ProgressState state;
  state.designs = 1000;
  state.designs_before = 500;
  state.designs_done = 600;

  // 100 in 10 s; 400 to go.
  EXPECT_DOUBLE_EQ(seconds_left(state, 10), 40);
}

TEST(SecondsLeft, SeparatesTrainingFromPricing) {
  ProgressState state;
  state.designs = 1000;
  state.designs_done = 500;
  state.trainings = 12;
  state.trainings_before = 2;
  state.trainings_done = 6;
  state.training_seconds = 8;

  // 4 trainings in 8 s, 6 to go: 12 s. 500 designs in the other 2 s, 500 to go: 2 s.
  EXPECT_DOUBLE_EQ(seconds_left(state, 10), 14);
}

TEST(SecondsLeft, IsUnknownBeforeAnythingIsDone) {
  ProgressState state;
  state.designs = 1000;
  EXPECT_LT(seconds_left(state, 10), 0);

  state.designs_before = state.designs_done = 400;
  EXPECT_LT(seconds_left(state, 10), 0);

  state.designs_done = 500;
  state.trainings = 3;
  EXPECT_LT(seconds_left(state, 10), 0);
}

TEST(SecondsLeft, GoesByTrainingAloneBeforeTheFirstDesign) {
  ProgressState state;
  state.designs = 1000;
  state.trainings = 10;
  state.trainings_done = 4;
  state.training_seconds = 8;

  EXPECT_DOUBLE_EQ(seconds_left(state, 9), 12);  // 6 at 2 s
}

TEST(SecondsLeft, OfTrainingsThatNobodyCountedGoesByDesigns) {
  ProgressState state;
  state.designs = 1000;
  state.designs_done = 250;
  state.trainings_done = 40;  // of 0: by successive halving
  state.training_seconds = 9;

  // 250 with their trainings in 10 s: 0.04 s each, 750 to go.
  EXPECT_DOUBLE_EQ(seconds_left(state, 10), 30);
  EXPECT_EQ(progress_line(state, 10), " 25.0 %  250 of 1,000 designs  25/s  front 0  30 s left");
}

TEST(SecondsLeft, OfMoreTrainingsThanWereExpectedIsOfDesignsAlone) {
  ProgressState state;
  state.designs = 1000;
  state.designs_done = 500;
  state.trainings = 4;
  state.trainings_done = 6;
  state.training_seconds = 8;

  EXPECT_DOUBLE_EQ(seconds_left(state, 10), 2);  // 500 in the other 2 s
}

TEST(DurationText, OfWhatNoIntegerHoldsIsSomeNumber) {
  EXPECT_EQ(duration_text(1e30), duration_text(1e18));
}

TEST(SecondsLeft, IsZeroAtTheEnd) {
  ProgressState state;
  state.designs = state.designs_done = 1000;
  state.trainings = state.trainings_done = 5;
  state.training_seconds = 3;
  EXPECT_DOUBLE_EQ(seconds_left(state, 10), 0);

  state.designs_before = 1000;
  state.trainings_before = 5;
  EXPECT_DOUBLE_EQ(seconds_left(state, 10), 0);
}

TEST(ProgressLine, SaysWhatIsDone) {
  ProgressState state;
  state.designs = 12345678;
  state.designs_done = 1234567;
  state.front = 57;

  // 1,234,567 in 10 s: 123,456 a second; 11,111,111 left take 90.0 s.
  EXPECT_EQ(progress_line(state, 10),
            " 10.0 %  1,234,567 of 12,345,678 designs  123,456/s  front 57  1 min 30 s left");
}

TEST(ProgressLine, CountsTrainings) {
  ProgressState state;
  state.designs = 100;
  state.trainings = 216;
  state.trainings_done = 24;
  state.training_seconds = 5;

  // No design is priced yet; 24 trainings in 5 s, 192 left take 40 s.
  EXPECT_EQ(progress_line(state, 5),
            "  0.0 %  0 of 100 designs  0/s  front 0  trained 24 of 216  40 s left");
  state.trainings_done = 0;
  EXPECT_EQ(progress_line(state, 5),
            "  0.0 %  0 of 100 designs  0/s  front 0  trained 0 of 216  time left: measuring");
}

TEST(ProgressLine, IsWholeWithoutDesigns) {
  EXPECT_EQ(progress_line({}, 0), "100.0 %  0 of 0 designs  0/s  front 0  0 s left");
}

}  // namespace
}  // namespace paretree::dse
