// What two runs do not share, from what their studies stored about themselves.
#include "dse/study/compare.hpp"
#include "results/export/number_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace paretree::dse {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

void add_differing(const std::string& kind, const Pairs& before, const Pairs& after,
                   std::vector<Difference>& list) {
  const std::map<std::string, std::string> old(before.begin(), before.end());
  const std::map<std::string, std::string> fresh(after.begin(), after.end());
  for (const auto& [name, value] : before) {
    const auto found = fresh.find(name);
    if (found == fresh.end() || found->second != value) {
      list.push_back({kind, name, value, found == fresh.end() ? "" : found->second});
    }
  }
  for (const auto& [name, value] : after) {
    if (old.count(name) == 0) {
      list.push_back({kind, name, "", value});
    }
  }
}

Pairs constants_of(const results::RunRow& run) {
  Pairs pairs;
  for (const results::ConstantRow& row : run.constants) {
    pairs.emplace_back(row.name, fmt::format("{} {}", results::exact_number(row.value), row.unit));
  }
  return pairs;
}

std::string fidelities_of(const results::Study& study) {
  std::set<std::string> names;
  for (const results::DesignRow& row : study.front()) {
    names.insert(row.fidelity);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

// The canonical form is made by this program: one key a line, two spaces a level, flow values.
Pairs sweep_keys(const std::string& canonical_sweep) {
  Pairs keys;
  std::vector<std::string> path;
  std::size_t start = 0;
  while (start < canonical_sweep.size()) {
    std::size_t end = canonical_sweep.find('\n', start);
    end = end == std::string::npos ? canonical_sweep.size() : end;
    const std::string line = canonical_sweep.substr(start, end - start);
    start = end + 1;
    const std::size_t first = line.find_first_not_of(' ');
    const std::size_t colon = line.find(':', first == std::string::npos ? 0 : first);
    if (first == std::string::npos || colon == std::string::npos) {
      continue;
    }
    path.resize(std::min(path.size(), first / 2));
    path.push_back(line.substr(first, colon - first));
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    if (value != std::string::npos) {
      keys.emplace_back(fmt::format("{}", fmt::join(path, ".")), line.substr(value));
    }
  }
  return keys;
}

std::vector<Difference> differences(const results::Study& before, const results::Study& after) {
  const results::RunRow old = before.run();
  const results::RunRow fresh = after.run();
  std::vector<Difference> list;
  if (old.program_version != fresh.program_version) {
    list.push_back({"program", "version", old.program_version, fresh.program_version});
  }
  const std::string old_fidelities = fidelities_of(before);
  const std::string fresh_fidelities = fidelities_of(after);
  if (old_fidelities != fresh_fidelities) {
    list.push_back({"fidelity", "front", old_fidelities, fresh_fidelities});
  }
  add_differing("constant", constants_of(old), constants_of(fresh), list);
  Pairs old_keys = sweep_keys(old.canonical_sweep);
  Pairs fresh_keys = sweep_keys(fresh.canonical_sweep);
  for (Pairs* keys : {&old_keys, &fresh_keys}) {
    std::erase_if(*keys, [](const auto& key) { return key.first == "name"; });
  }
  add_differing("sweep", old_keys, fresh_keys, list);
  return list;
}

}  // namespace paretree::dse
