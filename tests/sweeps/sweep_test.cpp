#include "sweeps/sweep.hpp"

#include "tests/sweeps/faults.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace paretree::sweeps {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::test_vocabulary;
using testing::whole_sweep;
using testing::without_hardware;

Sweep read(const std::string& text) {
  return parse_sweep(text, "folder/s.yaml", test_vocabulary());
}

template <typename T>
std::vector<T> values(const std::vector<Marked<T>>& marked) {
  std::vector<T> result;
  for (const Marked<T>& each : marked) {
    result.push_back(each.value);
  }
  return result;
}

std::vector<Value> axis(const Sweep& sweep, const std::string& name) {
  const auto found = std::find_if(sweep.hardware.begin(), sweep.hardware.end(),
                                  [&](const Axis& each) { return each.name == name; });
  return found == sweep.hardware.end() ? std::vector<Value>{} : values(found->values);
}

std::vector<Value> integers(const std::vector<std::int64_t>& numbers) {
  return {numbers.begin(), numbers.end()};
}

TEST(ReadSweep, ReadsTheOvernightSweep) {
  const Sweep sweep =
      read_sweep(PARETREE_SOURCE_DIR "/sweeps/ucf11-overnight.yaml", test_vocabulary());

  EXPECT_EQ(sweep.name, "ucf11-overnight");
  EXPECT_EQ(sweep.workload.name, "lstm-ucf11");
  EXPECT_EQ(sweep.workload.inputs, 57600U);
  EXPECT_THAT(values(sweep.model.scope), ElementsAre("input", "full"));
  EXPECT_THAT(values(sweep.model.format), ElementsAre("tt", "ht"));
  EXPECT_THAT(sweep.model.modes.at("input").front().in, ElementsAre(8, 20, 20, 18));
  EXPECT_THAT(sweep.model.modes.at("full").front().in, ElementsAre(11, 13, 15, 27));
  EXPECT_THAT(sweep.model.modes.at("full").front().out, ElementsAre(4, 4, 4, 16));
  EXPECT_THAT(values(sweep.model.leaves), ElementsAre("paired"));
  ASSERT_EQ(sweep.model.trees.size(), 1U);
  EXPECT_EQ(sweep.model.trees[0].family, "all");
  EXPECT_THAT(sweep.model.leaf_ranks, ElementsAre(2, 3, 4));
  EXPECT_THAT(sweep.model.inner_ranks, ElementsAre(2, 4));
  EXPECT_EQ(sweep.model.order.value, "best");
  EXPECT_THAT(values(sweep.model.weight_bits), ElementsAre(16, 8));
  EXPECT_EQ(sweep.hardware.front().name, "template");
  EXPECT_EQ(axis(sweep, "pes"), integers({8, 16, 32}));
  EXPECT_EQ(axis(sweep, "clock_mhz"), std::vector<Value>{1000.0});
  EXPECT_EQ(axis(sweep, "sram_cell"), std::vector<Value>{std::string("lstp")});
  EXPECT_EQ(sweep.accuracy.name.value, "short_training");
  EXPECT_EQ(sweep.accuracy.parameters.at("steps").value, Value(std::int64_t{60}));
  EXPECT_EQ(sweep.accuracy.parameters.at("seeds").value, Value(std::int64_t{3}));
  EXPECT_THAT(values(sweep.objectives),
              ElementsAre("error", "energy_pj", "latency_ns", "area_mm2"));
  ASSERT_EQ(sweep.constraints.size(), 3U);
  EXPECT_EQ(sweep.constraints[0].expression, "pes * macs_per_pe <= 512");
  EXPECT_EQ(sweep.search.name.value, "certified");
  EXPECT_EQ(sweep.store, Retention::front);
}

TEST(ReadSweep, MarksValuesWhereTheyStand) {
  const Sweep sweep =
      read_sweep(PARETREE_SOURCE_DIR "/sweeps/ucf11-overnight.yaml", test_vocabulary());

  EXPECT_EQ(sweep.workload_at, (Mark{3, 11}));        // workload: lstm-ucf11
  EXPECT_EQ(sweep.model.scope[1].at, (Mark{5, 18}));  //   scope: [input, full]
  EXPECT_EQ(sweep.model.modes.at("full")[0].at, (Mark{9, 12}));
  EXPECT_EQ(sweep.model.trees[0].at, (Mark{11, 10}));
  EXPECT_EQ(sweep.model.ranks_at, (Mark{12, 10}));
  EXPECT_EQ(sweep.model.weight_bits[1].at, (Mark{14, 21}));
  EXPECT_EQ(sweep.hardware_at, (Mark{16, 3}));
  EXPECT_EQ(sweep.hardware[0].at, (Mark{16, 3}));
  EXPECT_EQ(sweep.accuracy.name.at, (Mark{26, 19}));
  EXPECT_EQ(sweep.accuracy.parameters.at("steps").at, (Mark{26, 67}));
  EXPECT_EQ(sweep.constraints[1].at, (Mark{28, 43}));
  EXPECT_EQ(sweep.search.name.at, (Mark{29, 9}));
}

TEST(ReadSweep, FillsInEveryDefault) {
  const Sweep sweep = read(whole_sweep);

  EXPECT_EQ(sweep.name, "sweep");
  EXPECT_EQ(sweep.workload.steps, 6U);
  EXPECT_THAT(values(sweep.model.scope), ElementsAre("full"));
  EXPECT_THAT(values(sweep.model.format), ElementsAre("ht"));
  ASSERT_EQ(sweep.model.modes.size(), 1U);
  EXPECT_THAT(sweep.model.modes.at("full")[0].in, ElementsAre(11, 13, 15, 27));
  EXPECT_EQ(sweep.model.modes.at("full")[0].gate_mode, std::nullopt);
  EXPECT_THAT(values(sweep.model.leaves), ElementsAre("paired"));
  EXPECT_EQ(sweep.model.trees[0].family, "all");
  EXPECT_THAT(sweep.model.leaf_ranks, ElementsAre(2, 4, 8));
  EXPECT_THAT(sweep.model.inner_ranks, ElementsAre(2, 4, 8));
  EXPECT_EQ(sweep.model.order.value, "best");
  EXPECT_THAT(values(sweep.model.weight_bits), ElementsAre(16));
  ASSERT_EQ(sweep.hardware.size(), 1U);
  EXPECT_EQ(sweep.accuracy.name.value, "capacity");
  EXPECT_THAT(sweep.constraints, IsEmpty());
  EXPECT_EQ(sweep.search.name.value, "exhaustive");
  EXPECT_EQ(sweep.store, Retention::front);
  EXPECT_EQ(sweep.seed, 1U);
  EXPECT_EQ(sweep.technology, "horowitz45");
}

TEST(ReadSweep, ReadsAWorkloadWrittenOut) {
  const Sweep sweep = read(
      "workload: {input: 100, hidden: 60, steps: 5, batch: 2, classes: 3}\n"
      "hardware: {template: tie}\nobjectives: error\n");

  const Workload expected{.name = "",
                          .layer = Layer::lstm,
                          .inputs = 100,
                          .hidden = 60,
                          .outputs = 0,
                          .steps = 5,
                          .batch = 2,
                          .classes = 3};
  EXPECT_EQ(sweep.workload, expected);
  // 100 + 60 = 160 = 4 * 5 * 8 in three even modes; 4 * 60 = 240 = 5 * 6 * 8.
  EXPECT_THAT(sweep.model.modes.at("full")[0].in, ElementsAre(4, 5, 8));
  EXPECT_THAT(sweep.model.modes.at("full")[0].out, ElementsAre(5, 6, 8));
}

TEST(ReadSweep, ReadsAFullyConnectedLayerInScopeInput) {
  const Sweep sweep = read(
      "workload: {layer: fc, input: 12, output: 24}\nhardware: {template: tie}\nobjectives: "
      "error\n");

  EXPECT_EQ(sweep.workload.layer, Layer::fc);
  EXPECT_EQ(sweep.workload.rows(), 24U);
  EXPECT_THAT(values(sweep.model.scope), ElementsAre("input"));
}

TEST(ReadSweep, ChangesANamedWorkload) {
  const Sweep sweep = read(
      "workload: {name: lstm-ucf11, batch: 8}\nhardware: {template: tie}\nobjectives: error\n");

  EXPECT_EQ(sweep.workload.name, "lstm-ucf11");
  EXPECT_EQ(sweep.workload.batch, 8U);
  EXPECT_EQ(sweep.workload.hidden, 256U);
  EXPECT_THAT(sweep.model.modes.at("full")[0].in, ElementsAre(11, 13, 15, 27));
}

TEST(ReadSweep, TakesOneValueForAListOfOne) {
  const Sweep sweep = read(without_hardware +
                           "hardware: {template: tie, pes: 8}\nmodel: {format: tt, ranks: {leaf: "
                           "3, inner: 2}, weight_bits: 8}\n");

  EXPECT_EQ(axis(sweep, "pes"), integers({8}));
  EXPECT_THAT(values(sweep.model.format), ElementsAre("tt"));
  EXPECT_THAT(sweep.model.leaf_ranks, ElementsAre(3));
  EXPECT_THAT(values(sweep.objectives), ElementsAre("error"));
}

TEST(ReadSweep, SortsRanks) {
  EXPECT_THAT(read(whole_sweep + "model: {ranks: {leaf: [4, 2, 3]}}\n").model.leaf_ranks,
              ElementsAre(2, 3, 4));
}

TEST(ReadSweep, UnfoldsRanges) {
  const Sweep sweep = read(without_hardware +
                           "hardware:\n"
                           "  template: tie\n"
                           "  pes: {from: 8, to: 64, factor: 2}\n"
                           "  banks: {from: 4, to: 15, step: 4}\n"
                           "  clock_mhz: {from: 100, to: 100.3, step: 0.1}\n"
                           "model: {ranks: {leaf: {from: 2, to: 4, step: 1}}}\n");

  EXPECT_EQ(axis(sweep, "pes"), integers({8, 16, 32, 64}));
  EXPECT_EQ(axis(sweep, "banks"), integers({4, 8, 12}));
  EXPECT_EQ(axis(sweep, "clock_mhz").size(), 4U);
  EXPECT_EQ(axis(sweep, "clock_mhz").back(), Value(100.3));  // 100 + 3 * 0.1 rounds beside it
  EXPECT_THAT(sweep.model.leaf_ranks, ElementsAre(2, 3, 4));
}

TEST(ReadSweep, ReadsIntegersExactly) {
  // 2^53 + 1 is the first integer that no double holds.
  EXPECT_EQ(read(whole_sweep + "seed: 9007199254740993\n").seed, 9007199254740993U);
  EXPECT_EQ(read(whole_sweep + "seed: 9223372036854775807\n").seed, 9223372036854775807U);
  EXPECT_EQ(read(whole_sweep + "seed: +7\n").seed, 7U);
}

TEST(ReadSweep, ReadsNumbersAsNumbersWhateverTheirSpelling) {
  for (const char* number : {"250", "250.0", "2.5e2", "+250"}) {
    EXPECT_EQ(
        axis(read(without_hardware + "hardware: {template: tie, clock_mhz: " + number + "}\n"),
             "clock_mhz"),
        std::vector<Value>{250.0});
  }
}

TEST(ReadSweep, TellsOneTreeFromAListOfTrees) {
  const auto trees = [](const std::string& text) {
    std::vector<std::string> result;
    for (const TreeChoice& tree :
         read(whole_sweep + "model: {trees: " + text + "}\n").model.trees) {
      result.push_back(tree.family + tree.explicit_tree);
    }
    return result;
  };

  EXPECT_THAT(trees("[[0,1],[2,3]]"), ElementsAre("[[0, 1], [2, 3]]"));
  EXPECT_THAT(trees("[[[0,1],[2,3]]]"), ElementsAre("[[0, 1], [2, 3]]"));
  EXPECT_THAT(trees("[[[3,1],[2,0]], [3, [2, [1, 0]]]]"),
              ElementsAre("[[3, 1], [2, 0]]", "[3, [2, [1, 0]]]"));
  EXPECT_THAT(trees("[balanced, [[0,1],[2,3]]]"), ElementsAre("balanced", "[[0, 1], [2, 3]]"));
  EXPECT_THAT(trees("linear"), ElementsAre("linear"));
}

TEST(ReadSweep, CountsTheLeavesOfUnpairedTrees) {
  // Two input modes and three output modes on leaves of their own: 0 to 4.
  const Sweep sweep =
      read(whole_sweep +
           "model:\n  leaves: unpaired\n  modes: {full: {in: [240, 242], out: [4, 16, 16]}}\n"
           "  trees: [[0, 1], [2, [3, 4]]]\n");

  EXPECT_EQ(sweep.model.trees[0].explicit_tree, "[[0, 1], [2, [3, 4]]]");
}

TEST(ReadSweep, ReadsSeveralFactorisationsAndTheGatesMode) {
  const Sweep sweep = read(whole_sweep +
                           "model:\n  modes:\n    full:\n"
                           "      - {in: [11, 13, 15, 27], out: [4, 4, 4, 16], gates: 0}\n"
                           "      - {in: [39, 39, 39], out: [8, 8, 16]}\n");

  ASSERT_EQ(sweep.model.modes.at("full").size(), 2U);
  EXPECT_EQ(sweep.model.modes.at("full")[0].gate_mode, 0);
  EXPECT_EQ(sweep.model.modes.at("full")[1].gate_mode, std::nullopt);
}

TEST(ReadSweep, KeepsOnlyTheModesOfItsScopes) {
  const Sweep sweep =
      read(whole_sweep +
           "model: {scope: full, modes: {input: {in: [8, 20, 20, 18], out: [4, 4, 4, 16]}}}\n");

  EXPECT_EQ(sweep.model.modes.count("input"), 0U);
  EXPECT_EQ(sweep.model.modes.count("full"), 1U);
}

TEST(ReadSweep, ReadsConstraintsInBothForms) {
  const Sweep sweep =
      read(whole_sweep + "constraints:\n  - a <= 2\n  - {require: b > 1, when: template == 1}\n");

  ASSERT_EQ(sweep.constraints.size(), 2U);
  EXPECT_EQ(sweep.constraints[0].expression, "a <= 2");
  EXPECT_EQ(sweep.constraints[0].when, "");
  EXPECT_EQ(sweep.constraints[1].expression, "b > 1");
  EXPECT_EQ(sweep.constraints[1].when, "template == 1");
  EXPECT_EQ(sweep.constraints[1].at, (Mark{6, 15}));
  EXPECT_EQ(sweep.constraints[1].when_at, (Mark{6, 28}));
  EXPECT_EQ(read(whole_sweep + "constraints: a <= 2\n").constraints.size(), 1U);
}

TEST(ReadSweep, GivesEveryParameterOfAPlugin) {
  const Sweep sweep =
      read(whole_sweep + "accuracy: {proxy: short_training, steps: 20}\nsearch: random\n");

  EXPECT_EQ(sweep.accuracy.parameters.size(), 4U);
  EXPECT_EQ(sweep.accuracy.parameters.at("steps").value, Value(std::int64_t{20}));
  EXPECT_EQ(sweep.accuracy.parameters.at("learning_rate").value, Value(0.01));
  EXPECT_EQ(sweep.search.parameters.at("designs").value, Value(std::int64_t{1000}));
}

TEST(ReadSweep, AcceptsAProxyAsAnAxisByItsName) {
  EXPECT_THAT(values(read("workload: lstm-ucf11\nhardware: {template: tie}\nobjectives: [capacity, "
                          "energy_pj]\n")
                         .objectives),
              ElementsAre("capacity", "energy_pj"));
}

TEST(ReadSweep, FindsATechnologyFileBesideTheSweep) {
  const Sweep sweep = read(whole_sweep + "technology: ./my28.yaml\n");

  EXPECT_EQ(sweep.technology, "folder/my28.yaml");
  EXPECT_EQ(sweep.technology_written, "my28.yaml");
  EXPECT_EQ(read(whole_sweep + "technology: /etc/my28.yaml\n").technology, "/etc/my28.yaml");
  EXPECT_EQ(read(whole_sweep + "technology: aladdin40\n").technology, "aladdin40");
}

TEST(ReadSweep, ReadsEveryRetention) {
  EXPECT_EQ(read(whole_sweep + "store: all\n").store, Retention::all);
  EXPECT_EQ(read(whole_sweep + "store: front+sample\n").store, Retention::front_and_sample);
}

TEST(ReadSweep, KnowsWordsForBinaryAndTernaryWeights) {
  const Sweep sweep = read(whole_sweep + "model: {weight_bits: [12, ternary, binary]}\n");

  EXPECT_THAT(values(sweep.model.weight_bits), ElementsAre(12, 2, 1));
  EXPECT_NE(canonical_text(sweep).find("  weight_bits: [12, ternary, binary]\n"),
            std::string::npos);
}

TEST(ReadSweep, WritesSparsityAndOneHotInputsOnlyWhereTheyAre) {
  const Sweep sweep = read(
      "workload: {input: 5, hidden: 8, one_hot: true}\nhardware: {template: dense}\n"
      "objectives: energy_pj\nmodel: {format: dense, state_sparsity: {from: 0, to: 0.6, step: "
      "0.3}}\n");

  EXPECT_TRUE(sweep.workload.one_hot);
  EXPECT_THAT(values(sweep.model.state_sparsity), ElementsAre(0, 0.3, 0.6));
  EXPECT_NE(canonical_text(sweep).find("  state_sparsity: [0, 0.3, 0.6]\n"), std::string::npos);
  EXPECT_NE(canonical_text(sweep).find("classes: 0, one_hot: true}"), std::string::npos);
  const std::string plain = canonical_text(read(whole_sweep));
  EXPECT_EQ(plain.find("state_sparsity"), std::string::npos);
  EXPECT_EQ(plain.find("one_hot"), std::string::npos);
}

}  // namespace
}  // namespace paretree::sweeps
