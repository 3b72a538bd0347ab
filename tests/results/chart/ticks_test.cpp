#include "results/chart/ticks.hpp"

#include "results/chart/scale.hpp"
#include "results/chart/units.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace paretree::results {
namespace {

using testing::ElementsAre;

TEST(LinearTicks, AreMultiplesOfOneTwoOrFive) {
  // 1.05 / 5 = 0.21, the next step is 0.5; 10 / 5 = 2 is one itself.
  EXPECT_THAT(linear_ticks(0.05, 1.1, 5).major, ElementsAre(0.5, 1.0));
  EXPECT_THAT(linear_ticks(0, 10, 5).major, ElementsAre(0, 2, 4, 6, 8, 10));
  EXPECT_THAT(linear_ticks(-30, 30, 6).major, ElementsAre(-30, -20, -10, 0, 10, 20, 30));
  EXPECT_THAT(linear_ticks(0.1, 0.45, 4).major, ElementsAre(0.1, 0.2, 0.3, 0.4));
}

TEST(LinearTicks, HaveMinorMarksThatAreNotMajor) {
  // Steps of 2 are halved.
  EXPECT_THAT(linear_ticks(0, 4.5, 3).minor, ElementsAre(1, 3));
}

TEST(LogTicks, AreDecadesWithEightMarksBetween) {
  const Ticks ticks = log_ticks(1, 1000, 6);

  EXPECT_THAT(ticks.major, ElementsAre(1, 10, 100, 1000));
  EXPECT_EQ(ticks.minor.size(), 3U * 8U);
  EXPECT_EQ(ticks.minor.front(), 2);
  EXPECT_EQ(ticks.minor.back(), 900);
}

TEST(LogTicks, AreOneTwoFiveWhereDecadesAreFew) {
  EXPECT_THAT(log_ticks(0.9, 60, 8).major, ElementsAre(1, 2, 5, 10, 20, 50));
  EXPECT_THAT(log_ticks(0.9, 60, 4).major, ElementsAre(1, 3, 10, 30));
}

TEST(LogTicks, SkipDecadesWhereTheyAreMany) {
  EXPECT_THAT(log_ticks(1e-6, 1e6, 5).major, ElementsAre(1e-6, 1e-3, 1, 1e3, 1e6));
}

RC_GTEST_PROP(Ticks, LieInTheRangeInOrderAndAreAtLeastTwo,
              (std::int32_t a, std::uint16_t b, unsigned char w)) {
  const double low = a / 1000.0;
  const double high = low + (b + 1) / 100.0;
  const int wanted = 2 + w % 7;
  const auto holds = [](const Ticks& ticks, double from, double to) {
    const double slack = 1e-6 * (to - from);
    RC_ASSERT(ticks.major.size() >= 2U);
    for (std::size_t i = 0; i < ticks.major.size(); ++i) {
      RC_ASSERT(ticks.major[i] >= from - slack);
      RC_ASSERT(ticks.major[i] <= to + slack);
    }
    RC_ASSERT(std::ranges::is_sorted(ticks.major, std::less_equal<>()));
  };
  holds(linear_ticks(low, high, wanted), low, high);
  const double from = std::exp(a / 2e8);
  const double to = from * (1.2 + b / 10.0);
  holds(log_ticks(from, to, wanted), from, to);
}

TEST(TickLabels, HaveTheSameNumberOfDecimals) {
  EXPECT_THAT(tick_labels({0.5, 1.0, 1.5}), ElementsAre("0.5", "1.0", "1.5"));
  EXPECT_THAT(tick_labels({0, 10, 20}), ElementsAre("0", "10", "20"));
  EXPECT_THAT(tick_labels({-1, 0, 1}), ElementsAre("−1", "0", "1"));
}

TEST(TickLabels, AreShortOverManyDecades) {
  EXPECT_THAT(tick_labels({0.01, 1, 100}), ElementsAre("0.01", "1", "100"));
  EXPECT_THAT(tick_labels({100, 1e4, 1e6}), ElementsAre("10²", "10⁴", "10⁶"));
  EXPECT_THAT(tick_labels({1e-6, 2e-6}), ElementsAre("10⁻⁶", "2·10⁻⁶"));
  EXPECT_THAT(tick_labels({1000, 10000}), ElementsAre("1000", "10\u2009000"));
}

TEST(DisplayUnit, ScalesToOneToThreeDigits) {
  EXPECT_EQ(display_unit("energy_pj", 5e6).label, "energy (µJ)");
  EXPECT_EQ(display_unit("energy_pj", 5e6).factor, 1e-6);
  EXPECT_EQ(display_unit("core_energy_pj", 2e3).label, "core energy (nJ)");
  EXPECT_EQ(display_unit("latency_ns", 999).label, "latency (ns)");
  EXPECT_EQ(display_unit("latency_ns", 1000).label, "latency (µs)");
  EXPECT_EQ(display_unit("latency_ns", 3e6).label, "latency (ms)");
  EXPECT_EQ(display_unit("area_mm2", 0.3).label, "area (mm²)");
  EXPECT_EQ(display_unit("power_mw", 2500).label, "power (W)");
  EXPECT_EQ(display_unit("weight_bytes", 4096).label, "weight (KiB)");
  EXPECT_EQ(display_unit("weight_bytes", 4096).factor, 1.0 / 1024);
}

TEST(DisplayUnit, NamesRatiosCountsAndRatesAsTheyAre) {
  EXPECT_EQ(display_unit("error", 0.3).label, "error (%)");
  EXPECT_EQ(display_unit("error", 0.3).factor, 100);
  EXPECT_EQ(display_unit("parameters", 3360).label, "parameters");
  EXPECT_EQ(display_unit("parameters", 59244544).label, "parameters (millions)");
  EXPECT_EQ(display_unit("matrix_macs", 3e6).label, "matrix MACs (millions)");
  EXPECT_EQ(display_unit("macs", 500).label, "MACs");
  EXPECT_EQ(display_unit("gops_per_watt", 5).label, "GOPS per watt");
  EXPECT_EQ(display_unit("frames_per_second", 50).label, "frames per second");
  EXPECT_EQ(display_unit("bits_per_character", 1.5).label, "bits per character");
  EXPECT_EQ(display_unit("effective_rank", 12).label, "effective rank");
}

TEST(Scale, IsLogarithmicFromAFactorOfTwenty) {
  const ChartAxis axis{.name = "area_mm2", .maximise = false, .logarithmic = {}};

  EXPECT_FALSE(Scale(axis, {1, 20}).logarithmic());
  EXPECT_TRUE(Scale(axis, {1, 20.1}).logarithmic());
  EXPECT_FALSE(Scale(axis, {0, 1000}).logarithmic());
}

TEST(Scale, PutsValuesInsideTheAxis) {
  const ChartAxis axis{.name = "energy_pj", .maximise = false, .logarithmic = {}};
  for (const std::vector<double>& values : std::vector<std::vector<double>>{
           {5}, {0}, {-3}, {7, 7}, {1, 2}, {1, 1e9}, {0, 1e-12}, {-1e300, 1e300}}) {
    const Scale scale(axis, values);
    for (const double value : values) {
      EXPECT_GE(scale.at(value), 0) << value;
      EXPECT_LE(scale.at(value), 1) << value;
    }
  }
}

}  // namespace
}  // namespace paretree::results
