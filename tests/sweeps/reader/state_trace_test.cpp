#include "sweeps/state_trace.hpp"

#include "sweeps/sweep.hpp"
#include "tests/support/vocabulary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace paretree::sweeps {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view example = "step,sequence,kept\n0,0,0 3\n0,1,3 5\n1,0,\n1,1,2\n";

Workload layer(std::uint64_t steps, std::uint64_t batch) {
  Workload workload;
  workload.inputs = 4;
  workload.hidden = 6;
  workload.steps = steps;
  workload.batch = batch;
  return workload;
}

std::string fault_of(std::string_view text, std::uint64_t batch = 2) {
  try {
    (void)parse_state_trace(text, "t.csv", layer(2, batch));
  } catch (const ParseError& fault) {
    return fault.what();
  }
  return "";
}

// 6 units x 2 sequences x 2 steps = 24 states, 5 kept: 19 of 24 are zero.
TEST(StateTrace, KeepsAColumnThatOneSequenceOfTheBatchKeeps) {
  const StateTrace trace = parse_state_trace(example, "t.csv", layer(2, 2));

  EXPECT_THAT(trace.kept, ElementsAre(ElementsAre(0, 3, 5), ElementsAre(2)));
  EXPECT_DOUBLE_EQ(trace.share, 19.0 / 24);
}

// The first sequence alone: units 0 and 3 in step 0, none in step 1: 10 of 12 are zero.
TEST(StateTrace, UsesAsManySequencesAndStepsAsTheWorkloadHas) {
  const StateTrace alone = parse_state_trace(example, "t.csv", layer(2, 1));
  const StateTrace first = parse_state_trace(example, "t.csv", layer(1, 2));
  const StateTrace longer = parse_state_trace(example, "t.csv", layer(9, 2));

  EXPECT_THAT(alone.kept, ElementsAre(ElementsAre(0, 3), ElementsAre()));
  EXPECT_DOUBLE_EQ(alone.share, 10.0 / 12);
  EXPECT_EQ(first.kept.size(), 1U);
  EXPECT_EQ(longer.kept.size(), 2U);
}

TEST(StateTrace, NamesThePlaceOfAFault) {
  EXPECT_THAT(fault_of("step,kept\n"), HasSubstr("t.csv:1:1: state trace: the first line is"));
  EXPECT_THAT(fault_of("step,sequence,kept\n0,0,0 6\n0,1,\n"),
              HasSubstr("t.csv:2:7: state trace: unit 6; allowed are 0 to 5"));
  EXPECT_THAT(fault_of("step,sequence,kept\n0,0,3 1\n0,1,\n"), HasSubstr("t.csv:2:7: "));
  EXPECT_THAT(fault_of("step,sequence,kept\n0,0,3\n0,1,x\n"),
              HasSubstr("t.csv:3:5: state trace: the number of a unit is missing"));
  EXPECT_THAT(fault_of("step,sequence,kept\n0,0,3\n0,1,05\n"),
              HasSubstr("t.csv:3:5: state trace: '05' is no number of a unit"));
  EXPECT_THAT(fault_of("step,sequence,kept\n0,0,3\n0,1,\n2,0,1\n2,1,\n"),
              HasSubstr("t.csv:4:1: state trace: step 2 where 1 is due"));
  EXPECT_THAT(fault_of("step,sequence,kept\n0,0,3\n0,1\n"),
              HasSubstr("t.csv:3:4: state trace: a comma is missing"));
  EXPECT_THAT(fault_of("step,sequence,kept\n0,0,3\n0,1,\n1,0,1\n"),
              HasSubstr("the last step has 1 of 2 sequences"));
  EXPECT_THAT(fault_of(example, 3),
              HasSubstr("step 0 has 2 sequences; the workload's batch has 3"));
  EXPECT_THAT(fault_of("step,sequence,kept\n0,0,\n0,1,\n"), HasSubstr("all of the states"));
}

std::string sweep_with(const std::string& trace, const std::string& model = "{format: dense}") {
  return "workload: {input: 4, hidden: 6, steps: 2, batch: 2, state_trace: " + trace +
         "}\nmodel: " + model + "\nhardware: {template: tie}\nobjectives: energy_pj\n";
}

TEST(StateTrace, IsReadBesideTheSweepAndKeptInItsCanonicalText) {
  const std::string folder = ::testing::TempDir() + "/state_trace_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/states.csv") << example;
  const Vocabulary vocabulary = testing::test_vocabulary();

  const Sweep sweep = parse_sweep(sweep_with("states.csv"), folder + "/s.yaml", vocabulary);
  const std::string text = canonical_text(sweep);
  const Sweep again = parse_sweep(text, "elsewhere.yaml", vocabulary);

  EXPECT_THAT(text, HasSubstr("kept: [\"0 3 5\", \"2\"]"));
  EXPECT_EQ(*again.workload.state_trace, *sweep.workload.state_trace);
  EXPECT_EQ(canonical_text(again), text);
  ASSERT_EQ(sweep.model.state_sparsity.size(), 1U);
  EXPECT_DOUBLE_EQ(sweep.model.state_sparsity.front().value, 19.0 / 24);
}

TEST(StateTrace, ThatCannotBeLookedForIsAFaultOfTheSweep) {
  // No file system takes a name of 300 characters: asking for it fails, too.
  const std::string file = std::string(300, 'a') + ".csv";
  try {
    (void)parse_sweep(sweep_with(file), "s.yaml", testing::test_vocabulary());
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("workload.state_trace: there is no file aaa"));
  }
}

TEST(StateTrace, AllowsNoOtherShareThanItsOwn) {
  const std::string text = sweep_with("{share: 0.5, kept: [\"0 3\", \"\"]}",
                                      "{format: dense, state_sparsity: [0, 0.25]}");
  try {
    (void)parse_sweep(text, "s.yaml", testing::test_vocabulary());
    FAIL() << "0.25 is not the trace's share";
  } catch (const ParseError& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("allowed: 0, 0.5"));
  }
}

}  // namespace
}  // namespace paretree::sweeps
