// Does every command line of the README, and of the tutorial, do what it says there, in the order
// it stands there?
#include "tests/support/workbench.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

namespace paretree::testing {
namespace {

std::string readme() {
  return results::read_text(PARETREE_SOURCE_DIR "/README.md");
}

/// Words of a shell line: quotes group, `#` begins a comment.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  bool open = false;
  for (const char c : line + " ") {
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      open = true;
    } else if (c == ' ') {
      if (open || !word.empty()) {
        words.push_back(std::exchange(word, {}));
      }
      open = false;
    } else if (c == '#' && word.empty()) {
      break;
    } else {
      word += c;
    }
  }
  return words;
}

/// The commands of a document, without the program's name.
std::vector<std::vector<std::string>> commands_of(const std::string& text) {
  std::vector<std::vector<std::string>> list;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("    paretree ")) {
      std::vector<std::string> words = words_of(line);
      words.erase(words.begin());
      list.push_back(std::move(words));
    }
  }
  return list;
}

std::vector<std::vector<std::string>> commands() {
  return commands_of(readme());
}

/// The block of YAML that starts with `name: <name>`.
std::string yaml_block(const std::string& name) {
  const std::string text = readme();
  const std::string start = "```yaml\nname: " + name + "\n";
  const std::size_t begin = text.find(start);
  if (begin == std::string::npos) {
    throw std::runtime_error("the README has no sweep of the name " + name);
  }
  return text.substr(begin + 8, text.find("```", begin + 8) - begin - 8);
}

class Readme : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory_symlink(PARETREE_SOURCE_DIR "/sweeps", bench_.file("sweeps"));
    bench_.write("mine.yaml", yaml_block("mine"));
    bench_.write("my28.yaml", yaml_block("my28"));
    // What `./bootstrap run`, and longer runs than a test's, leave behind.
    run(quick({"run", "sweeps/quickstart.yaml"}));
    run(quick({"run", "sweeps/quickstart.yaml", "--db", "other.db", "--set", "hardware.pes=8"}));
    run({"run", "sweeps/proxies.yaml", "--picture", "none", "--set",
         "accuracy={proxy: full_training, steps: 3, seeds: 2}", "--set", "compare=[capacity]"});
  }
  /// Trainings of one step and one seed; runs of seconds.
  static std::vector<std::string> quick(std::vector<std::string> words) {
    const std::string text = results::read_text(std::string(PARETREE_SOURCE_DIR "/") + words.at(1));
    if (text.find("_training") != std::string::npos) {
      words.insert(words.end(), {"--set", "accuracy.steps=1", "--set", "accuracy.seeds=1"});
    }
    const auto limit = std::find(words.begin(), words.end(), "--time-limit");
    if (limit != words.end()) {
      limit[1] = "3s";
    }
    words.insert(words.end(), {"--picture", "none", "--progress", "none"});
    return words;
  }
  void run(std::vector<std::string> words) {
    const auto redirected = std::find(words.begin(), words.end(), ">");
    std::string output;
    if (redirected != words.end()) {
      output = redirected[1];
      words.erase(redirected, words.end());
    }
    const Outcome outcome = bench_.run(words);
    std::string line;
    for (const std::string& word : words) {
      line += word + ' ';
    }
    EXPECT_EQ(outcome.exit_code, 0) << line << '\n' << outcome.err;
    if (!output.empty()) {
      bench_.write(output, outcome.out);
    }
  }
  /// What somebody's training says about the formats wanted.
  void train_elsewhere() {
    std::istringstream wanted(bench_.read("wanted.csv"));
    std::string line;
    std::getline(wanted, line);
    std::string csv = "format,error\n";
    for (int error = 100; std::getline(wanted, line); ++error) {
      csv += line.substr(0, line.find(',')) + ",0." + std::to_string(error) + "\n";
    }
    bench_.write("accuracies.csv", csv);
  }
  Workbench bench_;
};

TEST_F(Readme, CommandsRunInTheirOrder) {
  ASSERT_GE(commands().size(), 25U);
  for (std::vector<std::string> words : commands()) {
    if (words[0] == "serve") {
      words.insert(words.end(), {"--port", "0"});
      RunningProgram server(words, bench_.folder());
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
      EXPECT_FALSE(server.ended()) << "serve goes on until it is interrupted";
      continue;
    }
    if (words[0] == "import") {
      train_elsewhere();
    }
    const bool shipped = words[0] == "run" && words[1].starts_with("sweeps/");
    run(shipped ? quick(words) : words);
  }
  EXPECT_FALSE(bench_.json({"front", "mine.db"}).empty()) << "own accuracies make a front";
}

/// In an empty folder; trainings of one step, nothing else is changed.
TEST(Tutorial, GoesFromInitToAnExportedDesign) {
  const Workbench bench;
  const std::string text = results::read_text(PARETREE_SOURCE_DIR "/sweeps/README.md");
  const auto commands = commands_of(text);
  std::size_t trained = 0;

  for (std::vector<std::string> words : commands) {
    std::string output;
    if (const auto redirected = std::find(words.begin(), words.end(), ">");
        redirected != words.end()) {
      output = redirected[1];
      words.erase(redirected, words.end());
    }
    for (std::string& word : words) {
      if (word.find("steps: 40") != std::string::npos) {
        word = with(word, "steps: 40", "steps: 1");
        ++trained;
      }
    }
    const Outcome outcome = bench.run(words);
    ASSERT_EQ(outcome.exit_code, 0) << words[0] << '\n' << outcome.err;
    if (!output.empty()) {
      bench.write(output, outcome.out);
    }
  }

  EXPECT_GE(commands.size(), 12U);
  EXPECT_EQ(commands.front()[0], "init");
  EXPECT_EQ(commands.back()[0], "export");
  EXPECT_EQ(trained, 1U);
  // All five exports are of one design, and what is said of the space is so.
  const std::string design = Json::parse(bench.read("design.json"))["design"];
  EXPECT_NE(bench.read("arch.yaml").find(design), std::string::npos);
  EXPECT_NE(bench.read("prices.yaml").find(design), std::string::npos);
  EXPECT_NE(bench.read("lstm.py").find("class Lstm"), std::string::npos);
  EXPECT_FALSE(Json::parse(bench.read("weights.json"))["cores"].empty());
  const Json plan = bench.json({"plan", "first.yaml"});
  EXPECT_EQ(plan["space"], "2880");
  EXPECT_EQ(plan["formats"], 66);
  EXPECT_EQ(bench.json({"plan", "whole.yaml"})["space"], plan["space"]);
}

}  // namespace
}  // namespace paretree::testing
