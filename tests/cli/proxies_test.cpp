// Does `proxies` say how well each proxy ranks the trained formats of a study, and when it cannot?
#include "dse/study/rank_correlation.hpp"
#include "results/store/study.hpp"
#include "tests/support/workbench.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace paretree::testing {
namespace {

/// 9 formats, trained for 2 steps; 5 HT and 4 TT.
const std::string compared =
    "name: compared\n"
    "workload: {input: 112, hidden: 8, steps: 7, classes: 10}\n"
    "model:\n"
    "  scope: input\n"
    "  format: [tt, ht]\n"
    "  modes: {input: {in: [4, 4, 7], out: [4, 2, 4]}}\n"
    "  ranks: {leaf: [2, 5], inner: 2}\n"
    "hardware: {template: fdht}\n"
    "accuracy: {proxy: full_training, steps: 3, seeds: 2, batch: 8, evaluated: 40}\n"
    "compare:\n"
    "  - capacity\n"
    "  - {proxy: short_training, steps: 2, seeds: 2, batch: 8, evaluated: 40}\n"
    "objectives: [error, parameters]\n"
    "store: all\n";

class Proxies : public ::testing::Test {
 protected:
  void SetUp() override {
    bench_.write("compared.yaml", compared);
    const Outcome run =
        bench_.run({"run", "compared.yaml", "--progress", "none", "--picture", "none"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }

  Workbench bench_;
};

TEST_F(Proxies, HaveARowPerFamilyAndWayOfJudging) {
  const Json rows = bench_.json({"proxies", "compared.db"});

  std::set<std::string> families;
  std::set<std::string> proxies;
  for (const Json& row : rows) {
    EXPECT_TRUE(missing_keys(row, {"proxy", "trains", "steps", "seeds", "family", "n", "spearman",
                                   "spearman_low", "spearman_high", "kendall", "iso_size_pairs",
                                   "iso_size_correct", "seconds_per_format"})
                    .empty())
        << row;
    families.insert(row["family"].get<std::string>());
    proxies.insert(row["proxy"].get<std::string>());
    // Nine formats in all: no sample here is large enough for a statement.
    EXPECT_NE(row["note"].get<std::string>().find("too few"), std::string::npos) << row;
  }
  EXPECT_EQ(families, (std::set<std::string>{"all", "ht", "tt"}));
  EXPECT_TRUE(proxies.contains("capacity"));
  EXPECT_TRUE(proxies.contains("short_training"));
  EXPECT_TRUE(proxies.contains("full_training")) << "one seed against the others";
}

TEST_F(Proxies, JudgeByTheLossesOfATrainingToo) {
  const results::Study study =
      results::Study::open(bench_.file("compared.db"), results::Study::Access::read);
  std::map<std::string, double> losses;  // sums over two seeds
  std::map<std::string, double> summed;
  std::map<std::string, double> errors;
  for (const results::AccuracyRow& row : study.accuracies()) {
    if (row.fidelity == "short_training:2") {
      losses[row.format] += row.loss.value();
      summed[row.format] += row.summed_loss.value();
    } else if (row.fidelity == "full_training:3") {
      errors[row.format] += row.value;
    }
  }
  const auto correlation = [&](const std::map<std::string, double>& judged) {
    std::vector<double> values;
    std::vector<double> truth;
    for (const auto& [format, error] : errors) {
      values.push_back(judged.at(format));
      truth.push_back(error);
    }
    return dse::spearman(values, truth).value();
  };

  std::map<std::string, double> reported;
  for (const Json& row : bench_.json({"proxies", "compared.db"})) {
    if (row["family"] == "all" && row["proxy"] == "short_training" && row["seeds"] == 2) {
      reported[row["figure"].get<std::string>()] = row["spearman"].get<double>();
    }
  }

  ASSERT_EQ(errors.size(), 9U);
  EXPECT_NEAR(reported.at("loss"), correlation(losses), 1e-12);
  EXPECT_NEAR(reported.at("summed_loss"), correlation(summed), 1e-12);
}

TEST_F(Proxies, AreTheSameNumbersWhenTheRunIsRepeated) {
  const auto figures = [&](const std::string& db) {
    Json rows = bench_.json({"proxies", db});
    for (Json& row : rows) {
      row.erase("seconds_per_format");  // the only fact of the machine
    }
    return rows;
  };
  const Json once = figures("compared.db");

  const Outcome again = bench_.run({"run", "compared.yaml", "--db", "again.db", "--threads", "2",
                                    "--progress", "none", "--picture", "none"});

  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(figures("again.db"), once);
}

TEST_F(Proxies, RefuseWhatTheyCannotBeJudgedBy) {
  const Outcome chart = bench_.run({"chart", "compared.db", "--kind", "proxies", "-o", "p.svg"});
  EXPECT_EQ(chart.exit_code, 0) << chart.err;
  EXPECT_NE(bench_.read("p.svg").find("Spearman's rank correlation of "), std::string::npos);
  const Outcome unknown = bench_.run({"proxies", "compared.db", "--against", "full_training:9"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("short_training:2"), std::string::npos) << unknown.err;

  const Outcome untrained = bench_.run({"proxies", "compared.db", "--against", "capacity"});
  EXPECT_EQ(untrained.exit_code, 2);
  EXPECT_NE(untrained.err.find("no measured accuracy"), std::string::npos) << untrained.err;
}

TEST(ProxiesOfAStudyWithoutComparison, SayHowToMakeOne) {
  const Workbench bench;
  bench.write("tiny.yaml", tiny_sweep);
  ASSERT_EQ(bench.run({"run", "tiny.yaml", "--progress", "none"}).exit_code, 0);

  const Outcome outcome = bench.run({"proxies", "tiny.db"});

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("compare:"), std::string::npos) << outcome.err;
}

TEST(ComparedTwice, IsRefusedAtItsPlace) {
  const Workbench bench;
  bench.write("twice.yaml", with(compared, "  - capacity\n", "  - capacity\n  - capacity\n"));

  const Outcome outcome = bench.run({"plan", "twice.yaml"});

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("twice.yaml:12:5: compare[1]"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace paretree::testing
