#ifndef PARETREE_TESTS_SUPPORT_WORKBENCH_HPP
#define PARETREE_TESTS_SUPPORT_WORKBENCH_HPP

#include "results/json.hpp"
#include "tests/results/support/temporary_folder.hpp"
#include "tests/support/program.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace paretree::testing {

using results::Json;

/// 128 designs: 4 TT formats of one plan (linear trees, two bonds of rank 2 or 3, best order) on 4
/// tie and 4 fdht halves, and 24 plans of 8 HT formats on 4 fdht halves: 4 * 8 + 24 * 4 = 128.
/// Evaluated in milliseconds.
inline const std::string tiny_sweep =
    "name: tiny\n"                                               // line 1
    "workload: {input: 12, hidden: 6, steps: 3, classes: 2}\n"   // 2
    "model:\n"                                                   // 3
    "  scope: input\n"                                           // 4
    "  format: [tt, ht]\n"                                       // 5
    "  modes:\n"                                                 // 6
    "    input: {in: [2, 2, 3], out: [4, 2, 3]}\n"               // 7
    "  ranks: {leaf: [2, 3], inner: 2}\n"                        // 8
    "hardware:\n"                                                // 9
    "  template: [tie, fdht]\n"                                  // 10
    "  pes: [4, 8]\n"                                            // 11
    "  macs_per_pe: [4, 8]\n"                                    // 12
    "accuracy: capacity\n"                                       // 13
    "objectives: [capacity, energy_pj, latency_ns, area_mm2]\n"  // 14
    "search: exhaustive\n"                                       // 15
    "store: all\n";                                              // 16

/// `text` with the one occurrence of `from` replaced; a test whose text has changed must not pass.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t place = text.find(from);
  if (place == std::string::npos || text.find(from, place + 1) != std::string::npos) {
    throw std::invalid_argument("not exactly once in the sweep: " + from);
  }
  return text.replace(place, from.size(), to);
}

/// A folder of its own in which the program is run.
class Workbench {
 public:
  [[nodiscard]] Outcome run(const std::vector<std::string>& arguments) const {
    return run_program(arguments, folder_.path());
  }
  /// Runs a command that prints JSON. Throws if it fails or prints anything else.
  [[nodiscard]] Json json(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--format", "json"});
    const Outcome outcome = run(arguments);
    if (outcome.exit_code != 0) {
      throw std::runtime_error(outcome.err);
    }
    return Json::parse(outcome.out);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    return results::read_text(file(name));
  }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }
  [[nodiscard]] const std::string& folder() const { return folder_.path(); }
  /// Names of the files in it, sorted.
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  results::TemporaryFolder folder_;
};

/// The names of an object's keys that are wanted and missing; empty: all there.
inline std::vector<std::string> missing_keys(const Json& object,
                                             const std::vector<std::string>& wanted) {
  std::vector<std::string> missing;
  for (const std::string& key : wanted) {
    if (!object.is_object() || !object.contains(key)) {
      missing.push_back(key);
    }
  }
  return missing;
}

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SUPPORT_WORKBENCH_HPP
