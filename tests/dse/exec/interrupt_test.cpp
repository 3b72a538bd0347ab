// Does a signal stop a command where it looks, and nothing once it has ended?
#include "dse/exec/interrupt.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace paretree::dse {
namespace {

class Interrupts : public ::testing::TestWithParam<int> {};

TEST_P(Interrupts, AreAFlagTheFirstTime) {
  EXPECT_EXIT(
      {
        catch_interrupts();
        const bool before = interrupt_requested();
        static_cast<void>(std::raise(GetParam()));
        std::exit(!before && interrupt_requested() ? 7 : 1);
      },
      ::testing::ExitedWithCode(7), "");
}

TEST_P(Interrupts, EndTheProcessTheSecondTime) {
  EXPECT_EXIT(
      {
        catch_interrupts();
        static_cast<void>(std::raise(GetParam()));
        static_cast<void>(std::raise(GetParam()));
        std::exit(1);
      },
      ::testing::KilledBySignal(GetParam()), "");
}

// A SIGTERM between a run's end and that of its process used to end it with 143 and nothing
// printed.
TEST_P(Interrupts, ChangeNothingAfterTheCommand) {
  const auto command = [] {
    catch_interrupts();
    std::fputs("what was found", stderr);
  };
  EXPECT_EXIT(
      {
        command();
        static_cast<void>(std::raise(GetParam()));
        std::exit(0);
      },
      ::testing::ExitedWithCode(0), "what was found");
}

INSTANTIATE_TEST_SUITE_P(By, Interrupts, ::testing::Values(SIGINT, SIGTERM));

}  // namespace
}  // namespace paretree::dse
