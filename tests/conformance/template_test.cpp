#include "dse/lowering/lower.hpp"
#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace paretree::dse {
namespace {

using hwmodel::Accelerator;
using hwmodel::Configuration;
using hwmodel::Estimate;
using hwmodel::Infeasible;
using hwmodel::LstmWork;
using hwmodel::Machine;
using hwmodel::Parameter;

const hwmodel::Technology& technology() {
  static const hwmodel::Technology built_in = built_in_technology("horowitz45");
  return built_in;
}

Configuration defaults(const Accelerator& accelerator) {
  Configuration configuration;
  for (const Parameter& parameter : accelerator.parameters()) {
    configuration.set(parameter.name, parameter.default_value);
  }
  return configuration;
}

/// A small LSTM in a format: 24 inputs, 16 hidden units, 64 gate rows.
LstmWork work_in(std::string_view format, std::uint64_t steps, int weight_bits) {
  ModelHalf half;
  half.workload.inputs = 24;
  half.workload.hidden = 16;
  half.workload.steps = steps;
  half.weight_bits = weight_bits;
  if (format == "dense") {
    half.scope = tensor::Scope::full;
    half.matrix.kind = tensor::FormatKind::dense;
    half.matrix.modes = {.in = {40}, .out = {64}};
    return lower(half);
  }
  half.matrix.modes = {.in = {2, 3, 4}, .out = {4, 4, 4}, .gate_mode = 2};
  half.matrix.tree = tensor::DimensionTree::linear(3);
  if (format == "tt") {
    half.matrix.kind = tensor::FormatKind::tt;
    half.matrix.ranks = tensor::EdgeRanks({{0b001, 2}, {0b011, 3}});
  } else {
    half.matrix.kind = tensor::FormatKind::ht;
    half.matrix.ranks = tensor::EdgeRanks({{0b001, 2}, {0b010, 3}, {0b011, 4}});
  }
  return lower(half);
}

class Template : public ::testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] static const Accelerator& accelerator() {
    return hwmodel::accelerators().at(GetParam());
  }
  [[nodiscard]] static Machine machine(int weight_bits) {
    const auto built = accelerator().build(defaults(accelerator()), technology(), weight_bits);
    if (const auto* refused = std::get_if<Infeasible>(&built)) {
      throw std::runtime_error("the default configuration is refused: " + refused->text());
    }
    return std::get<Machine>(built);
  }
  [[nodiscard]] static Estimate estimated(const LstmWork& work, const Machine& machine) {
    const auto cost = hwmodel::estimate(work, accelerator().count(work, machine.array), machine);
    if (const auto* refused = std::get_if<Infeasible>(&cost)) {
      throw std::runtime_error("a small layer is refused: " + refused->text());
    }
    return std::get<Estimate>(cost);
  }
  /// Calls `visit` for every format and width the template runs.
  static void for_each_kind(const std::function<void(std::string_view, int)>& visit) {
    for (const std::string_view format : accelerator().formats()) {
      for (const int bits : accelerator().weight_bits()) {
        visit(format, bits);
      }
    }
  }
};

TEST_P(Template, RunsSomethingAndSaysWhatItIs) {
  EXPECT_FALSE(accelerator().summary().empty());
  EXPECT_FALSE(accelerator().formats().empty());
  EXPECT_FALSE(accelerator().weight_bits().empty());
  for (const Parameter& parameter : accelerator().parameters()) {
    EXPECT_FALSE(parameter.sentence.empty()) << parameter.name;
    if (parameter.type == Parameter::Type::choice) {
      EXPECT_FALSE(parameter.choices.empty()) << parameter.name;
    }
  }
}

TEST_P(Template, GivesEnergyCyclesAndAreaThatArePositive) {
  for_each_kind([](std::string_view format, int bits) {
    const Machine built = machine(bits);
    const Estimate cost = estimated(work_in(format, 3, bits), built);

    EXPECT_GT(cost.core_energy_fj(), 0U);
    EXPECT_GE(cost.energy_fj_total(), cost.core_energy_fj());
    EXPECT_GT(cost.cycles, 0U);
    EXPECT_GT(cost.area_um2_total(), 0U);
  });
}

TEST_P(Template, TakesBetweenAFemtosecondAndASecondForAStep) {
  for_each_kind([](std::string_view format, int bits) {
    const Estimate cost = estimated(work_in(format, 3, bits), machine(bits));

    EXPECT_GT(cost.latency_ns() / 3, 1e-6);
    EXPECT_LT(cost.latency_ns() / 3, 1e9);
    EXPECT_DOUBLE_EQ(cost.latency_ns(),
                     static_cast<double>(cost.cycles) * static_cast<double>(cost.period_fs) * 1e-6);
  });
}

TEST_P(Template, CostsMoreForMoreSteps) {
  for_each_kind([](std::string_view format, int bits) {
    const Machine built = machine(bits);
    Estimate before = estimated(work_in(format, 1, bits), built);
    for (const std::uint64_t steps : {2U, 3U, 7U}) {
      const Estimate now = estimated(work_in(format, steps, bits), built);
      EXPECT_GT(now.energy_fj_total(), before.energy_fj_total());
      EXPECT_GT(now.cycles, before.cycles);
      EXPECT_GT(now.latency_ns(), before.latency_ns());
      EXPECT_EQ(now.area_um2_total(), before.area_um2_total());
      before = now;
    }
  });
}

TEST_P(Template, CostsMoreForALargerBatch) {
  for_each_kind([](std::string_view format, int bits) {
    const Machine built = machine(bits);
    LstmWork work = work_in(format, 2, bits);
    const Estimate one = estimated(work, built);
    work.batch = 3;
    const Estimate three = estimated(work, built);

    EXPECT_GT(three.energy_fj_total(), one.energy_fj_total());
    EXPECT_GT(three.cycles, one.cycles);
    EXPECT_EQ(three.macs, 3 * one.macs);
  });
}

TEST_P(Template, CountsTheMacsOfTheWorkAndNoMoreThanItsSlots) {
  for_each_kind([](std::string_view format, int bits) {
    const LstmWork work = work_in(format, 3, bits);
    std::uint64_t macs = 0;
    for (const hwmodel::MatrixStage& stage : work.stages) {
      macs += stage.rows * stage.inner * stage.cols;
    }
    const Estimate cost = estimated(work, machine(bits));

    EXPECT_EQ(cost.macs, 3 * macs);
    EXPECT_LE(cost.macs, cost.cycles * cost.mac_units);
  });
}

TEST_P(Template, BreaksItsEnergyDownByStageWithoutARest) {
  for_each_kind([](std::string_view format, int bits) {
    const Machine built = machine(bits);
    const LstmWork work = work_in(format, 3, bits);
    const hwmodel::Activity activity = accelerator().count(work, built.array);
    const Estimate cost = estimated(work, built);

    hwmodel::ByComponent sum{};
    for (const hwmodel::ByComponent& stage : hwmodel::stage_energy_fj(work, activity, built)) {
      for (std::size_t part = 0; part < hwmodel::component_count; ++part) {
        sum[part] += stage[part];
      }
    }

    EXPECT_EQ(sum, cost.energy_fj);
  });
}

TEST_P(Template, BreaksItsCyclesDownByStage) {
  for_each_kind([](std::string_view format, int bits) {
    const Machine built = machine(bits);
    const LstmWork work = work_in(format, 3, bits);
    const hwmodel::Activity activity = accelerator().count(work, built.array);

    std::uint64_t cycles = 0;
    for (const hwmodel::StageActivity& stage : activity.stages) {
      EXPECT_LE(stage.stall_cycles, stage.cycles);
      cycles += stage.cycles;
    }

    EXPECT_EQ(cycles, activity.cycles_per_step);
    EXPECT_GE(estimated(work, built).cycles, 3 * activity.cycles_per_step);
  });
}

TEST_P(Template, NamesTheSourceOfEveryConstant) {
  for (const int bits : accelerator().weight_bits()) {
    const Machine built = machine(bits);
    EXPECT_FALSE(built.constants.empty());
    for (const hwmodel::Constant& constant : built.constants) {
      EXPECT_FALSE(constant.source.empty()) << constant.name;
      EXPECT_FALSE(constant.unit.empty()) << constant.name;
      EXPECT_LE(constant.low, constant.value) << constant.name;
      EXPECT_GE(constant.high, constant.value) << constant.name;
    }
  }
}

TEST_P(Template, RefusesValuesOutsideTheRangeOfAParameter) {
  const int bits = accelerator().weight_bits().front();
  for (const Parameter& parameter : accelerator().parameters()) {
    if (parameter.type != Parameter::Type::integer && parameter.type != Parameter::Type::number) {
      continue;
    }
    for (const double outside : {parameter.low - 1, parameter.high + 1}) {
      Configuration configuration = defaults(accelerator());
      if (parameter.type == Parameter::Type::integer) {
        configuration.set(parameter.name, static_cast<std::int64_t>(outside));
      } else {
        configuration.set(parameter.name, outside);
      }
      const auto built = accelerator().build(configuration, technology(), bits);
      ASSERT_TRUE(std::holds_alternative<Infeasible>(built)) << parameter.name << " = " << outside;
      EXPECT_FALSE(std::get<Infeasible>(built).text().empty());
    }
  }
}

TEST_P(Template, TakesEveryChoiceOfAParameter) {
  for (const Parameter& parameter : accelerator().parameters()) {
    for (const std::string& choice : parameter.choices) {
      Configuration configuration = defaults(accelerator());
      configuration.set(parameter.name, choice);
      const auto built =
          accelerator().build(configuration, technology(), accelerator().weight_bits().front());
      // A slow memory may miss the clock; that is a result, too.
      if (const auto* refused = std::get_if<Infeasible>(&built)) {
        EXPECT_EQ(refused->reason, Infeasible::Reason::clock_too_fast)
            << parameter.name << " = " << choice << ": " << refused->text();
      }
    }
  }
}

TEST_P(Template, RefusesALayerThatDoesNotFit) {
  for_each_kind([](std::string_view format, int bits) {
    const Machine built = machine(bits);
    LstmWork work = work_in(format, 3, bits);
    work.peak_tensor_words = built.activation_capacity_words + 1;

    const auto cost = hwmodel::estimate(work, accelerator().count(work, built.array), built);

    ASSERT_TRUE(std::holds_alternative<Infeasible>(cost));
    EXPECT_EQ(std::get<Infeasible>(cost).reason, Infeasible::Reason::activation_sram_too_small);
  });
}

TEST_P(Template, PricesAndCountsTheSameTwice) {
  for_each_kind([](std::string_view format, int bits) {
    const LstmWork work = work_in(format, 3, bits);
    const Estimate one = estimated(work, machine(bits));
    const Estimate two = estimated(work, machine(bits));

    EXPECT_EQ(one.energy_fj, two.energy_fj);
    EXPECT_EQ(one.cycles, two.cycles);
    EXPECT_EQ(one.events, two.events);
  });
}

INSTANTIATE_TEST_SUITE_P(Registry, Template, ::testing::ValuesIn(hwmodel::accelerators().names()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace paretree::dse
