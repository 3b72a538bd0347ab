// Symptom: a certified search over bank mappings with conflicts ended with "the sums of a plan and
// the plain path disagree", and a check closed such blocks by counts that leave conflicts out.

#include "dse/check/check_study.hpp"
#include "tests/results/support/temporary_folder.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/studies.hpp"

#include <gtest/gtest.h>

#include <set>

namespace paretree::dse {
namespace {

const std::string sweep = R"(name: conflicts
workload: {input: 8, hidden: 8, steps: 2, batch: 1, classes: 2}
model:
  scope: input
  format: [tt, ht]
  modes: {input: {in: [2, 2, 2], out: [2, 4, 4]}}
  ranks: {leaf: [1, 2, 3], inner: [2]}
  order: all
hardware:
  template: fdht
  mapping: [fixed, best_per_stage]
  pes: [2, 4]
  macs_per_pe: [2, 4]
  banks: [4, 8]
  bank_mapping: [linear, skew]
  weight_sram_kib: [1, 16]
  activation_sram_kib: 64
  clock_mhz: 400
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: certified
store: front
)";

std::multiset<std::vector<double>> front_of(const std::string& file) {
  std::multiset<std::vector<double>> vectors;
  for (const results::DesignRow& row :
       results::Study::open(file, results::Study::Access::read).front()) {
    vectors.insert(row.values);
  }
  return vectors;
}

TEST(CertifiedWithBankConflicts, HasTheExhaustiveFrontAndIsVisitedByTheCheck) {
  const results::TemporaryFolder folder;
  static_cast<void>(testing::explore(testing::problem_of(sweep), folder.file("certified.db")));
  static_cast<void>(testing::explore(testing::problem_of(sweep, {"search=exhaustive"}),
                                     folder.file("exhaustive.db")));

  EXPECT_EQ(front_of(folder.file("certified.db")), front_of(folder.file("exhaustive.db")));
  EXPECT_GT(front_of(folder.file("certified.db")).size(), 5U);
  const CheckReport report =
      check_study(results::Study::open(folder.file("certified.db"), results::Study::Access::read),
                  Workers(2), {});
  EXPECT_TRUE(report.complete);
  for (const CheckReport::Block& block : report.blocks) {
    EXPECT_EQ(block.method, "visit");
  }
}

}  // namespace
}  // namespace paretree::dse
