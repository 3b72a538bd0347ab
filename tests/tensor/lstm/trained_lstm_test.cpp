#include "tensor/lstm/trained_lstm.hpp"

#include "tensor/lstm/decomposed_lstm.hpp"
#include "tensor/reference/lstm_reference.hpp"
#include "tensor/reference/products.hpp"
#include "tests/tensor/lstm/lstm_formats.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace paretree::tensor {

namespace {

// The exported cores, multiplied out by the oracle of the formats, against the LSTM's own oracle.
TEST(LstmWeights, CoresGiveTheMatrixThatTheLstmUses) {
  const LstmShape shape = testing::tiny_shape();
  for (const auto& named : testing::tiny_formats()) {
    if (named.format.matrix.kind == FormatKind::dense) {
      continue;
    }
    const ReferenceLstm reference(shape, named.format);
    DecomposedLstm lstm(shape, named.format, 1, kernels());
    lstm.initialise(4);
    const auto parameters = lstm.parameters();

    const LstmWeights weights = lstm_weights(lstm.layout(), named.format, parameters);

    const std::vector<double> matrix = reference::dense_matrix(weights.matrix, weights.cores);
    const std::vector<double> expected =
        reference.matrix(std::vector<double>(parameters.begin(), parameters.end()));
    ASSERT_EQ(matrix.size(), expected.size()) << named.name;
    for (std::size_t i = 0; i < matrix.size(); ++i) {
      ASSERT_NEAR(matrix[i], expected[i], 1e-12) << named.name << ", entry " << i;
    }
  }
}

// Logits by hand from the exported numbers: the share of right answers must be the one reported.
TEST(TrainedLstm, WeightsReproduceTheReportedAccuracy) {
  const LstmShape shape = testing::tiny_shape();
  const SequenceSet set = testing::noisy_patterns(shape, 60, 50);
  TrainingOptions options;
  options.steps = 30;
  options.batch = 16;
  for (const auto& named : testing::tiny_formats()) {
    const TrainedLstm trained = trained_lstm(shape, named.format, set, Split::test, options);
    const TrainingResult alone = train(shape, named.format, set, Split::test, options);
    EXPECT_EQ(trained.result.loss, alone.loss) << named.name;

    const LstmWeights& w = trained.weights;
    const std::vector<double> matrix = reference::dense_matrix(w.matrix, w.cores);
    const std::size_t columns = w.matrix.modes.columns();
    const std::vector<GateUnit> rows = gate_units(w.matrix.modes);
    std::size_t correct = 0;
    for (std::uint64_t index = 0; index < set.size(Split::test); ++index) {
      const auto x = set.sequence(Split::test, index);
      std::vector<double> h(shape.hidden);
      std::vector<double> c(shape.hidden);
      for (std::size_t t = 0; t < shape.steps; ++t) {
        std::vector<double> gates(rows.size());
        for (std::size_t row = 0; row < rows.size(); ++row) {
          double sum = w.bias[row];
          for (std::size_t k = 0; k < shape.inputs; ++k) {
            sum += matrix[row * columns + k] * static_cast<double>(x[t * shape.inputs + k]);
          }
          for (std::size_t k = 0; k < shape.hidden; ++k) {
            sum += h[k] * (w.hidden.empty() ? matrix[row * columns + shape.inputs + k]
                                            : w.hidden[row * shape.hidden + k]);
          }
          const auto& [gate, unit] = rows[row];
          gates[gate * shape.hidden + unit] = gate == 2 ? std::tanh(sum) : 1 / (1 + std::exp(-sum));
        }
        for (std::size_t unit = 0; unit < shape.hidden; ++unit) {
          c[unit] =
              gates[shape.hidden + unit] * c[unit] + gates[unit] * gates[2 * shape.hidden + unit];
          h[unit] = gates[3 * shape.hidden + unit] * std::tanh(c[unit]);
        }
      }
      std::vector<double> logits = w.classifier_bias;
      for (std::size_t k = 0; k < shape.classes; ++k) {
        for (std::size_t unit = 0; unit < shape.hidden; ++unit) {
          logits[k] += w.classifier[k * shape.hidden + unit] * h[unit];
        }
      }
      const auto best = std::max_element(logits.begin(), logits.end()) - logits.begin();
      correct += best == set.label(Split::test, index) ? 1U : 0U;
    }
    EXPECT_EQ(static_cast<double>(correct) / 50, trained.result.accuracy) << named.name;
  }
}

}  // namespace

}  // namespace paretree::tensor
