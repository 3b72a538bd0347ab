#include "tensor/lstm/training.hpp"

#include "tests/tensor/lstm/lstm_formats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xmmintrin.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace paretree::tensor {

namespace {

using ::testing::HasSubstr;
using testing::ht_format;
using testing::noisy_patterns;
using testing::tiny_formats;
using testing::tiny_shape;
using testing::tt_format;

void expect_same_bits(const TrainingResult& left, const TrainingResult& right,
                      const std::string& what) {
  EXPECT_EQ(left.accuracy, right.accuracy) << what;
  EXPECT_EQ(left.loss, right.loss) << what;
  EXPECT_EQ(left.summed_training_loss, right.summed_training_loss) << what;
}

TrainingOptions short_training() {
  TrainingOptions options;
  options.steps = 6;
  options.batch = 8;
  return options;
}

TEST(Train, LearnsPatternsInEveryFormat) {
  const SequenceSet set = noisy_patterns(tiny_shape(), 200, 100);
  TrainingOptions options;
  options.steps = 120;
  options.batch = 32;
  options.learning_rate = 0.03;
  for (const auto& named : tiny_formats()) {
    const TrainingResult result =
        train(tiny_shape(), named.format, set, Split::validation, options);
    EXPECT_TRUE(result.finished);
    EXPECT_GT(result.accuracy, 0.8) << named.name;
    EXPECT_EQ(result.evaluated, 100U);
  }
}

TEST(Train, GivesTheSameBitsForAllRootingsAndChildOrders) {
  const Modes modes{.in = {2, 2, 1, 3}, .out = {2, 4, 3, 1}, .gate_mode = 1};
  const SequenceSet set = noisy_patterns(tiny_shape(), 40, 20);
  // Ranks that differ edge by edge, so that rootings differ in parameters.
  MatrixFormat matrix = ht_format(modes, DimensionTree::parse("[[0, 1], [2, 3]]"), 2, 3);
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  std::uint64_t rank = 2;
  for (const ModeSet edge : matrix.tree.unrooted()) {
    ranks.emplace_back(edge, rank++ % 3 + 2);
  }
  matrix.ranks = EdgeRanks(ranks);
  const LayerFormat original{.scope = Scope::full, .matrix = matrix};
  const TrainingResult expected = train(tiny_shape(), original, set, Split::test, short_training());

  int plans = 0;
  for (const DimensionTree& rooting : rootings(matrix.tree)) {
    for (const DimensionTree& order : rooting.child_orders()) {
      LayerFormat plan = original;
      plan.matrix.tree = order;
      expect_same_bits(train(tiny_shape(), plan, set, Split::test, short_training()), expected,
                       order.text());
      ++plans;
    }
  }

  EXPECT_EQ(plans, 5 * 8);
}

TEST(Train, GivesTheSameBitsForBothDirectionsOfAChain) {
  const Modes modes{.in = {2, 2, 3}, .out = {2, 4, 3}, .gate_mode = 1};
  const SequenceSet set = noisy_patterns(tiny_shape(), 40, 20);
  LayerFormat forward{.scope = Scope::full, .matrix = tt_format(modes, {2, 3})};
  LayerFormat backward = forward;
  backward.matrix.tree = DimensionTree::parse("[[2, 1], 0]");

  expect_same_bits(train(tiny_shape(), forward, set, Split::test, short_training()),
                   train(tiny_shape(), backward, set, Split::test, short_training()), "chain");
}

TEST(Train, GivesTheSameBitsOnManyThreads) {
  const SequenceSet set = noisy_patterns(tiny_shape(), 60, 30);
  const LayerFormat format = tiny_formats().back().format;
  const TrainingResult alone = train(tiny_shape(), format, set, Split::test, short_training());

  std::vector<TrainingResult> results(4);
  std::vector<std::thread> threads;
  for (TrainingResult& result : results) {
    threads.emplace_back([&result, &format, &set] {
      result = train(tiny_shape(), format, set, Split::test, short_training());
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }

  for (const TrainingResult& result : results) {
    expect_same_bits(result, alone, "thread");
  }
}

TEST(Train, DependsOnTheSeed) {
  const SequenceSet set = noisy_patterns(tiny_shape(), 60, 30);
  const LayerFormat format = tiny_formats().front().format;
  TrainingOptions other = short_training();
  other.seed = 2;

  EXPECT_NE(train(tiny_shape(), format, set, Split::test, short_training()).loss,
            train(tiny_shape(), format, set, Split::test, other).loss);
}

TEST(Train, RoundsWeightsToTheirBits) {
  const SequenceSet set = noisy_patterns(tiny_shape(), 60, 30);
  LayerFormat format = tiny_formats()[6].format;
  std::vector<double> losses;
  for (const int bits : {16, 12, 8}) {
    format.weight_bits = bits;
    losses.push_back(train(tiny_shape(), format, set, Split::test, short_training()).loss);
  }

  EXPECT_NE(losses[0], losses[1]);
  EXPECT_NE(losses[1], losses[2]);
  EXPECT_NEAR(losses[0], losses[1], 1e-2);
}

TEST(Train, StopsWhenCancelled) {
  const SequenceSet set = noisy_patterns(tiny_shape(), 60, 30);
  TrainingOptions options = short_training();
  int asked = 0;
  options.cancelled = [&asked] { return ++asked == 3; };

  const TrainingResult result =
      train(tiny_shape(), tiny_formats().front().format, set, Split::test, options);

  EXPECT_FALSE(result.finished);
  EXPECT_EQ(asked, 3);
}

TEST(Train, RestoresTheFloatingPointMode) {
  const SequenceSet set = noisy_patterns(tiny_shape(), 20, 5);
  const unsigned modes = 0x8040;  // flush to zero, denormals are zero
  ASSERT_EQ(_mm_getcsr() & modes, 0U);

  static_cast<void>(
      train(tiny_shape(), tiny_formats().front().format, set, Split::test, short_training()));

  EXPECT_EQ(_mm_getcsr() & modes, 0U);
}

TEST(Train, EvaluatesAllSequencesOnRequest) {
  const SequenceSet set = noisy_patterns(tiny_shape(), 60, 30);
  TrainingOptions options = short_training();
  options.evaluation_sequences = 0;
  const LayerFormat format = tiny_formats().front().format;
  EXPECT_EQ(train(tiny_shape(), format, set, Split::test, options).evaluated, 30U);

  options.evaluation_sequences = 11;
  EXPECT_EQ(train(tiny_shape(), format, set, Split::test, options).evaluated, 11U);
}

std::string refusal(const LstmShape& shape, const LayerFormat& format,
                    const TrainingOptions& options) {
  const SequenceSet set = noisy_patterns(tiny_shape(), 20, 5);
  try {
    static_cast<void>(train(shape, format, set, Split::test, options));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(Train, RefusesWhatDoesNotFitAndNamesBothShapes) {
  const LayerFormat good = tiny_formats().front().format;
  LayerFormat narrow = good;
  narrow.matrix.modes = {.in = {4}, .out = {24}, .gate_mode = 0};
  LstmShape long_shape = tiny_shape();
  long_shape.steps = 9;
  LayerFormat odd_bits = good;
  odd_bits.weight_bits = 10;
  TrainingOptions large_batch = short_training();
  large_batch.batch = 21;

  EXPECT_THAT(refusal(tiny_shape(), narrow, short_training()),
              HasSubstr("a 24 x 4 matrix for an LSTM that needs 24 rows and at least 5 columns"));
  EXPECT_THAT(refusal(long_shape, good, short_training()), HasSubstr("9 steps x 5 inputs"));
  EXPECT_THAT(refusal(tiny_shape(), odd_bits, short_training()), HasSubstr("10 weight bits"));
  EXPECT_THAT(refusal(tiny_shape(), good, large_batch), HasSubstr("batches of 21 from 20"));
}

// 57,600 inputs: W would have 59 million entries per copy; the split into two halves needs none.
TEST(Train, TakesVideoFramesWithoutBuildingTheMatrix) {
  const LstmShape shape{.inputs = 57600, .hidden = 16, .steps = 2, .classes = 2};
  const SequenceSet set = noisy_patterns(shape, 8, 8);
  const Modes modes{.in = {8, 20, 20, 18}, .out = {4, 4, 2, 2}, .gate_mode = 1};
  const Modes padded{.in = {11, 13, 15, 27}, .out = {4, 4, 2, 2}, .gate_mode = 1};
  TrainingOptions options;
  options.steps = 3;
  options.batch = 4;
  for (const LayerFormat& format :
       {LayerFormat{Scope::input, ht_format(modes, DimensionTree::balanced(4), 3, 3)},
        LayerFormat{Scope::full, ht_format(padded, DimensionTree::linear(4), 2, 2)},
        LayerFormat{Scope::input, tt_format(modes, {3, 3, 3})}}) {
    const TrainingResult result = train(shape, format, set, Split::test, options);
    EXPECT_TRUE(result.finished);
    EXPECT_GT(result.summed_training_loss, 0);
    EXPECT_LT(result.summed_training_loss, 3 * 5);
  }
}

TEST(Train, LearnsFashionMnistInSixtySteps) {
  const SequenceSet set = fashion_mnist(default_fashion_mnist_folder(), 7);
  const LstmShape shape{.inputs = 112, .hidden = 64, .steps = 7, .classes = 10};
  const Modes modes{.in = {4, 4, 11}, .out = {4, 8, 8}, .gate_mode = 2};
  const LayerFormat format{.scope = Scope::full,
                           .matrix = ht_format(modes, DimensionTree::balanced(3), 4, 4)};
  ASSERT_LT(parameters(format.matrix), 700U);  // 45,056 dense

  const TrainingResult result = train(shape, format, set, Split::validation, {});

  EXPECT_GT(result.accuracy, 0.55);
  EXPECT_EQ(result.evaluated, 2000U);
}

}  // namespace

}  // namespace paretree::tensor
