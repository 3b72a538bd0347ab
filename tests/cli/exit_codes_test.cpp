// Do exit codes and streams mean what the help says: 0 done, 1 failed, 2 wrong use?
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ExitCode : public ::testing::Test {
 protected:
  ExitCode() { bench_.write("tiny.yaml", tiny_sweep); }

  /// Refused: this code, words on stderr, nothing on stdout and no file made.
  void expect_refusal(const std::vector<std::string>& arguments, int code,
                      const std::string& words) const {
    const std::vector<std::string> before = bench_.files();
    const Outcome outcome = bench_.run(arguments);
    EXPECT_EQ(outcome.exit_code, code) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(words));
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(bench_.files(), before);
  }
  [[nodiscard]] Outcome explore(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"run", "tiny.yaml", "--picture", "none", "--progress", "none"});
    return bench_.run(more);
  }
  Workbench bench_;
};

TEST_F(ExitCode, IsTwoForAnUnknownCommandWithTheNearestOne) {
  expect_refusal({"fron"}, 2, "did you mean 'front'?");
}

TEST_F(ExitCode, IsTwoWithoutACommand) {
  expect_refusal({}, 2, "subcommand");
}

TEST_F(ExitCode, IsTwoForAnUnknownOption) {
  expect_refusal({"run", "tiny.yaml", "--bogus"}, 2, "--bogus");
}

TEST_F(ExitCode, IsTwoForAnUnknownFormat) {
  expect_refusal({"plan", "tiny.yaml", "--format", "xml"}, 2, "--format");
}

TEST_F(ExitCode, IsTwoForADurationThatIsNone) {
  for (const std::string text : {"abc", "nan", "-5", "3x", "1e300"}) {
    expect_refusal({"run", "tiny.yaml", "--time-limit", text}, 2,
                   "'" + text + "' is not a duration");
  }
}

// A negative count was taken for 2^64 less it: `sample -n -1` did not end, `--threads -1` had no
// memory.
TEST_F(ExitCode, IsTwoForNegativeCounts) {
  expect_refusal({"sample", "tiny.yaml", "-n", "-1"}, 2, "-1");
  expect_refusal({"sample", "tiny.yaml", "--seed", "-1"}, 2, "-1");
  expect_refusal({"run", "tiny.yaml", "--threads", "-1"}, 2, "-1");
  expect_refusal({"plan", "tiny.yaml", "--threads", "-1"}, 2, "-1");
  expect_refusal({"export", "tiny.db", "0", "--seed", "-1"}, 2, "-1");
  expect_refusal({"simulate", "tiny.db", "--seed", "-1"}, 2, "-1");
  expect_refusal({"check", "tiny.db", "--most-visits", "-1"}, 2, "-1");
}

// `--shard "$PART"` without PART ran the whole sweep, `--time-limit ""` without end.
TEST_F(ExitCode, IsTwoForEmptyValues) {
  for (const std::string option : {"--shard", "--time-limit", "--memory", "--witness", "--db"}) {
    expect_refusal({"run", "tiny.yaml", option, ""}, 2, option + ": an empty value");
    expect_refusal({"run", "tiny.yaml", option + "="}, 2, option);
  }
  expect_refusal({"front", ""}, 2, "db: an empty value");
}

// The ending was looked at after the whole run.
TEST_F(ExitCode, IsTwoForAPictureOfUnknownKindBeforeAnythingRuns) {
  expect_refusal({"run", "tiny.yaml", "--picture", "front.gif"}, 2,
                 "front.gif: a chart ends in .svg, .pdf or .png");
}

TEST_F(ExitCode, IsOneForAFileThatIsNoStudy) {
  expect_refusal({"front", "tiny.yaml"}, 1, "tiny.yaml: ");
}

TEST_F(ExitCode, IsOneForAMissingStudyAndMakesNone) {
  expect_refusal({"front", "nothere.db"}, 1, "nothere.db: no such file");
}

TEST_F(ExitCode, IsOneForADamagedStudy) {
  ASSERT_EQ(explore().exit_code, 0);
  // The first page holds the schema; everything after its header is overwritten.
  const std::string whole = bench_.read("tiny.db");
  bench_.write("damaged.db", whole.substr(0, 100) + std::string(whole.size() - 100, 'x'));

  expect_refusal({"front", "damaged.db"}, 1, "damaged.db");
}

TEST_F(ExitCode, IsOneWhereTheDatabaseCannotBeWritten) {
  expect_refusal({"run", "tiny.yaml", "--db", "no/such/folder.db", "--progress", "none"}, 1,
                 "no/such/folder.db");
}

TEST_F(ExitCode, IsTwoForQuestionsThatAStudyCannotAnswer) {
  ASSERT_EQ(explore().exit_code, 0);

  expect_refusal({"front", "tiny.db", "--objectives", "aera_mm2"}, 2, "did you mean 'area_mm2'?");
  expect_refusal({"front", "tiny.db", "--where", "pse <= 4"}, 2, "'pse' is not stored");
  expect_refusal({"front", "tiny.db", "--where", "pes <"}, 2, "--where 'pes <': Unexpected end");
  expect_refusal({"show", "tiny.db", "zzz"}, 2, "no design of tiny.db starts with 'zzz'");
  expect_refusal({"show", "tiny.db", "0"}, 2, "ambiguous");
  expect_refusal({"chart", "tiny.db", "-o", "front.gif"}, 2, "svg, .pdf or .png");
  expect_refusal({"chart", "tiny.db", "-o", "front.svg", "--x", "aera_mm2"}, 2, "aera_mm2");
}

TEST_F(ExitCode, IsTwoForWrongComponentsAndParameters) {
  expect_refusal({"price", "sarm"}, 2, "did you mean 'sram'?");
  expect_refusal({"price", "adder", "--banks", "4"}, 2, "--banks is not a parameter of adder");
  expect_refusal({"price", "sram", "--size-bytes", "many"}, 2, "--size-bytes many");
  expect_refusal({"price", "sram", "--size-bytes", "-1"}, 2, "-1");
  expect_refusal({"list", "tree"}, 2, "tree");
}

TEST_F(ExitCode, RunWritesItsSummaryOnStdoutAndNothingOnStderr) {
  const Outcome outcome = explore();

  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("tiny: 128 of 128 designs evaluated"));
  EXPECT_THAT(bench_.files(), ElementsAre("tiny.db", "tiny.yaml"));
}

TEST_F(ExitCode, ProgressIsOnStderr) {
  const Outcome outcome =
      bench_.run({"run", "tiny.yaml", "--picture", "none", "--progress", "json"});

  EXPECT_EQ(outcome.exit_code, 0);
  const Json last = Json::parse(outcome.err.substr(0, outcome.err.find('\n')));
  EXPECT_EQ(last["designs_done"], 128);
  EXPECT_THAT(outcome.out, Not(HasSubstr("designs_done")));
}

TEST_F(ExitCode, RunOnAFinishedStudyPrintsItsFrontAndChangesNothing) {
  const Outcome first = explore();
  const std::string before = bench_.read("tiny.db");

  const Outcome second = explore();

  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(second.out.substr(0, second.out.find("evaluated")),
            first.out.substr(0, first.out.find("evaluated")));
  EXPECT_EQ(bench_.read("tiny.db"), before);
}

TEST_F(ExitCode, RunOnTheStudyOfAnotherSweepIsWrongUseAndLeavesIt) {
  ASSERT_EQ(explore().exit_code, 0);
  const std::string before = bench_.read("tiny.db");

  const Outcome other = explore({"--set", "hardware.pes=4"});

  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("holds the study 'tiny' of another sweep"));
  EXPECT_EQ(other.out, "");
  EXPECT_EQ(bench_.read("tiny.db"), before);
}

// Same sweep in other words: comments, defaults written out, another layout.
TEST_F(ExitCode, LayoutDoesNotMakeAnotherSweep) {
  ASSERT_EQ(explore().exit_code, 0);
  bench_.write("tiny.yaml",
               "# the same\n" +
                   with(tiny_sweep, "pes: [4, 8]\n  macs", "pes:\n    - 4\n    - 8\n  macs") +
                   "seed: 1\n");

  EXPECT_EQ(explore().exit_code, 0);
}

TEST_F(ExitCode, PicturesStandBesideTheDatabase) {
  const Outcome outcome = bench_.run({"run", "tiny.yaml", "--db", "a.db", "--progress", "none"});

  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(bench_.files(), Contains("a.svg"));
}

}  // namespace
}  // namespace paretree::testing
