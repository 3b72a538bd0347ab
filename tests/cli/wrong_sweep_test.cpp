// Does a wrong sweep stop at the very place, with the nearest known name, and write nothing?
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Fault {
  std::string name;
  std::string from;   ///< what is replaced in tiny_sweep ...
  std::string to;     ///< ... by what
  std::string place;  ///< line:column of the fault, both from 1
  std::vector<std::string> said;
};

// Columns are counted by hand in the replaced line.
std::vector<Fault> faults() {
  return {
      // workload: {input: 12, hiden: 6    "hiden" begins after 22 characters
      {"misspelt_key_in_a_mapping",
       "hidden: 6",
       "hiden: 6",
       "2:23",
       {"workload.hiden: unknown key", "did you mean 'hidden'?"}},
      {"misspelt_key_at_the_top", "accuracy:", "acuracy:", "13:1", {"did you mean 'accuracy'?"}},
      {"misspelt_axis", "  pes:", "  peas:", "11:3", {"hardware.peas", "did you mean 'pes'?"}},
      //   pes: [4, eight]    11 characters before "eight"
      {"word_for_a_number",
       "pes: [4, 8]\n  macs",
       "pes: [4, eight]\n  macs",
       "11:12",
       {"hardware.pes[1]: 'eight' is not an integer", "from 1 to 4096"}},
      {"list_for_a_mapping",
       "{input: 12, hidden: 6, steps: 3, classes: 2}",
       "[12, 6]",
       "2:11",
       {"workload"}},
      {"mapping_for_a_choice", "  scope: input", "  scope: {a: input}", "4:10", {"model.scope"}},
      //     input: {in: [2, 2, 2]    16 characters before the list; 2 * 2 * 2 = 8 < 12 inputs
      {"inputs_not_reached",
       "in: [2, 2, 3]",
       "in: [2, 2, 2]",
       "7:17",
       {"2 * 2 * 2 = 8 does not reach the 12 columns"}},
      // 4 * 2 * 2 = 16, not 4 * 6 = 24
      {"outputs_not_met",
       "out: [4, 2, 3]",
       "out: [4, 2, 2]",
       "7:33",
       {"4 * 2 * 2 = 16 is not the 24 rows (4 * 6 hidden)"}},
      {"empty_range",
       "pes: [4, 8]\n  macs",
       "pes: {from: 8, to: 4, step: 1}\n  macs",
       "11:8",
       {"hardware.pes: an empty range: from 8 is above to 4"}},
      {"empty_list",
       "pes: [4, 8]\n  macs",
       "pes: []\n  macs",
       "11:8",
       {"hardware.pes: an empty list"}},
      // constraints: ["pes ...    14 characters before the quote; all 4 * 4 = 16 or more
      {"empty_space",
       "search:",
       "constraints: [\"pes * macs_per_pe <= 8\"]\nsearch:",
       "15:15",
       {"the space is empty", "'pes * macs_per_pe <= 8' excludes"}},
      {"unknown_template",
       "[tie, fdht]",
       "[tie, fdth]",
       "10:19",
       {"unknown template 'fdth'", "did you mean 'fdht'?", "allowed: chipmunk, dense"}},
      // objectives: [capacity, energy_pjs    23 characters before it
      {"unknown_objective",
       "energy_pj",
       "energy_pjs",
       "14:24",
       {"unknown objective 'energy_pjs'", "did you mean 'energy_pj'?"}},
      {"unknown_search", "exhaustive", "exhaustiv", "15:9", {"did you mean 'exhaustive'?"}},
      {"unknown_proxy", "capacity\n", "capasity\n", "13:11", {"did you mean 'capacity'?"}},
      {"not_a_number",
       "pes: [4, 8]\n  macs",
       "pes: [4, .nan]\n  macs",
       "11:12",
       {"hardware.pes[1]: '.nan' is not an integer"}},
      // accuracy: {proxy: short_training, learning_rate: .nan    49 characters before .nan
      {"not_a_number_where_fractions_are_legal",
       "accuracy: capacity\nobjectives: [capacity",
       "accuracy: {proxy: short_training, learning_rate: .nan}\nobjectives: [error",
       "13:50",
       {"accuracy.learning_rate: '.nan' is not a number"}},
      {"negative_axis",
       "pes: [4, 8]\n  macs",
       "pes: [4, -8]\n  macs",
       "11:12",
       {"hardware.pes[1]: -8 is out of bounds", "from 1 to 4096"}},
      {"negative_workload", "hidden: 6", "hidden: -6", "2:31", {"-6 is out of bounds"}},
      {"zero_rank", "inner: 2", "inner: 0", "8:32", {"model.ranks.inner"}},
      {"repeated_key",
       "store: all\n",
       "store: all\nname: again\n",
       "17:1",
       {"'name' is written twice", "1:1"}},
      {"repeated_value", "pes: [4, 8]\n  macs", "pes: [4, 4]\n  macs", "11:12", {"hardware.pes"}},
      // A missing key is said where its mapping begins.
      {"missing_objectives",
       "objectives: [capacity, energy_pj, latency_ns, area_mm2]\n",
       "",
       "1:1",
       {"objectives: missing"}},
      {"missing_template", "  template: [tie, fdht]\n", "", "10:3", {"hardware.template: missing"}},
      // constraints: ["aera_mm2    15 characters before the name
      {"unknown_name_in_a_constraint",
       "search:",
       "constraints: [\"aera_mm2 <= 1\"]\nsearch:",
       "15:16",
       {"'aera_mm2' is not known here", "did you mean 'area_mm2'?"}},
      {"tag", "pes: [4, 8]\n  macs", "pes: !!int 4\n  macs", "11:8", {}},
      {"proxy_that_does_not_fit_the_workload",
       "accuracy: capacity\nobjectives: [capacity",
       "accuracy: {proxy: short_training, steps: 3}\nobjectives: [error",
       "13:19",
       {"784 values"}},
  };
}

class WrongSweep : public ::testing::TestWithParam<Fault> {};

TEST_P(WrongSweep, StopsAtItsPlaceAndWritesNothing) {
  const Fault& fault = GetParam();
  const Workbench bench;
  bench.write("wrong.yaml", with(tiny_sweep, fault.from, fault.to));

  const Outcome outcome = bench.run({"run", "wrong.yaml", "--progress", "none"});

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, StartsWith("wrong.yaml:" + fault.place + ": "));
  for (const std::string& words : fault.said) {
    EXPECT_THAT(outcome.err, HasSubstr(words));
  }
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(bench.files(), ElementsAre("wrong.yaml"));
}

INSTANTIATE_TEST_SUITE_P(Faults, WrongSweep, ::testing::ValuesIn(faults()),
                         [](const auto& test) { return test.param.name; });

class WrongFile : public ::testing::Test {
 protected:
  /// Runs the file and expects a refusal that starts so, and nothing written.
  void expect_refusal(const std::string& start) const {
    const std::vector<std::string> before = bench_.files();
    const Outcome outcome = bench_.run({"run", "sweep.yaml", "--progress", "none"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, StartsWith(start));
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(bench_.files(), before);
  }
  Workbench bench_;
};

// A list is a value, too: a to d hold 11, 111, 1111 and 11,111 values, 12,344 in all. Seven times
// *d in e make 12,344 + 77,777 = 90,121, the eighth 101,232: it stands after "e: &e [" and seven
// "*d, ", 35 characters.
TEST_F(WrongFile, AliasBombIsRefusedAtTheAliasThatPassesTheLimit) {
  bench_.write("sweep.yaml",
               "name: bomb\n"
               "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
               "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
               "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
               "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
               "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
               "f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n");
  expect_refusal("sweep.yaml:6:36: alias *d: more than 100000 values");
}

TEST_F(WrongFile, TextThatIsNoYamlIsRefusedAtItsPlace) {
  bench_.write("sweep.yaml", "a: [1, 2\nb: }\n");
  expect_refusal("sweep.yaml:2:2: not valid YAML");
}

TEST_F(WrongFile, BytesThatAreNoTextAreRefusedAtTheirPlace) {
  bench_.write("sweep.yaml", "name: tiny\nx: \xff\n");
  expect_refusal("sweep.yaml:2:4: byte 0xff is no text");
}

TEST_F(WrongFile, EmptyFileIsRefused) {
  bench_.write("sweep.yaml", "");
  expect_refusal("sweep.yaml:1:1: ");
}

TEST_F(WrongFile, MissingFileIsRefused) {
  expect_refusal("sweep.yaml: cannot be read: No such file");
}

class Override : public ::testing::Test {
 protected:
  void expect_refusal(const std::string& assignment, const std::string& start) const {
    bench_.write("tiny.yaml", tiny_sweep);
    const Outcome outcome =
        bench_.run({"run", "tiny.yaml", "--progress", "none", "--set", assignment});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, StartsWith(start));
    EXPECT_THAT(bench_.files(), ElementsAre("tiny.yaml"));
  }
  Workbench bench_;
};

TEST_F(Override, OfAnUnknownKeyNamesTheOptionAndTheNearestKey) {
  expect_refusal("hardware.peas=2", "--set hardware.peas: unknown key; did you mean 'pes'?");
}

TEST_F(Override, WithAWrongValueNamesTheOption) {
  expect_refusal("hardware.pes=-1", "--set hardware.pes: ");
}

TEST_F(Override, ChangesWhatIsPlanned) {
  bench_.write("tiny.yaml", tiny_sweep);

  // 4 TT plans on 1 tie and 1 fdht half with two values of pes each, 24 HT plans on 2 fdht halves:
  // 4 * 4 + 24 * 2 = 64.
  EXPECT_EQ(bench_.json({"plan", "tiny.yaml", "--set", "hardware.macs_per_pe=4"})["space"], "64");
}

}  // namespace
}  // namespace paretree::testing
