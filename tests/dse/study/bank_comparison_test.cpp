#include "dse/study/bank_comparison.hpp"

#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

#include <string>

namespace paretree::dse {
namespace {

std::string sweep_with(const std::string& mapping, const std::string& bank_mapping) {
  return R"(name: banks
workload: {input: 16, hidden: 4, steps: 3, batch: 1, classes: 2}
model:
  scope: input
  format: ht
  modes: {input: {in: [4, 4], out: [4, 4]}}
  ranks: {leaf: 4, inner: 4}
  order: natural
hardware: {template: fdht, pes: 4, macs_per_pe: 4, banks: 4, weight_sram_kib: 16,
           activation_sram_kib: 64, mapping: )" +
         mapping + ", bank_mapping: " + bank_mapping + R"(}
accuracy: capacity
objectives: [capacity, latency_ns]
)";
}

struct Compared {
  explicit Compared(const std::string& mapping, const std::string& bank_mapping = "xor_box")
      : problem(testing::problem_of(sweep_with(mapping, bank_mapping))),
        design(evaluate_plainly(problem, 0, 1.0)) {}
  Problem problem;
  PlainDesign design;
};

// 16 x 16 by two leaves of 4 x 4 on 4 x 4 lanes: every extent is a multiple of 4, every box full.
TEST(BankChoices, PutTheNaiveMappingsStallsBesideTheConflictFreeOne) {
  const Compared compared("fixed");
  const auto choices = bank_choices(compared.problem, compared.design);

  ASSERT_EQ(choices.size(), 4U);
  EXPECT_EQ(choices[0].bank_mapping, "xor_box");
  EXPECT_TRUE(choices[0].chosen);
  EXPECT_EQ(choices[0].conflict_cycles, 0U);
  EXPECT_EQ(choices[0].table_words, 0U);
  EXPECT_EQ(choices[1].bank_mapping, "linear");
  EXPECT_FALSE(choices[1].chosen);
  EXPECT_GT(choices[1].conflict_cycles, 0U);
  EXPECT_EQ(choices[1].cycles, choices[0].cycles + choices[1].conflict_cycles);
  EXPECT_GT(choices[1].network_mm2, choices[0].network_mm2);  // a crossbar
  EXPECT_FALSE(bank_table(compared.problem, compared.design).has_value());
}

TEST(BankChoices, AreThoseOfADesignThatHasThem) {
  const Compared compared("fixed", "linear");
  const auto choices = bank_choices(compared.problem, compared.design);

  ASSERT_EQ(choices.size(), 4U);
  EXPECT_TRUE(choices[1].chosen);
  EXPECT_EQ(choices[1].cycles, compared.design.activity->cycles_per_step);
}

// Spread over contracted indices, or over more columns than a box has, banks come from a table.
TEST(BankTable, IsPricedAsAMemoryWhereBoxesAreNotFull) {
  Compared compared("fixed");
  compared.design.work.stages[0].col_digits[0].size = 3;  // no longer a multiple of 4
  const auto table = bank_table(compared.problem, compared.design);

  ASSERT_TRUE(table.has_value());
  EXPECT_GT(table->words, 0U);
  EXPECT_DOUBLE_EQ(table->kib, static_cast<double>((table->words * 2 + 7) / 8) / 1024);
  ASSERT_TRUE(table->area_mm2.has_value());
  EXPECT_GT(*table->area_mm2, 0);
  EXPECT_GT(table->energy_pj.value_or(0), 0);
}

}  // namespace
}  // namespace paretree::dse
