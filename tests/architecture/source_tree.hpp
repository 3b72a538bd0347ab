#ifndef PARETREE_TESTS_ARCHITECTURE_SOURCE_TREE_HPP
#define PARETREE_TESTS_ARCHITECTURE_SOURCE_TREE_HPP

#include "tests/results/support/temporary_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace paretree::architecture {

struct SourceFile {
  std::string path;  ///< from the root: "tensor/plan/plan.hpp"
  std::string text;

  [[nodiscard]] bool is_header() const { return path.ends_with(".hpp"); }
  /// "tensor/plan"
  [[nodiscard]] std::string folder() const { return path.substr(0, path.rfind('/')); }
};

/// A rule: what is wrong with a file, one sentence each; empty if nothing is.
using Faults = std::vector<std::string>;

inline const std::vector<std::string> module_names = {"tensor", "hwmodel", "sweeps", "results",
                                                      "dse"};

/// Files below folders of the root whose names end so, sorted by path.
inline std::vector<SourceFile> files_of(const std::vector<std::string>& folders,
                                        const std::vector<std::string>& endings) {
  std::vector<SourceFile> files;
  const std::filesystem::path root = PARETREE_SOURCE_DIR;
  for (const std::string& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const std::string path = std::filesystem::relative(entry.path(), root).generic_string();
      if (entry.is_regular_file() &&
          std::any_of(endings.begin(), endings.end(),
                      [&](const std::string& ending) { return path.ends_with(ending); })) {
        files.push_back({path, results::read_text(entry.path().string())});
      }
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

/// The code of the product, without tests.
inline std::vector<SourceFile> product_code() {
  return files_of(module_names, {".cpp", ".hpp", ".inc"});
}

struct Include {
  std::string name;  ///< "tensor/modes.hpp", "vector"
  bool quoted = false;
};

inline std::vector<Include> includes_of(const SourceFile& file) {
  static const std::regex line_pattern("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
  std::vector<Include> found;
  std::istringstream lines(file.text);
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_search(line, match, line_pattern)) {
      found.push_back({match[2], match[1] == "\""});
    }
  }
  return found;
}

/// Is `path` the folder (or file) itself or below it?
inline bool is_in(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

/// The faults of all files under one rule.
template <typename Rule>
Faults all_faults(const std::vector<SourceFile>& files, const Rule& rule) {
  Faults all;
  for (const SourceFile& file : files) {
    const Faults found = rule(file);
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

}  // namespace paretree::architecture

#endif  // PARETREE_TESTS_ARCHITECTURE_SOURCE_TREE_HPP
