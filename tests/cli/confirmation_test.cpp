// Does a run over trained accuracies end with a front of fresh values, and say how lucky the first
// one was?
#include "results/store/study.hpp"
#include "tests/support/studies.hpp"
#include "tests/support/workbench.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace paretree::testing {
namespace {

/// 9 formats, one seed of 3 steps each: as noisy as accuracies can be.
const std::string noisy =
    "name: noisy\n"
    "workload: {input: 112, hidden: 8, steps: 7, classes: 10}\n"
    "model:\n"
    "  scope: input\n"
    "  format: [tt, ht]\n"
    "  modes: {input: {in: [4, 4, 7], out: [4, 2, 4]}}\n"
    "  ranks: {leaf: [2, 5], inner: 2}\n"
    "hardware: {template: fdht, pes: [4, 8]}\n"
    "accuracy: {proxy: short_training, steps: 3, seeds: 1, confirm: 2, batch: 8, evaluated: 40}\n"
    "objectives: [error, energy_pj]\n"
    "store: all\n";

class Confirmation : public ::testing::Test {
 protected:
  Outcome run(const std::string& db, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"run",        "noisy.yaml", "--db",      db,
                                      "--progress", "none",       "--picture", "none"};
    words.insert(words.end(), more.begin(), more.end());
    return bench_.run(words);
  }
  void SetUp() override { bench_.write("noisy.yaml", noisy); }

  Workbench bench_;
};

TEST_F(Confirmation, LeavesAFrontOfFreshMeansAlone) {
  const Outcome outcome = run("a.db");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("confirmed with fresh seeds"), std::string::npos) << outcome.out;

  const results::Study study =
      results::Study::open(bench_.file("a.db"), results::Study::Access::read);
  std::map<std::string, std::vector<double>> fresh;
  std::map<std::string, std::vector<double>> searched;
  std::set<std::uint64_t> search_seeds;
  for (const results::AccuracyRow& row : study.accuracies()) {
    const bool confirmed = row.fidelity == "short_training:3:confirmed";
    (confirmed ? fresh : searched)[row.format].push_back(row.value);
    if (!confirmed) {
      search_seeds.insert(row.seed);
    } else {
      EXPECT_FALSE(search_seeds.contains(row.seed)) << "no seed is read twice";
    }
  }
  ASSERT_FALSE(study.front().empty());
  for (const results::DesignRow& member : study.front()) {
    EXPECT_EQ(member.fidelity, "short_training:3:confirmed");
    const std::vector<double>& values = fresh.at(member.format);
    ASSERT_EQ(values.size(), 2U);
    EXPECT_DOUBLE_EQ(member.values[0], (values[0] + values[1]) / 2);
  }
  // The slow way: of all designs with fresh values, those that none of the others dominates.
  const auto confirmed_designs = [&] {
    std::vector<results::DesignRow> rows;
    for (const results::DesignRow& row : study.designs()) {
      if (row.fidelity == "short_training:3:confirmed") {
        rows.push_back(row);
      }
    }
    return rows;
  }();
  std::set<std::pair<double, double>> vectors;
  for (const results::DesignRow& row : confirmed_designs) {
    bool beaten = false;
    for (const results::DesignRow& other : confirmed_designs) {
      beaten = beaten || (other.values[0] <= row.values[0] && other.values[1] <= row.values[1] &&
                          (other.values[0] < row.values[0] || other.values[1] < row.values[1]));
    }
    if (!beaten) {
      vectors.insert({row.values[0], row.values[1]});
    }
  }
  std::set<std::pair<double, double>> found;
  for (const results::DesignRow& member : study.front()) {
    found.insert({member.values[0], member.values[1]});
  }
  EXPECT_EQ(found, vectors);
  for (const results::ConfirmedRow& row : study.confirmed()) {
    EXPECT_DOUBLE_EQ(row.before, searched.at(row.format).front());
  }
}

TEST_F(Confirmation, IsTheSameForAnyNumberOfThreads) {
  ASSERT_EQ(run("one.db", {"--threads", "1"}).exit_code, 0);
  ASSERT_EQ(run("two.db", {"--threads", "2"}).exit_code, 0);

  EXPECT_EQ(views_of(bench_.file("one.db")), views_of(bench_.file("two.db")));
}

TEST_F(Confirmation, CanBeLeftOut) {
  const Outcome outcome = run("none.db", {"--set", "accuracy.confirm=0"});

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out.find("confirmed with fresh seeds"), std::string::npos);
  for (const Json& member : bench_.json({"front", "none.db"})) {
    EXPECT_EQ(member["fidelity"], "short_training:3");
  }
}

TEST_F(Confirmation, KeepsOtherQuestionsToConfirmedFormats) {
  ASSERT_EQ(run("a.db").exit_code, 0);

  const Json members = bench_.json({"front", "a.db", "--objectives", "error,parameters"});

  ASSERT_FALSE(members.empty());
  for (const Json& member : members) {
    EXPECT_EQ(member["fidelity"], "short_training:3:confirmed");
  }
}

}  // namespace
}  // namespace paretree::testing
