// Symptom: `leaves: [paired, unpaired]` with several factorisations was refused ("unpaired
// already", "3 unpaired leaves"): what one factorisation had set stayed set for the next.
#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

TEST(PairedBesideUnpairedLeaves, EachFactorisationHasItsOwn) {
  const Problem problem = testing::problem_of(R"(workload: {input: 8, hidden: 4, steps: 2}
model:
  scope: input
  format: tt
  leaves: [unpaired, paired]
  modes:
    input:
      - {in: [2, 4], out: [4, 4]}
      - {in: [2, 2, 2], out: [2, 2, 4]}
  ranks: {leaf: 2, inner: 2}
hardware: {template: tie}
objectives: [capacity, energy_pj]
)");

  std::vector<int> leaves;
  for (const Space::Block& block : problem.space.blocks()) {
    leaves.push_back(block.model->axes().modes.count());
    EXPECT_EQ(block.model->axes().modes.unpaired, !block.model->axes().paired);
  }
  EXPECT_EQ(leaves, (std::vector<int>{4, 2, 6, 3}));
}

}  // namespace
}  // namespace paretree::dse
