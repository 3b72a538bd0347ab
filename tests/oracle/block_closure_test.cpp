// Fronts without visiting every design against the exhaustive ones, vector for vector.

#include "dse/study/block_closure.hpp"

#include "dse/core/identity.hpp"
#include "tests/results/support/temporary_folder.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/random_sweeps.hpp"
#include "tests/support/studies.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

namespace paretree::dse {

namespace {

using Vectors = std::multiset<std::vector<double>>;

Vectors exhaustive_front(const Problem& problem, const Evaluator& evaluator) {
  Archive front(problem.objective_count);
  Evaluator::Scratch scratch = evaluator.scratch();
  const auto proxy = bind_proxy(problem);
  std::vector<double> point;
  for (const Space::Block& block : problem.space.blocks()) {
    const Evaluator::Outcome outcome = evaluator.evaluate(
        {block.first, block.first + block.size()},
        [&](std::uint64_t plan, std::size_t) {
          return proxy->measure(block.model->at(plan, 16), 0, {})->value;
        },
        Evaluator::Keep::front, nullptr, scratch);
    for (const Evaluator::Row& row : outcome.rows) {
      evaluator.to_minimise(row.values, point);
      front.insert(point, row.position);
    }
  }
  Vectors vectors;
  for (std::size_t member = 0; member < front.size(); ++member) {
    vectors.insert({front.point(member).begin(), front.point(member).end()});
  }
  return vectors;
}

struct Closed {
  Vectors front;
  std::uint64_t evaluated = 0;
  std::uint64_t closed = 0;
};

/// Block after block, each bounded by what the earlier ones gave.
Closed closed_front(const Problem& problem, const Evaluator& evaluator, const Workers& workers,
                    std::uint64_t most_listed) {
  const BlockClosure as_asked(problem, evaluator, workers, most_listed);
  const BlockClosure lists(problem, evaluator, workers);  // trains have no recursion
  Closed result;
  Archive front(problem.objective_count);
  std::vector<double> point;
  for (std::size_t block = 0; block < problem.space.blocks().size(); ++block) {
    const BlockClosure& closure = as_asked.takes(block) ? as_asked : lists;
    EXPECT_TRUE(closure.takes(block));
    const auto outcome = closure.close(block, front, [] { return false; });
    result.evaluated += outcome->evaluated;
    result.closed += outcome->closed;
    for (const Evaluator::Row& row : outcome->rows) {
      evaluator.to_minimise(row.values, point);
      front.insert(point, row.position);
    }
  }
  for (std::size_t member = 0; member < front.size(); ++member) {
    result.front.insert({front.point(member).begin(), front.point(member).end()});
  }
  return result;
}

TEST(BlockClosure, GivesTheExhaustiveFrontOfRandomSpaces) {
  const Workers workers(1);
  int empty = 0;
  std::uint64_t designs = 0;
  std::uint64_t evaluated = 0;
  constexpr int spaces = 60;
  for (int seed = 0; seed < spaces; ++seed) {
    const std::string text = testing::random_sweep(static_cast<std::uint64_t>(seed));
    const Problem problem = testing::problem_of(text);
    const Evaluator evaluator(problem, workers);
    const Vectors expected = exhaustive_front(problem, evaluator);
    empty += expected.empty() ? 1 : 0;

    const Closed recursion = closed_front(problem, evaluator, workers, 0);
    const Closed list = closed_front(problem, evaluator, workers, 1U << 20U);

    EXPECT_EQ(recursion.front, expected) << text;
    EXPECT_EQ(list.front, expected) << text;
    EXPECT_EQ(recursion.evaluated + recursion.closed, problem.space.size()) << text;
    designs += problem.space.size();
    evaluated += recursion.evaluated;
  }
  // A test of empty fronts would pass for nothing.
  EXPECT_LT(empty, spaces / 10);
  EXPECT_LT(evaluated, designs / 4);
}

/// The front of an HT block by its classes one after the other. `of_bounds`: what later classes are
/// compared with is not only what earlier ones found, but also a lower bound of it: the best of
/// each objective.
Vectors front_of_classes(const Problem& problem, const Evaluator& evaluator, bool of_bounds) {
  const std::vector<ResultLimit> limits;
  const BlockSolver solver(problem, evaluator, limits, 0, PlanSource::recursion);
  Archive known(problem.objective_count);
  Archive front(problem.objective_count);
  std::vector<double> point;
  for (std::size_t number = 0; number < solver.classes(); ++number) {
    const BlockSolver::Found found = solver.solve(number, known);
    std::vector<double> ideal;
    for (std::size_t row = 0; row < found.rows.size(); ++row) {
      evaluator.to_minimise(found.rows[row].values, point);
      front.insert(point, found.rows[row].position);
      known.insert(found.points[row], found.rows[row].position);
      for (std::size_t k = 0; k < found.points[row].size(); ++k) {
        ideal.resize(found.points[row].size(), found.points[row][k]);
        ideal[k] = std::min(ideal[k], found.points[row][k]);
      }
    }
    if (of_bounds && !ideal.empty()) {
      known.insert(ideal, problem.space.size() + number);
    }
  }
  Vectors vectors;
  for (std::size_t member = 0; member < front.size(); ++member) {
    vectors.insert({front.point(member).begin(), front.point(member).end()});
  }
  return vectors;
}

// The comparison with the exhaustive front would notice a search that compares bounds with bounds.
TEST(BlockClosure, LosesDesignsWhereABoundIsTakenForADesign) {
  const Workers workers(1);
  int lost = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Problem problem =
        testing::problem_of(testing::random_sweep(seed),
                            {"model.format=ht", "hardware.template=fdht", "constraints=[]"});
    const Evaluator evaluator(problem, workers);
    if (problem.space.blocks().size() != 1 ||
        !BlockClosure(problem, evaluator, workers, 0).takes(0)) {
      continue;
    }
    const Vectors expected = exhaustive_front(problem, evaluator);

    EXPECT_EQ(front_of_classes(problem, evaluator, false), expected);
    lost += front_of_classes(problem, evaluator, true) == expected ? 0 : 1;
  }
  EXPECT_GT(lost, 5);
}

TEST(BlockClosure, RefusesWhatIsNotMonotoneInTheSumsOfAPlan) {
  const Workers workers(1);
  const std::vector<std::string> refused = {
      "objectives=[capacity, core_energy_pj]", "constraints=['latency_ns * area_mm2 <= 40']",
      "constraints=['energy_pj >= 10']",
      "constraints=[{require: 'energy_pj <= 9', when: 'pes == 4'}]"};
  for (const std::string& change : refused) {
    const Problem problem = testing::problem_of(testing::random_sweep(1), {change});
    const Evaluator evaluator(problem, workers);

    EXPECT_FALSE(BlockClosure(problem, evaluator, workers).takes(0)) << change;
  }
}

TEST(BlockClosure, GivesTheSameRowsOnAnyNumberOfThreads) {
  std::vector<std::vector<std::uint64_t>> found(3);
  for (std::uint64_t seed = 10; seed < 20; ++seed) {
    const Problem problem = testing::problem_of(testing::random_sweep(seed),
                                                {"model.format=ht", "hardware.template=fdht"});
    for (std::size_t run = 0; run < 3; ++run) {
      const Workers workers(std::size_t{1} << run);
      const Evaluator evaluator(problem, workers);
      const BlockClosure closure(problem, evaluator, workers, 0);
      const auto outcome = closure.close(0, Archive(problem.objective_count), [] { return false; });
      found[run].push_back(outcome->evaluated);
      for (const Evaluator::Row& row : outcome->rows) {
        found[run].push_back(row.position);
      }
    }
  }
  EXPECT_GT(found[0].size(), 30U);
  EXPECT_EQ(found[1], found[0]);
  EXPECT_EQ(found[2], found[0]);
}

}  // namespace

}  // namespace paretree::dse
