#include "results/chart/timeline_chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace paretree::results {
namespace {

using ::testing::HasSubstr;

std::string drawn(const TimelineChart& chart, const std::string& name) {
  const auto file = std::filesystem::temp_directory_path() / name;
  draw(chart, file.string());
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  std::filesystem::remove(file);
  return text.str();
}

TimelineChart chart(bool waiting) {
  return {.title = "one",
          .caption = "ten cycles",
          .stages = {{"leaf", 0, 6}, {"inner", 6, 10}},
          .rows = {{"lanes", {{0, 4, waiting}, {6, 10, false}}}, {"drain", {{4, 6, false}}}},
          .cycles = 10};
}

TEST(TimelineChart, ShowsWaitingInAnotherColour) {
  const std::string busy = drawn(chart(false), "paretree_timeline_busy.svg");
  const std::string waiting = drawn(chart(true), "paretree_timeline_waiting.svg");

  EXPECT_THAT(busy, HasSubstr("<title>one</title>"));
  EXPECT_THAT(busy, HasSubstr("ten cycles"));
  EXPECT_NE(busy, waiting);
  EXPECT_EQ(busy, drawn(chart(false), "paretree_timeline_again.svg"));
}

TEST(TimelineChart, RefusesNothingAndUnknownEndings) {
  EXPECT_THROW(draw(TimelineChart{}, "empty.svg"), std::invalid_argument);
  EXPECT_THROW(draw(chart(false), "timeline.gif"), std::invalid_argument);
}

}  // namespace
}  // namespace paretree::results
