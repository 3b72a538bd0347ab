#include "tensor/io/npy_sequences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace paretree::tensor {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class NpyPair : public ::testing::Test {
 protected:
  NpyPair() {
    const auto name =
        std::string("paretree-") + ::testing::UnitTest::GetInstance()->current_test_info()->name();
    values_ = (std::filesystem::path(::testing::TempDir()) / (name + "-x.npy")).string();
    labels_ = (std::filesystem::path(::testing::TempDir()) / (name + "-y.npy")).string();
  }
  ~NpyPair() override {
    std::filesystem::remove(values_);
    std::filesystem::remove(labels_);
  }
  /// As numpy writes doubles.
  static void write(const std::string& file, const std::string& extents,
                    const std::vector<double>& numbers) {
    const std::string header =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (" + extents + "), }\n";
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(header.size() % 256);
    bytes += static_cast<char>(header.size() / 256);
    bytes += header;
    std::string raw(numbers.size() * sizeof(double), '\0');
    std::memcpy(raw.data(), numbers.data(), raw.size());
    std::ofstream(file, std::ios::binary) << bytes << raw;
  }
  std::string refusal() const {
    try {
      static_cast<void>(npy_sequences(values_, labels_));
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }

  std::string values_, labels_;
};

std::vector<double> counting(int count) {
  std::vector<double> numbers;
  for (int number = 0; number < count; ++number) {
    numbers.push_back(number);
  }
  return numbers;
}

// 10 sequences of 2 steps x 3 values: 15 % of 10 is 1, so 8 train, 1 validates, 1 tests.
TEST_F(NpyPair, IsSplitInTheOrderOfTheFiles) {
  write(values_, "10, 2, 3", counting(60));
  write(labels_, "10,", {0, 1, 2, 0, 1, 2, 0, 1, 2, 1});

  const SequenceSet set = npy_sequences(values_, labels_);

  EXPECT_EQ(set.steps(), 2U);
  EXPECT_EQ(set.inputs(), 3U);
  EXPECT_EQ(set.classes(), 3U);
  EXPECT_EQ(set.size(Split::train), 8U);
  ASSERT_EQ(set.size(Split::validation), 1U);
  ASSERT_EQ(set.size(Split::test), 1U);
  EXPECT_THAT(set.sequence(Split::train, 1), ElementsAre(6, 7, 8, 9, 10, 11));
  EXPECT_THAT(set.sequence(Split::validation, 0), ElementsAre(48, 49, 50, 51, 52, 53));
  EXPECT_EQ(set.label(Split::validation, 0), 2);
  EXPECT_THAT(set.sequence(Split::test, 0), ElementsAre(54, 55, 56, 57, 58, 59));
  EXPECT_EQ(set.label(Split::test, 0), 1);
}

TEST_F(NpyPair, OfOtherExtentsSaysBoth) {
  write(values_, "10, 6", counting(60));
  write(labels_, "10,", counting(10));
  EXPECT_THAT(refusal(), HasSubstr("has extents (10, 6)"));

  write(values_, "10, 2, 3", counting(60));
  write(labels_, "9,", counting(9));
  EXPECT_THAT(refusal(), HasSubstr("wanted are (sequences, steps, inputs) and (sequences)"));
}

TEST_F(NpyPair, WithALabelThatIsNoneNamesTheSequence) {
  write(values_, "8, 1, 1", counting(8));
  write(labels_, "8,", {0, 1, 0, 1, 0.5, 1, 0, 1});
  EXPECT_THAT(refusal(), HasSubstr("label 0.5 of sequence 4; allowed are whole numbers from 0"));
}

TEST_F(NpyPair, WithAValueThatIsNotFiniteNamesTheSequence) {
  std::vector<double> values = counting(8);
  values[3] = std::numeric_limits<double>::infinity();
  write(values_, "8, 1, 1", values);
  write(labels_, "8,", {0, 1, 0, 1, 0, 1, 0, 1});
  EXPECT_THAT(refusal(), HasSubstr("inf in sequence 3; values must be finite"));
}

TEST_F(NpyPair, OfSevenSequencesIsTooFew) {
  write(values_, "7, 1, 1", counting(7));
  write(labels_, "7,", {0, 1, 0, 1, 0, 1, 0});
  EXPECT_THAT(refusal(), HasSubstr("7 sequences of 1 x 1; wanted are at least 8"));
}

}  // namespace
}  // namespace paretree::tensor
