// Does `simulate` show that model and simulator agree, take inputs, and leave outputs and a
// picture?
#include "results/json.hpp"
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;

// Two layers' worth of trees; linear banks conflict, XOR banks do not.
constexpr const char* sweep = R"(name: banks
workload: {input: 16, hidden: 4, steps: 2, batch: 2, classes: 2}
model:
  scope: full
  format: ht
  modes: {full: {in: [4, 5], out: [4, 4]}}
  ranks: {leaf: [4], inner: [4]}
hardware:
  template: fdht
  mapping: fixed
  pes: 4
  macs_per_pe: 4
  weight_sram_kib: 16
  activation_sram_kib: 32
  banks: 4
  bank_mapping: [xor_box, linear]
accuracy: capacity
objectives: [energy_pj, latency_ns]
search: exhaustive
store: all
)";

class SimulateCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    bench_.write("banks.yaml", sweep);
    const Outcome run =
        bench_.run({"run", "banks.yaml", "--picture", "none", "--progress", "none"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }

  /// A design with this bank mapping.
  std::string design(const std::string& mapping) {
    const Outcome sample =
        bench_.run({"sample", "banks.yaml", "-n", "50", "--seed", "1", "--format", "json"});
    for (const auto& entry : results::Json::parse(sample.out)) {
      if (entry["hardware"]["bank_mapping"] == mapping) {
        return entry["design"].get<std::string>();
      }
    }
    return "none";
  }

  Workbench bench_;
};

TEST_F(SimulateCommand, CountsWhatTheModelCountsForBothBankMappings) {
  for (const std::string mapping : {"xor_box", "linear"}) {
    const Outcome outcome =
        bench_.run({"simulate", "banks.db", design(mapping), "--format", "json"});

    ASSERT_EQ(outcome.exit_code, 0) << outcome.err << outcome.out;
    const results::Json json = results::Json::parse(outcome.out);
    EXPECT_EQ(json["analytical"], json["simulated"]);
    EXPECT_GT(json["simulated"]["cycles"].get<int>(), 0);
    EXPECT_TRUE(json["outputs_equal"].get<bool>());
    EXPECT_TRUE(json["within_bounds"].get<bool>());
    EXPECT_EQ(json["conflicts"].get<int>() > 0, mapping == "linear");
  }
}

TEST_F(SimulateCommand, TakesInputsAndWritesOutputs) {
  std::string lines;
  for (int line = 0; line < 4; ++line) {  // 2 steps of 2 sequences, all of them alike
    lines += "0.5,-0.25,1,0,0,0,0,0,0,0,0,0,0,0,0,0.125\n";
  }
  bench_.write("x.csv", lines);

  const Outcome outcome = bench_.run(
      {"simulate", "banks.db", design("xor_box"), "--inputs", "x.csv", "--outputs", "h.csv"});

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("counts agree; outputs equal"));
  const std::string written = bench_.read("h.csv");
  ASSERT_EQ(std::count(written.begin(), written.end(), '\n'), 4);
  ASSERT_EQ(std::count(written.begin(), written.end(), ','), 4 * 3);
  // Equal sequences have equal states.
  const std::size_t first = written.find('\n') + 1;
  EXPECT_EQ(written.substr(0, first), written.substr(first, written.find('\n', first) + 1 - first));
}

TEST_F(SimulateCommand, RefusesInputsOfAnotherShape) {
  bench_.write("x.csv", "1,2\n");
  bench_.write("y.csv", "1,2,three\n");
  bench_.write("z.csv", "\n1,2\n\n0.5,nan\n");

  const Outcome shape =
      bench_.run({"simulate", "banks.db", design("xor_box"), "--inputs", "x.csv"});
  const Outcome word = bench_.run({"simulate", "banks.db", design("xor_box"), "--inputs", "y.csv"});

  EXPECT_EQ(shape.exit_code, 2);
  EXPECT_THAT(shape.err, HasSubstr("the inputs have 1 lines; 2 steps of 2 sequences take 4"));
  EXPECT_EQ(word.exit_code, 2);
  EXPECT_THAT(word.err, HasSubstr("y.csv:1: 'three' is not a finite number"));
  const Outcome nan = bench_.run({"simulate", "banks.db", design("xor_box"), "--inputs", "z.csv"});
  EXPECT_EQ(nan.exit_code, 2);
  EXPECT_THAT(nan.err, HasSubstr("z.csv:4: 'nan' is not a finite number"));
}

TEST_F(SimulateCommand, DrawsATimeline) {
  const Outcome one =
      bench_.run({"simulate", "banks.db", design("linear"), "--timeline", "one.svg"});
  const Outcome two =
      bench_.run({"simulate", "banks.db", design("linear"), "--timeline", "two.svg"});

  ASSERT_EQ(one.exit_code, 0) << one.err;
  ASSERT_EQ(two.exit_code, 0) << two.err;
  EXPECT_THAT(bench_.read("one.svg"), HasSubstr("cycles in the first step"));
  EXPECT_EQ(bench_.read("one.svg"), bench_.read("two.svg"));
}

TEST_F(SimulateCommand, ShowSaysWhereConflictsAreAndWhatBoundsAStage) {
  const results::Json free = results::Json::parse(
      bench_.run({"show", "banks.db", design("xor_box"), "--format", "json"}).out);
  const results::Json naive = results::Json::parse(
      bench_.run({"show", "banks.db", design("linear"), "--format", "json"}).out);

  int conflicts = 0;
  for (std::size_t at = 0; at < free["stages"].size(); ++at) {
    EXPECT_EQ(free["stages"][at]["conflict_cycles"], 0);
    EXPECT_TRUE(naive["stages"][at].contains("bound"));
    conflicts += naive["stages"][at]["conflict_cycles"].get<int>();
    EXPECT_EQ(naive["stages"][at]["cycles"].get<int>(),
              free["stages"][at]["cycles"].get<int>() +
                  naive["stages"][at]["conflict_cycles"].get<int>());
  }
  EXPECT_GT(conflicts, 0);
}

TEST_F(SimulateCommand, ShowGivesElasticities) {
  const results::Json json = results::Json::parse(
      bench_.run({"show", "banks.db", design("xor_box"), "--sensitivity", "--format", "json"}).out);

  double energy = 0;
  for (const auto& entry : json["sensitivity"]) {
    // The DRAM's energy is nowhere else, so its elasticity is its share.
    if (entry["constant"] == "dram_lpddr4_energy") {
      energy = entry["energy"].get<double>();
    }
  }
  const auto& parts = json["breakdown"]["energy_pj"];
  double all = 0;
  for (const auto& [name, value] : parts.items()) {
    all += value.get<double>();
  }
  EXPECT_NEAR(energy, parts["dram"].get<double>() / all, 0.01);
}

TEST_F(SimulateCommand, FrontSaysHowOftenItsDesignsStayOnIt) {
  const Outcome first = bench_.run({"front", "banks.db", "--robust", "20", "--format", "json"});
  const Outcome again = bench_.run({"front", "banks.db", "--robust", "20", "--format", "json"});
  const Outcome text = bench_.run({"front", "banks.db", "--robust", "20"});

  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(first.out, again.out);
  const results::Json list = results::Json::parse(first.out);
  ASSERT_FALSE(list.empty());
  // Conflicts and their crossbar cost cycles, energy and area under any constants.
  for (const auto& design : list) {
    EXPECT_EQ(design["hardware"]["bank_mapping"], "xor_box");
  }
  double most = 0;
  for (const auto& design : list) {
    most = std::max(most, design["robustness"].get<double>());
  }
  EXPECT_EQ(most, 1.0);
  const Outcome concluded =
      bench_.run({"front", "banks.db", "--robust", "20", "--conclusions", "--format", "json"});
  const results::Json answer = results::Json::parse(concluded.out);
  EXPECT_EQ(answer["draws"], 20);
  bool found = false;
  for (const auto& conclusion : answer["conclusions"]) {
    found = found || (conclusion["figure"] == "energy_pj" && conclusion["winner"] == "fdht" &&
                      conclusion["share"] == 1.0);
  }
  EXPECT_TRUE(found) << answer;
  const Outcome table =
      bench_.run({"front", "banks.db", "--robust", "20", "--conclusions", "--format", "csv"});
  EXPECT_THAT(table.out, ::testing::StartsWith("figure,axis,at_worst,winner,share"));
  EXPECT_THAT(text.out, HasSubstr("20 draws of all constants, "));
  EXPECT_THAT(text.out, HasSubstr("fdht has the best energy_pj: in 100 % of the draws"));
}

}  // namespace
}  // namespace paretree::testing
