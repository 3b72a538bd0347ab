#include "tensor/io/text_sequences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>

namespace paretree::tensor {
namespace {

using ::testing::HasSubstr;

class Text : public ::testing::Test {
 protected:
  Text()
      : file_((std::filesystem::path(::testing::TempDir()) /
               (std::string("paretree-") +
                ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".txt"))
                  .string()) {}
  ~Text() override { std::filesystem::remove(file_); }
  void write(const std::string& text) const { std::ofstream(file_, std::ios::binary) << text; }
  /// The characters of a sequence, and what follows.
  static std::string spelled(const TextSequences& text, Split split, std::uint64_t index) {
    std::vector<float> space;
    const auto values = text.sequence(split, index, space);
    std::string result;
    for (std::uint64_t step = 0; step < text.steps(); ++step) {
      float sum = 0;
      for (std::uint64_t input = 0; input < text.inputs(); ++input) {
        const float value = values[step * text.inputs() + input];
        sum += value;
        if (value == 1.0F) {
          result += text.alphabet()[input];
        }
      }
      EXPECT_EQ(sum, 1.0F) << "one character to a step";
    }
    return result + "|" + text.alphabet()[text.label(split, index)];
  }
  std::string refusal(std::uint64_t steps) const {
    try {
      const TextSequences text(file_, steps);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }

  std::string file_;
};

// 100 characters: 90 train, 5 validate, 5 test. The alphabet is a, b, c: 3 inputs and classes.
TEST_F(Text, IsWindowsOfCharactersAndWhatFollows) {
  std::string text;
  for (int number = 0; number < 90; ++number) {
    text += "ab"[number % 2];
  }
  text += "abcab";  // validation: windows of 2 and what follows: ab|c, bc|a, ca|b
  text += "ccccb";  // test: cc|c, cc|c, cc|b
  write(text);

  const TextSequences sequences(file_, 2);

  EXPECT_EQ(sequences.alphabet(), "abc");
  EXPECT_EQ(sequences.inputs(), 3U);
  EXPECT_EQ(sequences.classes(), 3U);
  EXPECT_EQ(sequences.size(Split::train), 88U);
  ASSERT_EQ(sequences.size(Split::validation), 3U);
  ASSERT_EQ(sequences.size(Split::test), 3U);
  EXPECT_EQ(spelled(sequences, Split::train, 0), "ab|a");
  EXPECT_EQ(spelled(sequences, Split::train, 87), "ba|b");
  std::multiset<std::string> validation;
  std::multiset<std::string> test;
  for (std::uint64_t index = 0; index < 3; ++index) {
    validation.insert(spelled(sequences, Split::validation, index));
    test.insert(spelled(sequences, Split::test, index));
  }
  EXPECT_EQ(validation, (std::multiset<std::string>{"ab|c", "bc|a", "ca|b"}));
  EXPECT_EQ(test, (std::multiset<std::string>{"cc|b", "cc|c", "cc|c"}));
}

TEST_F(Text, TooShortForASequenceSaysHowLongItMustBe) {
  write("abcdefghij");

  // A twentieth of 10 is 0; with 2 steps a split needs 3 characters, 60 in all.
  EXPECT_THAT(refusal(2), HasSubstr("10 characters, of which a twentieth is 0"));
  EXPECT_THAT(refusal(2), HasSubstr("at least 60 in all"));
}

TEST_F(Text, OfOneCharacterTeachesNothing) {
  write(std::string(1000, 'x'));

  EXPECT_THAT(refusal(2), HasSubstr("1 different characters; at least 2"));
}

TEST_F(Text, ThatIsAFolderIsNamed) {
  std::filesystem::create_directory(file_);

  EXPECT_THAT(refusal(2), HasSubstr(file_ + ": cannot be read to its end"));
}

TEST_F(Text, ThatIsMissingIsNamed) {
  EXPECT_THAT(refusal(2), HasSubstr(file_ + ": cannot be read"));
}

}  // namespace
}  // namespace paretree::tensor
