// Does a run with --memory keep less instead of needing more, at the same design wherever and
// however often it is stopped? Does one without enough memory say so?
#include "results/store/retention.hpp"
#include "results/store/study.hpp"
#include "tests/support/instrumented.hpp"
#include "tests/support/workbench.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;

/// 15 batches of 1000 designs drawn from some two hundred thousand.
const std::string drawn_sweep = R"(name: drawn
workload: {input: 24, hidden: 16, steps: 3, batch: 1, classes: 2}
model:
  format: [tt, ht]
  modes: {input: {in: [2, 2, 2, 3], out: [2, 2, 4, 4]}}
  scope: input
  ranks: {leaf: [2, 3], inner: [2, 3, 4]}
  weight_bits: [16, 8]
hardware:
  template: [tie, fdht]
  mapping: [fixed, best_per_stage]
  pes: [4, 8, 16]
  macs_per_pe: [4, 8, 16]
  weight_sram_kib: [8, 16]
  activation_sram_kib: [32, 64]
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: {name: random, designs: 15000}
store: all
)";

class MemoryLimit : public ::testing::Test {
 protected:
  MemoryLimit() { bench_.write("s.yaml", drawn_sweep); }

  [[nodiscard]] Outcome run(const std::string& db, const std::vector<std::string>& more) const {
    std::vector<std::string> words = {"run",        "s.yaml", "--db",      db,
                                      "--progress", "none",   "--picture", "none"};
    words.insert(words.end(), more.begin(), more.end());
    return bench_.run(words);
  }
  [[nodiscard]] std::string view(const std::string& db, const std::string& table) const {
    const Outcome outcome = bench_.run({"sql", db, "SELECT * FROM " + table, "--format", "csv"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }
  [[nodiscard]] results::Study study(const std::string& db) const {
    return results::Study::open(bench_.file(db), results::Study::Access::read);
  }
  /// A limit that the growing front passes after some batches: what the first batch was estimated
  /// to need with everything kept, and a few members more.
  [[nodiscard]] std::string limit_within_the_run() const {
    // A session that ends before its first batch has not looked yet.
    for (double seconds = 0.001; seconds < 60; seconds *= 4) {
      EXPECT_EQ(run("probe.db", {"--memory", "64M", "--time-limit", fmt::format("{}s", seconds)})
                    .exit_code,
                0);
      const auto changes = results::retention_changes(study("probe.db"));
      if (!changes.empty()) {
        EXPECT_EQ(changes.size(), 2U);
        return fmt::format("{}K", changes.front().estimated_bytes / 1024 + 40);
      }
    }
    ADD_FAILURE() << "no batch in a minute";
    return "64M";
  }
  Workbench bench_;
};

TEST_F(MemoryLimit, TakesHoldAtTheSameDesignOnAnyNumberOfThreadsAndAfterStops) {
  const std::string limit = limit_within_the_run();
  ASSERT_EQ(run("all.db", {"--threads", "1"}).exit_code, 0);

  const Outcome one = run("one.db", {"--threads", "1", "--memory", limit});
  ASSERT_EQ(run("two.db", {"--threads", "2", "--memory", limit}).exit_code, 0);
  // Each session has time for one batch at least: a stop is looked for between them.
  for (int session = 0; session < 40 && (session == 0 || !study("stopped.db").progress().finished);
       ++session) {
    ASSERT_EQ(
        run("stopped.db", {"--memory", limit, "--time-limit", fmt::format("{}s", 0.02 * patience)})
            .exit_code,
        0);
  }
  ASSERT_EQ(run("stopped.db", {"--memory", limit}).exit_code, 0);

  ASSERT_EQ(one.exit_code, 0) << one.err;
  EXPECT_THAT(one.out, HasSubstr("memory: from batch "));
  const auto changes = results::retention_changes(study("one.db"));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_GT(changes[0].batch, 0U);
  EXPECT_LT(changes[0].batch, 15U);
  EXPECT_EQ(changes[0].retention, "front+sample");
  EXPECT_EQ(study("one.db").run().retention, "front+sample");
  EXPECT_EQ(view("one.db", "front"), view("all.db", "front"));
  EXPECT_LT(view("one.db", "design").size(), view("all.db", "design").size());
  for (const char* other : {"two.db", "stopped.db"}) {
    EXPECT_EQ(view(other, "design"), view("one.db", "design")) << other;
    EXPECT_EQ(view(other, "front"), view("one.db", "front")) << other;
    EXPECT_EQ(view(other, "retention_change"), view("one.db", "retention_change")) << other;
  }
}

TEST_F(MemoryLimit, LetsARunEndWhereKeepingEverythingWouldNot) {
  if (instrumented) {
    GTEST_SKIP() << "what a sanitizer adds is more than the limit";
  }
  // 267,840 designs in batches of 131,072 and more; each is some hundred bytes on its way.
  const auto run_within = [this](const std::string& db, const std::vector<std::string>& more) {
    std::vector<std::string> words = {"run",        "s.yaml",
                                      "--set",      "search=exhaustive",
                                      "--set",      "hardware.weight_sram_kib=[8,16,32,64,128]",
                                      "--db",       db,
                                      "--threads",  "1",
                                      "--progress", "none",
                                      "--picture",  "none"};
    words.insert(words.end(), more.begin(), more.end());
    RunningProgram program(words, bench_.folder(), [] {
      const rlimit bytes{rlim_t{48} << 20U, rlim_t{48} << 20U};
      static_cast<void>(setrlimit(RLIMIT_DATA, &bytes));
    });
    return program.wait();
  };

  const Outcome everything = run_within("all.db", {});
  const Outcome less = run_within("less.db", {"--memory", "64M"});

  EXPECT_EQ(everything.exit_code, 1);
  EXPECT_THAT(everything.err, HasSubstr("out of memory"));
  EXPECT_EQ(less.exit_code, 0) << less.err;
  EXPECT_TRUE(study("less.db").progress().finished);
}

TEST_F(MemoryLimit, IsTakenOverByAMergeOfItsShards) {
  ASSERT_EQ(run("1.db", {"--shard", "1/2", "--memory", "64M"}).exit_code, 0);
  ASSERT_EQ(run("2.db", {"--shard", "2/2"}).exit_code, 0);

  ASSERT_EQ(bench_.run({"merge", "merged.db", "1.db", "2.db"}).exit_code, 0);

  // The first shard kept its front alone: the whole cannot claim to have all.
  EXPECT_EQ(study("merged.db").run().retention, "front");
}

TEST_F(MemoryLimit, IsRefusedWhereItIsNoMemoryOrTooLittle) {
  for (const char* limit : {"10M", "abc", "-1G", "5", "1X", "1Gi", "", "nanM"}) {
    EXPECT_EQ(run("x.db", {"--memory=" + std::string(limit)}).exit_code, 2) << limit;
  }
  EXPECT_FALSE(results::Study::exists(bench_.file("x.db")));
}

/// Runs with so many KiB of addresses.
Outcome run_with_addresses(const Workbench& bench, rlim_t kib) {
  const std::string db = fmt::format("{}.db", kib);
  RunningProgram program(
      {"run", "s.yaml", "--db", db, "--threads", "1", "--progress", "none", "--picture", "none"},
      bench.folder(), [kib] {
        const rlimit bytes{kib * 1024, kib * 1024};
        static_cast<void>(setrlimit(RLIMIT_AS, &bytes));
      });
  return program.wait();
}

// A rollback without memory used to end the program: "terminate called", exit code 134.
TEST_F(MemoryLimit, ThatTheSystemSetsIsAMessageWhereverItIsMet) {
  if (instrumented) {
    GTEST_SKIP() << "what a sanitizer adds is more than the limit";
  }
  constexpr rlim_t loads = 44 * 1024;  // less, and the loader itself fails
  constexpr rlim_t enough = 512 * 1024;
  rlim_t too_little = loads;
  rlim_t needed = enough;
  while (needed - too_little > 256) {
    const rlim_t middle = (too_little + needed) / 2;
    (run_with_addresses(bench_, middle).exit_code == 0 ? needed : too_little) = middle;
  }

  for (rlim_t kib = needed; kib > std::max(loads, needed - 6 * 1024); kib -= 97) {
    const Outcome outcome = run_with_addresses(bench_, kib);

    EXPECT_TRUE(outcome.exit_code == 0 || outcome.exit_code == 1)
        << kib << " KiB: exit code " << outcome.exit_code << ": " << outcome.err;
    EXPECT_EQ(outcome.exit_code == 0, outcome.err.empty()) << kib << " KiB: " << outcome.err;
  }
}

}  // namespace
}  // namespace paretree::testing
