// Can a program of the user's be asked for accuracies, and only where he says so?
#include "results/store/study.hpp"
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// 12 formats (4 TT, 8 HT), asked for one by one.
class ExternalCommand : public ::testing::Test {
 protected:
  void sweep(const std::string& command) const {
    bench_.write("tiny.yaml",
                 with(tiny_sweep, "accuracy: capacity\nobjectives: [capacity",
                      "accuracy: {proxy: external, command: " + command + "}\nobjectives: [error"));
  }
  void script(const std::string& text) const {
    bench_.write("train.sh", "#!/bin/sh\n" + text);
    std::filesystem::permissions(bench_.file("train.sh"), std::filesystem::perms::owner_all);
  }
  [[nodiscard]] Outcome run(const std::vector<std::string>& more) const {
    std::vector<std::string> words = {"run",        "tiny.yaml", "--picture", "none",
                                      "--progress", "none",      "--threads", "2"};
    words.insert(words.end(), more.begin(), more.end());
    return bench_.run(words);
  }
  [[nodiscard]] std::vector<results::AccuracyRow> accuracies() const {
    return results::Study::open(bench_.file("tiny.db"), results::Study::Access::read).accuracies();
  }

  Workbench bench_;
};

TEST_F(ExternalCommand, IsRefusedWithoutLeave) {
  sweep("./train.sh");
  script("touch ran; echo 0.5\n");

  const Outcome outcome = run({});

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--allow-commands permits it"));
  EXPECT_EQ(bench_.run({"plan", "tiny.yaml"}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(bench_.file("ran"))) << "neither run nor plan started it";
}

TEST_F(ExternalCommand, RunsInANightThatHasLeave) {
  sweep("./train.sh");
  script("echo 0.5\n");
  const std::vector<std::string> night = {"night",    "tiny.yaml", "--for",     "20s",
                                          "--db-dir", ".",         "--threads", "1"};
  std::vector<std::string> permitted = night;
  permitted.emplace_back("--allow-commands");

  const Outcome without = bench_.run(night);
  EXPECT_EQ(without.exit_code, 1);
  EXPECT_THAT(without.out, HasSubstr("--allow-commands permits it"));
  const Outcome with_leave = bench_.run(permitted);

  EXPECT_EQ(with_leave.exit_code, 0) << with_leave.out;
  EXPECT_EQ(accuracies().size(), 12U);
}

TEST_F(ExternalCommand, IsTakenAlongToEachTaskOfACluster) {
  sweep("./train.sh");
  const std::vector<std::string> slurm = {"slurm",    "tiny.yaml", "--tasks",  "2",
                                          "--db-dir", "jobs",      "--dry-run"};
  std::vector<std::string> permitted = slurm;
  permitted.emplace_back("--allow-commands");

  const Outcome without = bench_.run(slurm);
  EXPECT_EQ(without.exit_code, 2);
  EXPECT_THAT(without.err, HasSubstr("--allow-commands permits it"));
  EXPECT_FALSE(std::filesystem::exists(bench_.file("jobs")));
  ASSERT_EQ(bench_.run(permitted).exit_code, 0);

  EXPECT_THAT(bench_.read("jobs/tiny.array.sh"), HasSubstr("--allow-commands"));
  EXPECT_THAT(bench_.read("jobs/tiny.merge.sh"), Not(HasSubstr("--allow-commands")));
}

TEST_F(ExternalCommand, IsGivenAFormatAndAnswersWithItsError) {
  // The error is 1 over the number of weights, which stands in the question.
  sweep("./train.sh");
  script(
      "read question\n"
      "echo some text before it\n"
      "n=$(echo \"$question\" | sed 's/.*\"parameters\":\\([0-9]*\\).*/\\1/')\n"
      "echo \"{\\\"error\\\": 0.$n, \\\"standard_error\\\": 0.01}\"\n");

  const Outcome outcome = run({"--allow-commands"});

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::vector<results::AccuracyRow> rows = accuracies();
  ASSERT_EQ(rows.size(), 12U);
  std::map<std::string, std::string> parameters;
  for (const Json& format : bench_.json({"formats", "tiny.yaml"})) {
    parameters[format["format"]] = std::to_string(format["parameters"].get<int>());
  }
  for (const results::AccuracyRow& row : rows) {
    EXPECT_EQ(row.fidelity, "external");
    EXPECT_DOUBLE_EQ(row.value, std::stod("0." + parameters.at(row.format)));
    EXPECT_EQ(row.standard_error, 0.01);
  }
  EXPECT_FALSE(bench_.json({"front", "tiny.db"}).empty());
}

TEST_F(ExternalCommand, MayReadTheFormatFromAFileAndAnswerWithANumber) {
  sweep("\"./train.sh {format.json}\"");
  script("grep -q '\"tree\"' \"$1\" && echo 0.25\n");

  ASSERT_EQ(run({"--allow-commands"}).exit_code, 0);

  ASSERT_EQ(accuracies().size(), 12U);
  EXPECT_EQ(accuracies().front().value, 0.25);
}

TEST_F(ExternalCommand, ThatFailsOnceIsAskedAgain) {
  sweep("./train.sh");
  script(
      "id=$(sed 's/.*\"format\":\"\\([0-9a-f]*\\)\".*/\\1/')\n"
      "if [ -e seen-$id ]; then echo 0.5; else touch seen-$id; exit 1; fi\n");

  ASSERT_EQ(run({"--allow-commands"}).exit_code, 0);

  EXPECT_EQ(accuracies().size(), 12U);
}

TEST_F(ExternalCommand, ThatKeepsFailingLeavesTheFormatWithoutAValueAndTheRunSaysSo) {
  sweep("./train.sh");
  script("echo not a number\n");

  const Outcome outcome = run({"--allow-commands"});

  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("128 infeasible: accuracy_missing"));
  EXPECT_TRUE(accuracies().empty());
}

TEST_F(ExternalCommand, WithAStandardErrorThatIsNoneHasNotAnswered) {
  sweep("./train.sh");
  script("echo '{\"error\": 0.5, \"standard_error\": 2.5}'\n");  // of percent, perhaps

  ASSERT_EQ(run({"--allow-commands"}).exit_code, 0);

  EXPECT_TRUE(accuracies().empty()) << "not taken without its standard error";
}

TEST_F(ExternalCommand, ThatDoesNotExistEndsTheRun) {
  sweep("/nowhere/train");

  const Outcome outcome = run({"--allow-commands"});

  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the program '/nowhere/train' cannot be started"));
}

}  // namespace
}  // namespace paretree::testing
