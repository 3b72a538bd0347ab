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

// 9 sums on 4 lanes take 3 cycles, 5 look-ups 2; x, of which 1000 words arrive, is no limit.
TEST(Roofline, OfTheElementWisePartIsWhatItsLanesDoMostOf) {
  StageActivity wise;
  wise.cycles = 4;
  wise.events.lookups = 5;
  wise.events.additions = 9;
  wise.events.activation_reads = 8;
  wise.events.activation_writes = 1000;
  const Roofline limits = roofline(wise, machine(), {});

  EXPECT_EQ(limits.compute_cycles, 3U);
  EXPECT_EQ(limits.activation_cycles, 2U);
  EXPECT_EQ(name(limits.bound), "compute-bound");
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
