// Does successive halving train what it says, end where its budget does, and give the same bytes on
// any number of threads and after any interruption?
#include "results/store/study.hpp"
#include "tests/support/instrumented.hpp"
#include "tests/support/workbench.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;

/// TT over three modes with ranks of 2 or 5: 4 formats of one plan. HT: three leaf edges, 8 rank
/// vectors, of which {5,2,2} in any order is redundant (5 > 4): 5 formats of 3 plans. One machine.
/// Brackets end with a block, so they are of 4 and of 5 formats.
const std::string halving =
    "name: halving\n"                                                                     // 1
    "workload: {input: 112, hidden: 8, steps: 7, classes: 10}\n"                          // 2
    "model:\n"                                                                            // 3
    "  scope: input\n"                                                                    // 4
    "  format: [tt, ht]\n"                                                                // 5
    "  modes: {input: {in: [4, 4, 7], out: [4, 2, 4]}}\n"                                 // 6
    "  ranks: {leaf: [2, 5], inner: 2}\n"                                                 // 7
    "hardware: {template: fdht, pes: 4}\n"                                                // 8
    "accuracy:\n"                                                                         // 9
    "  {proxy: short_training, steps: 6, seeds: 1, confirm: 2, batch: 8, evaluated: 40,"  // 10
    " rungs: 2, factor: 3, bracket: 9}\n"
    "objectives: [error, energy_pj]\n"  // 11
    "store: all\n";

class LadderRun : public ::testing::Test {
 protected:
  Outcome run(const std::string& db, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"run",        "halving.yaml", "--db",      db,
                                      "--progress", "none",         "--picture", "none"};
    words.insert(words.end(), more.begin(), more.end());
    return bench_.run(words);
  }
  std::string views(const std::string& db) const {
    return bench_.run({"sql", db, "SELECT * FROM design", "--format", "csv"}).out +
           bench_.run({"sql", db, "SELECT * FROM front", "--format", "csv"}).out +
           bench_.run({"sql", db, "SELECT name, json FROM certificate", "--format", "csv"}).out;
  }
  static Json statement(const results::Study& study, const std::string& name) {
    for (const results::CertificateRow& row : study.certificate()) {
      if (row.name == name) {
        return Json::parse(row.json);
      }
    }
    return {};
  }
  /// The first bracket is of TT, the second of HT.
  static bool in_the_same_bracket(const results::Study& study, const std::string& one,
                                  const std::string& other) {
    const auto kind = [&](const std::string& id) {
      for (const results::FormatRow& row : study.formats()) {
        if (row.id == id) {
          return Json::parse(row.json).at("format").get<std::string>();
        }
      }
      return std::string();
    };
    return kind(one) == kind(other);
  }
  void SetUp() override { bench_.write("halving.yaml", halving); }

  Workbench bench_;
};

TEST_F(LadderRun, TrainsAllOfABracketShortlyAndOneInThreeFully) {
  const Outcome outcome = run("a.db");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;

  const results::Study study =
      results::Study::open(bench_.file("a.db"), results::Study::Access::read);
  std::map<std::string, std::set<std::string>> formats;
  std::set<std::uint64_t> low_seeds;
  std::set<std::uint64_t> top_seeds;
  for (const results::AccuracyRow& row : study.accuracies()) {
    formats[row.fidelity].insert(row.format);
    (row.fidelity == "short_training:2" ? low_seeds : top_seeds).insert(row.seed);
  }
  // 6 / 3 = 2 steps for 4 + 5 formats; a third of each, rounded up, goes on: 2 + 2.
  EXPECT_EQ(formats["short_training:2"].size(), 9U);
  EXPECT_EQ(formats["short_training:6"].size(), 4U);
  for (const std::uint64_t seed : low_seeds) {
    EXPECT_FALSE(top_seeds.contains(seed)) << "rungs share no luck";
  }
  // What is left behind is said to be so, and what is on the front was trained fully.
  EXPECT_THAT(outcome.out, HasSubstr("infeasible: eliminated_by_ladder"));
  std::map<std::string, std::string> statements;
  for (const results::CertificateRow& row : study.certificate()) {
    statements[row.name] = row.json;
  }
  const Json sizes = Json::parse(statements.at("ladder"));
  EXPECT_EQ(sizes["bracket"], 9);
  EXPECT_EQ(sizes["rungs"][0]["fidelity"], "short_training:2");
  EXPECT_EQ(sizes["rungs"][1]["formats"], 3);
  EXPECT_EQ(Json::parse(statements.at("ladder/000000"))["short_training:2"].size(), 2U);
  EXPECT_EQ(Json::parse(statements.at("ladder/000001"))["short_training:2"].size(), 3U);
}

TEST_F(LadderRun, KeepsTheFormatsOfLeastLoss) {
  const Outcome outcome = run("a.db", {"--set", "objectives=[error]", "--set",
                                       "accuracy.evaluated=5000", "--set", "accuracy.steps=60"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;

  const results::Study study =
      results::Study::open(bench_.file("a.db"), results::Study::Access::read);
  std::map<std::string, double> losses;
  std::set<double> errors;
  std::set<std::string> promoted;
  for (const results::AccuracyRow& row : study.accuracies()) {
    if (row.fidelity == "short_training:20") {
      losses[row.format] = row.loss.value();
      errors.insert(row.value);
    } else {
      promoted.insert(row.format);
    }
  }
  ASSERT_EQ(errors.size(), 9U) << "equal errors would not tell losses apart";
  // By bracket: whoever was left behind has a larger loss than all who were not.
  int brackets = 0;
  for (const char* name : {"ladder/000000", "ladder/000001"}) {
    const Json eliminated = statement(study, name)["short_training:20"];
    for (const Json& format : eliminated) {
      for (const std::string& other : promoted) {
        if (in_the_same_bracket(study, format, other)) {
          EXPECT_GT(losses.at(format), losses.at(other));
        }
      }
    }
    brackets += eliminated.empty() ? 0 : 1;
  }
  EXPECT_EQ(brackets, 2);
}

TEST_F(LadderRun, GivesTheSameBytesOnOneThreadOnThreeAndInPieces) {
  ASSERT_EQ(run("one.db", {"--threads", "1"}).exit_code, 0);
  ASSERT_EQ(run("three.db", {"--threads", "3"}).exit_code, 0);
  // Longer and longer, so that it ends on a slow machine too; how often it stopped does not matter.
  for (int piece = 1; piece < 400; ++piece) {
    const Outcome outcome = run(
        "pieces.db", {"--threads", "2", "--time-limit", std::to_string(0.3 * patience * piece)});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    if (outcome.out.find("goes on where it stopped") == std::string::npos) {
      break;
    }
  }

  EXPECT_EQ(views("three.db"), views("one.db"));
  EXPECT_EQ(views("pieces.db"), views("one.db"));
}

TEST_F(LadderRun, EndsWithItsBudgetConfirmedAndOnceForAll) {
  // One bracket is always done; a budget of a hundredth of a second leaves no room for a second.
  const std::vector<std::string> budget = {"--set", "accuracy.budget=0.01s"};
  const Outcome outcome = run("a.db", budget);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("the budget of 0.01s is used up: 1 of the schedule's batches"));
  EXPECT_THAT(outcome.out, HasSubstr("confirmed with fresh seeds"));
  EXPECT_EQ(bench_.run({"check", "a.db"}).exit_code, 0) << "a part of the space, and says so";
  // The front is always confirmed; of what is near it, none was left time for.
  const results::Study study =
      results::Study::open(bench_.file("a.db"), results::Study::Access::read);
  const Json confirmed = statement(study, "ladder/confirmed");
  EXPECT_EQ(confirmed["near"], 0);
  EXPECT_EQ(confirmed["front"], study.confirmed().size());
  for (const results::ConfirmedRow& row : study.confirmed()) {
    EXPECT_TRUE(row.front_before);
  }
  const std::string before = views("a.db");

  const Outcome again = run("a.db", budget);

  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(views("a.db"), before);
}

TEST_F(LadderRun, WithoutConfirmationIsNoProofForWhatItLeftBehind) {
  ASSERT_EQ(run("a.db", {"--set", "accuracy.confirm=0"}).exit_code, 0);

  const Json report = bench_.json({"check", "a.db"});

  EXPECT_EQ(report["valid"], true);
  EXPECT_EQ(report["complete"], false) << "5 of 9 formats were judged by 2 steps of 6";
}

TEST_F(LadderRun, WithABudgetGoesOnAfterEachStopAndCountsAllOfItsTime) {
  // Some hundred formats of single seeds: more than a second's budget can train and confirm.
  const std::vector<std::string> wide = {"--set", "model.ranks.leaf=[2, 3, 4, 5]",
                                         "--set", "accuracy.rungs=1",
                                         "--set", "accuracy.bracket=4",
                                         "--set", "accuracy.steps=12",
                                         "--set", fmt::format("accuracy.budget={}s", patience)};
  bool finished = false;
  for (int piece = 1; piece < 400 && !finished; ++piece) {
    std::vector<std::string> words = wide;
    words.insert(words.end(), {"--time-limit", std::to_string(0.2 * patience * piece)});
    const Outcome outcome = run("a.db", words);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    finished = outcome.out.find("goes on where it stopped") == std::string::npos;
  }
  ASSERT_TRUE(finished);

  const results::Study study =
      results::Study::open(bench_.file("a.db"), results::Study::Access::read);
  if (statement(study, "ladder/end").is_null()) {
    // Then the search ended by itself, and there is no budget's end to look at.
    GTEST_SKIP() << "this machine trains all of it within a second";
  }
  EXPECT_GE(study.seconds(), 0.9 * patience) << "a stopped session's time counts";
  // What is stated is what was confirmed, and the front is made of nothing else.
  const Json confirmed = statement(study, "ladder/confirmed");
  EXPECT_EQ(confirmed["front"].get<std::uint64_t>() + confirmed["near"].get<std::uint64_t>(),
            study.confirmed().size());
  for (const results::DesignRow& member : study.front()) {
    EXPECT_EQ(member.fidelity, "short_training:12:confirmed");
  }
}

/// What confirmation had to choose from, as the study holds it: the slow way to its order.
struct Candidates {
  struct Candidate {
    double error = 0;       ///< of the one seed that the search went by
    double parameters = 0;  ///< of its smallest plan
  };
  explicit Candidates(const results::Study& study) {
    std::map<std::string, double> parameters;
    for (const results::DesignRow& row : study.designs()) {
      const auto [place, fresh] = parameters.emplace(row.format, row.values[1]);
      place->second = fresh ? row.values[1] : std::min(place->second, row.values[1]);
    }
    for (const results::ConfirmedRow& row : study.confirmed()) {
      (row.front_before ? front : near).insert(row.format);
    }
    std::map<std::string, std::vector<double>> afresh;
    for (const results::AccuracyRow& row : study.accuracies()) {
      if (row.fidelity == "short_training:40:confirmed") {
        afresh[row.format].push_back(row.value);
      } else if (parameters.contains(row.format)) {
        all[row.format] = {row.value, parameters.at(row.format)};
      }
    }
    double squares = 0;  // two fresh seeds of each format of the front
    for (const std::string& format : front) {
      const double difference = afresh.at(format).at(0) - afresh.at(format).at(1);
      squares += difference * difference / 2;
    }
    deviation = std::sqrt(squares / static_cast<double>(front.size()));
  }

  /// By how much the error of a format is above the least of those that are not larger.
  [[nodiscard]] double distance(const std::string& format) const {
    const Candidate& self = all.at(format);
    double least = self.error;
    for (const auto& [other, candidate] : all) {
      if (candidate.parameters <= self.parameters) {
        least = std::min(least, candidate.error);
      }
    }
    return self.error - least;
  }

  std::map<std::string, Candidate> all;
  std::set<std::string> front, near;  ///< confirmed ones
  double deviation = 0;               ///< between seeds
};

TEST_F(LadderRun, ConfirmsTheNearestToTheFrontFirst) {
  // A budget that ends while the formats near the front are confirmed. Reading the data takes all
  // of a small one on a slow machine, and a large one suffices for all on a fast one: until one
  // does.
  for (double seconds = 0.8; seconds < 30 * patience; seconds *= 1.5) {
    const std::string db = fmt::format("{}.db", seconds);
    const Outcome outcome = run(db, {"--set", "model.ranks.leaf=[2, 3, 4, 5, 6, 7, 8]", "--set",
                                     "model.ranks.inner=[2, 3, 4]", "--set", "accuracy.rungs=1",
                                     "--set", "accuracy.bracket=4", "--set", "accuracy.steps=40",
                                     "--set", "objectives=[error, parameters]", "--set",
                                     fmt::format("accuracy.budget={}s", seconds)});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const results::Study study =
        results::Study::open(bench_.file(db), results::Study::Access::read);
    const Json confirmed = statement(study, "ladder/confirmed");
    if (confirmed["near"] == 0 || confirmed["left"] == 0) {
      continue;
    }
    const Candidates candidates(study);
    ASSERT_EQ(candidates.near.size(), confirmed["near"]);
    // Distances are told apart to a quarter of a standard error, here of one seed.
    const double next = confirmed["standard_errors"].get<double>() * candidates.deviation;
    const double quarter = 0.25 * candidates.deviation;
    std::size_t waiting = 0;
    for (const auto& [format, candidate] : candidates.all) {
      if (candidates.front.contains(format)) {
        continue;
      }
      const double distance = candidates.distance(format);
      if (candidates.near.contains(format)) {
        EXPECT_LE(distance, next + 1e-9) << format;
      } else {
        EXPECT_GE(distance, next - quarter - 1e-9) << format;
        ++waiting;
      }
    }
    EXPECT_GE(waiting, confirmed["left"].get<std::size_t>());
    return;
  }
  FAIL() << "no budget ended among the formats near the front";
}

TEST_F(LadderRun, WithABudgetHasSizesFromACalibrationThatIsStored) {
  const Json plan = bench_.json(
      {"plan", "halving.yaml", "--set", "accuracy.budget=1h", "--set", "accuracy.bracket=0"});

  // A hundredth of an hour is far more than 243 such formats take; 243 is the most.
  EXPECT_EQ(plan["ladder"]["bracket"], 243);
  EXPECT_GT(plan["ladder"]["calibrated_s"], 0);
  EXPECT_GT(plan["formats_per_hour"], 0);
}

TEST_F(LadderRun, IsRefusedWhereItIsNone) {
  const Outcome word = run("a.db", {"--set", "accuracy.budget=soon"});
  EXPECT_EQ(word.exit_code, 2);
  EXPECT_THAT(word.err, HasSubstr("accuracy.budget"));
  EXPECT_THAT(word.err, HasSubstr("'soon' is no duration above 0; write 20m, 8h or 1h30m"));

  const Outcome rungs = run("a.db", {"--set", "accuracy.rungs=3"});
  EXPECT_EQ(rungs.exit_code, 2);
  EXPECT_THAT(rungs.err, HasSubstr("3 rungs with a factor of 3 divide 6 steps by 9"));

  const Outcome learning = run("a.db", {"--set", "search=nsga2"});
  EXPECT_EQ(learning.exit_code, 2);
  EXPECT_THAT(learning.err, HasSubstr("search 'nsga2' decides by what it measured"));

  const Outcome shard = run("a.db", {"--set", "accuracy.budget=1h", "--shard", "1/2"});
  EXPECT_EQ(shard.exit_code, 2);
  EXPECT_THAT(shard.err, HasSubstr("a budget cannot be divided"));
}

}  // namespace
}  // namespace paretree::testing
