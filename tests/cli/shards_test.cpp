// Do the shards of a sweep, merged in any order, give what one machine gives?
#include "results/store/study.hpp"
#include "tests/support/workbench.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;

const std::string quickstart = PARETREE_SOURCE_DIR "/sweeps/quickstart.yaml";

/// Sweeps with several batches each: whole blocks, and stretches of 16 trained formats.
struct Kind {
  std::string name;
  std::vector<std::string> words;
  bool same_counters = true;  ///< a shard closes less by bounds than a run that has seen everything
};

std::vector<std::string> trained(const std::string& store) {
  return {
      quickstart,           "--set", "accuracy.steps=1",    "--set", "accuracy.seeds=1", "--set",
      "accuracy.confirm=1", "--set", "hardware.pes=[8,16]", "--set", "store=" + store};
}

const Kind exhaustive{"exhaustive", {"tiny.yaml"}, true};
const Kind certified{
    "certified", {"tiny.yaml", "--set", "search=certified", "--set", "store=front"}, false};
const Kind random_search{
    "random",
    {"tiny.yaml", "--set", "search={name: random, designs: 100}", "--set", "store=front+sample"},
    true};
const Kind trained_all{"trained", trained("all"), true};
const Kind trained_front{"trained_front", trained("front"), true};

class Shards : public ::testing::TestWithParam<Kind> {
 protected:
  Shards() { bench_.write("tiny.yaml", tiny_sweep); }

  [[nodiscard]] Outcome run(const std::string& db, const std::string& shard = "") const {
    std::vector<std::string> words = {"run"};
    words.insert(words.end(), GetParam().words.begin(), GetParam().words.end());
    words.insert(words.end(), {"--db", db, "--progress", "none", "--picture", "none"});
    if (!shard.empty()) {
      words.insert(words.end(), {"--shard", shard});
    }
    return bench_.run(words);
  }
  [[nodiscard]] std::string view(const std::string& db, const std::string& table) const {
    const Outcome outcome = bench_.run({"sql", db, "SELECT * FROM " + table, "--format", "csv"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }
  [[nodiscard]] std::string measured(const std::string& db) const {
    const Outcome outcome =
        bench_.run({"sql", db, "SELECT fidelity, measurements, thread_s > 0 FROM measuring",
                    "--format", "csv"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }
  [[nodiscard]] results::Progress progress(const std::string& db) const {
    return results::Study::open(bench_.file(db), results::Study::Access::read).progress();
  }
  void expect_same(const std::string& merged) const {
    EXPECT_EQ(view(merged, "design"), view("whole.db", "design"));
    EXPECT_EQ(view(merged, "front"), view("whole.db", "front"));
    EXPECT_EQ(view(merged, "infeasible_design"), view("whole.db", "infeasible_design"));
    // How often was measured, however often a shard was merged; seconds are those of each machine.
    EXPECT_EQ(measured(merged), measured("whole.db"));
    const results::Progress got = progress(merged);
    const results::Progress wanted = progress("whole.db");
    EXPECT_EQ(got.finished, wanted.finished);
    EXPECT_EQ(got.next, wanted.next);
    EXPECT_EQ(got.evaluated + got.closed, wanted.evaluated + wanted.closed);
    if (GetParam().same_counters) {
      EXPECT_EQ(got.evaluated, wanted.evaluated);
      EXPECT_EQ(got.feasible, wanted.feasible);
      EXPECT_EQ(got.infeasible, wanted.infeasible);
    }
  }

  Workbench bench_;
};

TEST_P(Shards, MergedInAnyOrderAreTheRunOfOneMachine) {
  ASSERT_EQ(run("whole.db").exit_code, 0);
  for (int number = 1; number <= 4; ++number) {
    const Outcome shard = run(fmt::format("{}.db", number), fmt::format("{}/4", number));
    ASSERT_EQ(shard.exit_code, 0) << shard.err;
  }

  const Outcome forwards = bench_.run({"merge", "forwards.db", "1.db", "2.db", "3.db", "4.db"});
  ASSERT_EQ(forwards.exit_code, 0) << forwards.err;
  ASSERT_EQ(bench_.run({"merge", "left.db", "4.db", "2.db"}).exit_code, 0);
  ASSERT_EQ(bench_.run({"merge", "right.db", "3.db", "1.db"}).exit_code, 0);
  const Outcome nested = bench_.run({"merge", "nested.db", "right.db", "left.db"});
  ASSERT_EQ(nested.exit_code, 0) << nested.err;

  expect_same("forwards.db");
  expect_same("nested.db");
  // What the checker says of the one it must say of the other.
  const Outcome check = bench_.run({"check", "forwards.db", "--format", "csv"});
  EXPECT_EQ(check.exit_code, bench_.run({"check", "whole.db", "--format", "csv"}).exit_code);
  if (GetParam().words.front() == "tiny.yaml") {
    EXPECT_EQ(check.exit_code, 0) << check.out << check.err;
  }
  ASSERT_EQ(bench_.run({"merge", "forwards.db", "2.db", "1.db"}).exit_code, 0);
  expect_same("forwards.db");
}

TEST_P(Shards, ThatAreMissingAreNamedAndMayComeLater) {
  ASSERT_EQ(run("whole.db").exit_code, 0);
  for (const int number : {1, 3}) {
    ASSERT_EQ(run(fmt::format("{}.db", number), fmt::format("{}/3", number)).exit_code, 0);
  }
  ASSERT_EQ(bench_.run({"run", "--help"}).exit_code, 0);

  const Outcome partial = bench_.run({"merge", "merged.db", "3.db", "1.db"});

  EXPECT_EQ(partial.exit_code, 0) << partial.err;
  EXPECT_THAT(partial.out, HasSubstr("shard 2 of 3 is missing"));
  EXPECT_FALSE(progress("merged.db").finished);
  const Outcome resumed = run("merged.db");
  EXPECT_EQ(resumed.exit_code, 2);
  EXPECT_THAT(resumed.err, HasSubstr("shard 2 of 3 is missing"));
  ASSERT_EQ(run("2.db", "2/3").exit_code, 0);
  ASSERT_EQ(bench_.run({"merge", "merged.db", "2.db"}).exit_code, 0);
  expect_same("merged.db");
}

INSTANTIATE_TEST_SUITE_P(Of, Shards,
                         ::testing::Values(exhaustive, certified, random_search, trained_all,
                                           trained_front),
                         [](const auto& instance) { return instance.param.name; });

class Merge : public ::testing::Test {
 protected:
  Merge() {
    bench_.write("tiny.yaml", tiny_sweep);
    EXPECT_EQ(shard("1.db", "1/2").exit_code, 0);
  }
  [[nodiscard]] Outcome shard(const std::string& db, const std::string& part,
                              const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {"run", "tiny.yaml",  "--db", db,          "--shard",
                                      part,  "--progress", "none", "--picture", "none"};
    words.insert(words.end(), more.begin(), more.end());
    return bench_.run(words);
  }
  Workbench bench_;
};

TEST_F(Merge, RefusesAStudyOfAWholeSweep) {
  ASSERT_EQ(bench_.run({"run", "tiny.yaml", "--db", "whole.db", "--progress", "none"}).exit_code,
            0);

  const Outcome merged = bench_.run({"merge", "out.db", "1.db", "whole.db"});

  EXPECT_EQ(merged.exit_code, 2);
  EXPECT_THAT(merged.err, HasSubstr("whole.db: is not a shard"));
  EXPECT_FALSE(results::Study::exists(bench_.file("out.db")));
}

TEST_F(Merge, RefusesAShardOfAnotherSweepAndNamesBoth) {
  ASSERT_EQ(shard("2.db", "2/2", {"--set", "hardware.pes=[4]"}).exit_code, 0);

  const Outcome merged = bench_.run({"merge", "out.db", "1.db", "2.db"});

  EXPECT_EQ(merged.exit_code, 2);
  EXPECT_THAT(merged.err, HasSubstr("1.db and 2.db do not belong together"));
}

TEST_F(Merge, RefusesAnotherDivision) {
  ASSERT_EQ(shard("2.db", "2/3").exit_code, 0);

  const Outcome merged = bench_.run({"merge", "out.db", "1.db", "2.db"});

  EXPECT_EQ(merged.exit_code, 2);
  EXPECT_THAT(merged.err, HasSubstr("one is of 2 shards, the other of 3"));
}

TEST_F(Merge, RefusesAMissingFileAndAnotherStudyInItsPlace) {
  const Outcome missing = bench_.run({"merge", "out.db", "1.db", "2.db"});
  const Outcome over = bench_.run({"merge", "1.db", "1.db"});

  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("2.db: no such file"));
  EXPECT_EQ(over.exit_code, 2);
  EXPECT_THAT(over.err, HasSubstr("is a shard itself"));
}

TEST_F(Merge, SaysWhichShardIsUnfinished) {
  ASSERT_EQ(shard("2.db", "2/2", {"--time-limit", "0s"}).exit_code, 0);

  const Outcome merged = bench_.run({"merge", "out.db", "1.db", "2.db"});

  EXPECT_EQ(merged.exit_code, 0);
  EXPECT_THAT(merged.out, HasSubstr("shard 2 of 2 is unfinished"));
}

TEST_F(Merge, TakesAShardsDatabaseForNoOtherPart) {
  const Outcome other = shard("1.db", "2/2");

  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("holds shard 1/2 of this sweep, not shard 2/2"));
}

// Each shard takes three open files: arrays of 1,500 tasks could not be merged.
TEST_F(Merge, TakesMoreShardsThanTheUsualLimitOfOpenFiles) {
  std::vector<std::string> words = {"merge", "out.db"};
  for (int number = 1; number <= 12; ++number) {
    words.push_back(fmt::format("part{}.db", number));
    ASSERT_EQ(shard(words.back(), fmt::format("{}/12", number)).exit_code, 0);
  }

  RunningProgram merge(words, bench_.folder(), [] {
    rlimit files{};
    static_cast<void>(getrlimit(RLIMIT_NOFILE, &files));
    files.rlim_cur = 32;  // of the 36 and more that it takes
    static_cast<void>(setrlimit(RLIMIT_NOFILE, &files));
  });
  const Outcome outcome = merge.wait();

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("12 of 12 shards"));
}

TEST_F(Merge, RefusesAWrongPart) {
  for (const char* part : {"0/4", "5/4", "2", "a/b", "1/0", "1/-2", "1/2000000", ""}) {
    EXPECT_EQ(shard("x.db", part).exit_code, 2) << part;
  }
}

}  // namespace
}  // namespace paretree::testing
