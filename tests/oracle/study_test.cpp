// A whole run against the definition, against other numbers of threads, against its own
// interruption.

#include "dse/pareto/archive.hpp"
#include "tests/results/support/temporary_folder.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/studies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace paretree::dse {

namespace {

/// 600 designs of 20 trained formats; two steps of training, two seeds, in several batches of the
/// schedule.
const std::string trained_sweep = R"(name: trained
workload: fashion-7x112
model:
  scope: [input, full]
  format: [tt, ht]
  ranks: {leaf: [2, 4], inner: [2, 4]}
hardware:
  template: [tie, fdht]
  pes: [4, 8]
  macs_per_pe: [4, 8]
  weight_sram_kib: 32
  activation_sram_kib: 32
accuracy: {proxy: short_training, dataset: fashion-mnist, steps: 2, seeds: 2, evaluated: 100}
objectives: [error, energy_pj, latency_ns]
search: exhaustive
store: all
)";

/// Ten generations and a rest.
const std::vector<std::string> evolved = {"search={name: nsga2, designs: 1050, population: 100}"};

/// One block of 213,840 plans on 24 classes of hardware halves.
const std::string closed_sweep = R"(name: closed
workload: lstm-ucf11
model:
  scope: input
  format: ht
  modes: {input: [{in: [8, 20, 20, 18], out: [16, 4, 4, 4], gates: 0}]}
  ranks: {leaf: [1, 2, 3, 4, 6, 8], inner: [1, 2, 4, 8]}
  order: all
  weight_bits: [16, 8]
hardware:
  template: fdht
  mapping: [fixed, best_per_stage]
  pes: [8, 16, 32]
  macs_per_pe: 8
  weight_sram_kib: [8, 32]
  activation_sram_kib: [384, 768]
  banks: [8, 16]
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: certified
store: front
)";

/// Small batches with a cheap proxy: 3,000 designs drawn in batches of 1,000.
const std::vector<std::string> drawn = {
    "search={name: random, designs: 3000}", "hardware.banks=[8, 16, 32]",
    "hardware.weight_sram_kib=[16, 32]", "hardware.activation_sram_kib=[32, 64, 128]"};

std::set<std::uint64_t> front_by_definition(const Problem& problem,
                                            const std::vector<PlainDesign>& designs) {
  const auto minimised = [&](const PlainDesign& design) {
    std::vector<double> point;
    for (std::size_t number = 0; number < problem.objective_count; ++number) {
      const bool maximise = problem.columns[number].objective->sense() == Sense::maximise;
      point.push_back(maximise ? -design.values[number] : design.values[number]);
    }
    return point;
  };
  std::set<std::uint64_t> front;
  for (const PlainDesign& design : designs) {
    if (!design.feasible()) {
      continue;
    }
    const std::vector<double> point = minimised(design);
    const bool beaten = std::any_of(designs.begin(), designs.end(), [&](const PlainDesign& other) {
      if (!other.feasible()) {
        return false;
      }
      const std::vector<double> against = minimised(other);
      return dominates(against, point) || (against == point && other.position < design.position);
    });
    if (!beaten) {
      front.insert(design.position);
    }
  }
  return front;
}

std::set<std::uint64_t> stored_front(const std::string& file) {
  const results::Study study = results::Study::open(file, results::Study::Access::read);
  std::set<std::uint64_t> front;
  for (const results::DesignRow& row : study.front()) {
    front.insert(row.position);
  }
  return front;
}

/// What the members of a stored front cost, without which designs they are.
std::multiset<std::vector<double>> front_vectors(const std::string& file) {
  const results::Study study = results::Study::open(file, results::Study::Access::read);
  std::size_t objectives = 0;
  for (const results::ObjectiveColumn& column : study.run().columns) {
    objectives += column.objective ? 1U : 0U;
  }
  std::multiset<std::vector<double>> vectors;
  for (const results::DesignRow& row : study.front()) {
    vectors.insert(
        {row.values.begin(), row.values.begin() + static_cast<std::ptrdiff_t>(objectives)});
  }
  return vectors;
}

struct Sweep {
  const char* name;
  const char* yaml;
  std::vector<std::string> overrides;
};

void PrintTo(const Sweep& value, std::ostream* out) {
  *out << value.name;
}

std::vector<Sweep> sweeps() {
  const char* tiny = testing::tiny_sweep.c_str();
  return {
      {"tiny", tiny, {}},
      {"tiny_with_two_objectives", tiny, {"objectives=[parameters, energy_pj]"}},
      {"tiny_with_six",
       tiny,
       {"objectives=[capacity, core_energy_pj, latency_ns, area_mm2, parameters, dense_gops]"}},
      {"tiny_under_constraints",
       tiny,
       {"constraints=['area_mm2 <= 0.22', 'parameters <= 345', 'latency_ns * area_mm2 <= 40']"}},
      {"tiny_with_infeasible_designs",
       tiny,
       {"hardware.activation_sram_kib=[16, 64]", "hardware.clock_mhz=[200, 400, 1000]"}},
      {"many_memories",
       tiny,
       {"hardware.activation_sram_kib=[32, 64, 128]", "hardware.sram_cell=[hp, lstp]",
        "hardware.clock_mhz=[200, 400]"}}};
}

class Run : public ::testing::TestWithParam<Sweep> {
 protected:
  results::TemporaryFolder folder_;
};

TEST_P(Run, StoresTheFrontOfTheDefinition) {
  const Problem problem = testing::problem_of(GetParam().yaml, GetParam().overrides);

  ASSERT_TRUE(testing::explore(problem, folder_.file("run.db")).finished);

  const auto expected = front_by_definition(problem, testing::plain_designs(problem));
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(stored_front(folder_.file("run.db")), expected);
}

TEST_P(Run, ClosingByBoundsLosesNothing) {
  const Problem all = testing::problem_of(GetParam().yaml, GetParam().overrides);
  std::vector<std::string> overrides = GetParam().overrides;
  overrides.emplace_back("search=certified");
  const Problem closed = testing::problem_of(GetParam().yaml, overrides);
  ASSERT_TRUE(testing::explore(all, folder_.file("all.db")).finished);

  const ExploreSummary first = testing::explore(closed, folder_.file("closed.db"));

  ASSERT_TRUE(first.finished);
  EXPECT_EQ(first.progress.evaluated + first.progress.closed, closed.space.size());
  // Of equal vectors another design may stand for them.
  EXPECT_EQ(front_vectors(folder_.file("closed.db")), front_vectors(folder_.file("all.db")));
}

TEST_P(Run, KeepsTheSameFrontWhateverItKeepsBesides) {
  std::vector<std::string> overrides = GetParam().overrides;
  const Problem all = testing::problem_of(GetParam().yaml, overrides);
  overrides.emplace_back("store=front");
  const Problem front = testing::problem_of(GetParam().yaml, overrides);

  ASSERT_TRUE(testing::explore(all, folder_.file("all.db")).finished);
  ASSERT_TRUE(testing::explore(front, folder_.file("front.db")).finished);

  EXPECT_EQ(stored_front(folder_.file("front.db")), stored_front(folder_.file("all.db")));
}

INSTANTIATE_TEST_SUITE_P(Sweeps, Run, ::testing::ValuesIn(sweeps()),
                         [](const auto& tested) { return std::string(tested.param.name); });

/// A bound must be beaten by what an earlier group of designs gave: one evaluator, the archive of
/// the whole front, all groups of a space again.
TEST(ClosingByBounds, ClosesDominatedGroupsAndNeverAMemberOfTheFront) {
  const Problem problem = testing::problem_of(testing::tiny_sweep, sweeps().back().overrides);
  const Workers workers(1);
  const Evaluator evaluator(problem, workers);
  Evaluator::Scratch scratch = evaluator.scratch();
  const auto proxy = bind_proxy(problem);
  Archive front(problem.objective_count);
  std::vector<double> point;
  for (const PlainDesign& design : testing::plain_designs(problem)) {
    if (design.feasible()) {
      evaluator.to_minimise(design.values, point);
      front.insert(point, design.position);
    }
  }
  std::set<std::uint64_t> members;
  for (std::size_t member = 0; member < front.size(); ++member) {
    members.insert(front.position(member));
  }

  std::uint64_t closed = 0;
  std::set<std::uint64_t> evaluated;
  for (const Space::Block& block : problem.space.blocks()) {
    const Evaluator::Outcome outcome = evaluator.evaluate(
        {block.first, block.first + block.size()},
        [&](std::uint64_t plan, std::size_t) {
          return testing::plain_accuracy(problem, *proxy, block.first + plan * block.stride);
        },
        Evaluator::Keep::all, &front, scratch);
    EXPECT_EQ(outcome.evaluated + outcome.closed, block.size());
    closed += outcome.closed;
    for (const Evaluator::Row& row : outcome.rows) {
      evaluated.insert(row.position);
    }
  }

  EXPECT_GT(closed, problem.space.size() / 4);
  EXPECT_TRUE(std::includes(evaluated.begin(), evaluated.end(), members.begin(), members.end()));
}

class RunOnThreads : public ::testing::Test {
 protected:
  void compare(const Problem& problem) {
    ASSERT_TRUE(testing::explore(problem, folder_.file("1.db"), 1).finished);
    const std::string expected = testing::views_of(folder_.file("1.db"));
    EXPECT_GT(expected.size(), 1000U);
    for (const std::size_t threads : {2U, 4U, 16U}) {
      const std::string file = folder_.file(std::to_string(threads) + ".db");
      ASSERT_TRUE(testing::explore(problem, file, threads).finished);
      EXPECT_EQ(testing::views_of(file), expected) << threads << " threads";
    }
  }
  results::TemporaryFolder folder_;
};

TEST_F(RunOnThreads, GivesTheSameViewsForEveryDesign) {
  compare(testing::problem_of(testing::four_mode_sweep));
}

TEST_F(RunOnThreads, GivesTheSameViewsForDrawnDesigns) {
  compare(testing::problem_of(testing::four_mode_sweep, drawn));
}

TEST_F(RunOnThreads, GivesTheSameViewsForEvolvedDesigns) {
  compare(testing::problem_of(testing::four_mode_sweep, evolved));
}

TEST_F(RunOnThreads, GivesTheSameFrontAndCertificateForClosedBlocks) {
  const Problem problem = testing::problem_of(closed_sweep);
  compare(problem);
  const results::Study study =
      results::Study::open(folder_.file("1.db"), results::Study::Access::read);
  EXPECT_THAT(study.certificate().front().json, ::testing::HasSubstr("recursion"));
}

TEST_F(RunOnThreads, GivesTheSameViewsForTrainedFormats) {
  compare(testing::problem_of(trained_sweep));
}

/// Stops the search it wraps after some batches, each of so many of its stretches.
class StopsAfter final : public Searcher {
 public:
  StopsAfter(const Searcher& inner, std::uint64_t batches, int stretches = 1)
      : inner_(inner), batches_(batches), stretches_(stretches) {}
  [[nodiscard]] std::string sentence() const override { return "stops early"; }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override { return {}; }
  [[nodiscard]] std::uint64_t budget(std::uint64_t size,
                                     const hwmodel::Configuration& parameters) const override {
    return inner_.budget(size, parameters);
  }
  [[nodiscard]] bool run(BatchEvaluator& evaluator, const hwmodel::Configuration& parameters,
                         std::uint64_t seed) const override {
    Counting counting(evaluator, batches_, stretches_);
    return inner_.run(counting, parameters, seed);
  }

 private:
  class Counting final : public BatchEvaluator {
   public:
    Counting(BatchEvaluator& inner, std::uint64_t batches, int stretches)
        : inner_(inner), left_(batches), stretches_(stretches) {}
    [[nodiscard]] std::uint64_t size() const override { return inner_.size(); }
    [[nodiscard]] std::uint64_t stretch(std::uint64_t position,
                                        std::uint64_t least) const override {
      for (int number = 0; number < stretches_; ++number) {
        position = inner_.stretch(position, least);
      }
      return position;
    }
    [[nodiscard]] std::uint64_t finished_batches() const override {
      return inner_.finished_batches();
    }
    [[nodiscard]] std::vector<Score> scores(std::span<const std::uint64_t> positions) override {
      return inner_.scores(positions);
    }
    [[nodiscard]] std::uint64_t mutated(std::uint64_t position, Random& random) const override {
      return inner_.mutated(position, random);
    }
    [[nodiscard]] std::uint64_t crossed(std::uint64_t first, std::uint64_t second,
                                        Random& random) const override {
      return inner_.crossed(first, second, random);
    }
    [[nodiscard]] bool evaluate(std::span<const Range> batch, Closing closing) override {
      if (left_ == 0) {
        return false;
      }
      --left_;
      return inner_.evaluate(batch, closing);
    }

   private:
    BatchEvaluator& inner_;
    std::uint64_t left_;
    int stretches_;
  };
  const Searcher& inner_;
  std::uint64_t batches_;
  int stretches_;
};

class InterruptedRun : public ::testing::Test {
 protected:
  /// Runs one batch per session until it is done; gives the number of sessions.
  int run_in_pieces(const Problem& whole, const std::string& file) {
    Problem piece = whole;
    const StopsAfter one_batch(*whole.searcher, 1);
    piece.searcher = &one_batch;
    int sessions = 1;
    while (!testing::explore(piece, file, 1 + static_cast<std::size_t>(sessions % 2)).finished) {
      ++sessions;
    }
    return sessions;
  }
  results::TemporaryFolder folder_;
};

TEST_F(InterruptedRun, GivesTheViewsOfAnUndisturbedOne) {
  const Problem problem = testing::problem_of(testing::four_mode_sweep, drawn);
  ASSERT_TRUE(testing::explore(problem, folder_.file("whole.db")).finished);

  const int sessions = run_in_pieces(problem, folder_.file("pieces.db"));

  EXPECT_GE(sessions, 3);
  EXPECT_EQ(testing::views_of(folder_.file("pieces.db")),
            testing::views_of(folder_.file("whole.db")));
}

TEST_F(InterruptedRun, OfEvolvedDesignsGoesOnWithTheSameGenerations) {
  const Problem problem = testing::problem_of(testing::four_mode_sweep, evolved);
  ASSERT_TRUE(testing::explore(problem, folder_.file("whole.db")).finished);

  const int sessions = run_in_pieces(problem, folder_.file("pieces.db"));

  EXPECT_GE(sessions, 10);
  EXPECT_EQ(testing::views_of(folder_.file("pieces.db")),
            testing::views_of(folder_.file("whole.db")));
}

TEST_F(InterruptedRun, OfClosedBlocksEndsWithTheSameFrontAndCertificate) {
  const Problem problem = testing::problem_of(closed_sweep);
  ASSERT_TRUE(testing::explore(problem, folder_.file("whole.db")).finished);

  // Sessions that end wherever the clock says, in the middle of waves, each longer than the last.
  int sessions = 1;
  while (!testing::explore(problem, folder_.file("cut.db"),
                           1 + static_cast<std::size_t>(sessions % 3), 0.002 * sessions)
              .finished) {
    ++sessions;
  }

  EXPECT_GE(sessions, 4);
  EXPECT_EQ(testing::views_of(folder_.file("cut.db")), testing::views_of(folder_.file("whole.db")));
}

TEST_F(InterruptedRun, OfTrainedFormatsTrainsNothingTwice) {
  const Problem problem = testing::problem_of(trained_sweep);
  const ExploreSummary whole = testing::explore(problem, folder_.file("whole.db"));
  ASSERT_TRUE(whole.finished);

  const int sessions = run_in_pieces(problem, folder_.file("pieces.db"));
  // And one whose sessions end wherever the clock says, in the middle of batches.
  // Each is longer than the last, so that they come to an end on any machine.
  int cut = 1;
  while (!testing::explore(problem, folder_.file("cut.db"), 2, 0.1 * cut).finished) {
    ++cut;
  }

  EXPECT_GE(sessions, 2);
  EXPECT_GE(cut, 2);
  const std::string expected = testing::views_of(folder_.file("whole.db"));
  EXPECT_EQ(testing::views_of(folder_.file("pieces.db")), expected);
  EXPECT_EQ(testing::views_of(folder_.file("cut.db")), expected);
  const auto study = results::Study::open(folder_.file("cut.db"), results::Study::Access::read);
  EXPECT_EQ(study.accuracies().size(), whole.trainings);
}

TEST_F(InterruptedRun, HasAFrontAfterItsFirstTrainedFormat) {
  const Problem problem = testing::problem_of(trained_sweep);
  Problem piece = problem;
  const StopsAfter one_batch(*problem.searcher, 1);
  piece.searcher = &one_batch;

  EXPECT_FALSE(testing::explore(piece, folder_.file("piece.db")).finished);

  const auto study = results::Study::open(folder_.file("piece.db"), results::Study::Access::read);
  EXPECT_EQ(study.accuracies().size(), 2U);  // one format, two seeds
  EXPECT_GT(study.front().size(), 0U);
}

TEST_F(InterruptedRun, BegunWithOtherBatchesIsRefused) {
  const Problem problem = testing::problem_of(trained_sweep);
  Problem other = problem;
  const StopsAfter larger_batch(*problem.searcher, 1, 2);
  other.searcher = &larger_batch;
  ASSERT_FALSE(testing::explore(other, folder_.file("other.db")).finished);

  EXPECT_THROW(testing::explore(problem, folder_.file("other.db")), std::invalid_argument);
}

TEST_F(InterruptedRun, FinishedStaysFinished) {
  const Problem problem = testing::problem_of(testing::tiny_sweep);
  ASSERT_TRUE(testing::explore(problem, folder_.file("run.db")).finished);
  const std::string before = testing::views_of(folder_.file("run.db"));

  const ExploreSummary again = testing::explore(problem, folder_.file("run.db"));

  EXPECT_TRUE(again.finished);
  EXPECT_EQ(again.progress.evaluated, problem.space.size());
  EXPECT_EQ(testing::views_of(folder_.file("run.db")), before);
}

}  // namespace

}  // namespace paretree::dse
