#include "hwmodel/roofline.hpp"

#include <gtest/gtest.h>

namespace paretree::hwmodel {
namespace {

Machine machine() {
  Machine machine;
  machine.array = {.pes = 4, .macs_per_pe = 4, .banks = 4};
  machine.mac_units = 16;
  return machine;
}

StageActivity stage(std::uint64_t macs, std::uint64_t weights, std::uint64_t activations) {
  StageActivity stage;
  stage.mapping = "rows/columns";
  stage.macs = macs;
  stage.cycles = 100;
  stage.events.weight_reads = weights;
  stage.events.activation_reads = activations;
  return stage;
}

TEST(Roofline, IsBoundByTheLongestLimit) {
  const Datapath datapath{.weight_port_words = 4};
  // 1600 products on 16 MACs: 100 cycles. 200 weights through a port of 4: 50. 200 words from 4
  // banks: 50.
  const Roofline compute = roofline(stage(1600, 200, 200), machine(), datapath);

  EXPECT_EQ(compute.compute_cycles, 100U);
  EXPECT_EQ(compute.weight_cycles, 50U);
  EXPECT_EQ(compute.activation_cycles, 50U);
  EXPECT_EQ(name(compute.bound), "compute-bound");
  EXPECT_EQ(name(roofline(stage(160, 200, 100), machine(), datapath).bound), "weight-bound");
  EXPECT_EQ(name(roofline(stage(160, 100, 200), machine(), datapath).bound), "activation-bound");
}

TEST(Roofline, IsStalledWhereATenthOfTheCyclesAreConflicts) {
  StageActivity conflicting = stage(1600, 0, 0);
  conflicting.conflict_cycles = 10;
  EXPECT_EQ(name(roofline(conflicting, machine(), {}).bound), "stalled");
  conflicting.conflict_cycles = 9;
  EXPECT_EQ(name(roofline(conflicting, machine(), {}).bound), "compute-bound");
}

}  // namespace
}  // namespace paretree::hwmodel
