#include "tensor/reference/training_modes.hpp"

#include "tensor/lstm/decomposed_lstm.hpp"
#include "tensor/lstm/low_bits.hpp"
#include "tests/tensor/lstm/example_batch.hpp"
#include "tests/tensor/lstm/lstm_formats.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

namespace paretree::tensor {

namespace {

using testing::Batch;
using testing::batch;
using testing::dense_format;
using testing::in_double;
using testing::noisy_patterns;
using testing::tiny_formats;
using testing::tiny_shape;

double norm(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) {
    sum += static_cast<double>(value) * static_cast<double>(value);
  }
  return std::sqrt(sum);
}

// Scales, shifts and biases away from where they start, so that a gradient that confuses them
// shows.
void shake(DecomposedLstm& lstm) {
  RandomStream random(5, 5);
  for (const auto& tensor : lstm.layout().tensors) {
    for (std::size_t i = tensor.offset; i < tensor.offset + tensor.size; ++i) {
      const bool padding = lstm.parameters()[i] == 0 && tensor.initial_deviation > 0;
      const float moved = 0.3F * random.symmetric();
      if (!padding && !tensor.fixed_point) {
        lstm.parameters()[i] += moved;
      }
    }
  }
  // Units and classes that do not exist stay at zero.
  const ParameterLayout& at = lstm.layout();
  for (std::size_t unit = at.hidden; unit < at.padded_hidden; ++unit) {
    for (std::size_t gate = 0; gate < 4; ++gate) {
      for (const std::size_t tensor : {at.bias, at.h_scale, at.x_scale}) {
        if (tensor != ParameterLayout::none) {
          lstm.parameters()[tensor + panel_place({gate, unit}, 0, 1)] = 0;
        }
      }
    }
    for (const std::size_t tensor : {at.c_scale, at.c_shift}) {
      if (tensor != ParameterLayout::none) {
        lstm.parameters()[tensor + unit] = 0;
      }
    }
  }
  std::fill_n(lstm.parameters().begin() + static_cast<std::ptrdiff_t>(at.classifier_bias + 3),
              at.padded_classes - 3, 0.0F);
}

LayerFormat low_bit_format(int bits) {
  return {.scope = Scope::full, .matrix = dense_format(11, 24), .weight_bits = bits};
}

/// The fast gradient against central differences of the slow loss, in double.
void expect_gradient(const ReferenceModes& reference, const DecomposedLstm& lstm,
                     std::span<const float> seen, const Batch& examples,
                     const std::vector<double>* frozen, const std::string& what) {
  std::vector<double> parameters = in_double(seen);
  const double scale = norm(lstm.gradient());
  ASSERT_GT(scale, 1e-3) << what;
  for (const auto& tensor : reference.layout().tensors) {
    for (std::size_t i = tensor.offset; i < tensor.offset + tensor.size;
         i += 1 + tensor.size / 24) {
      const double before = parameters[i];
      const double step = 1e-5;
      parameters[i] = before + step;
      const double above = reference.loss(parameters, examples.slow, frozen);
      parameters[i] = before - step;
      const double below = reference.loss(parameters, examples.slow, frozen);
      parameters[i] = before;
      const bool padding = before == 0 && lstm.gradient()[i] == 0;
      ASSERT_TRUE(padding || std::abs(static_cast<double>(lstm.gradient()[i]) -
                                      (above - below) / (2 * step)) < 1e-5 * scale)
          << what << ", parameter " << i << ": " << lstm.gradient()[i] << " and "
          << (above - below) / (2 * step);
    }
  }
}

// ---- binary and ternary weights ----

// W0 = sqrt(6 / (112 + 4 * 64)) / 2 = sqrt(6 / 368) / 2 = 0.063844...
TEST(LowBits, ScaleIsHalfOfGlorotsBound) {
  EXPECT_NEAR(low_bit_scale(112, 64), 0.06384424, 1e-8);
  // PTB characters: inputs 50, units 1000, W_h: sqrt(6 / 5000) / 2.
  EXPECT_NEAR(low_bit_scale(1000, 1000), 0.01732051, 1e-8);
}

TEST(LowBits, FixedTernaryTurnsAtAThird) {
  const float scale = 0.3F;
  const float third = scale / 3;
  EXPECT_EQ(fixed_low_bits(0.11F, scale, ternary_bits), scale);
  EXPECT_EQ(fixed_low_bits(third, scale, ternary_bits), 0);
  EXPECT_EQ(fixed_low_bits(-0.09F, scale, ternary_bits), 0);
  EXPECT_EQ(fixed_low_bits(-third, scale, ternary_bits), -scale);
  EXPECT_EQ(fixed_low_bits(-5, scale, ternary_bits), -scale);
}

TEST(LowBits, FixedBinaryIsTheSign) {
  EXPECT_EQ(fixed_low_bits(0, 0.3F, binary_bits), 0.3F);
  EXPECT_EQ(fixed_low_bits(0.01F, 0.3F, binary_bits), 0.3F);
  EXPECT_EQ(fixed_low_bits(-0.01F, 0.3F, binary_bits), -0.3F);
}

// Of 40,000 draws the share has a standard deviation of at most 0.0025.
TEST(LowBits, DrawsHaveThePublishedProbabilities) {
  const int draws = 40'000;
  for (const double w : {-2.0, -0.8, -0.3, 0.0, 0.25, 0.5, 0.9, 1.7}) {
    RandomStream random(3, 1);
    int plus = 0;
    int minus = 0;
    int kept = 0;
    for (int draw = 0; draw < draws; ++draw) {
      const float weight = static_cast<float>(w) * 0.06F;
      const float binary = drawn_low_bits(weight, 0.06F, binary_bits, random);
      const float ternary = drawn_low_bits(weight, 0.06F, ternary_bits, random);
      plus += binary == 0.06F ? 1 : 0;
      minus += binary == -0.06F ? 1 : 0;
      kept += ternary == std::copysign(0.06F, weight) ? 1 : 0;
      ASSERT_TRUE(ternary == 0 || ternary == std::copysign(0.06F, weight));
    }
    EXPECT_EQ(plus + minus, draws);
    EXPECT_NEAR(static_cast<double>(plus) / draws, std::clamp((w + 1) / 2, 0.0, 1.0), 0.012) << w;
    EXPECT_NEAR(static_cast<double>(kept) / draws, std::min(std::abs(w), 1.0), 0.012) << w;
  }
}

TEST(LowBits, EveryWeightIsOnItsGridAndPaddingIsZero) {
  for (const int bits : {ternary_bits, binary_bits}) {
    DecomposedLstm lstm(tiny_shape(), low_bit_format(bits), 4, kernels());
    lstm.initialise(3);
    const Batch examples = batch(tiny_shape(), 4);

    static_cast<void>(lstm.loss_and_gradient(examples.fast));

    const ParameterLayout& layout = lstm.layout();
    const auto scale_x = static_cast<float>(low_bit_scale(5, 6));
    const auto scale_h = static_cast<float>(low_bit_scale(6, 6));
    for (std::size_t gate = 0; gate < 4; ++gate) {
      for (std::size_t unit = 0; unit < 16; ++unit) {
        for (std::size_t k = 0; k < 11; ++k) {
          const float scale = k < 5 ? scale_x : scale_h;
          const std::size_t place = k < 5 ? layout.x_panel + panel_place({gate, unit}, k, 5)
                                          : layout.h_panel + panel_place({gate, unit}, k - 5, 6);
          const float seen = lstm.rounded_parameters()[place];
          if (unit >= 6) {
            EXPECT_EQ(seen, 0);
          } else {
            EXPECT_TRUE(std::abs(seen) == scale || (bits == ternary_bits && seen == 0)) << seen;
          }
        }
      }
    }
  }
}

TEST(NormalisedLstm, FollowsTheReferenceInLossAndGradient) {
  const Batch examples = batch(tiny_shape(), 5);
  for (const int bits : {ternary_bits, binary_bits}) {
    const LayerFormat format = low_bit_format(bits);
    const ReferenceModes reference(tiny_shape(), format, 0);
    DecomposedLstm lstm(tiny_shape(), format, 6, kernels());
    lstm.initialise(3);
    shake(lstm);

    const double loss = lstm.loss_and_gradient(examples.fast);

    const std::vector<double> seen = in_double(lstm.rounded_parameters());
    EXPECT_NEAR(loss, reference.loss(seen, examples.slow), 1e-6);
    expect_gradient(reference, lstm, lstm.rounded_parameters(), examples, nullptr,
                    std::to_string(bits) + " bits");
  }
}

// Settled on one batch, evaluation of that batch is what training with fixed weights sees.
TEST(NormalisedLstm, EvaluatesWithTheStatisticsItSettledOn) {
  const Batch examples = batch(tiny_shape(), 6);
  const LayerFormat format = low_bit_format(ternary_bits);
  const ReferenceModes reference(tiny_shape(), format, 0);
  DecomposedLstm lstm(tiny_shape(), format, 6, kernels());
  lstm.initialise(3);
  const auto all = [&](std::size_t, std::size_t) {
    return std::span<const DecomposedLstm::Example>(examples.fast);
  };

  lstm.settle_statistics(2, all);
  const auto together = lstm.evaluate(6, all);
  double alone = 0;
  for (std::size_t index = 0; index < 6; ++index) {
    const std::span<const DecomposedLstm::Example> one(&examples.fast[index], 1);
    alone += lstm.evaluate(1, [&](std::size_t, std::size_t) { return one; }).loss;
  }

  const double expected = reference.loss(in_double(lstm.rounded_parameters()), examples.slow);
  EXPECT_NEAR(together.loss / 6, expected, 1e-6);
  EXPECT_NEAR(alone, together.loss, 1e-5) << "a sequence's score depends on the others";
}

// ---- pruned states ----

TEST(PrunedStates, FollowTheReferenceInLossAndGradientForEveryFormat) {
  const Batch examples = batch(tiny_shape(), 5);
  for (const auto& named : tiny_formats()) {
    LayerFormat format = named.format;
    format.state_sparsity = 0.5;
    const float threshold = 0.08F;
    const ReferenceModes reference(tiny_shape(), format, static_cast<double>(threshold));
    for (const Executor executor : {Executor::materialised, Executor::semi}) {
      DecomposedLstm lstm(tiny_shape(), format, 6, kernels(), executor);
      lstm.initialise(3);
      shake(lstm);
      lstm.set_state_threshold(threshold);

      const double loss = lstm.loss_and_gradient(examples.fast);

      const std::vector<double> seen = in_double(lstm.rounded_parameters());
      const std::vector<double> frozen = reference.additions(reference.states(seen, examples.slow));
      const auto pruned =
          std::count_if(frozen.begin(), frozen.end(), [](double x) { return x != 0; });
      EXPECT_GT(pruned, 9) << named.name;  // of 5 * 3 * 6 states
      EXPECT_LT(pruned, 81) << named.name;
      EXPECT_NEAR(loss, reference.loss(seen, examples.slow), 1e-6) << named.name;
      expect_gradient(reference, lstm, lstm.rounded_parameters(), examples, &frozen, named.name);
    }
  }
}

TEST(PrunedStates, WithoutAThresholdAreThoseOfThePlainLayer) {
  const Batch examples = batch(tiny_shape(), 5);
  LayerFormat format = tiny_formats().front().format;
  DecomposedLstm plain(tiny_shape(), format, 5, kernels());
  format.state_sparsity = 0.5;
  DecomposedLstm pruned(tiny_shape(), format, 5, kernels());
  for (DecomposedLstm* lstm : {&plain, &pruned}) {
    lstm->initialise(3);
    static_cast<void>(lstm->loss_and_gradient(examples.fast));
  }

  EXPECT_TRUE(std::ranges::equal(plain.gradient(), pruned.gradient()));
}

// ---- both ----

std::vector<LayerFormat> formats_of_modes() {
  std::vector<LayerFormat> formats = {low_bit_format(ternary_bits), low_bit_format(binary_bits)};
  for (const int bits : {16, 12, 8}) {
    LayerFormat format = low_bit_format(bits);
    format.state_sparsity = 0.6;
    formats.push_back(format);
  }
  formats.push_back(tiny_formats().back().format);
  formats.back().state_sparsity = 0.4;
  return formats;
}

TEST(TrainingModes, GiveTheSameBitsOnEveryInstructionSet) {
  if (!available(InstructionSet::avx512)) {
    GTEST_SKIP() << "this processor has no AVX-512; its kernels were not compared";
  }
  const Batch examples = batch(tiny_shape(), 7);
  for (const LayerFormat& format : formats_of_modes()) {
    DecomposedLstm narrow(tiny_shape(), format, 7, kernels(InstructionSet::avx2));
    DecomposedLstm wide(tiny_shape(), format, 7, kernels(InstructionSet::avx512));
    std::array<double, 2> losses{};
    for (DecomposedLstm* lstm : {&narrow, &wide}) {
      lstm->initialise(9);
      for (int step = 0; step < 5; ++step) {
        if (format.state_sparsity > 0) {
          lstm->set_state_threshold(0.05F);
        }
        static_cast<void>(lstm->loss_and_gradient(examples.fast));
        lstm->descend(0.02, 0.1);
      }
      const auto all = [&](std::size_t, std::size_t) {
        return std::span<const DecomposedLstm::Example>(examples.fast);
      };
      lstm->settle_statistics(1, all);
      losses[lstm == &wide ? 1 : 0] = lstm->evaluate(7, all).loss;
    }
    EXPECT_TRUE(std::ranges::equal(narrow.parameters(), wide.parameters())) << format.weight_bits;
    EXPECT_EQ(losses[0], losses[1]) << format.weight_bits;
  }
}

TEST(TrainingModes, GiveTheSameBitsOnManyThreads) {
  const SequenceSet set = noisy_patterns(tiny_shape(), 60, 30);
  TrainingOptions options;
  options.steps = 6;
  options.batch = 8;
  for (const LayerFormat& format : formats_of_modes()) {
    const TrainingResult alone = train(tiny_shape(), format, set, Split::test, options);
    std::vector<TrainingResult> results(3);
    std::vector<std::thread> threads;
    for (TrainingResult& result : results) {
      threads.emplace_back(
          [&] { result = train(tiny_shape(), format, set, Split::test, options); });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    for (const TrainingResult& result : results) {
      EXPECT_EQ(result.loss, alone.loss);
      EXPECT_EQ(result.summed_training_loss, alone.summed_training_loss);
      EXPECT_EQ(result.states.has_value(), format.state_sparsity > 0);
      if (result.states) {
        EXPECT_EQ(result.states->threshold, alone.states->threshold);
        EXPECT_EQ(result.states->kept, alone.states->kept);
      }
    }
  }
}

TEST(TrainingModes, LearnPatterns) {
  const SequenceSet set = noisy_patterns(tiny_shape(), 200, 100);
  TrainingOptions options;
  options.steps = 200;
  options.batch = 32;
  options.learning_rate = 0.03;
  for (const LayerFormat& format : formats_of_modes()) {
    const TrainingResult result = train(tiny_shape(), format, set, Split::validation, options);
    EXPECT_GT(result.accuracy, 0.8) << format.weight_bits << " bits";
  }
}

TEST(TrainingModes, ReachTheShareOfZerosAskedFor) {
  const LstmShape shape{.inputs = 5, .hidden = 20, .steps = 4, .classes = 3};
  const SequenceSet set = noisy_patterns(shape, 400, 200);
  TrainingOptions options;
  options.steps = 100;
  options.batch = 32;
  options.joint_sequences = 4;
  for (const double share : {0.3, 0.7, 0.9}) {
    LayerFormat format{.scope = Scope::full, .matrix = dense_format(25, 80)};
    format.state_sparsity = share;
    const TrainingResult result = train(shape, format, set, Split::validation, options);
    ASSERT_TRUE(result.states);
    EXPECT_NEAR(result.states->share, share, 0.05);
    EXPECT_GT(result.states->threshold, 0);
    EXPECT_LE(result.states->joint_share, result.states->share);
    EXPECT_GT(result.states->joint_share, std::pow(share, 4) - 0.05);
    ASSERT_EQ(result.states->kept.size(), 4U);
    EXPECT_EQ(result.states->kept.front().size(), 4U);
  }
}

}  // namespace

}  // namespace paretree::tensor
