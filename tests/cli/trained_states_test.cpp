// Does the sparsity that training reaches decide what a design costs, and does it leave the study
// as a trace that another sweep reads?
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace paretree {
namespace {

using ::testing::HasSubstr;
using testing::Json;
using ::testing::StartsWith;
using testing::Workbench;

// Two designs of one hardware half: no zero state, and 80 % of them.
const std::string pruned_sweep =
    "name: pruned\n"
    "workload: {input: 112, hidden: 16, steps: 7, batch: 4, classes: 10}\n"
    "model: {format: dense, weight_bits: 8, state_sparsity: [0, 0.8]}\n"
    "hardware: {template: sparse_state, mode: sparse, pes: 4, macs_per_pe: 4,\n"
    "  activation_sram_kib: 32, weight_sram_kib: 64, banks: 4, clock_mhz: 200}\n"
    "accuracy: {proxy: short_training, steps: 30, seeds: 2, confirm: 0, evaluated: 200}\n"
    "objectives: [error, kept_columns, latency_ns]\n"
    "store: all\n";

Json rows(const Workbench& bench, const std::string& db, const std::string& query) {
  return bench.json({"sql", db, query});
}

TEST(TrainedStates, ReachTheShareAndPriceTheDesign) {
  const Workbench bench;
  bench.write("pruned.yaml", pruned_sweep);
  ASSERT_EQ(bench.run({"run", "pruned.yaml", "--picture", "none"}).exit_code, 0);

  const Json states = rows(bench, "pruned.db", "SELECT * FROM pruned_states ORDER BY seed");
  ASSERT_EQ(states.size(), 2U) << states;
  for (const Json& row : states) {
    EXPECT_NEAR(row["share"].get<double>(), 0.8, 0.06);
    EXPECT_LE(row["joint_share"].get<double>(), row["share"].get<double>());
    EXPECT_GT(row["threshold"].get<double>(), 0);
  }
  EXPECT_THAT(states[0]["trace"].get<std::string>(), StartsWith("step,sequence,kept\n0,0,"));
  EXPECT_EQ(states[1]["trace"], "");

  // Priced as a sweep that is given the trace prices it.
  const Json sparse = rows(bench, "pruned.db",
                           "SELECT design, kept_columns, latency_ns, energy_pj FROM design "
                           "WHERE kept_columns < 1");
  ASSERT_EQ(sparse.size(), 1U);
  const std::string design = sparse[0]["design"].get<std::string>();
  ASSERT_EQ(
      bench.run({"export", "pruned.db", design, "--to", "trace", "-o", "trace.csv"}).exit_code, 0);
  bench.write(
      "given.yaml",
      testing::with(
          testing::with(
              testing::with(pruned_sweep, "classes: 10}", "classes: 10, state_trace: trace.csv}"),
              ", state_sparsity: [0, 0.8]", ""),
          "{proxy: short_training, steps: 30, seeds: 2, confirm: 0, evaluated: 200}", "capacity"));
  ASSERT_EQ(bench
                .run({"run", "given.yaml", "--db", "given.db", "--picture", "none", "--set",
                      "objectives=[kept_columns, latency_ns]"})
                .exit_code,
            0);
  const Json given =
      rows(bench, "given.db", "SELECT kept_columns, latency_ns, energy_pj FROM design");
  ASSERT_EQ(given.size(), 1U);
  for (const char* figure : {"kept_columns", "latency_ns", "energy_pj"}) {
    EXPECT_EQ(given[0][figure], sparse[0][figure]) << figure;
  }
}

TEST(TrainedStates, AreKnownToEveryCommandThatReadsTheStudy) {
  const Workbench bench;
  bench.write("pruned.yaml", pruned_sweep);
  ASSERT_EQ(bench.run({"run", "pruned.yaml", "--picture", "none", "--threads", "1"}).exit_code, 0);
  ASSERT_EQ(
      bench.run({"run", "pruned.yaml", "--picture", "none", "--threads", "2", "--db", "two.db"})
          .exit_code,
      0);
  const std::string all = "SELECT * FROM design";
  EXPECT_EQ(rows(bench, "pruned.db", all), rows(bench, "two.db", all));

  const Json sparse =
      rows(bench, "pruned.db", "SELECT design, latency_ns FROM design WHERE kept_columns < 1");
  const std::string design = sparse[0]["design"].get<std::string>();
  const testing::Outcome shown = bench.run({"show", "pruned.db", design});
  EXPECT_THAT(shown.out, HasSubstr("0.8 of the states zero ("));
  EXPECT_THAT(shown.out, HasSubstr("in all of a batch of 4"));
  EXPECT_EQ(bench.json({"show", "pruned.db", design})["objectives"]["latency_ns"],
            sparse[0]["latency_ns"]);
  EXPECT_EQ(bench.run({"check", "pruned.db"}).exit_code, 0);
  const testing::Outcome simulated = bench.run({"simulate", "pruned.db", design});
  EXPECT_EQ(simulated.exit_code, 0) << simulated.err;
}

TEST(TrainedStates, AreRefusedWhereThereAreNone) {
  const Workbench bench;
  bench.write("tiny.yaml", testing::tiny_sweep);
  ASSERT_EQ(bench.run({"run", "tiny.yaml", "--picture", "none"}).exit_code, 0);
  const Json front = bench.json({"front", "tiny.db"});

  const testing::Outcome outcome =
      bench.run({"export", "tiny.db", front[0]["design"].get<std::string>(), "--to", "trace"});

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("has no trace of states"));
}

}  // namespace
}  // namespace paretree
