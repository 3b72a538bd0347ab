#include "dse/study/survey.hpp"

#include "dse/study/plain_design.hpp"
#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace paretree::dse {
namespace {

using testing::problem_of;
using testing::tiny_sweep;

const Exclusion& exclusion(const Survey& survey, const std::string& constraint) {
  for (const Exclusion& entry : survey.exclusions) {
    if (entry.constraint == constraint) {
      return entry;
    }
  }
  throw std::invalid_argument("no exclusion " + constraint);
}

/// Designs that fail a condition on their figures, counted one by one.
std::uint64_t failing(const Problem& problem,
                      const std::function<bool(const PlainDesign&)>& fails) {
  std::uint64_t count = 0;
  for (std::uint64_t position = 0; position < problem.space.size(); ++position) {
    if (fails(evaluate_plainly(problem, position, 1.0))) {
      ++count;
    }
  }
  return count;
}

TEST(Survey, CountsWhatTheModelAloneExcludes) {
  const Problem problem = problem_of(tiny_sweep + "constraints: [\"parameters <= 340\"]\n");

  const Survey result = survey(problem, 1);

  const Exclusion& found = exclusion(result, "parameters <= 340");
  EXPECT_EQ(found.kind, "result");
  EXPECT_EQ(decimal(found.count.value()), std::to_string(failing(problem, [](const auto& design) {
              return design.counts.parameters > 340;
            })));
  EXPECT_GT(found.count.value(), BigCount{0});
  EXPECT_LT(found.count.value(), BigCount{problem.space.size()});
}

TEST(Survey, CountsWhatTheHardwareAloneExcludes) {
  const Problem unconstrained = problem_of(tiny_sweep);
  std::vector<double> areas;
  for (std::uint64_t position = 0; position < unconstrained.space.size(); ++position) {
    const PlainDesign design = evaluate_plainly(unconstrained, position, 1.0);
    ASSERT_TRUE(design.machine.has_value());
    areas.push_back(static_cast<double>(hwmodel::total(design.machine->area_um2)) * 1e-6);
  }
  const auto [least, most] = std::minmax_element(areas.begin(), areas.end());
  const double limit = (*least + *most) / 2;
  const Problem problem =
      problem_of(tiny_sweep + "constraints: [\"area_mm2 <= " + std::to_string(limit) + "\"]\n");

  const Survey result = survey(problem, 1);

  const double rounded = std::stod(std::to_string(limit));
  const auto expected =
      std::count_if(areas.begin(), areas.end(), [&](double area) { return area > rounded; });
  const auto& found = exclusion(result, "area_mm2 <= " + std::to_string(limit));
  EXPECT_EQ(decimal(found.count.value()), std::to_string(expected));
  EXPECT_GT(expected, 0);
}

TEST(Survey, CountsNothingWhereBothHalvesDecide) {
  const Survey result = survey(problem_of(tiny_sweep + "constraints: [\"energy_pj <= 5\"]\n"), 1);

  EXPECT_FALSE(exclusion(result, "energy_pj <= 5").count.has_value());
}

TEST(Survey, ListsAxesWithTheirValues) {
  const Survey result = survey(problem_of(tiny_sweep), 1);

  const auto pes = std::find_if(result.axes.begin(), result.axes.end(),
                                [](const auto& axis) { return axis.axis == "hardware.pes"; });
  ASSERT_NE(pes, result.axes.end());
  EXPECT_EQ(pes->values, 2U);
  EXPECT_EQ(pes->text, "2, 4");
}

TEST(Survey, EstimatesTheTime) {
  const Survey result = survey(problem_of(tiny_sweep), 1);

  EXPECT_GT(result.designs_per_second, 0);
  EXPECT_GT(result.seconds_estimated, 0);
  EXPECT_EQ(result.seconds_per_training, 0);  // capacity does not train
}

}  // namespace
}  // namespace paretree::dse
