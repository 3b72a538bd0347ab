#include "tensor/io/sequences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

namespace paretree::tensor {

namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

SequenceSet small_set() {
  return {"small",
          2,
          1,
          3,
          {.values = {1, 2, 3, 4, 5, 6}, .labels = {2, 0, 2}},
          {.values = {7, 8}, .labels = {1}},
          {.values = {}, .labels = {}}};
}

TEST(SequenceSet, GivesSequencesAndLabelsBySplit) {
  const SequenceSet set = small_set();

  EXPECT_EQ(set.size(Split::train), 3U);
  EXPECT_EQ(set.size(Split::validation), 1U);
  EXPECT_EQ(set.size(Split::test), 0U);
  EXPECT_THAT(set.sequence(Split::train, 1), ElementsAre(3, 4));
  EXPECT_EQ(set.label(Split::train, 2), 2);
  EXPECT_THAT(set.sequence(Split::validation, 0), ElementsAre(7, 8));
}

TEST(SequenceSet, RefusesValuesThatDoNotFitTheLabels) {
  EXPECT_THROW(SequenceSet("bad", 2, 1, 3, {.values = {1}, .labels = {0}}, {}, {}),
               std::invalid_argument);
}

TEST(SequenceSet, RefusesLabelsOutsideTheClasses) {
  EXPECT_THROW(SequenceSet("bad", 1, 1, 3, {.values = {1}, .labels = {3}}, {}, {}),
               std::invalid_argument);
}

TEST(FashionMnist, IsSplitAndScaled) {
  const SequenceSet set = fashion_mnist(default_fashion_mnist_folder(), 7);

  EXPECT_EQ(set.name(), "fashion-mnist-7x112");
  EXPECT_EQ(set.size(Split::train), 50000U);
  EXPECT_EQ(set.size(Split::validation), 10000U);
  EXPECT_EQ(set.size(Split::test), 10000U);
  EXPECT_EQ(set.inputs(), 112U);
  // The labels of the first images of both files, as od -An -tu1 -j8 -N3 shows them.
  EXPECT_EQ(set.label(Split::train, 0), 9);
  EXPECT_EQ(set.label(Split::train, 1), 0);
  EXPECT_EQ(set.label(Split::test, 1), 2);
  std::vector<int> of_label(10, 0);
  for (std::uint64_t index = 0; index < set.size(Split::test); ++index) {
    ++of_label.at(set.label(Split::test, index));
  }
  EXPECT_THAT(of_label, Each(1000));
  double sum = 0;
  double squares = 0;
  for (std::uint64_t index = 0; index < set.size(Split::train); index += 7) {
    for (const float value : set.sequence(Split::train, index)) {
      sum += static_cast<double>(value);
      squares += static_cast<double>(value) * static_cast<double>(value);
    }
  }
  const double values = 7143.0 * 784;
  EXPECT_NEAR(sum / values, 0, 0.01);
  EXPECT_NEAR(squares / values, 1, 0.02);
}

TEST(FashionMnist, RefusesStepsThatDoNotDivideTheImage) {
  EXPECT_THROW(static_cast<void>(fashion_mnist(default_fashion_mnist_folder(), 5)),
               std::invalid_argument);
}

TEST(FashionMnist, NamesTheFileAndThePackageThatAreMissing) {
  try {
    static_cast<void>(fashion_mnist("/no/such/folder", 7));
    FAIL() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/no/such/folder/train-images-idx3-ubyte.gz"));
    EXPECT_THAT(error.what(), HasSubstr("dataset-fashion-mnist"));
  }
}

}  // namespace

}  // namespace paretree::tensor
