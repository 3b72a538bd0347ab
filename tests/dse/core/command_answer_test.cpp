#include "dse/core/command_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace paretree::dse {
namespace {

using ::testing::ElementsAre;

std::optional<std::string> answer(const std::string& command, const std::string& request = "") {
  return command_answer(command_words(command), request, {});
}

TEST(CommandWords, ArePartedByBlanksOutsideOfQuotes) {
  EXPECT_THAT(command_words("./train.sh  {format.json} --epochs 3"),
              ElementsAre("./train.sh", "{format.json}", "--epochs", "3"));
  EXPECT_THAT(command_words("sh -c 'echo \"a b\"; exit 1' \"\""),
              ElementsAre("sh", "-c", "echo \"a b\"; exit 1", ""));
}

TEST(CommandWords, NeedAProgramAndClosedQuotes) {
  EXPECT_THROW(static_cast<void>(command_words("  ")), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(command_words("sh -c 'echo")), std::invalid_argument);
}

TEST(CommandAnswer, IsWhatTheProgramPrints) {
  EXPECT_EQ(answer("cat", "a question\n"), "a question\n");
}

TEST(CommandAnswer, OfAProgramThatDoesNotReadIsTakenAllTheSame) {
  EXPECT_EQ(answer("echo 0.25", std::string(1 << 20, 'x')), "0.25\n");
}

TEST(CommandAnswer, OfAProgramThatFailsIsNothing) {
  EXPECT_EQ(answer("sh -c 'echo 0.25; exit 3'"), std::nullopt);
}

TEST(CommandAnswer, OfNoProgramIsAnError) {
  EXPECT_THROW(static_cast<void>(answer("/nowhere/train")), CommandError);
}

TEST(CommandAnswer, IsNothingAndTheProgramEndsIfCancelled) {
  std::atomic<int> asked{0};
  // Without the kill this would take an hour.
  EXPECT_EQ(command_answer({"sleep", "3600"}, "", [&] { return ++asked > 1; }), std::nullopt);
}

}  // namespace
}  // namespace paretree::dse
