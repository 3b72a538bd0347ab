// Fronts without visiting every design against the exhaustive ones, vector for vector.

#include "dse/study/block_closure.hpp"

#include "dse/core/identity.hpp"
#include "tests/results/support/temporary_folder.hpp"
#include "tests/support/problems.hpp"
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
  const BlockClosure closure(problem, evaluator, workers, most_listed);
  Closed result;
  Archive front(problem.objective_count);
  std::vector<double> point;
  for (std::size_t block = 0; block < problem.space.blocks().size(); ++block) {
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

std::string pick(Random& random, const std::vector<std::string>& texts) {
  return texts[random.below(texts.size())];
}

/// A small space drawn at random: two to four modes, some of them with arrays where ceilings bind,
/// memories that exclude the cheapest plan, weights that do not fit, constraints.
std::string random_sweep(std::uint64_t seed) {
  Random random(seed);
  const std::vector<std::string> modes = {
      "{input: {in: [5, 3], out: [4, 6]}}", "{input: {in: [3, 2, 3], out: [2, 4, 3]}}",
      "{input: [{in: [3, 2, 3], out: [4, 2, 3], gates: 0}, {in: [2, 3, 3], out: [2, 3, 4]}]}",
      "{input: {in: [2, 2, 2, 2], out: [2, 3, 1, 4]}, full: {in: [3, 2, 2, 2], out: [2, 3, 1, "
      "4]}}"};
  const std::size_t choice = random.below(modes.size());
  const std::string scope =
      choice == 3 ? pick(random, {"input", "full", "[input, full]"}) : "input";
  std::string text = "name: random\n";
  text += fmt::format("workload: {{input: {}, hidden: 6, steps: {}, batch: {}, classes: 2}}\n",
                      choice == 0   ? 15
                      : choice == 3 ? 16
                                    : 18,
                      1 + random.below(4), 1 + random.below(2));
  text += fmt::format(
      "model:\n  scope: {}\n  format: {}\n  modes: {}\n  ranks: {{leaf: {}, inner: {}}}\n"
      "  order: {}\n  weight_bits: {}\n",
      scope, pick(random, {"ht", "ht", "ht"}), modes[choice],
      pick(random, {"[1, 2, 3]", "[2, 5]", "[1, 4]", "[2, 3, 4]"}),
      pick(random, {"[1, 3]", "[2, 4, 6]", "[3]"}), pick(random, {"all", "natural"}),
      pick(random, {"[16]", "[16, 8]"}));
  text += fmt::format(
      "hardware:\n  template: fdht\n  mapping: {}\n  pes: {}\n  macs_per_pe: {}\n"
      "  weight_sram_kib: {}\n  activation_sram_kib: {}\n  clock_mhz: {}\n",
      pick(random, {"[fixed, best_per_stage]", "fixed"}), pick(random, {"[2, 4]", "4", "[2, 8]"}),
      pick(random, {"[3, 4]", "[2, 5]", "4"}), pick(random, {"[1, 16]", "16", "1"}),
      pick(random, {"[32, 64]", "64"}), pick(random, {"[400, 700]", "500"}));
  text += "accuracy: capacity\n";
  text += fmt::format("objectives: {}\n",
                      pick(random, {"[capacity, energy_pj, latency_ns, area_mm2]",
                                    "[capacity, energy_pj]", "[energy_pj, latency_ns, parameters]",
                                    "[capacity, macs, latency_ns, matrix_parameters, area_mm2]"}));
  text += fmt::format("constraints: {}\n",
                      pick(random, {"[]", "['parameters <= 300']", "['capacity >= 250']",
                                    "['energy_pj < 60000', 'pes * macs_per_pe <= 20']"}));
  return text + "search: certified\nstore: front\n";
}

TEST(BlockClosure, GivesTheExhaustiveFrontOfRandomSpaces) {
  const Workers workers(1);
  int empty = 0;
  std::uint64_t designs = 0;
  std::uint64_t evaluated = 0;
  constexpr int spaces = 60;
  for (int seed = 0; seed < spaces; ++seed) {
    const std::string text = random_sweep(static_cast<std::uint64_t>(seed));
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

TEST(BlockClosure, RefusesWhatIsNotMonotoneInTheSumsOfAPlan) {
  const Workers workers(1);
  const std::vector<std::string> refused = {
      "objectives=[capacity, core_energy_pj]", "constraints=['latency_ns * area_mm2 <= 40']",
      "constraints=['energy_pj >= 10']",
      "constraints=[{require: 'energy_pj <= 9', when: 'pes == 4'}]"};
  for (const std::string& change : refused) {
    const Problem problem = testing::problem_of(random_sweep(1), {change});
    const Evaluator evaluator(problem, workers);

    EXPECT_FALSE(BlockClosure(problem, evaluator, workers).takes(0)) << change;
  }
}

TEST(BlockClosure, GivesTheSameRowsOnAnyNumberOfThreads) {
  std::vector<std::vector<std::uint64_t>> found(3);
  for (std::uint64_t seed = 10; seed < 20; ++seed) {
    const Problem problem = testing::problem_of(random_sweep(seed));
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
