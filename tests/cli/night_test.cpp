// Do nights of a few seconds, disturbed, end where undisturbed runs end?
#include "results/store/study.hpp"
#include "tests/support/instrumented.hpp"
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;

/// One step of training on formats of two ranks: some seconds, many batches.
std::string trained_sweep(const std::string& name) {
  return "name: " + name + R"(
workload: fashion-7x112
model: {scope: [input, full], format: [tt, ht], ranks: {leaf: [1, 2, 4], inner: [1, 2, 4]}}
hardware: {template: [tie, fdht], pes: [8, 16], macs_per_pe: 8, weight_sram_kib: 16, activation_sram_kib: 64}
accuracy: {proxy: short_training, dataset: fashion-mnist, steps: 20, seeds: 1, confirm: 1}
objectives: [error, energy_pj, area_mm2]
search: exhaustive
store: front
)";
}

class Nights : public ::testing::Test {
 protected:
  Nights() {
    bench_.write("a.yaml", trained_sweep("alpha"));
    bench_.write("b.yaml", with(tiny_sweep, "name: tiny", "name: beta"));
  }
  [[nodiscard]] std::vector<std::string> words(const std::string& length,
                                               const std::vector<std::string>& sweeps) const {
    std::vector<std::string> result = {"night"};
    result.insert(result.end(), sweeps.begin(), sweeps.end());
    result.insert(result.end(), {"--for", length, "--db-dir", "studies", "--threads", "1"});
    return result;
  }
  [[nodiscard]] Outcome night(const std::string& length,
                              const std::vector<std::string>& sweeps) const {
    return bench_.run(words(length, sweeps));
  }
  [[nodiscard]] bool finished(const std::string& db) const {
    return results::Study::exists(bench_.file(db)) &&
           results::Study::open(bench_.file(db), results::Study::Access::read).progress().finished;
  }
  [[nodiscard]] std::string front(const std::string& db) const {
    return bench_.run({"front", db, "--format", "json"}).out;
  }
  void run_alone(const std::string& sweep, const std::string& db) const {
    ASSERT_EQ(
        bench_.run({"run", sweep, "--db", db, "--progress", "none", "--picture", "none"}).exit_code,
        0);
  }
  Workbench bench_;
};

TEST_F(Nights, ThatAreDisturbedEndWithTheFrontsOfUndisturbedRuns) {
  if (instrumented) {
    GTEST_SKIP() << "nights of seconds are over before a sanitized program has read its data";
  }
  run_alone("a.yaml", "alone_a.db");
  // First night: too short for alpha.
  // How short is too short depends on the machine: until beta is done, at most five times.
  for (int number = 0; number < 5 && !finished("studies/beta.db"); ++number) {
    const Outcome first = night("4s", {"a.yaml", "b.yaml"});
    EXPECT_EQ(first.exit_code, 0) << first.out;
  }
  EXPECT_TRUE(finished("studies/beta.db"));
  // Second: killed.
  {
    RunningProgram killed(words("30s", {"a.yaml", "b.yaml"}), bench_.folder());
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    killed.send(SIGKILL);
    EXPECT_TRUE(killed.wait().exit_code == 128 + SIGKILL || finished("studies/alpha.db"));
  }
  // Third: beta was edited, a new sweep is wrong.
  bench_.write("b.yaml",
               with(with(tiny_sweep, "name: tiny", "name: beta"), "[4, 8]\n  macs", "[4]\n  macs"));
  bench_.write("wrong.yaml", "name: wrong\nworkload: no-such\n");
  const Outcome third = night("6s", {"wrong.yaml", "a.yaml", "b.yaml"});
  EXPECT_EQ(third.exit_code, 1) << third.out;
  EXPECT_THAT(third.out, HasSubstr("wrong.yaml:2"));
  EXPECT_THAT(third.out, HasSubstr("the sweep was edited"));
  EXPECT_TRUE(results::Study::exists(bench_.file("studies/beta.1.db")));
  for (int number = 4;
       number <= 12 && !(finished("studies/alpha.db") && finished("studies/beta.db")); ++number) {
    EXPECT_EQ(night("20s", {"a.yaml", "b.yaml"}).exit_code, 0);
  }

  EXPECT_EQ(front("studies/alpha.db"), front("alone_a.db"));
  run_alone("b.yaml", "alone_b.db");
  EXPECT_EQ(front("studies/beta.db"), front("alone_b.db"));
}

TEST_F(Nights, SayInTheMorningWhatWasGained) {
  const Outcome outcome = night("20s", {"b.yaml"});

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("1 of 1 sweeps finished, 0 failed"));
  EXPECT_THAT(outcome.out, HasSubstr("0.0000 -> "));
  EXPECT_THAT(outcome.out, HasSubstr("new on the front"));
  EXPECT_EQ(bench_.read("studies/morning.txt"), outcome.out);
  EXPECT_THAT(bench_.read("studies/morning.html"), HasSubstr("data:image/svg+xml,"));
  EXPECT_THAT(night("20s", {"b.yaml"}).out, HasSubstr("finished before"));
}

TEST_F(Nights, EndInTimeWhateverTheSweepDoes) {
  bench_.write("long.yaml", with(trained_sweep("long"), "steps: 20", "steps: 2000"));
  const auto begin = std::chrono::steady_clock::now();

  const Outcome outcome = night("3s", {"long.yaml"});

  // The hour itself is kept by a kill; starting and writing the page come on top.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  EXPECT_THAT(outcome.out, HasSubstr("unfinished"));
}

TEST_F(Nights, WriteNamesAsTextIntoThePage) {
  bench_.write("<img src=x>.yaml", "name: [\n");

  const Outcome outcome = night("5s", {"<img src=x>.yaml", "b.yaml"});

  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(bench_.read("studies/morning.html"), ::testing::Not(HasSubstr("<img src=x")));
  EXPECT_TRUE(finished("studies/beta.db"));
}

TEST_F(Nights, RefuseAWrongHour) {
  for (const char* hour : {"24:00", "7", "07:60", "noon", "7:5", "07:000"}) {
    EXPECT_EQ(bench_.run({"night", "b.yaml", "--until", hour, "--db-dir", "studies"}).exit_code, 2)
        << hour;
  }
  EXPECT_EQ(bench_.run({"night", "b.yaml", "--db-dir", "studies"}).exit_code, 2);
}

}  // namespace
}  // namespace paretree::testing
