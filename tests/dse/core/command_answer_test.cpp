#include "dse/core/command_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <stdexcept>
#include <thread>
#include <vector>

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

TEST(CommandAnswer, IsNothingIfCancelledBeforeTheRequestIsRead) {
  int asked = 0;
  EXPECT_EQ(
      command_answer({"sleep", "3600"}, std::string(1 << 20, 'x'), [&] { return ++asked > 1; }),
      std::nullopt);
}

TEST(CommandAnswer, IsNothingIfCancelledAfterTheOutputIsClosed) {
  int asked = 0;
  EXPECT_EQ(command_answer({"sh", "-c", "exec >&-; sleep 3600"}, "", [&] { return ++asked > 3; }),
            std::nullopt);
}

TEST(CommandAnswer, MayBeGivenBeforeTheRequestIsRead) {
  // 200,000 bytes fill either pipe: both sides would wait for each other.
  const std::string much(200'000, 'x');
  EXPECT_EQ(answer("sh -c 'head -c 200000 /dev/zero; cat'", much)->size(), 400'000U);
}

// Symptom: threads switched the process's treatment of SIGPIPE on and off around their writes, so
// that one was killed, with the whole program, by a signal that another had let through again.
TEST(CommandAnswer, ManyAtOnceSurviveProgramsThatDoNotRead) {
  const std::string request(1 << 20, 'x');
  std::atomic<int> answers{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&] {
      for (int time = 0; time < 25; ++time) {
        answers += answer("true", request).has_value() ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(answers, 8 * 25);
  struct sigaction now = {};
  sigaction(SIGPIPE, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL) << "left as it was";
}

}  // namespace
}  // namespace paretree::dse
