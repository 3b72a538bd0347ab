#include "tests/sweeps/faults.hpp"

#include <gtest/gtest.h>

namespace paretree::sweeps {
namespace {

using testing::fault_of;
using testing::whole_sweep;
using testing::without_hardware;

struct Case {
  std::string text;
  std::string fault;
};

void expect_faults(const std::string& before, const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    EXPECT_EQ(fault_of(before + each.text), each.fault) << each.text;
  }
}

TEST(SweepFaults, NameTheNearestKeyAtTheKey) {
  expect_faults(
      whole_sweep,
      {{"nmae: x\n",
        "s.yaml:4:1: nmae: unknown key; did you mean 'name'? allowed: name, workload, model, "
        "hardware, "
        "accuracy, compare, objectives, constraints, search, store, seed, technology"},
       {"model:\n  rank: 3\n",
        "s.yaml:5:3: model.rank: unknown key; did you mean 'ranks'? allowed: scope, format, modes, "
        "leaves, "
        "trees, ranks, order, weight_bits, state_sparsity"},
       {"model:\n  ranks: {leef: 3}\n",
        "s.yaml:5:11: model.ranks.leef: unknown key; did you mean 'leaf'? allowed: leaf, inner"},
       {"model:\n  modes:\n    fall: 3\n",
        "s.yaml:6:5: model.modes.fall: unknown key; did you mean 'full'? allowed: input, full"},
       {"accuracy: {proxy: short_training, step: 3}\n",
        "s.yaml:4:35: accuracy.step: unknown key; did you mean 'steps'? allowed: proxy, dataset, "
        "steps, "
        "seeds, learning_rate"},
       {"accuracy: {proxy: capacity, steps: 60}\n",
        "s.yaml:4:29: accuracy.steps: unknown key; allowed: proxy"}});
}

TEST(SweepFaults, RefuseANameThatIsNoFileName) {
  const std::string allowed =
      "s.yaml:4:7: name: a name is also that of the database: 1 to 100 characters, no '/', no '.' "
      "at its start";
  expect_faults(whole_sweep, {{"name: ../tiny\n", allowed}, {"name: a/b\n", allowed}});
}

TEST(SweepFaults, NameBothPlacesOfARepeatedKey) {
  EXPECT_EQ(fault_of(whole_sweep + "seed: 1\nseed: 2\n"),
            "s.yaml:5:1: the key 'seed' is written twice, first at 4:1; allowed is once");
}

TEST(SweepFaults, RefuseWhatIsNoInteger) {
  const std::string allowed = " is not an integer; allowed is an integer of at least 0";
  expect_faults(whole_sweep, {{"seed: 1e3\n", "s.yaml:4:7: seed: '1e3'" + allowed},
                              {"seed: 3.5\n", "s.yaml:4:7: seed: '3.5'" + allowed},
                              {"seed: 3.0\n", "s.yaml:4:7: seed: '3.0'" + allowed},
                              {"seed: '3'\n", "s.yaml:4:7: seed: the text \"3\"" + allowed},
                              {"seed: true\n", "s.yaml:4:7: seed: 'true'" + allowed},
                              {"seed: 1e300\n", "s.yaml:4:7: seed: '1e300'" + allowed},
                              {"seed: 010\n", "s.yaml:4:7: seed: '010'" + allowed},
                              {"seed: 9223372036854775808\n",
                               "s.yaml:4:7: seed: '9223372036854775808'" + allowed},
                              {"seed:\n", "s.yaml:4:1: seed: nothing" + allowed},
                              {"seed: [1]\n", "s.yaml:4:7: seed: a list" + allowed},
                              {"seed: {a: 1}\n", "s.yaml:4:7: seed: a mapping" + allowed}});
}

TEST(SweepFaults, GiveTheValueAndItsBounds) {
  expect_faults(
      whole_sweep,
      {{"seed: -1\n", "s.yaml:4:7: seed: -1 is out of bounds; allowed is an integer of at least 0"},
       {"model: {ranks: {leaf: 0}}\n",
        "s.yaml:4:23: model.ranks.leaf: 0 is out of bounds; allowed is an integer from 1 to 65536"},
       {"accuracy: {proxy: short_training, steps: 0}\n",
        "s.yaml:4:42: accuracy.steps: 0 is out of bounds; allowed is an integer from 1 to 100000 "
        "(proxy "
        "short_training)"},
       {"accuracy: {proxy: short_training, learning_rate: 7}\n",
        "s.yaml:4:50: accuracy.learning_rate: 7 is out of bounds; allowed is a number from 1e-06 "
        "to 1 "
        "(proxy short_training)"}});
}

TEST(SweepFaults, RefuseEmptyListsAndRepeatedValues) {
  expect_faults(
      whole_sweep,
      {{"model: {ranks: {leaf: []}}\n",
        "s.yaml:4:23: model.ranks.leaf: an empty list; at least one value is needed"},
       {"model: {trees: []}\n",
        "s.yaml:4:16: model.trees: an empty list; at least one value is needed"},
       {"model: {ranks: {leaf: [2, 3, 2]}}\n",
        "s.yaml:4:30: model.ranks.leaf[2]: 2 is repeated, first at 4:24; allowed is each value "
        "once"},
       {"model: {trees: [linear, linear]}\n",
        "s.yaml:4:25: model.trees[1]: linear is repeated, first at 4:17; allowed is each value "
        "once"},
       {"constraints: [a, a]\n",
        "s.yaml:4:18: constraints[1]: a is repeated, first at 4:15; allowed is each value once"}});
}

TEST(SweepFaults, RefuseRangesThatHoldNothingOrNeverArrive) {
  expect_faults(whole_sweep, {{"model: {ranks: {leaf: {from: 8, to: 2, step: 1}}}\n",
                               "s.yaml:4:23: model.ranks.leaf: an empty range: from 8 is above to "
                               "2; needed is from <= to"},
                              {"model: {ranks: {leaf: {from: 2, to: 8}}}\n",
                               "s.yaml:4:23: model.ranks.leaf: a range needs either 'step' (added) "
                               "or 'factor' (multiplied), and "
                               "not both"},
                              {"model: {ranks: {leaf: {from: 2, to: 8, step: 1, factor: 2}}}\n",
                               "s.yaml:4:23: model.ranks.leaf: a range needs either 'step' (added) "
                               "or 'factor' (multiplied), and "
                               "not both"},
                              {"model: {ranks: {leaf: {from: 1, to: 5, factor: 1}}}\n",
                               "s.yaml:4:48: model.ranks.leaf.factor: 1 is out of bounds; allowed "
                               "is an integer of at least 2"},
                              {"model: {ranks: {leaf: {from: 1, to: 65536, step: 1}}}\n",
                               "s.yaml:4:23: model.ranks.leaf: a range of more than 4096 values; "
                               "allowed are at most as many"}});
  expect_faults(
      without_hardware,
      {{"hardware: {template: tie, clock_mhz: {from: 200, to: 100, step: 5}}\n",
        "s.yaml:3:38: hardware.clock_mhz: an empty range: from 200 is above to 100; needed is from "
        "<= to"},
       {"hardware: {template: tie, clock_mhz: {from: 100, to: 200, step: -5}}\n",
        "s.yaml:3:65: hardware.clock_mhz.step: -5 never arrives; needed is a step above 0"},
       {"hardware: {template: tie, clock_mhz: {from: 100, to: 200, stp: 5}}\n",
        "s.yaml:3:59: hardware.clock_mhz.stp: unknown key; did you mean 'step'? allowed: from, to, "
        "step, "
        "factor"},
       {"hardware: {template: tie, sram_cell: {from: 1}}\n",
        "s.yaml:3:38: hardware.sram_cell: a mapping stands where a word is needed; allowed: lstp, "
        "hp "
        "(template tie)"}});
}

TEST(SweepFaults, NameTheNearestWord) {
  expect_faults(
      whole_sweep,
      {{"model: {scope: inptu}\n",
        "s.yaml:4:16: model.scope: unknown scope 'inptu'; did you mean 'input'? allowed: input, "
        "full"},
       {"model: {format: htt}\n",
        "s.yaml:4:17: model.format: unknown format 'htt'; did you mean 'tt'? allowed: dense, tt, "
        "ht"},
       {"model: {weight_bits: [16, 10]}\n",
        "s.yaml:4:27: model.weight_bits[1]: '10' is no width of a weight in bits; allowed: "
        "binary, ternary, 8, 12, 16"},
       {"model: {weight_bits: 2}\n",
        "s.yaml:4:22: model.weight_bits: '2' is no width of a weight in bits; allowed: binary, "
        "ternary, 8, 12, 16"},
       {"model: {state_sparsity: [0.5, 1]}\n",
        "s.yaml:4:31: model.state_sparsity: 1 leaves no state; allowed is a share from 0 up to but "
        "not 1"},
       {"model: {state_sparsity: -0.5}\n",
        "s.yaml:4:25: model.state_sparsity: -0.5 is out of bounds; allowed is a number from 0 to "
        "1"},
       {"model: {order: bst}\n",
        "s.yaml:4:16: model.order: unknown order 'bst'; did you mean 'best'? allowed: best, all, "
        "natural"},
       {"model: {leaves: pair}\n",
        "s.yaml:4:17: model.leaves: unknown kind of leaves 'pair'; did you mean 'paired'? allowed: "
        "paired, "
        "unpaired"},
       {"model: {trees: ballanced}\n",
        "s.yaml:4:16: model.trees: unknown tree family 'ballanced'; did you mean 'balanced'? "
        "allowed: all, "
        "balanced, linear"},
       {"accuracy: capcity\n",
        "s.yaml:4:11: accuracy: unknown proxy 'capcity'; did you mean 'capacity'? allowed: "
        "capacity, "
        "external, short_training"},
       {"accuracy: {proxy: short_training, dataset: mnist}\n",
        "s.yaml:4:44: accuracy.dataset: unknown dataset 'mnist'; allowed: fashion-7x112, "
        "fashion-28x28, "
        "moving-fashion (proxy short_training)"},
       {"search: randm\n",
        "s.yaml:4:9: search: unknown search 'randm'; did you mean 'random'? allowed: certified, "
        "exhaustive, "
        "random"},
       {"store: frnt\n",
        "s.yaml:4:8: store: unknown retention 'frnt'; did you mean 'front'? allowed: all, front, "
        "front+sample"},
       {"technology: horowitz\n",
        "s.yaml:4:13: technology: unknown technology 'horowitz'; did you mean 'horowitz45'? "
        "allowed: "
        "horowitz45, aladdin40 (or a file *.yaml)"}});
  EXPECT_EQ(
      fault_of("workload: lstm-ucf11\nhardware: {template: tie}\nobjectives: [energy]\n"),
      "s.yaml:3:14: objectives[0]: unknown objective 'energy'; did you mean 'energy_pj'? allowed: "
      "area_mm2, energy_pj, error, latency_ns, parameters, power_mw, capacity, external, "
      "short_training");
}

TEST(SweepFaults, SayWhatAFactorisationNeeds) {
  const std::string modes = "model:\n  modes:\n    full: ";
  expect_faults(
      whole_sweep + modes,
      {{"{in: [8, 20, 20, 18], out: [4, 4, 4, 16]}\n",
        "s.yaml:6:16: model.modes.full.in: the product 8 * 20 * 20 * 18 = 57600 does not reach the "
        "57856 "
        "columns (57600 inputs + 256 hidden) of scope full; needed is a product from 57856 to "
        "115712 "
        "(padding)"},
       {"{in: [11, 13, 15, 270], out: [4, 4, 4, 16]}\n",
        "s.yaml:6:16: model.modes.full.in: the product 11 * 13 * 15 * 270 = 579150 is more than "
        "twice the "
        "57856 columns (57600 inputs + 256 hidden) of scope full; needed is a product from 57856 "
        "to 115712 "
        "(padding)"},
       {"{in: [1000000000, 1000000000, 1000000000], out: [4, 16, 16]}\n",
        "s.yaml:6:16: model.modes.full.in: the product 1000000000 * 1000000000 * 1000000000 = more "
        "than "
        "2^64 is more than twice the 57856 columns (57600 inputs + 256 hidden) of scope full; "
        "needed is a "
        "product from 57856 to 115712 (padding)"},
       {"{in: [11, 13, 15, 27], out: [4, 4, 4, 4]}\n",
        "s.yaml:6:39: model.modes.full.out: the product 4 * 4 * 4 * 4 = 256 is not the 1024 rows "
        "(4 * 256 "
        "hidden); needed is exactly 1024"},
       {"{in: [11, 13, 405], out: [4, 4, 4, 16]}\n",
        "s.yaml:6:11: model.modes.full: 3 input and 4 output modes; paired leaves need as many of "
        "both"},
       {"{in: [57915], out: [1024]}\n",
        "s.yaml:6:11: model.modes.full: 1 leaves; allowed are 2 to 20"},
       {"{in: [11, 13, 15, 0], out: [4, 4, 4, 16]}\n",
        "s.yaml:6:29: model.modes.full.in[3]: 0 is out of bounds; allowed is an integer from 1 to "
        "1000000000"},
       {"{in: [11, 13, 15, 27]}\n",
        "s.yaml:6:11: model.modes.full.out: missing; needed: list of integers. Output modes: their "
        "product "
        "is exactly the rows (4 * hidden, or output for fc)."},
       {"{in: [11, 13, 15, 27], out: [4, 4, 4, 16], gates: 4}\n",
        "s.yaml:6:61: model.modes.full.gates: 4 is out of bounds; allowed is an integer from 0 to "
        "3"},
       {"{in: [11, 13, 15, 27], out: [2, 8, 4, 16], gates: 0}\n",
        "s.yaml:6:61: model.modes.full.gates: output mode 0 is 2; needed is one that 4 (the gates) "
        "divides"}});
}

TEST(SweepFaults, CheckTheModesOfAScopeThatIsNotAskedFor) {
  EXPECT_EQ(
      fault_of(whole_sweep + "model: {scope: full, modes: {input: {in: [2, 2], out: [32, 32]}}}\n"),
      "s.yaml:4:42: model.modes.input.in: the product 2 * 2 = 4 does not reach the 57600 columns "
      "(inputs) of scope input; needed is a product from 57600 to 115200 (padding)");
}

TEST(SweepFaults, NameTheLeafThatMakesATreeWrong) {
  const std::string needed = "needed is each mode from 0 to 3 once (as many as model.modes.full)";
  expect_faults(whole_sweep, {{"model: {trees: [[0, 1], [2, 2]]}\n",
                               "s.yaml:4:29: model.trees: mode 2 is repeated; " + needed},
                              {"model: {trees: [[0, 1], 2]}\n",
                               "s.yaml:4:16: model.trees: mode 3 is missing; " + needed},
                              {"model: {trees: [[0, 1], [2, 7]]}\n",
                               "s.yaml:4:29: model.trees: there is no mode 7; " + needed},
                              {"model: {trees: [linear, [[0, 1], [3, 3]]]}\n",
                               "s.yaml:4:38: model.trees[1]: mode 3 is repeated; " + needed},
                              {"model: {trees: [[[0, 1], [3, 3]]]}\n",
                               "s.yaml:4:30: model.trees[0]: mode 3 is repeated; " + needed},
                              {"model: {trees: [0, 1, 2, 3]}\n",
                               "s.yaml:4:16: model.trees: 4 children; a tree is nested pairs of "
                               "mode numbers, as [[0, 1], [2, 3]]"},
                              {"model: {trees: [[0, 1, 2], 3]}\n",
                               "s.yaml:4:17: model.trees: 3 children; a tree is nested pairs of "
                               "mode numbers, as [[0, 1], [2, 3]]"},
                              {"model: {trees: [[0, 1], [2, x]]}\n",
                               "s.yaml:4:29: model.trees: no mode number; a tree is nested pairs "
                               "of mode numbers, as [[0, 1], [2, "
                               "3]]"}});
  // Scope input has three modes here and full four: the tree fits full alone.
  EXPECT_EQ(fault_of(whole_sweep +
                     "model: {scope: [input, full], trees: [[0, 1], [2, 3]], modes: {input: "
                     "{in: [30, 40, 48], out: [8, 8, 16]}}}\n"),
            "s.yaml:4:38: model.trees: no tree over 3 modes, which model.modes.input has; needed "
            "is one, or "
            "a family (all, balanced, linear)");
}

TEST(SweepFaults, TellAxesOfOtherTemplatesFromUnknownOnes) {
  expect_faults(
      without_hardware,
      {{"hardware: {template: dense, banks: 8}\n",
        "s.yaml:3:29: hardware.banks: no template of this sweep (dense) has this axis; those that "
        "have it: "
        "fdht, tie"},
       {"hardware: {template: dense, pez: 8}\n",
        "s.yaml:3:29: hardware.pez: unknown key; did you mean 'pes'? allowed: template, pes, "
        "clock_mhz, "
        "weight_sram_kib, dram, macs_per_pe, mapping, activation_sram_kib, sram_cell, banks, "
        "bank_mapping, "
        "node_nm"},
       {"hardware: {template: [dense, tie], pes: 600}\n",
        "s.yaml:3:41: hardware.pes: 600 is out of bounds; allowed is an integer from 1 to 512 "
        "(template "
        "dense)"},
       {"hardware: {template: tie, pes: [8, '16']}\n",
        "s.yaml:3:36: hardware.pes[1]: the text \"16\" is not an integer; allowed is an integer "
        "from 1 to "
        "1024 (template tie)"},
       {"hardware: {template: tei}\n",
        "s.yaml:3:22: hardware.template: unknown template 'tei'; did you mean 'tie'? allowed: "
        "dense, fdht, "
        "tie"},
       {"hardware: {template: [tie, tie]}\n",
        "s.yaml:3:28: hardware.template[1]: tie is repeated, first at 3:23; allowed is each value "
        "once"},
       {"hardware: {}\n",
        "s.yaml:3:11: hardware.template: missing; needed: name or list of names. Accelerator "
        "templates."},
       {"hardware: tie\n", "s.yaml:3:11: hardware: 'tie' stands where a mapping of keys is needed"},
       {"hardware: {template: tie, sram_cell: hpp}\n",
        "s.yaml:3:38: hardware.sram_cell: unknown sram_cell 'hpp'; did you mean 'hp'? allowed: "
        "lstp, hp "
        "(template tie)"}});
}

TEST(SweepFaults, RefuseNumbersThatAreNotFinite) {
  for (const char* number :
       {".nan", ".inf", "-.inf", "nan", "inf", "1e999", "yes", "'100'", "0x10"}) {
    const std::string fault =
        fault_of(without_hardware + "hardware: {template: tie, clock_mhz: " + number + "}\n");
    EXPECT_NE(fault.find("s.yaml:3:38: hardware.clock_mhz: "), std::string::npos) << fault;
    EXPECT_NE(fault.find("is not a number; allowed is a finite decimal number"), std::string::npos)
        << fault;
  }
}

TEST(SweepFaults, SayWhatAWorkloadNeeds) {
  expect_faults(
      "",
      {{"workload: lstm-ucf1\n",
        "s.yaml:1:11: workload: unknown workload 'lstm-ucf1'; did you mean 'lstm-ucf11'? allowed: "
        "char-ptb, "
        "fashion-28x28, fashion-7x112, lstm-hmdb51, lstm-ucf11, lstm-youtube, vgg-fc6, vgg-fc7"},
       {"workload: {input: 0, hidden: 3}\n",
        "s.yaml:1:19: workload.input: 0 is out of bounds; allowed is an integer from 1 to "
        "1000000000"},
       {"workload: {inputs: 12}\n",
        "s.yaml:1:12: workload.inputs: unknown key; did you mean 'input'? allowed: name, onnx, "
        "node, layer, "
        "input, "
        "hidden, output, steps, batch, classes, one_hot, state_trace"},
       {"workload: {input: 10}\n",
        "s.yaml:1:11: workload.hidden: missing; needed: integer. lstm: hidden units; the matrix "
        "has 4 * "
        "hidden rows."},
       {"workload: {layer: fc, input: 10, hidden: 3}\n",
        "s.yaml:1:34: workload.hidden: belongs to layer lstm; an fc layer has 'output'"},
       {"workload: {layer: fc, input: 12, output: 24, steps: 3}\n",
        "s.yaml:1:53: workload.steps: 3 steps of an fc layer; allowed is 1: it has no recurrence"},
       {"workload: {name: lstm-ucf11, input: 3}\n",
        "s.yaml:1:30: workload.input: fixed by the named workload; allowed beside 'name': steps, "
        "batch, "
        "classes, state_trace"},
       {"workload: vgg-fc6\nmodel: {scope: [input, full]}\n",
        "s.yaml:2:24: model.scope: an fc layer has no recurrent matrix for scope full; allowed: "
        "input"}});
}

TEST(SweepFaults, SayWhatIsMissing) {
  expect_faults("",
                {{"objectives: error\n",
                  "s.yaml:1:1: workload: missing; needed: name or mapping. What is computed: a "
                  "named workload, or "
                  "its shape written out."},
                 {"workload: lstm-ucf11\nhardware: {template: tie}\n",
                  "s.yaml:1:1: objectives: missing; needed: name or list of names. What the front "
                  "trades off; "
                  "each names its unit."},
                 {whole_sweep + "accuracy: {steps: 3}\n",
                  "s.yaml:4:11: accuracy.proxy: missing; needed: name. The proxy's name."},
                 {whole_sweep + "constraints: [{when: b}]\n",
                  "s.yaml:4:15: constraints[0].require: missing; needed: text. The condition."}});
}

TEST(SweepFaults, RefuseWhatIsNoText) {
  expect_faults(whole_sweep,
                {{"name: ''\n", "s.yaml:4:7: name: an empty text stands where a text is needed"},
                 {"name: [a]\n", "s.yaml:4:7: name: a list stands where a text is needed"},
                 {"constraints: [a, 3]\n",
                  "s.yaml:4:18: constraints[1]: '3' is no condition; needed is a text like \"pes * "
                  "macs_per_pe <= "
                  "512\""},
                 {"accuracy: {proxy: external, file: [1]}\n",
                  "s.yaml:4:35: accuracy.file: a list stands where a text is needed"}});
}

TEST(SweepFaults, NameTheDefinitionOfAnAliasedValue) {
  EXPECT_EQ(
      fault_of(
          "workload: lstm-ucf11\nobjectives: &names [error, eror]\nhardware: {template: *names}\n"),
      "s.yaml:2:21: hardware.template[0]: unknown template 'error'; allowed: dense, fdht, tie");
}

TEST(SweepFaults, NameAFileThatCannotBeRead) {
  try {
    (void)read_sweep("/nowhere/s.yaml", testing::test_vocabulary());
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_STREQ(error.what(), "/nowhere/s.yaml: cannot be read: No such file or directory");
    EXPECT_EQ(error.mark(), Mark{});
  }
  EXPECT_THROW(
      {
        try {
          (void)read_sweep("/tmp", testing::test_vocabulary());
        } catch (const ParseError& error) {
          EXPECT_STREQ(error.what(), "/tmp: cannot be read: it is a directory");
          throw;
        }
      },
      ParseError);
}

TEST(SweepFaults, FoundLaterNameTheOverride) {
  const Sweep sweep = parse_sweep(whole_sweep, "s.yaml", testing::test_vocabulary(), {"seed=3"});

  EXPECT_STREQ(fault(sweep, {.line = 3, .column = 13}, "objectives", "why").what(),
               "s.yaml:3:13: objectives: why");
  EXPECT_STREQ(fault(sweep, {.line = 0, .column = 1}, "seed", "why").what(), "--set seed: why");
  EXPECT_STREQ(fault(sweep, {}, "seed", "why").what(), "s.yaml: seed: why");
}

}  // namespace
}  // namespace paretree::sweeps
