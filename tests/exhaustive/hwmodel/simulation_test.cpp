// Cycles, accesses and conflicts of the analytical model against the cycle-level simulator, over
// random layers and machines; the simulator's outputs against plain loops.

#include "hwmodel/simulator/simulation.hpp"

#include "dse/lowering/lower.hpp"
#include "dse/lowering/program.hpp"
#include "hwmodel/accelerator.hpp"
#include "hwmodel/banking/bank_mapping.hpp"
#include "hwmodel/simulator/plain_layer.hpp"
#include "tensor/lstm/random.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <variant>
#include <vector>

namespace paretree::hwmodel {
namespace {

using tensor::RandomStream;

std::uint64_t between(RandomStream& random, std::uint64_t low, std::uint64_t high) {
  return low + random.below(high - low + 1);
}

template <typename Value>
Value one_of(RandomStream& random, const std::vector<Value>& values) {
  return values[random.below(values.size())];
}

/// Non-redundant ranks of 1 to 4 on every edge.
tensor::EdgeRanks ranks_of(const tensor::DimensionTree& tree, const tensor::Modes& modes,
                           bool chain, RandomStream& random) {
  const tensor::RankChoices choices{{1, 2, 3, 4}, {1, 2, 3, 4}};
  const tensor::RankSpace space = chain ? tensor::RankSpace::of_chain(modes, choices)
                                        : tensor::RankSpace::of_tree(tree, modes, choices);
  return space.at(random.below(space.size()));
}

/// Two to four modes of 1 to 6; the gates lie in an output mode or outermost.
dse::ModelHalf drawn_half(const Accelerator& accelerator, RandomStream& random) {
  dse::ModelHalf half;
  const std::vector<std::string_view> formats = accelerator.formats();
  const std::string_view format = one_of(random, formats);
  const bool dense = format == "dense";
  const int count = dense ? 1 : static_cast<int>(between(random, 2, 4));
  tensor::Modes modes;
  for (int mode = 0; mode < count; ++mode) {
    modes.in.push_back(between(random, 1, count == 4 ? 4 : dense ? 24 : 6));
    modes.out.push_back(between(random, 1, count == 4 ? 3 : dense ? 9 : 4));
  }
  const auto gate_mode = static_cast<int>(random.below(static_cast<std::uint64_t>(count)));
  modes.out[static_cast<std::size_t>(gate_mode)] *= 4;
  modes.gate_mode = random.below(2) == 0 ? gate_mode : -1;
  half.matrix.kind = dense            ? tensor::FormatKind::dense
                     : format == "tt" ? tensor::FormatKind::tt
                                      : tensor::FormatKind::ht;
  half.weight_bits = one_of(random, accelerator.weight_bits());
  half.workload.hidden = modes.rows() / 4;
  half.workload.steps = between(random, 1, 3);
  half.workload.batch = between(random, 1, 3);
  half.workload.classes = 2;
  const bool full = dense || (random.below(2) == 0 && modes.columns() > half.workload.hidden);
  half.scope = full ? tensor::Scope::full : tensor::Scope::input;
  if (dense) {
    const std::uint64_t inputs = between(random, 1, 12);
    modes.in[0] = inputs + half.workload.hidden;
    half.workload.inputs = inputs;
    half.workload.one_hot = accelerator.datapath({}).looks_up_columns && random.below(2) == 0;
  } else {
    // Now and then a zero column more than the input has.
    half.workload.inputs = modes.columns() - (full ? half.workload.hidden : 0);
    half.workload.inputs -= half.workload.inputs > 1 ? random.below(2) : 0;
  }
  half.matrix.modes = modes;
  if (dense) {
    return half;
  }
  if (half.matrix.kind == tensor::FormatKind::tt) {
    half.matrix.tree = random.below(2) == 0 ? tensor::DimensionTree::linear(count)
                                            : tensor::DimensionTree::linear_from_last(count);
    half.matrix.ranks = ranks_of(half.matrix.tree, modes, true, random);
  } else {
    const auto trees = tensor::rooted_trees(count);
    const auto orders = one_of(random, trees).child_orders();
    half.matrix.tree = one_of(random, orders);
    half.matrix.ranks = ranks_of(half.matrix.tree, modes, false, random);
  }
  return half;
}

/// A trace of kept columns for every step, or for fewer.
void add_trace(LstmWork& work, RandomStream& random) {
  for (std::uint64_t step = between(random, 1, work.steps); step > 0; --step) {
    std::vector<std::uint64_t> kept;
    for (std::uint64_t column = 0; column < work.hidden; ++column) {
      if (random.below(3) == 0) {
        kept.push_back(column);
      }
    }
    work.zero_states.kept.push_back(std::move(kept));
  }
}

Machine drawn_machine(const std::string& name, const dse::ModelHalf& half, const LstmWork& work,
                      RandomStream& random) {
  Machine machine;
  Array& array = machine.array;
  const bool banked = name == "tie" || name == "fdht";
  array.pes = banked ? one_of<std::uint64_t>(random, {1, 2, 4, 8}) : between(random, 1, 7);
  array.macs_per_pe = between(random, 1, 5);
  array.banks = banked ? one_of<std::uint64_t>(random, {1, 2, 4, 8, 16}) : between(random, 1, 6);
  array.mapping = banked || name == "sparse_state" ? random.below(2) : 0;
  if (name == "fdht") {
    array.bank_mapping = random.below(4);
    if (!needs_power_of_two(static_cast<BankMapping>(array.bank_mapping))) {
      array.banks = between(random, 1, 12);
    }
  }
  array.sram_access_cycles = between(random, 1, 3);
  array.option = name == "sparse_state" ? between(random, 1, 3) : 0;
  machine.period_fs = 1000000;
  machine.weight_bits = static_cast<std::uint64_t>(half.weight_bits);
  machine.activation_bits = name == "low_bit"        ? 12
                            : name == "sparse_state" ? machine.weight_bits
                                                     : 16;
  machine.weight_capacity_words = between(random, 1, 2 * work.parameters);
  machine.activation_capacity_words = 1U << 20U;
  machine.dram_bits_per_cycle = between(random, 1, 200);
  return machine;
}

void expect_equal(const Events& simulated, const Events& analytical, std::uint64_t repeats) {
  for (const auto member : {&Events::macs, &Events::additions, &Events::multiplications,
                            &Events::lookups, &Events::register_accesses, &Events::weight_reads,
                            &Events::activation_reads, &Events::activation_writes}) {
    EXPECT_EQ(simulated.*member, analytical.*member * repeats);
  }
}

/// One random design; true where conflicts occurred.
bool check_design(const std::string& name, std::uint64_t seed) {
  RandomStream random(seed, 1);
  const Accelerator& accelerator = accelerators().at(name);
  const dse::ModelHalf half = drawn_half(accelerator, random);
  LstmWork work = dse::lower(half);
  if (accelerator.skips_zero_states() && random.below(4) != 0) {
    add_trace(work, random);
  }
  const Machine machine = drawn_machine(name, half, work, random);
  const LayerProgram program =
      dse::drawn_program(half, work, static_cast<int>(machine.activation_bits), seed);
  const LayerInputs inputs = dse::drawn_inputs(work, program.numbers, seed);
  const Activity activity = accelerator.count(work, machine.array);
  const auto cost = std::get<Estimate>(estimate(work, activity, machine));
  std::vector<std::string_view> mappings;
  for (const StageActivity& stage : activity.stages) {
    mappings.push_back(stage.mapping);
  }

  const Simulation simulation =
      simulate(work, program, inputs, machine, accelerator.datapath(machine.array), mappings);

  EXPECT_EQ(simulation.cycles, cost.cycles);
  EXPECT_EQ(simulation.events.dram_weight_words, cost.events.dram_weight_words);
  EXPECT_EQ(simulation.events.dram_activation_words, cost.events.dram_activation_words);
  expect_equal(simulation.events, cost.events, 1);
  const std::uint64_t repeats = activity.repeats(work.steps);
  bool conflicts = false;
  EXPECT_EQ(simulation.stages.size(), activity.stages.size());
  for (std::size_t at = 0; at < activity.stages.size(); ++at) {
    const StageActivity& stage = activity.stages[at];
    const SimulatedStage& run = simulation.stages[at];
    EXPECT_EQ(run.cycles, stage.cycles * repeats) << "stage " << at << " " << stage.mapping;
    EXPECT_EQ(run.read_conflicts, stage.read_conflicts * repeats) << "stage " << at;
    EXPECT_EQ(run.write_conflicts, stage.write_conflicts * repeats) << "stage " << at;
    expect_equal(run.events, stage.events, repeats);
    conflicts = conflicts || run.read_conflicts + run.write_conflicts > 0;
  }
  EXPECT_EQ(simulation.outputs, fixed_outputs(work, program, inputs));
  const RealOutputs real = real_outputs(work, program, inputs);
  for (std::size_t step = 0; step < inputs.size(); ++step) {
    for (std::size_t at = 0; at < simulation.outputs[step].size(); ++at) {
      const double value =
          static_cast<double>(simulation.outputs[step][at]) * program.numbers.step();
      EXPECT_LE(std::fabs(value - real.values[step][at]), real.bounds[step][at] + 1e-9);
    }
  }
  return conflicts;
}

class SimulatedTemplate : public ::testing::TestWithParam<std::string> {};

TEST_P(SimulatedTemplate, AgreesWithItsAnalyticalModel) {
  constexpr std::uint64_t designs = 2000;
  std::uint64_t with_conflicts = 0;
  for (std::uint64_t seed = 0; seed < designs; ++seed) {
    with_conflicts += check_design(GetParam(), seed) ? 1U : 0U;
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  fmt::print("{}: {} designs, {} of them with bank conflicts\n", GetParam(), designs,
             with_conflicts);
  // Only fdht has mappings with conflicts; a test without any would not test their counts.
  EXPECT_EQ(with_conflicts > designs / 10, GetParam() == "fdht");
}

std::vector<std::string> template_names() {
  std::vector<std::string> names;
  for (const auto& name : accelerators().names()) {
    names.emplace_back(name);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Every, SimulatedTemplate, ::testing::ValuesIn(template_names()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace paretree::hwmodel
