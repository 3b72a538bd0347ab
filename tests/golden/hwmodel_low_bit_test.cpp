// The engine for binary and ternary weights at its recalled points (400 MHz, 65 nm) on the
// character model: one-hot x, so that only W_h is computed with: 4000 rows, 1000 columns, one
// sequence.

#include "dse/lowering/lower.hpp"
#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace paretree::dse {
namespace {

using hwmodel::Activity;
using hwmodel::Estimate;
using hwmodel::LstmWork;
using hwmodel::Machine;

ModelHalf character_model(int weight_bits) {
  ModelHalf half;
  half.workload = {"", sweeps::Layer::lstm, 50, 1000, 0, 100, 1, 50, true};
  half.scope = tensor::Scope::full;
  half.matrix.modes = {.in = {1050}, .out = {4000}};
  half.weight_bits = weight_bits;
  return half;
}

/// PEs of 25 units, 8 banks, access in one cycle.
Activity counted(int weight_bits, std::uint64_t pes) {
  return hwmodel::accelerators().at("low_bit").count(
      lower(character_model(weight_bits)),
      {.pes = pes, .macs_per_pe = 25, .banks = 8, .sram_access_cycles = 1});
}

TEST(LowBit, CountsFullPrecisionOnHundredUnits) {
  const Activity activity = counted(12, 4);

  // 40 tiles of 100 rows, a column a cycle; the last tile drains 100 words through 8 banks in 13
  // cycles; access 1.
  EXPECT_EQ(activity.stages[0].cycles, 40U * 1000 + 13 + 1);
  // 5 look-ups for each of 1000 units in 4 lanes; access 1.
  EXPECT_EQ(activity.stages[1].cycles, 1250U + 1);
  EXPECT_EQ(activity.cycles_per_step, 41265U);
  // W_h, and the column of W_x that x selects.
  EXPECT_EQ(activity.stages[0].events.weight_reads, 4000U * 1000 + 4000);
  EXPECT_EQ(activity.stages[1].events.multiplications, 3000U);
  EXPECT_EQ(activity.stages[1].events.weight_reads, 4000U);
  // W_h, one column of W_x, the biases.
  EXPECT_EQ(activity.weight_words_per_step, 4000U * 1002);
}

TEST(LowBit, CountsBinaryOnThousandUnitsAndItsBatchNormalisation) {
  const Activity activity = counted(1, 40);

  // 4 tiles of 1000 rows; the last drain takes 125 cycles, access 1.
  EXPECT_EQ(activity.stages[0].cycles, 4U * 1000 + 125 + 1);
  // 3 + 5 products for each unit in 40 lanes; access 1.
  EXPECT_EQ(activity.stages[1].cycles, 200U + 1);
  EXPECT_EQ(activity.stages[1].events.multiplications, 8000U);
  EXPECT_EQ(activity.stages[1].events.additions, 6000U);
  // 4 biases, 4 scales, a scale and a shift of the cell, 12 binary words each.
  EXPECT_EQ(activity.stages[1].events.weight_reads, 10U * 1000 * 12);
  // 41265 / 4327 = 9.54; "up to 10x" (quoted) is the ratio of 1000 to 100 units.
  EXPECT_EQ(activity.cycles_per_step, 4327U);
  EXPECT_EQ(activity.weight_words_per_step, 4000U * 1001 + 10000U * 12);
}

TEST(LowBit, CountsTernaryOnFiveHundredUnits) {
  // 8 tiles, last drain ceil(500 / 8) = 63, access 1; 8000 / 20 products, access 1.
  EXPECT_EQ(counted(2, 20).cycles_per_step, 8U * 1000 + 63 + 1 + 400 + 1);
}

TEST(LowBit, StoresWeightsInTheirBitsAndVectorsInTwelve) {
  // Weights: 4000 * 1050 = 4.2 M. Vectors: 4000 biases, and with batch normalisation 6000 more.
  EXPECT_EQ(model_counts(character_model(12)).weight_bytes, (4200000U + 4000) * 12 / 8);
  EXPECT_EQ(model_counts(character_model(2)).weight_bytes, 4200000U * 2 / 8 + 10000U * 12 / 8);
  EXPECT_EQ(model_counts(character_model(1)).weight_bytes, 4200000U / 8 + 10000U * 12 / 8);
  EXPECT_EQ(model_counts(character_model(1)).parameters, 4210000U);
  EXPECT_EQ(model_counts(character_model(12)).parameters, 4204000U);
  // The same in words of one bit: what must fit the weight memory or be streamed.
  EXPECT_EQ(lower(character_model(1)).parameters, 4200000U + 120000U);
}

TEST(LowBit, IsFedByMemoryWideEnoughAndWaitsForOneThatIsNot) {
  const hwmodel::Accelerator& engine = hwmodel::accelerators().at("low_bit");
  const auto cycles = [&](int bits, std::int64_t pes, const std::string& dram) {
    hwmodel::Configuration configuration;
    configuration.set("pes", pes);
    configuration.set("dram", dram);
    const auto machine =
        std::get<Machine>(engine.build(configuration, built_in_technology("horowitz45"), bits));
    const LstmWork work = lower(character_model(bits));
    const auto cost = hwmodel::estimate(work, engine.count(work, machine.array), machine);
    return std::get<Estimate>(cost).cycles / 100;
  };

  EXPECT_EQ(cycles(12, 4, "hbm2"), 41265U);
  EXPECT_EQ(cycles(1, 40, "hbm2"), 4327U);
  // LPDDR4 gives 128 bits a cycle at 400 MHz. 12 bits: P = 4,204,000 words of which 8 KiB hold
  // 5461; a step needs 4,008,000: ceil(4,198,539 * 4,008,000 / 4,204,000) = 4,002,794
  // (4,002,793.5), and 1 + 1000 values of 12 bits: 4,003,795 * 12 / 128 = 375,355.8.
  EXPECT_EQ(cycles(12, 4, "lpddr4"), 375356U);
}

}  // namespace
}  // namespace paretree::dse
