#include "sweeps/sweep.hpp"
#include "tests/support/vocabulary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace paretree::sweeps {
namespace {

using ::testing::HasSubstr;

/// A model beside the sweep with a layer of 12 inputs and 6 units, and no other.
Vocabulary vocabulary_with_a_model() {
  Vocabulary words = testing::test_vocabulary();
  words.layer_of_model = [](const std::string& file, const std::string& node) {
    if (file != "folder/model.onnx" || (!node.empty() && node != "encoder")) {
      throw std::runtime_error(file + ": no LSTM node '" + node + "'");
    }
    return Vocabulary::ModelLayer{12, 6};
  };
  return words;
}

Sweep sweep_with(const std::string& workload) {
  return parse_sweep(
      "workload: " + workload + "\nhardware: {template: tie}\nobjectives: [energy_pj]\n",
      "folder/s.yaml", vocabulary_with_a_model());
}

std::string fault_of(const std::string& workload) {
  try {
    static_cast<void>(sweep_with(workload));
  } catch (const ParseError& error) {
    return error.what();
  }
  return "";
}

TEST(ModelLayer, GivesInputsAndHiddenUnits) {
  const Sweep sweep = sweep_with("{onnx: model.onnx, node: encoder, steps: 3, classes: 2}");

  EXPECT_EQ(sweep.workload.inputs, 12U);
  EXPECT_EQ(sweep.workload.hidden, 6U);
  EXPECT_EQ(sweep.workload.steps, 3U);
  // A study needs no model: its text has the shape.
  EXPECT_THAT(canonical_text(sweep), HasSubstr("{layer: lstm, input: 12, hidden: 6, steps: 3"));
}

TEST(ModelLayer, FixesTheShape) {
  EXPECT_THAT(fault_of("{onnx: model.onnx, hidden: 6}"),
              HasSubstr("workload.hidden: fixed by the model; allowed beside 'onnx': node"));
  EXPECT_THAT(fault_of("{input: 12, hidden: 6, node: encoder}"),
              HasSubstr("workload.node: belongs to 'onnx'"));
}

TEST(ModelLayer, DoesNotStandBesideANamedWorkload) {
  EXPECT_THAT(fault_of("{name: lstm-ucf11, onnx: model.onnx}"),
              HasSubstr("workload.onnx: fixed by the named workload; allowed beside 'name'"));
  EXPECT_THAT(fault_of("{name: lstm-ucf11, node: encoder}"),
              HasSubstr("workload.node: fixed by the named workload; allowed beside 'name'"));
}

TEST(ModelLayer, ThatIsNotThereIsAFaultOfTheSweep) {
  EXPECT_THAT(fault_of("{onnx: other.onnx}"),
              HasSubstr("folder/s.yaml:1:18: workload.onnx: folder/other.onnx: no LSTM node"));
}

}  // namespace
}  // namespace paretree::sweeps
