// The published tensor-train engine on its published workload: UCF11 with four gates, n = (8, 20,
// 20, 18), m = (16, 4, 4, 4), ranks 1, 4, 4, 4, 1, core 4 first, 16 PEs of 16 MACs.

#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <variant>

namespace paretree::hwmodel {
namespace {

LstmWork ucf11() {
  LstmWork work;
  // rows m_k r_(k-1), inner n_k r_k, columns: n of the cores to come times m of the cores done
  work.stages = {{.kind = "core", .rows = 4 * 4, .inner = 18 * 1, .cols = 8 * 20 * 20},
                 {.kind = "core", .rows = 4 * 4, .inner = 20 * 4, .cols = 8 * 20 * 4},
                 {.kind = "core", .rows = 4 * 4, .inner = 20 * 4, .cols = 8 * 4 * 4},
                 {.kind = "core", .rows = 16 * 1, .inner = 8 * 4, .cols = 4 * 4 * 4}};
  work.inputs = 57600;
  work.hidden = 256;
  work.outputs = 256;
  work.steps = 6;
  work.parameters = 3360 + 1024;
  work.dense_macs = 4ULL * 256 * (57600 + 256);
  work.peak_tensor_words = 57600;
  return work;
}

TEST(Tie, CountsTheStagesOfUcf11) {
  const Activity activity = accelerators().at("tie").count(ucf11(), {16, 16, 0, 16, 0, 2});

  // MACs as published form: 921600 + 819200 + 163840 + 32768 = 1,937,408.
  // Every extent divides: tiles * inner = 200 * 18, 40 * 80, 8 * 80, 4 * 32 = 3600 + 3200 + 640 +
  // 128 = 7,568, the ideal of 256 MACs. A tile's 256 words drain through 16 banks in 16 cycles,
  // below 18, 80, 80, 32. Each stage ends with its last drain (16) and began with an access (2).
  constexpr std::array<std::uint64_t, 4> macs{921600, 819200, 163840, 32768};
  constexpr std::array<std::uint64_t, 4> ideal{3600, 3200, 640, 128};
  ASSERT_EQ(activity.stages.size(), 5U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(activity.stages[i].macs, macs.at(i));
    EXPECT_EQ(activity.stages[i].cycles, ideal.at(i) + 16 + 2);
    EXPECT_EQ(activity.stages[i].stall_cycles, 0U);
  }
  // Element-wise: 5 * 256 look-ups on 16 lanes = 80, access 2.
  EXPECT_EQ(activity.stages[4].cycles, 82U);
  EXPECT_EQ(activity.cycles_per_step, 7568U + 4U * 18U + 82U);
  EXPECT_EQ(activity.per_sequence.macs, 6U * 1937408U);
}

TEST(Tie, DesignPointIsInTheRangeOfThePublishedChip) {
  const Technology technology = dse::built_in_technology("horowitz45");
  const auto result = accelerators().at("tie").build({}, technology, 16);
  ASSERT_TRUE(std::holds_alternative<Machine>(result));
  auto machine = std::get<Machine>(result);
  const LstmWork work = ucf11();
  const Activity activity = accelerators().at("tie").count(work, machine.array);
  // x alone takes ceil((57600 + 256) * 16 / 51) = 18151 cycles to arrive from LPDDR4, longer than
  // the stages; power is that of the busy array, so an interface that never waits is put in.
  EXPECT_EQ(std::get<Estimate>(estimate(work, activity, machine)).cycles, 6U * 18151U);
  machine.dram_bits_per_cycle = 4096;

  const auto busy = std::get<Estimate>(estimate(work, activity, machine));

  // 1.74 mm2 is quoted, 154.8 mW recalled; hwmodel/README.md says by how much the model misses
  // them. The bounds are a factor of two on what is quoted and of three on what is recalled: no
  // constant was fitted.
  const double area_mm2 = static_cast<double>(busy.area_um2_total()) * 1e-6;
  const double power_mw = static_cast<double>(busy.core_energy_fj()) * 1e-3 / busy.latency_ns();
  RecordProperty("area_mm2", std::to_string(area_mm2));
  RecordProperty("busy_core_power_mw", std::to_string(power_mw));
  EXPECT_GT(area_mm2, 1.74 / 2);
  EXPECT_LT(area_mm2, 1.74 * 2);
  EXPECT_GT(power_mw, 154.8 / 3);
  EXPECT_LT(power_mw, 154.8 * 3);
}

}  // namespace
}  // namespace paretree::hwmodel
