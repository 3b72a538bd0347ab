#include "tests/sweeps/faults.hpp"

#include <gtest/gtest.h>

namespace paretree::sweeps {
namespace {

using testing::fault_of;
using testing::test_vocabulary;
using testing::whole_sweep;

Sweep read(const std::vector<std::string>& overrides, const std::string& text = whole_sweep) {
  return parse_sweep(text, "s.yaml", test_vocabulary(), overrides);
}

TEST(Overrides, ReplaceAndCreate) {
  const Sweep sweep = read({"objectives=[error]", "model.ranks.leaf=[2, 3]", "seed=5"});

  EXPECT_EQ(sweep.objectives.size(), 1U);
  EXPECT_EQ(sweep.model.leaf_ranks, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(sweep.seed, 5U);
}

TEST(Overrides, TheLastOneStands) {
  EXPECT_EQ(read({"seed=5", "seed=6"}).seed, 6U);
}

TEST(Overrides, GiveANameAMappingToGoTo) {
  const Sweep sweep = read({"workload.batch=8", "accuracy.proxy=short_training",
                            "accuracy.steps=20", "search=random", "search.designs=5"});

  EXPECT_EQ(sweep.workload.batch, 8U);
  EXPECT_EQ(sweep.workload.name, "lstm-ucf11");
  EXPECT_EQ(sweep.accuracy.parameters.at("steps").value, Value(std::int64_t{20}));
  EXPECT_EQ(sweep.search.parameters.at("designs").value, Value(std::int64_t{5}));
}

TEST(Overrides, MakeASweepOfNothing) {
  EXPECT_EQ(
      read({"workload=char-ptb", "hardware.template=tie", "objectives=error"}, "").workload.hidden,
      1000U);
}

TEST(Overrides, LeaveAliasedTwinsAlone) {
  const std::string text =
      "workload: {layer: fc, input: 16, output: 16}\nhardware: {template: tie}\nobjectives: error\n"
      "accuracy: &x {proxy: short_training, steps: 7}\nsearch: exhaustive\n"
      "model: {ranks: {leaf: &r [2, 3], inner: *r}}\n";

  const Sweep sweep = read({"model.ranks.inner=[5]", "accuracy.steps=8"}, text);

  EXPECT_EQ(sweep.model.leaf_ranks, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(sweep.model.inner_ranks, (std::vector<std::uint64_t>{5}));
}

TEST(Overrides, AreNamedInThePlaceOfAFile) {
  EXPECT_EQ(fault_of(whole_sweep, {"seed=1", "model.ranks.leaf=[2, x]"}),
            "--set model.ranks.leaf: model.ranks.leaf[1]: 'x' is not an integer; allowed is an "
            "integer from 1 "
            "to 65536");
  EXPECT_EQ(fault_of(whole_sweep, {"objectives=[]"}),
            "--set objectives: an empty list; at least one value is needed");
  EXPECT_EQ(fault_of(whole_sweep, {"model.rank.leaf=2"}),
            "--set model.rank.leaf: model.rank: unknown key; did you mean 'ranks'? allowed: scope, "
            "format, "
            "modes, leaves, trees, ranks, order, weight_bits, state_sparsity");
  EXPECT_EQ(fault_of(whole_sweep, {"hardware.pes=[1, 1]"}),
            "--set hardware.pes: hardware.pes[1]: 1 is repeated, first at --set hardware.pes=[1, "
            "1]; allowed "
            "is each value once");
  EXPECT_EQ(fault_of(whole_sweep, {"seed="}),
            "--set seed: nothing is not an integer; allowed is an integer of at least 0");
}

TEST(Overrides, LeaveFaultsOfTheFileToTheFile) {
  EXPECT_EQ(fault_of(whole_sweep + "seed: x\n", {"name=a"}),
            "s.yaml:4:7: seed: 'x' is not an integer; allowed is an integer of at least 0");
}

TEST(Overrides, RefuseWhatIsNoOverride) {
  EXPECT_EQ(fault_of(whole_sweep, {"seed"}), "--set seed: no '='; allowed is key.path=value");
  EXPECT_EQ(fault_of(whole_sweep, {"a..b=1"}),
            "--set a..b: an empty name in the key path; allowed is key.path=value");
  EXPECT_EQ(fault_of(whole_sweep, {"objectives.first=error"}),
            "--set objectives.first: 'objectives' is a value, not a mapping with keys");
  EXPECT_EQ(fault_of(whole_sweep, {"seed=*x"}),
            "--set seed:1:1: not valid YAML: the referenced anchor is not defined");
}

}  // namespace
}  // namespace paretree::sweeps
