// Does every promise of the README name tests that exist?
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace paretree::testing {
namespace {

namespace fs = std::filesystem;

const fs::path root = PARETREE_SOURCE_DIR;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<std::vector<std::string>> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::vector<std::string>> all;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    all.emplace_back(match->begin(), match->end());
  }
  return all;
}

/// "cli/Nights", "cli/Nights.RefuseAWrongHour", "fault/seven_nights", "fuzz/".
std::set<std::string> names_of_tests() {
  static const std::regex macro(R"re((?:TEST|TEST_F|TEST_P|RC_GTEST_PROP)\(\s*(\w+),\s*(\w+))re");
  static const std::regex instance(R"re(INSTANTIATE_TEST_SUITE_P\(\s*(\w+),\s*(\w+))re");
  static const std::regex added(R"re(add_test\(NAME ([\w/]+))re");
  std::set<std::string> names;
  for (const auto& folder : fs::directory_iterator(root / "tests")) {
    if (!folder.is_directory()) {
      continue;
    }
    const std::string label = folder.path().filename().string() + "/";
    names.insert(label);
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
      if (file.path().extension() != ".cpp") {
        continue;
      }
      const std::string text = text_of(file.path());
      for (const auto& match : matches(text, macro)) {
        names.insert(label + match[1]);
        names.insert(label + match[1] + "." + match[2]);
      }
      for (const auto& match : matches(text, instance)) {
        names.insert(label + match[1] + "/" + match[2]);
      }
    }
  }
  for (const auto& match : matches(text_of(root / "tests/CMakeLists.txt"), added)) {
    names.insert(match[1]);
  }
  return names;
}

/// What is quoted in the last column of the table under the heading.
std::vector<std::string> tests_of_promises(const std::string& readme) {
  const std::size_t begin = readme.find("## What survives what");
  const std::string part = readme.substr(begin, readme.find("\n## ", begin + 1) - begin);
  static const std::regex row(R"re(\n\|[^\n]*\|([^|\n]*)\|)re");
  static const std::regex quoted(R"re(`(\w+/[\w/.]*)`)re");
  std::vector<std::string> names;
  for (const auto& line : matches(part, row)) {
    for (const auto& name : matches(line[1], quoted)) {
      names.push_back(name[1]);
    }
  }
  return names;
}

TEST(Promises, NameTestsThatExist) {
  const std::set<std::string> known = names_of_tests();
  const std::vector<std::string> named = tests_of_promises(text_of(root / "README.md"));

  EXPECT_GE(named.size(), 10U);
  for (const std::string& name : named) {
    EXPECT_TRUE(known.contains(name)) << name << ": no such test";
  }
}

TEST(Promises, AreReadFromTheLastColumn) {
  EXPECT_EQ(
      tests_of_promises("## What survives what\n\n| promise | held by |\n|---|---|\n"
                        "| `run/not` this | `cli/Some.Test`, [x](y) |\n\n## Map\n| a | `b/C` |\n"),
      (std::vector<std::string>{"cli/Some.Test"}));
}

}  // namespace
}  // namespace paretree::testing
