#include "tensor/lstm/decomposed_lstm.hpp"

#include "tensor/reference/lstm_reference.hpp"
#include "tests/tensor/lstm/example_batch.hpp"
#include "tests/tensor/lstm/lstm_formats.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace paretree::tensor {

namespace {

using testing::Batch;
using testing::batch;
using testing::in_double;
using testing::NamedFormat;
using testing::tiny_formats;
using testing::tiny_shape;

double norm(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) {
    sum += value * value;
  }
  return std::sqrt(sum);
}

// Biases start at 0 and 1; moved, so that a gradient that confuses them shows.
void shake(std::span<float> parameters, const ParameterLayout& layout) {
  RandomStream random(5, 5);
  for (std::size_t unit = 0; unit < layout.hidden; ++unit) {
    for (std::size_t gate = 0; gate < 4; ++gate) {
      parameters[layout.bias + panel_place({gate, unit}, 0, 1)] += 0.3F * random.symmetric();
    }
  }
  for (std::size_t k = 0; k < layout.classes; ++k) {
    parameters[layout.classifier_bias + k] = 0.3F * random.symmetric();
  }
}

class LstmGradient : public ::testing::TestWithParam<NamedFormat> {};

// The oracle itself: its gradient against central differences, all in double.
TEST_P(LstmGradient, OfTheReferenceEqualsCentralDifferences) {
  const ReferenceLstm reference(tiny_shape(), GetParam().format);
  DecomposedLstm lstm(tiny_shape(), GetParam().format, 4, kernels());
  lstm.initialise(3);
  shake(lstm.parameters(), lstm.layout());
  std::vector<double> parameters = in_double(lstm.parameters());
  const Batch examples = batch(tiny_shape(), 4);

  const std::vector<double> gradient = reference.gradient(parameters, examples.slow);

  const double scale = norm(gradient);
  ASSERT_GT(scale, 1e-3);
  for (const auto& tensor : reference.layout().tensors) {
    for (std::size_t i = tensor.offset; i < tensor.offset + tensor.size;
         i += 1 + tensor.size / 24) {
      const double before = parameters[i];
      const double step = 1e-4;
      parameters[i] = before + step;
      const double above = reference.loss(parameters, examples.slow);
      parameters[i] = before - step;
      const double below = reference.loss(parameters, examples.slow);
      parameters[i] = before;
      EXPECT_NEAR(gradient[i], (above - below) / (2 * step), 1e-6 * scale) << "parameter " << i;
    }
  }
}

TEST_P(LstmGradient, OfTheFastPathEqualsTheReference) {
  for (const int bits : {16, 8}) {
    LayerFormat format = GetParam().format;
    format.weight_bits = bits;
    const ReferenceLstm reference(tiny_shape(), format);
    const Batch examples = batch(tiny_shape(), 5);
    for (const Executor executor : {Executor::materialised, Executor::semi}) {
      DecomposedLstm lstm(tiny_shape(), format, 5, kernels(), executor);
      lstm.initialise(3);
      shake(lstm.parameters(), lstm.layout());

      const double loss = lstm.loss_and_gradient(examples.fast);

      const std::vector<double> rounded = reference.rounded(in_double(lstm.parameters()));
      EXPECT_NEAR(loss, reference.loss(rounded, examples.slow), 1e-6);
      const std::vector<double> expected = reference.gradient(rounded, examples.slow);
      const std::vector<double> fast = in_double(lstm.gradient());
      const double scale = norm(expected);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_NEAR(fast[i], expected[i], 2e-6 * scale) << "parameter " << i << ", bits " << bits;
      }
    }
  }
}

TEST_P(LstmGradient, LossesOfManyStepsFollowTheReference) {
  const LayerFormat format = GetParam().format;
  const ReferenceLstm reference(tiny_shape(), format);
  const Batch examples = batch(tiny_shape(), 5);
  DecomposedLstm lstm(tiny_shape(), format, 5, kernels());
  lstm.initialise(3);
  std::vector<double> parameters = in_double(lstm.parameters());
  ReferenceAdam adam(reference.layout());

  for (int step = 0; step < 8; ++step) {
    const double fast = lstm.loss_and_gradient(examples.fast);
    lstm.descend(0.01, 0.05);

    // Rounded weights jump by a grid step where the two straddle a tie: 2^-15 of the largest.
    const std::vector<double> rounded = reference.rounded(parameters);
    EXPECT_NEAR(fast, reference.loss(rounded, examples.slow), 1e-4) << "step " << step;
    adam.descend(parameters, reference.gradient(rounded, examples.slow), 0.01, 0.05);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, LstmGradient, ::testing::ValuesIn(tiny_formats()),
                         [](const auto& format) { return format.param.name; });

TEST(DecomposedLstm, GivesTheSameBitsOnEveryInstructionSet) {
  if (!available(InstructionSet::avx512)) {
    GTEST_SKIP() << "this processor has no AVX-512; its kernels were not compared";
  }
  const Batch examples = batch(tiny_shape(), 7);
  for (const NamedFormat& named : tiny_formats()) {
    for (const Executor executor : {Executor::materialised, Executor::semi}) {
      DecomposedLstm narrow(tiny_shape(), named.format, 7, kernels(InstructionSet::avx2), executor);
      DecomposedLstm wide(tiny_shape(), named.format, 7, kernels(InstructionSet::avx512), executor);
      for (DecomposedLstm* lstm : {&narrow, &wide}) {
        lstm->initialise(9);
        for (int step = 0; step < 5; ++step) {
          static_cast<void>(lstm->loss_and_gradient(examples.fast));
          lstm->descend(0.02, 0.1);
        }
      }
      EXPECT_TRUE(std::ranges::equal(narrow.parameters(), wide.parameters())) << named.name;
    }
  }
}

TEST(DecomposedLstm, StartsWithGlorotsVarianceForEveryTreeAndRank) {
  const LstmShape shape{.inputs = 32, .hidden = 8, .steps = 1, .classes = 2};
  const Modes modes{.in = {4, 2, 4}, .out = {4, 2, 4}, .gate_mode = 2};
  const double expected = 2.0 / (32 + 8);
  for (const std::uint64_t rank : {2U, 4U}) {
    for (const auto& matrix : {testing::ht_format(modes, DimensionTree::linear(3), rank, rank),
                               testing::tt_format(modes, {rank, rank})}) {
      const LayerFormat format{.scope = Scope::input, .matrix = matrix};
      const ReferenceLstm reference(shape, format);
      DecomposedLstm lstm(shape, format, 1, kernels());
      double variance = 0;
      const int seeds = 20;
      for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        lstm.initialise(seed);
        const double length = norm(reference.matrix(in_double(lstm.parameters())));
        variance += length * length / (32 * 32) / seeds;
      }
      EXPECT_GT(variance, 0.6 * expected) << "rank " << rank;
      EXPECT_LT(variance, 1.6 * expected) << "rank " << rank;
    }
  }
}

}  // namespace

}  // namespace paretree::tensor
