// Does an interrupted run, asked nicely or killed, end where an undisturbed one ends?
#include "results/store/study.hpp"
#include "tests/support/workbench.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <thread>

namespace paretree::testing {
namespace {

// The quickstart with one step of training on one thread: 66 formats, at most 16 to a batch.
std::vector<std::string> run_of(const std::string& database) {
  return {"run",        PARETREE_SOURCE_DIR "/sweeps/quickstart.yaml",
          "--db",       database,
          "--set",      "accuracy.steps=1",
          "--set",      "accuracy.seeds=1",
          "--set",      "hardware.pes=[8,16]",
          "--threads",  "1",
          "--progress", "none",
          "--picture",  "none"};
}

/// A run that is left alone, made once.
class Interruption : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    bench_ = std::make_unique<Workbench>();
    ASSERT_EQ(bench_->run(run_of("undisturbed.db")).exit_code, 0);
    front_ = bench_->run({"front", "undisturbed.db", "--format", "json"}).out;
  }
  static void TearDownTestSuite() { bench_.reset(); }

  /// Until a batch is committed; false if the program ended before.
  static bool await_first_batch(const RunningProgram& program, const std::string& database) {
    while (!program.ended()) {
      try {
        if (results::Study::exists(database) &&
            results::Study::open(database, results::Study::Access::read).progress().next > 0) {
          return true;
        }
      } catch (const results::StoreError&) {
        // It is being made this very moment.
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
  }
  static bool finished(const std::string& database) {
    return results::Study::open(database, results::Study::Access::read).progress().finished;
  }

  static std::unique_ptr<Workbench> bench_;
  static std::string front_;
};

std::unique_ptr<Workbench> Interruption::bench_;
std::string Interruption::front_;

TEST_F(Interruption, BySigintExits130AndResumesToTheSameFront) {
  RunningProgram program(run_of("sigint.db"), bench_->folder());
  ASSERT_TRUE(await_first_batch(program, bench_->file("sigint.db")));
  program.send(SIGINT);
  const Outcome interrupted = program.wait();
  ASSERT_EQ(interrupted.exit_code, 130) << interrupted.err;
  EXPECT_NE(interrupted.out.find("the same command goes on where it stopped"), std::string::npos);
  ASSERT_FALSE(finished(bench_->file("sigint.db")));

  const Outcome resumed = bench_->run(run_of("sigint.db"));

  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(bench_->run({"front", "sigint.db", "--format", "json"}).out, front_);
}

TEST_F(Interruption, BySigtermExits130) {
  RunningProgram program(run_of("sigterm.db"), bench_->folder());
  ASSERT_TRUE(await_first_batch(program, bench_->file("sigterm.db")));
  program.send(SIGTERM);

  EXPECT_EQ(program.wait().exit_code, 130);
}

TEST_F(Interruption, ByAKillLosesNothingThatWasCommittedAndResumesToTheSameFront) {
  RunningProgram program(run_of("killed.db"), bench_->folder());
  ASSERT_TRUE(await_first_batch(program, bench_->file("killed.db")));
  program.send(SIGKILL);
  ASSERT_EQ(program.wait().exit_code, 128 + SIGKILL);
  ASSERT_FALSE(finished(bench_->file("killed.db")));
  const auto trained = [] {
    std::map<std::string, double> errors;
    for (const results::AccuracyRow& row :
         results::Study::open(bench_->file("killed.db"), results::Study::Access::read)
             .accuracies()) {
      errors[row.format + " " + row.fidelity + " " + std::to_string(row.seed)] = row.value;
    }
    return errors;
  };
  const std::map<std::string, double> before = trained();
  EXPECT_FALSE(before.empty()) << "what a batch measured is committed with it";

  const Outcome resumed = bench_->run(run_of("killed.db"));

  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  const std::map<std::string, double> after = trained();
  EXPECT_TRUE(std::includes(after.begin(), after.end(), before.begin(), before.end()));
  EXPECT_EQ(bench_->run({"front", "killed.db", "--format", "json"}).out, front_);
}

TEST_F(Interruption, ByATimeLimitIsSuccessAndResumesToTheSameFront) {
  std::vector<std::string> limited = run_of("limited.db");
  limited.insert(limited.end(), {"--time-limit", "0s"});
  ASSERT_EQ(bench_->run(limited).exit_code, 0);
  ASSERT_FALSE(finished(bench_->file("limited.db")));

  EXPECT_EQ(bench_->run(run_of("limited.db")).exit_code, 0);

  EXPECT_EQ(bench_->run({"front", "limited.db", "--format", "json"}).out, front_);
}

TEST_F(Interruption, MayBeReadWhileTheRunGoesOn) {
  RunningProgram program(run_of("live.db"), bench_->folder());
  ASSERT_TRUE(await_first_batch(program, bench_->file("live.db")));

  const Outcome front = bench_->run({"front", "live.db", "--format", "json"});

  EXPECT_EQ(front.exit_code, 0) << front.err;
  EXPECT_FALSE(Json::parse(front.out).empty());
  EXPECT_NE(front.err.find("unfinished"), std::string::npos);
}

TEST_F(Interruption, ASecondRunIntoTheSameDatabaseIsRefused) {
  RunningProgram program(run_of("busy.db"), bench_->folder());
  ASSERT_TRUE(await_first_batch(program, bench_->file("busy.db")));

  const Outcome second = bench_->run(run_of("busy.db"));

  EXPECT_EQ(second.exit_code, 1);
  EXPECT_NE(second.err.find("busy.db"), std::string::npos);
}

}  // namespace
}  // namespace paretree::testing
