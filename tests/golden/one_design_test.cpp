// One design from sweep to figures, every number by hand.

#include "dse/study/plain_design.hpp"
#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

#include <string>

namespace paretree::dse {

namespace {

const std::string sweep = R"(name: golden
workload: {input: 4, hidden: 2, steps: 3, batch: 1, classes: 2}
model:
  scope: input
  format: tt
  modes: {input: {in: [2, 2], out: [2, 4]}}
  ranks: {leaf: 2, inner: 2}
  order: natural
hardware: {template: tie, pes: 2, macs_per_pe: 2, banks: 8, weight_sram_kib: 16, activation_sram_kib: 64}
accuracy: capacity
objectives: [capacity, latency_ns, energy_pj, core_energy_pj, frames_per_second, gops, dense_gops,
             utilisation, power_mw]
)";

class OneDesign : public ::testing::Test {
 protected:
  // Parameters minus the freedom of the bond: 24 - 2 * 2, and W_h and the biases: 16 + 8.
  static constexpr double capacity = 20 + 16 + 8;
  const Problem problem_ = testing::problem_of(sweep);
  const PlainDesign design_ = evaluate_plainly(problem_, 0, capacity);

  [[nodiscard]] double figure(const std::string& name) const {
    for (std::size_t column = 0; column < problem_.columns.size(); ++column) {
      if (problem_.columns[column].name == name) {
        return design_.values[column];
      }
    }
    ADD_FAILURE() << name;
    return 0;
  }
};

TEST_F(OneDesign, IsTheOnlyOneOfItsSpace) {
  EXPECT_EQ(problem_.space.size(), 1U);
  EXPECT_TRUE(design_.feasible()) << design_.reason << design_.detail;
}

TEST_F(OneDesign, HasTheParametersOfItsCores) {
  // Cores: 2 in * 2 out * 1 * 2 = 8, 2 in * 4 out * 2 * 1 = 16. W_h: 4 * 2 rows * 2 = 16.
  // Biases: 8.
  EXPECT_EQ(design_.counts.matrix_parameters, 24U);
  EXPECT_EQ(design_.counts.parameters, 24U + 16U + 8U);
  EXPECT_EQ(design_.counts.weight_bytes, 48U * 2U);
  const auto proxy = bind_proxy(problem_);
  EXPECT_EQ(proxy->measure(design_.model, 0, {})->value, capacity);
}

TEST_F(OneDesign, MultipliesWhatItsStagesMultiply) {
  // First core: 2 * 2 inputs give m r = 2 * 2 rows for each of n_2 = 2 columns: 4 * 2 * 2 = 16.
  // Second: rows m_2 = 4, inner n_2 r = 4, columns m_1 = 2: 32. W_h: 8 * 2. Three steps.
  EXPECT_EQ(design_.counts.matrix_macs, 3U * (16U + 32U));
  EXPECT_EQ(design_.counts.macs, 3U * (16U + 32U + 16U));
}

TEST_F(OneDesign, TakesTheCyclesOfItsTiles) {
  // 2 PEs take columns, 2 MACs take rows. A tile computes `inner` cycles, its at most 4 words drain
  // through 8 banks in 1 while the next computes; a stage begins with 1 cycle of access.
  //   first core   rows 4 / 2 = 2 tiles * inner 2 = 4, + 1 + 1 = 6
  //   second core  rows 4 / 2 = 2 tiles * inner 4 = 8, + 1 + 1 = 10
  //   W_h          rows 8 / 2 = 4 tiles * inner 2 = 8, + 1 + 1 = 10 (one column: one PE idles)
  //   element-wise 9 sums (W_h h, biases, cell) * 2 units / 2 PEs = 9, + 1 = 10
  const std::vector<std::uint64_t> cycles{6, 10, 10, 10};
  ASSERT_EQ(design_.activity->stages.size(), cycles.size());
  for (std::size_t stage = 0; stage < cycles.size(); ++stage) {
    EXPECT_EQ(design_.activity->stages[stage].cycles, cycles[stage]) << stage;
  }
  EXPECT_EQ(design_.estimate->cycles, 3U * 36U);
  EXPECT_DOUBLE_EQ(figure("latency_ns"), 108.0);  // at 1 GHz
}

TEST_F(OneDesign, HasTheRatesOfItsCycles) {
  EXPECT_DOUBLE_EQ(figure("frames_per_second"), 3 / 108e-9);   // a frame is a step
  EXPECT_DOUBLE_EQ(figure("gops"), 2 * 192 / 108.0);           // 192 multiply-accumulates in 108 ns
  EXPECT_DOUBLE_EQ(figure("dense_gops"), 2 * 3 * 48 / 108.0);  // 8 rows * (4 + 2) columns a step
  EXPECT_DOUBLE_EQ(figure("utilisation"), 192 / (108.0 * 4));  // of 2 PEs of 2 MACs
  EXPECT_NEAR(figure("power_mw"), figure("energy_pj") / 108, 1e-9);  // pJ / ns = mW
}

TEST_F(OneDesign, SpendsOffChipWhatItsInputsAndOutputsWeigh) {
  // 48 parameters fit: only x (4 words) and h (2 words) of 16 bits cross, at 8 pJ per bit, 3 times.
  EXPECT_NEAR(figure("energy_pj") - figure("core_energy_pj"), 3 * 6 * 16 * 8.0, 1e-6);
}

TEST_F(OneDesign, SpendsOnMultipliersWhatItsMultiplicationsCost) {
  // Three multiplications per unit and step in the element-wise part: 3 * 2 * 3 = 18.
  const auto spent =
      design_.estimate->energy_fj[static_cast<std::size_t>(hwmodel::Component::multiplier)];
  EXPECT_EQ(spent,
            192U * design_.machine->multiply_fj + 18U * design_.machine->element_multiply_fj);
}

}  // namespace

}  // namespace paretree::dse
