#include "tensor/lstm/state_pruning.hpp"

#include "tests/tensor/lstm/lstm_formats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace paretree::tensor {

namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Of 1 ... 10 three are below 4: a share of 0.3.
TEST(StateThreshold, IsTheQuantileOfTheMagnitudes) {
  std::vector<float> magnitudes = {7, 1, 9, 3, 5, 10, 2, 8, 4, 6};
  EXPECT_EQ(StateThreshold::quantile(magnitudes, 0.3), 4);
  EXPECT_EQ(StateThreshold::quantile(magnitudes, 0), 1);
  EXPECT_EQ(StateThreshold::quantile(magnitudes, 0.99), 10);
}

// 200 steps, a share of 0.8: in the first 50 steps it grows to 0.8, so steps 24 and 49 want 0.4 and
// 0.8, of 1 ... 10 the quantiles 5 and 9, a fifth of the way: 1, then 1 + 8/5 = 2.6. Later steps
// want 9, a tenth (20 / 200) of the way: 2.6 + 6.4/10 = 3.24.
TEST(StateThreshold, GrowsOverAQuarterOfTheTrainingThenFollowsSlowly) {
  StateThreshold threshold(0.8, 200);
  const std::vector<float> magnitudes = {7, 1, 9, 3, 5, 10, 2, 8, 4, 6};
  std::vector<float> values;
  for (const std::uint64_t step : {24U, 49U, 50U}) {
    std::vector<float> copy = magnitudes;
    threshold.follow(step, copy);
    values.push_back(threshold.value());
  }

  EXPECT_NEAR(values[0], 1.0F, 1e-6F);
  EXPECT_NEAR(values[1], 2.6F, 1e-6F);
  EXPECT_NEAR(values[2], 3.24F, 1e-5F);
}

// Two steps of three units, threshold 0.5, pairs of sequences:
//   sequence 0:  keeps {0}, {}       zeros 2 + 3
//   sequence 1:  keeps {0, 2}, {1}   zeros 1 + 2    jointly {0, 2}, {1}: zeros 1 + 2
//   sequence 2:  keeps {}, {0}       zeros 3 + 2    alone in its group
// 13 of 18 zeros, 3 of 6 joint ones.
TEST(PrunedStateCount, CountsAloneAndJointly) {
  PrunedStateCount count(2, 3, 2, 0.5F);
  const std::array<std::array<float, 3>, 6> states{{{0.9F, 0.1F, -0.2F},
                                                    {0.4F, -0.4F, 0.0F},
                                                    {-0.7F, 0.3F, 0.5F},
                                                    {0.2F, 0.6F, 0.1F},
                                                    {0.0F, 0.0F, 0.0F},
                                                    {1.0F, 0.0F, 0.0F}}};
  for (std::size_t number = 0; number < states.size(); ++number) {
    count.add(number % 2, states[number]);
  }

  const PrunedStates result = count.result();

  EXPECT_THAT(result.share, DoubleEq(13.0 / 18));
  EXPECT_THAT(result.joint_share, DoubleEq(3.0 / 6));
  EXPECT_THAT(result.threshold, DoubleEq(0.5));
  ASSERT_EQ(result.kept.size(), 2U);
  EXPECT_THAT(result.kept[0], ElementsAre(ElementsAre(0U), ElementsAre(0U, 2U)));
  EXPECT_THAT(result.kept[1], ElementsAre(IsEmpty(), ElementsAre(1U)));
}

TEST(PrunedStateCount, OfNoWholeGroupHasNoJointShare) {
  PrunedStateCount count(1, 2, 3, 0.5F);
  count.add(0, std::array<float, 2>{0.9F, 0.1F});

  EXPECT_THAT(count.result().share, DoubleEq(0.5));
  EXPECT_THAT(count.result().joint_share, DoubleEq(0));
}

std::string refusal(const LayerFormat& format) {
  const SequenceSet set = testing::noisy_patterns(testing::tiny_shape(), 20, 5);
  TrainingOptions options;
  options.steps = 1;
  options.batch = 4;
  try {
    static_cast<void>(train(testing::tiny_shape(), format, set, Split::test, options));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

TEST(TrainingModes, RefuseWhatTheyAreNotMadeFor) {
  LayerFormat ternary_tree = testing::tiny_formats().back().format;
  ternary_tree.weight_bits = 2;
  LayerFormat both{.scope = Scope::full, .matrix = testing::dense_format(11, 24), .weight_bits = 1};
  both.state_sparsity = 0.5;
  LayerFormat all = testing::tiny_formats().front().format;
  all.state_sparsity = 1;

  EXPECT_THAT(refusal(ternary_tree), HasSubstr("ternary weights in a layer of format 'ht'"));
  EXPECT_THAT(refusal(both), HasSubstr("a state sparsity of 0.5 with batch normalised states"));
  EXPECT_THAT(refusal(all), HasSubstr("a state sparsity of 1; from 0 up to but not 1"));
}

}  // namespace

}  // namespace paretree::tensor
