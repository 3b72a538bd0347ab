// Does the program run every sweep that the repository ships?
#include "tests/support/workbench.hpp"

#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

std::vector<std::string> shipped_sweeps() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(PARETREE_SOURCE_DIR "/sweeps")) {
    if (entry.path().extension() == ".yaml") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string path_of(const std::string& sweep) {
  return std::string(PARETREE_SOURCE_DIR "/sweeps/") + sweep + ".yaml";
}

/// Options that make a command on a sweep quick: trainings, where there are any, of one step each.
std::vector<std::string> quick(std::vector<std::string> arguments, const std::string& sweep) {
  const std::string text = results::read_text(path_of(sweep));
  if (text.find("proxy: short_training") != std::string::npos ||
      text.find("proxy: full_training") != std::string::npos) {
    arguments.insert(arguments.end(), {"--set", "accuracy.steps=1", "--set", "accuracy.seeds=1"});
  }
  return arguments;
}

class EverySweep : public ::testing::TestWithParam<std::string> {
 protected:
  Workbench bench_;
};

TEST_P(EverySweep, IsPlannedWithItsCountsAsDocumented) {
  const Json plan = bench_.json(quick({"plan", path_of(GetParam())}, GetParam()));

  EXPECT_TRUE(missing_keys(plan, {"space", "formats", "model_halves", "hardware_halves", "excluded",
                                  "seconds_estimated"})
                  .empty());
  ASSERT_TRUE(plan["space"].is_string());
  const auto space = plan["space"].get<std::string>();
  EXPECT_EQ(space.find_first_not_of("0123456789"), std::string::npos) << space;
  EXPECT_NE(space, "0");
  EXPECT_GT(plan["formats"].get<double>(), 0);
  EXPECT_GE(plan["model_halves"].get<double>(), plan["formats"].get<double>());
  EXPECT_GE(plan["seconds_estimated"].get<double>(), 0);
  for (const Json& entry : plan["excluded"]) {
    EXPECT_TRUE(missing_keys(entry, {"constraint", "kind", "count"}).empty()) << entry;
  }
  EXPECT_TRUE(bench_.files().empty()) << "planning writes nothing";
}

TEST_P(EverySweep, RunsWithinAShortBudgetAndLeavesAStudyThatFrontReads) {
  const Outcome run = bench_.run(quick({"run", path_of(GetParam()), "--time-limit", "3s", "--db",
                                        "study.db", "--progress", "none", "--picture", "front.svg"},
                                       GetParam()));

  // A time limit is asked for: ending by it is success, and the same command goes on.
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_NE(run.out.find("database: study.db"), std::string::npos) << run.out;
  const Json front = bench_.json({"front", "study.db"});
  ASSERT_TRUE(front.is_array());
  if (run.out.find("time limit reached") == std::string::npos) {
    EXPECT_FALSE(front.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Shipped, EverySweep, ::testing::ValuesIn(shipped_sweeps()),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace_if(
                               name.begin(), name.end(),
                               [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace paretree::testing
