// Does every file keep the rules on guards, size, names and what may not be written?
#include "tests/architecture/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::architecture {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::ptrdiff_t most_lines = 500;
/// Names that say nothing of what a file is about.
const std::vector<std::string> banned_words = {"data",    "info", "manager", "managers", "helper",
                                               "helpers", "util", "utils",   "process",  "handle"};

std::vector<SourceFile> code_and_tests() {
  std::vector<std::string> folders = module_names;
  folders.emplace_back("tests");
  return files_of(folders, {".cpp", ".hpp", ".inc"});
}

/// Everything of the product that a reader or a build sees: code, build files, documents, scripts,
/// sweeps.
std::vector<SourceFile> product_texts() {
  std::vector<std::string> folders = module_names;
  folders.insert(folders.end(), {"cmake", "docs", ".ci"});
  std::vector<SourceFile> files =
      files_of(folders, {".cpp", ".hpp", ".inc", ".md", ".txt", ".cmake", ".yaml", "/run"});
  for (const char* name : {"README.md", "CMakeLists.txt", "CMakePresets.json", "bootstrap"}) {
    files.push_back({name, results::read_text(std::string(PARETREE_SOURCE_DIR "/") + name)});
  }
  return files;
}

/// The tests, without this file: its rules are written in words that they forbid.
std::vector<SourceFile> test_texts() {
  std::vector<SourceFile> files = files_of({"tests"}, {".cpp", ".hpp", ".md", ".txt"});
  std::erase_if(files, [](const SourceFile& file) {
    return file.path == "tests/architecture/source_rules_test.cpp";
  });
  return files;
}

/// "tensor/plan/plan.hpp" is guarded by PARETREE_TENSOR_PLAN_PLAN_HPP.
std::string guard_of(const std::string& path) {
  std::string guard = "PARETREE_";
  for (const char c : path) {
    guard += std::isalnum(static_cast<unsigned char>(c)) == 0
                 ? '_'
                 : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return guard;
}

Faults guard_faults(const SourceFile& file) {
  if (!file.is_header()) {
    return {};
  }
  const std::string guard = guard_of(file.path);
  const bool guarded = file.text.starts_with("#ifndef " + guard + "\n#define " + guard + "\n") &&
                       file.text.ends_with("#endif  // " + guard + "\n");
  return guarded ? Faults{} : Faults{file.path + ": is not guarded by " + guard};
}

Faults size_faults(const SourceFile& file) {
  const auto lines = std::count(file.text.begin(), file.text.end(), '\n');
  return lines <= most_lines ? Faults{}
                             : Faults{file.path + ": " + std::to_string(lines) +
                                      " lines, at most " + std::to_string(most_lines)};
}

Faults name_faults(const SourceFile& file) {
  Faults faults;
  std::string stem = std::filesystem::path(file.path).stem().string();
  static const std::regex snake("[a-z0-9]+(_[a-z0-9]+)*");
  static const std::regex numbered(".*_v[0-9]+");
  if (!std::regex_match(stem, snake) || std::regex_match(stem, numbered)) {
    faults.push_back(file.path + ": not a snake_case name without version");
  }
  std::replace(stem.begin(), stem.end(), '_', ' ');
  std::istringstream words(stem);
  for (std::string word; words >> word;) {
    if (std::find(banned_words.begin(), banned_words.end(), word) != banned_words.end()) {
      faults.push_back(file.path + ": '" + word + "' says nothing");
    }
  }
  return faults;
}

Faults unfinished_faults(const SourceFile& file) {
  static const std::regex mark("\\b(TODO|FIXME|XXX|HACK)\\b");
  return std::regex_search(file.text, mark) ? Faults{file.path + ": an unfinished place"}
                                            : Faults{};
}

Faults machine_path_faults(const SourceFile& file) {
  static const std::regex path("(^|[^A-Za-z0-9_.$})/])/(work|tmp|root|home)(/|\\b)");
  std::smatch match;
  return std::regex_search(file.text, match, path)
             ? Faults{file.path + ": names a path of one machine: " + match.str()}
             : Faults{};
}

/// The language leaves the numbers of its distributions to the library: equal seeds would give
/// other designs elsewhere.
Faults determinism_faults(const SourceFile& file) {
  static const std::regex generator(
      "std::(uniform_|normal_|bernoulli_|discrete_|random_device|mt19937)|"
      "\\b(std::)?rand\\(\\)|std::shuffle");
  return std::regex_search(file.text, generator)
             ? Faults{file.path + ": a generator whose numbers depend on the library"}
             : Faults{};
}

TEST(Guards, AreNamedAfterThePath) {
  EXPECT_THAT(all_faults(code_and_tests(), guard_faults), IsEmpty());
}

TEST(Guards, OfAnotherNameOrNoneAreRefused) {
  EXPECT_THAT(guard_faults({"tensor/a.hpp", "#pragma once\n"}),
              ElementsAre("tensor/a.hpp: is not guarded by PARETREE_TENSOR_A_HPP"));
  EXPECT_THAT(
      guard_faults({"tensor/a.hpp",
                    "#ifndef PARETREE_A_HPP\n#define PARETREE_A_HPP\n#endif  // PARETREE_A_HPP\n"}),
      ElementsAre(HasSubstr("PARETREE_TENSOR_A_HPP")));
}

TEST(Files, HaveAtMostFiveHundredLines) {
  EXPECT_THAT(all_faults(code_and_tests(), size_faults), IsEmpty());
  EXPECT_THAT(size_faults({"tensor/a.cpp", std::string(501, '\n')}),
              ElementsAre("tensor/a.cpp: 501 lines, at most 500"));
  EXPECT_THAT(size_faults({"tensor/a.cpp", std::string(500, '\n')}), IsEmpty());
}

TEST(Files, HaveNamesThatSaySomething) {
  EXPECT_THAT(all_faults(code_and_tests(), name_faults), IsEmpty());
  EXPECT_THAT(name_faults({"tensor/tree_utils.cpp", ""}),
              ElementsAre(HasSubstr("'utils' says nothing")));
  EXPECT_THAT(name_faults({"tensor/Tree.cpp", ""}), ElementsAre(HasSubstr("snake_case")));
  EXPECT_THAT(name_faults({"tensor/tree_v2.cpp", ""}), ElementsAre(HasSubstr("snake_case")));
  EXPECT_THAT(name_faults({"results/chart/metadata.cpp", ""}), IsEmpty());
}

TEST(Files, HaveNoUnfinishedPlaces) {
  EXPECT_THAT(all_faults(product_texts(), unfinished_faults), IsEmpty());
  EXPECT_THAT(all_faults(test_texts(), unfinished_faults), IsEmpty());
  EXPECT_THAT(unfinished_faults({"tensor/a.cpp", "// TODO: later\n"}),
              ElementsAre("tensor/a.cpp: an unfinished place"));
}

TEST(Files, NameNoPathOfOneMachine) {
  EXPECT_THAT(all_faults(product_texts(), machine_path_faults), IsEmpty());
  EXPECT_THAT(machine_path_faults({"tensor/a.cpp", "open(\"/tmp/a\")\n"}),
              ElementsAre(HasSubstr("/tmp")));
  EXPECT_THAT(machine_path_faults({"README.md", "see /work/notes.md\n"}),
              ElementsAre(HasSubstr("/work")));
  EXPECT_THAT(machine_path_faults({"README.md", "docs/work/notes.md\n"}), IsEmpty());
}

TEST(Files, DrawNoNumbersThatDependOnTheLibrary) {
  EXPECT_THAT(all_faults(product_code(), determinism_faults), IsEmpty());
  EXPECT_THAT(determinism_faults({"dse/search/a.cpp", "std::uniform_int_distribution<int> d;\n"}),
              ElementsAre(HasSubstr("depend on the library")));
}

// The README keeps to the length that is read.
TEST(Documents, OfTheRootAreShort) {
  const std::string text = results::read_text(PARETREE_SOURCE_DIR "/README.md");
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 200);
}

}  // namespace
}  // namespace paretree::architecture
