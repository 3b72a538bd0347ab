// The fast evaluator against the plain path: every position, every figure, every reason.

#include "dse/study/evaluator.hpp"

#include "tests/support/problems.hpp"
#include "tests/support/studies.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

namespace paretree::dse {

namespace {

struct Case {
  const char* name;
  const char* yaml;
  std::vector<std::string> overrides;
  /// What must occur, so that a case cannot pass by being empty.
  bool infeasible = false;
};

void PrintTo(const Case& value, std::ostream* out) {
  *out << value.name;
}

std::vector<Case> cases() {
  const char* tiny = testing::tiny_sweep.c_str();
  const char* four = testing::four_mode_sweep.c_str();
  return {
      {"tiny", tiny, {}, false},
      {"tiny_on_small_memories",
       tiny,
       {"hardware.activation_sram_kib=[16, 64]", "hardware.banks=[8, 16]",
        "hardware.clock_mhz=[200, 400, 1000]"},
       true},
      {"tiny_under_constraints",
       tiny,
       {"constraints=['area_mm2 <= 0.22', 'parameters <= 345', 'energy_pj <= 12000', "
        "'capacity >= 308', 'latency_ns * area_mm2 <= 40']"},
       true},
      {"tiny_with_every_objective",
       tiny,
       {"objectives=[utilisation, gops_per_watt, power_mw, core_energy_pj, frames_per_second]"},
       false},
      {"uncompressed", testing::uncompressed_sweep.c_str(), {}, false},
      {"uncompressed_under_constraints",
       testing::uncompressed_sweep.c_str(),
       {"constraints=['energy_pj <= 200000', {require: 'latency_ns <= 9000', when: "
        "'state_sparsity > 0'}, 'weight_bytes <= 2000']"},
       true},
      {"four_modes", four, {}, false},
      {"four_modes_under_conditions",
       four,
       {"constraints=[{require: 'latency_ns <= 1500', when: \"mapping == 'fixed'\"}, "
        "'pes * macs_per_pe <= 32']"},
       true},
  };
}

class EvaluatorAgainstThePlainPath : public ::testing::TestWithParam<Case> {};

TEST_P(EvaluatorAgainstThePlainPath, GivesTheSameFiguresAndReasons) {
  const Problem problem = testing::problem_of(GetParam().yaml, GetParam().overrides);
  const Workers workers(1);
  const Evaluator evaluator(problem, workers);
  Evaluator::Scratch scratch = evaluator.scratch();
  const auto proxy = bind_proxy(problem);
  std::uint64_t feasible = 0;
  std::uint64_t infeasible = 0;

  for (const Space::Block& block : problem.space.blocks()) {
    const auto accuracy = [&](std::uint64_t plan, std::size_t bits) {
      return testing::plain_accuracy(
          problem, *proxy, block.first + plan * block.stride + [&] {
            for (const Space::Slot& slot : block.slots) {
              if (slot.bits_index == bits) {
                return slot.offset;
              }
            }
            return std::uint64_t{0};
          }());
    };
    const Evaluator::Outcome outcome =
        evaluator.evaluate({block.first, block.first + block.size()}, accuracy,
                           Evaluator::Keep::all, nullptr, scratch);
    EXPECT_EQ(outcome.evaluated, block.size());
    EXPECT_EQ(outcome.rows.size() + outcome.rejected.size(), block.size());
    feasible += outcome.feasible;
    infeasible += outcome.rejected.size();
    std::map<std::string, std::uint64_t> reasons;
    for (const Evaluator::Row& row : outcome.rows) {
      const PlainDesign plain = evaluate_plainly(
          problem, row.position, testing::plain_accuracy(problem, *proxy, row.position));
      ASSERT_TRUE(plain.feasible()) << row.position << " " << plain.reason;
      for (std::size_t column = 0; column < row.values.size(); ++column) {
        EXPECT_EQ(std::bit_cast<std::uint64_t>(row.values[column]),
                  std::bit_cast<std::uint64_t>(plain.values[column]))
            << row.position << " " << problem.columns[column].name;
      }
    }
    for (const Evaluator::Rejected& rejected : outcome.rejected) {
      const PlainDesign plain = evaluate_plainly(
          problem, rejected.position, testing::plain_accuracy(problem, *proxy, rejected.position));
      EXPECT_EQ(plain.reason, rejected.reason) << rejected.position;
      EXPECT_EQ(plain.detail, rejected.detail) << rejected.position;
      ++reasons[rejected.reason];
    }
    EXPECT_EQ(reasons, outcome.reasons);
  }

  EXPECT_GT(feasible, 0U);
  EXPECT_EQ(infeasible > 0, GetParam().infeasible);
}

INSTANTIATE_TEST_SUITE_P(Sweeps, EvaluatorAgainstThePlainPath, ::testing::ValuesIn(cases()),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace

}  // namespace paretree::dse
