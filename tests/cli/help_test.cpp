// Does every command explain itself, with examples that can be typed?
#include "dse/cli/command.hpp"
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> commands() {
  std::vector<std::string> names;
  for (const auto& [name, command] : dse::cli::command_table()) {
    names.push_back(name);
  }
  return names;
}

TEST(Help, ListsEveryCommandAndTheExitCodes) {
  const Workbench bench;

  const Outcome help = bench.run({"--help"});

  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.err, "");
  for (const std::string& name : commands()) {
    EXPECT_THAT(help.out, HasSubstr("\n  " + name + " "));
  }
  EXPECT_THAT(help.out, HasSubstr("0 done, 1 failed, 2 wrong use or wrong sweep, 130 interrupted"));
}

TEST(Help, TellsTheVersion) {
  const Workbench bench;

  const Outcome version = bench.run({"--version"});

  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, ::testing::StartsWith("paretree "));
}

TEST(Help, OfEveryCommandEndsWithExamplesOfThatCommand) {
  const Workbench bench;
  for (const std::string& name : commands()) {
    const Outcome help = bench.run({name, "--help"});
    EXPECT_EQ(help.exit_code, 0) << name;
    EXPECT_EQ(help.err, "") << name;
    const std::size_t examples = help.out.find("\nExamples:\n");
    ASSERT_NE(examples, std::string::npos) << name;
    std::istringstream lines(help.out.substr(examples + 11));
    std::size_t count = 0;
    std::string last;
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty()) {
        ++count;
        EXPECT_THAT(line, ::testing::StartsWith("  paretree ")) << "nothing follows the examples";
      }
    }
    EXPECT_GE(count, 2U) << name;
    EXPECT_THAT(help.out.substr(examples), HasSubstr("paretree " + name));
  }
}

// An option that an example uses is one that the command has: `price multiplier --bits` was none.
TEST(Help, ExamplesUseOptionsThatExist) {
  const Workbench bench;
  for (const auto& [name, command] : dse::cli::command_table()) {
    for (const std::string& example : command->examples()) {
      std::istringstream words(example.substr(0, example.find('#')));
      std::string program;
      std::string own;
      words >> program >> own;
      const std::string help = bench.run({own, "--help"}).out;
      for (std::string word; words >> word;) {
        if (word.starts_with("-")) {
          EXPECT_THAT(help.substr(0, help.find("Examples:")), HasSubstr(word))
              << name << ": " << example;
        }
      }
    }
  }
}

// Those that need neither a database nor a long time, from the root of the repository.
TEST(Help, ExamplesWithoutADatabaseRun) {
  std::size_t ran = 0;
  for (const auto& [name, command] : dse::cli::command_table()) {
    if (name != "plan" && name != "price" && name != "list" && name != "validate" &&
        name != "schema") {
      continue;
    }
    for (const std::string& example : command->examples()) {
      std::istringstream stream(example);
      std::vector<std::string> words;
      for (std::string word; stream >> word && word != ">" && word != "#";) {
        words.push_back(word);
      }
      words.erase(words.begin());
      const Outcome outcome = run_program(words, PARETREE_SOURCE_DIR);
      EXPECT_EQ(outcome.exit_code, 0) << example << "\n" << outcome.err;
      ++ran;
    }
  }
  EXPECT_EQ(ran, 10U);
}

}  // namespace
}  // namespace paretree::testing
