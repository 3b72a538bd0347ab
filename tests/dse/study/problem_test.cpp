#include "dse/study/problem.hpp"

#include "tests/support/problems.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace paretree::dse {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSubsetOf;
using ::testing::Pair;
using testing::problem_of;
using testing::tiny_sweep;

std::string refusal(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
  try {
    static_cast<void>(problem_of(yaml, overrides));
  } catch (const sweeps::ParseError& error) {
    return error.what();
  }
  return "nothing was refused";
}

std::vector<std::string> columns(const Problem& problem) {
  std::vector<std::string> names;
  for (const Column& column : problem.columns) {
    names.push_back(column.name);
  }
  return names;
}

TEST(Problem, PutsObjectivesFirstThenWhatConstraintsReadThenTheBase) {
  const Problem problem = problem_of(tiny_sweep + "constraints: [\"parameters <= 900\"]\n",
                                     {"objectives=[latency_ns, capacity]"});

  EXPECT_EQ(problem.objective_count, 2U);
  EXPECT_THAT(columns(problem), ElementsAre("latency_ns", "capacity", "parameters", "energy_pj",
                                            "core_energy_pj", "area_mm2"));
  EXPECT_TRUE(problem.reads_accuracy);
  EXPECT_FALSE(problem_of(tiny_sweep, {"objectives=[energy_pj, area_mm2]"}).reads_accuracy);
}

TEST(Problem, RefusesAnAccuracyTheProxyDoesNotGive) {
  // The objectives stand in line 19 of tiny_sweep.
  EXPECT_THAT(refusal(tiny_sweep, {"accuracy=external"}),
              AllOf(HasSubstr("test.yaml:19:14: objectives[0]"), HasSubstr("'capacity'"),
                    HasSubstr("'error'")));
}

TEST(Problem, PointsAtTheOverrideThatNamesAWrongAxis) {
  EXPECT_THAT(
      refusal(tiny_sweep, {"seed=4", "objectives=[energy_pj, error]"}),
      AllOf(HasSubstr("--set objectives"), HasSubstr("'error'"), Not(HasSubstr("test.yaml:0"))));
}

TEST(Problem, PointsAtTheConstraintThatReadsAWrongAxis) {
  EXPECT_THAT(refusal(tiny_sweep + "constraints: [\"pes <= 4\", \"error <= 0.5\"]\n"),
              AllOf(HasSubstr("test.yaml:22:27: constraints[1]"), HasSubstr("'error'")));
  EXPECT_THAT(refusal(tiny_sweep, {"constraints=[\"error <= 0.5\"]"}),
              HasSubstr("--set constraints"));
}

TEST(Problem, PointsAtTheOverrideOfAProxyThatDoesNotSuit) {
  const Problem problem =
      problem_of(tiny_sweep, {"accuracy={proxy: short_training}", "objectives=[error, energy_pj]"});

  try {
    static_cast<void>(bind_proxy(problem));
    FAIL() << "8 inputs in 2 steps are no Fashion-MNIST";
  } catch (const sweeps::ParseError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("--set accuracy"), HasSubstr("784")));
  }
}

TEST(Problem, ReopensFromTheRowOfItsRun) {
  const Problem problem =
      problem_of(tiny_sweep + "constraints: [\"area_mm2 <= 2\", \"pes <= 4\"]\n");

  const results::RunRow row = problem.run_row({});
  const Problem again = reopen_problem(row);

  EXPECT_EQ(row.space, "188");
  EXPECT_EQ(row.retention, "all");
  EXPECT_EQ(row.name, "tiny");
  EXPECT_EQ(row.sweep_text, problem.sweep.text);
  EXPECT_EQ(again.space.size(), problem.space.size());
  EXPECT_EQ(columns(again), columns(problem));
  EXPECT_EQ(again.sweep.text, problem.sweep.text);
  EXPECT_EQ(sweeps::canonical_text(again.sweep), row.canonical_sweep);
}

TEST(Problem, StoresTheSenseOfItsColumns) {
  const Problem problem = problem_of(tiny_sweep, {"objectives=[capacity, area_mm2]"});

  const results::RunRow row = problem.run_row({});

  ASSERT_EQ(row.columns.size(), problem.columns.size());
  for (std::size_t number = 0; number < row.columns.size(); ++number) {
    EXPECT_EQ(row.columns[number].name, problem.columns[number].name);
    EXPECT_EQ(row.columns[number].maximise,
              problem.columns[number].objective->sense() == Sense::maximise);
    EXPECT_EQ(row.columns[number].objective, number < 2);
    EXPECT_FALSE(row.columns[number].sampled);
  }
  EXPECT_TRUE(row.columns[0].maximise);
}

TEST(Vocabulary, HoldsTheNamesOfEveryRegistry) {
  const sweeps::Vocabulary words = vocabulary();

  EXPECT_EQ(words.templates.size(), hwmodel::accelerators().names().size());
  EXPECT_EQ(words.objectives.size(), objectives().names().size());
  EXPECT_EQ(words.searches.size(), searchers().names().size());
  EXPECT_EQ(words.proxies.size(), accuracy_proxies().names().size());
  EXPECT_THAT((std::vector<int>{8, 12, 16}), IsSubsetOf(words.weight_bits));
}

TEST(Problem, TrainsAtEveryWidthAndSparsity) {
  const Problem problem =
      problem_of(testing::uncompressed_sweep, {"accuracy=short_training", "objectives=[error]"});

  std::set<std::pair<int, double>> formats;
  for (const Space::Slot& slot : problem.space.blocks().front().slots) {
    formats.insert({slot.weight_bits, slot.state_sparsity});
  }
  EXPECT_THAT(formats, ElementsAre(Pair(1, 0), Pair(2, 0), Pair(8, 0), Pair(8, 0.5), Pair(12, 0),
                                   Pair(12, 0.5)));
}

}  // namespace
}  // namespace paretree::dse
