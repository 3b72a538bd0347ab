#include "hwmodel/accelerator.hpp"

#include "dse/lowering/technology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace paretree::hwmodel {
namespace {

constexpr std::uint64_t part(const ByComponent& parts, Component component) {
  return parts[static_cast<std::size_t>(component)];
}

const Technology& horowitz() {
  static const Technology technology = dse::built_in_technology("horowitz45");
  return technology;
}

Configuration with(std::vector<std::pair<std::string, Value>> values) {
  Configuration configuration;
  for (auto& [name, value] : values) {
    configuration.set(name, value);
  }
  return configuration;
}

LstmWork small_work() {
  LstmWork work;
  work.stages = {{.kind = "core", .rows = 16, .inner = 18, .cols = 32},
                 {.kind = "core", .rows = 64, .inner = 20, .cols = 2}};
  work.inputs = 576;
  work.hidden = 32;
  work.outputs = 32;
  work.steps = 6;
  work.parameters = 2000;
  work.dense_macs = 4 * 32 * (576 + 32);
  work.peak_tensor_words = 600;
  return work;
}

/// A machine with one distinguishable price per event.
Machine plain_machine() {
  Machine machine;
  machine.period_fs = 1'000'000;
  machine.weight_capacity_words = 4096;
  machine.activation_capacity_words = 1024;
  machine.dram_bits_per_cycle = 64;
  machine.mac_units = 256;
  machine.multiply_fj = 100;
  machine.accumulate_fj = 10;
  machine.element_multiply_fj = 200;
  machine.register_fj = 5;
  machine.lookup_fj = 30;
  machine.weight_read_fj = 50;
  machine.activation_read_fj = 60;
  machine.activation_write_fj = 70;
  machine.dram_bit_fj = 1000;
  machine.leakage_fj_per_cycle = 3;
  machine.control_fj_per_cycle = 7;
  machine.area_um2.fill(11);
  return machine;
}

Activity activity_of(const LstmWork& work) {
  return accelerators().at("tie").count(work, {16, 16, 0, 16, 0, 2});
}

Estimate feasible(const std::variant<Estimate, Infeasible>& result) {
  if (const auto* refused = std::get_if<Infeasible>(&result)) {
    ADD_FAILURE() << refused->text();
    return {};
  }
  return std::get<Estimate>(result);
}

TEST(Estimate, PricesEveryEventOnce) {
  const LstmWork work = small_work();
  const Activity activity = activity_of(work);
  const Machine machine = plain_machine();

  const Estimate cost = feasible(estimate(work, activity, machine));

  const Events& events = activity.per_sequence;
  EXPECT_EQ(part(cost.energy_fj, Component::multiplier),
            events.macs * 100 + events.multiplications * 200);
  EXPECT_EQ(part(cost.energy_fj, Component::adder), (events.macs + events.additions) * 10);
  EXPECT_EQ(part(cost.energy_fj, Component::registers), events.register_accesses * 5);
  EXPECT_EQ(part(cost.energy_fj, Component::lookup), events.lookups * 30);
  EXPECT_EQ(part(cost.energy_fj, Component::weight_sram), events.weight_reads * 50);
  EXPECT_EQ(part(cost.energy_fj, Component::activation_sram),
            events.activation_reads * 60 + events.activation_writes * 70);
  EXPECT_EQ(part(cost.energy_fj, Component::leakage), cost.cycles * 3);
  EXPECT_EQ(part(cost.energy_fj, Component::control), cost.cycles * 7);
  // x in and h out: (576 + 32) words of 16 bits, 6 steps
  EXPECT_EQ(part(cost.energy_fj, Component::dram), 6U * 608U * 16U * 1000U);
  EXPECT_EQ(cost.energy_fj_total(), total(cost.energy_fj));
  EXPECT_EQ(cost.core_energy_fj(), cost.energy_fj_total() - 6U * 608U * 16U * 1000U);
  EXPECT_EQ(cost.area_um2_total(), component_count * 11U);
  EXPECT_EQ(cost.dense_macs, 6U * work.dense_macs);
  EXPECT_EQ(cost.macs, 6U * (16U * 18U * 32U + 64U * 20U * 2U));
  EXPECT_DOUBLE_EQ(cost.latency_ns(), static_cast<double>(cost.cycles));
}

TEST(Estimate, IsBoundByDramWhereTrafficTakesLonger) {
  const LstmWork work = small_work();
  const Activity activity = activity_of(work);
  Machine machine = plain_machine();
  machine.dram_bits_per_cycle = 256;
  // 608 words of 16 bits at 256 bits a cycle are 38 cycles, fewer than the computation takes.
  ASSERT_GT(activity.cycles_per_step, 38U);
  EXPECT_EQ(feasible(estimate(work, activity, machine)).cycles, 6 * activity.cycles_per_step);

  machine.dram_bits_per_cycle = 3;  // ceil(9728 / 3) = 3243
  EXPECT_EQ(feasible(estimate(work, activity, machine)).cycles, 6U * 3243U);
}

TEST(Estimate, StreamsWeightsThatDoNotFitEveryStep) {
  const LstmWork work = small_work();
  const Activity activity = activity_of(work);
  Machine machine = plain_machine();
  machine.weight_capacity_words = 1500;  // 500 of 2000 words are streamed

  const Estimate cost = feasible(estimate(work, activity, machine));

  EXPECT_EQ(cost.events.dram_weight_words, 6U * 500U);
  EXPECT_EQ(part(cost.energy_fj, Component::dram), 6U * (608U + 500U) * 16U * 1000U);
  // Their first use comes from the stream, not from the memory.
  EXPECT_EQ(part(cost.energy_fj, Component::weight_sram),
            (activity.per_sequence.weight_reads - 6U * 500U) * 50U);
}

TEST(Estimate, RefusesTensorsThatDoNotFitOneHalf) {
  const LstmWork work = small_work();
  Machine machine = plain_machine();
  // Largest tensor 600 words, h and c 2 * 32: 664 words of 2 bytes.
  EXPECT_EQ(activation_words_needed(work), 664U);
  machine.activation_capacity_words = 664;
  (void)feasible(estimate(work, activity_of(work), machine));

  machine.activation_capacity_words = 663;
  const auto result = estimate(work, activity_of(work), machine);
  ASSERT_TRUE(std::holds_alternative<Infeasible>(result));
  const auto& refused = std::get<Infeasible>(result);
  EXPECT_EQ(name(refused.reason), "activation_sram_too_small");
  EXPECT_EQ(refused.needed, 1328U);
  EXPECT_EQ(refused.available, 1326U);
  EXPECT_EQ(refused.text(), "activation_sram_too_small: needs 1328 bytes in one half, has 1326");
}

TEST(Estimate, RefusesSumsBeyondItsIntegers) {
  LstmWork work = small_work();
  const Activity activity = activity_of(work);
  work.steps = std::uint64_t{1} << 60U;

  const auto result = estimate(work, activity, plain_machine());

  ASSERT_TRUE(std::holds_alternative<Infeasible>(result));
  EXPECT_EQ(std::get<Infeasible>(result).text(),
            "outside_model: a count or an energy in fJ exceeds 2^62");
}

RC_GTEST_PROP(StageEnergy, AddsUpToTheTotalExactly, ()) {
  const auto below = [](std::uint64_t top) { return *rc::gen::inRange<std::uint64_t>(1, top); };
  LstmWork work = small_work();
  work.stages[0].rows = below(50);
  work.stages[1].cols = below(50);
  work.steps = below(20);
  Machine machine = plain_machine();
  machine.dram_bits_per_cycle = below(100);
  machine.weight_capacity_words = below(2500);
  const Activity activity = activity_of(work);
  const auto result = estimate(work, activity, machine);

  ByComponent sum{};
  for (const ByComponent& stage : stage_energy_fj(work, activity, machine)) {
    for (std::size_t i = 0; i < component_count; ++i) {
      sum[i] += stage[i];
    }
  }

  RC_ASSERT(sum == std::get<Estimate>(result).energy_fj);
}

class Template : public testing::TestWithParam<std::string> {
 protected:
  static Machine built(const std::string& name, const Configuration& configuration, int bits = 16) {
    const auto result = accelerators().at(name).build(configuration, horowitz(), bits);
    if (const auto* refused = std::get_if<Infeasible>(&result)) {
      ADD_FAILURE() << refused->text();
      return {};
    }
    return std::get<Machine>(result);
  }
};

TEST_P(Template, BuildsItsDefaults) {
  const Machine machine = built(GetParam(), {});

  EXPECT_EQ(machine.mac_units, 256U);
  EXPECT_EQ(machine.period_fs, 1'000'000U);
  EXPECT_EQ(machine.activation_capacity_words, 384U * 1024U / 2U);
  EXPECT_EQ(machine.dram_bits_per_cycle, 51U);  // 51.2 Gb/s at 1 GHz, rounded down
  EXPECT_FALSE(machine.constants.empty());
}

TEST_P(Template, EnergyGrowsWithWork) {
  const Accelerator& accelerator = accelerators().at(GetParam());
  const Machine machine = built(GetParam(), {});
  LstmWork work = small_work();
  std::uint64_t before = 0;
  for (const std::uint64_t columns : {1U, 2U, 16U, 17U, 100U}) {
    work.stages[0].cols = columns;
    const Estimate cost = feasible(estimate(work, accelerator.count(work, machine.array), machine));
    EXPECT_GT(cost.energy_fj_total(), before);
    before = cost.energy_fj_total();
  }
}

TEST_P(Template, NarrowWeightsCostLess) {
  const Machine wide = built(GetParam(), {}, 16);
  const Machine narrow = built(GetParam(), {}, 8);

  EXPECT_LT(narrow.multiply_fj, wide.multiply_fj);
  EXPECT_LT(narrow.weight_read_fj, wide.weight_read_fj);
  EXPECT_EQ(narrow.weight_capacity_words, 2 * wide.weight_capacity_words);
  EXPECT_EQ(narrow.element_multiply_fj, wide.element_multiply_fj);
}

TEST_P(Template, RefusesValuesOutsideItsModels) {
  const Accelerator& accelerator = accelerators().at(GetParam());
  const auto reason = [&](const Configuration& configuration, int bits = 16) {
    const auto result = accelerator.build(configuration, horowitz(), bits);
    const auto* refused = std::get_if<Infeasible>(&result);
    return refused == nullptr ? std::string("feasible") : std::string(name(refused->reason));
  };
  EXPECT_EQ(reason(with({{"node_nm", std::int64_t{16}}})), "outside_model");
  EXPECT_EQ(reason(with({{"node_nm", std::int64_t{90}}})), "outside_model");
  EXPECT_EQ(reason(with({{"weight_sram_kib", std::int64_t{4096}}})), "outside_model");
  EXPECT_EQ(reason({}, 2), "outside_model");
  EXPECT_EQ(reason(with({{"clock_mhz", std::int64_t{3000}}})), "clock_too_fast");
  EXPECT_EQ(reason(with({{"node_nm", std::int64_t{65}}})), "clock_too_fast");  // 1 GHz logic
  EXPECT_EQ(reason(with({{"node_nm", std::int64_t{65}}, {"clock_mhz", std::int64_t{200}}})),
            "feasible");
  EXPECT_THROW((void)reason(with({{"dram", std::string("core")}})), std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(All, Template, testing::Values("dense", "fdht", "tie"),
                         [](const auto& test) { return test.param; });

TEST(BuildMachine, RefusesWhatComesOutBelowZero) {
  Constant share = horowitz().constant("control_area_share");
  share.value = -0.5;
  const Technology technology = horowitz().with("t", {share});

  const auto result = accelerators().at("dense").build({}, technology, 16);

  ASSERT_TRUE(std::holds_alternative<Infeasible>(result));
  EXPECT_THAT(std::get<Infeasible>(result).text(),
              testing::HasSubstr("outside_model: a figure of the machine comes to -"));
}

TEST(BankedEngine, RefusesCountsWithoutAConflictFreeAddressing) {
  for (const char* parameter : {"pes", "banks"}) {
    const auto result =
        accelerators().at("tie").build(with({{parameter, std::int64_t{12}}}), horowitz(), 16);
    ASSERT_TRUE(std::holds_alternative<Infeasible>(result));
    EXPECT_EQ(name(std::get<Infeasible>(result).reason), "array");
  }
}

TEST(BankedEngine, AMappingPerStageIsNeverSlowerAndHasALargerArray) {
  const Accelerator& engine = accelerators().at("fdht");
  const auto fixed =
      std::get<Machine>(engine.build(with({{"mapping", std::string("fixed")}}), horowitz(), 16));
  const auto best = std::get<Machine>(engine.build({}, horowitz(), 16));
  const LstmWork work = small_work();

  EXPECT_LE(engine.count(work, best.array).cycles_per_step,
            engine.count(work, fixed.array).cycles_per_step);
  EXPECT_GT(part(best.area_um2, Component::adder), part(fixed.area_um2, Component::adder));
}

TEST(Dense, TakesTheCyclesOfTheClosedForm) {
  // ceil(1024 / 256) * 600 = 2400, no reduction, last drain of 256 words through 16 banks, access 2
  LstmWork work;
  work.stages = {{.kind = "dense", .rows = 1024, .inner = 600, .cols = 1}};
  const Activity activity = accelerators().at("dense").count(work, {16, 16, 0, 16, 0, 2});
  EXPECT_EQ(activity.stages.front().cycles, 2400U + 16U + 2U);
  EXPECT_EQ(activity.per_sequence.weight_reads, 1024U * 600U);
}

}  // namespace
}  // namespace paretree::hwmodel
