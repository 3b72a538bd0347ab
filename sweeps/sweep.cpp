#include "sweeps/sweep.hpp"

#include "sweeps/grammar.hpp"
#include "sweeps/reader/sections.hpp"
#include "sweeps/reader/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace paretree::sweeps {
namespace {

Retention read_store(const Cursor& root) {
  return retention_of(root.get("store", "store").choice("retention", grammar_key("store").choices));
}

/// Objectives by name; a proxy's own name is an axis, too: what it gives is not called error.
std::vector<Marked<std::string>> read_objectives(const Cursor& cursor,
                                                 const Vocabulary& vocabulary) {
  std::vector<std::string> known = names_of(vocabulary.objectives);
  for (const Vocabulary::Plugin& proxy : vocabulary.proxies) {
    if (std::find(known.begin(), known.end(), proxy.name) == known.end()) {
      known.push_back(proxy.name);
    }
  }
  return read_choices(cursor, "objective", known);
}

std::vector<Selection> read_compared(const Cursor& cursor, const Vocabulary& vocabulary) {
  std::vector<Selection> proxies;
  if (cursor.is(Node::Kind::sequence) && cursor.node().items.empty()) {
    return proxies;
  }
  for (const Cursor& item : cursor.items()) {
    proxies.push_back(read_selection(item, "proxy", "proxy", vocabulary.proxies));
  }
  return proxies;
}

bool is_file_name(const std::string& text) {
  return text.ends_with(".yaml") || text.ends_with(".yml") || text.find('/') != std::string::npos;
}

void read_technology_key(const Cursor& root, const Vocabulary& vocabulary, Sweep& sweep) {
  const auto written = root.find("technology");
  sweep.technology_at = written ? written->at() : root.at();
  if (!written) {
    sweep.technology = vocabulary.technologies.empty() ? "" : vocabulary.technologies.front();
    sweep.technology_written = sweep.technology;
    return;
  }
  const std::string text = written->text();
  if (!is_file_name(text)) {
    sweep.technology = written->choice("technology", vocabulary.technologies, "or a file *.yaml");
    sweep.technology_written = sweep.technology;
    return;
  }
  sweep.technology_written = std::filesystem::path(text).lexically_normal().generic_string();
  sweep.technology = written->named_file();
}

}  // namespace

std::string retention_name(Retention retention) {
  switch (retention) {
    case Retention::all:
      return "all";
    case Retention::front_and_sample:
      return "front+sample";
    case Retention::front:
      break;
  }
  return "front";
}

Retention retention_of(const std::string& name) {
  for (const Retention retention :
       {Retention::all, Retention::front_and_sample, Retention::front}) {
    if (retention_name(retention) == name) {
      return retention;
    }
  }
  throw std::invalid_argument(
      fmt::format("'{}' is no retention; there are all, front+sample and front", name));
}

Sweep parse_sweep(std::string_view text, const std::string& file, const Vocabulary& vocabulary,
                  const std::vector<std::string>& overrides) {
  Sweep sweep;
  sweep.file = file;
  sweep.text = text;
  sweep.overrides = overrides;
  const Cursor::Source source{.file = file, .overrides = overrides};
  const Cursor root(source, with_overrides(parse_document(text, file), overrides), "");
  if (root.is(Node::Kind::null)) {
    root.fail("the sweep is empty; needed are at least workload, hardware and objectives");
  }
  root.only(grammar_names(""));
  const Cursor name = root.get("name", "name");
  sweep.name = name.text();
  if (sweep.name.front() == '.' || sweep.name.size() > 100 ||
      sweep.name.find('/') != std::string::npos) {
    name.fail(
        "a name is also that of the database: 1 to 100 characters, no '/', no '.' at its start");
  }
  const Cursor workload = root.get("workload", "workload");
  sweep.workload = read_workload(workload, vocabulary);
  sweep.workload_at = workload.at();
  sweep.model = read_model(root.get("model", "model"), sweep.workload, vocabulary);
  const Cursor hardware = root.get("hardware", "hardware");
  sweep.hardware = read_hardware(hardware, vocabulary);
  sweep.hardware_at = hardware.at();
  sweep.accuracy =
      read_selection(root.get("accuracy", "accuracy"), "proxy", "proxy", vocabulary.proxies);
  sweep.compare = read_compared(root.get("compare", "compare"), vocabulary);
  const Cursor objectives = root.get("objectives", "objectives");
  sweep.objectives = read_objectives(objectives, vocabulary);
  sweep.objectives_at = objectives.at();
  sweep.constraints = read_constraints(root.get("constraints", "constraints"));
  sweep.search =
      read_selection(root.get("search", "search"), "search", "name", vocabulary.searches);
  sweep.store = read_store(root);
  const GrammarKey& seed = grammar_key("seed");
  sweep.seed = static_cast<std::uint64_t>(
      root.get("seed", "seed").integer({.low = seed.low, .high = seed.high}));
  read_technology_key(root, vocabulary, sweep);
  return sweep;
}

Sweep read_sweep(const std::string& file, const Vocabulary& vocabulary,
                 const std::vector<std::string>& overrides) {
  return parse_sweep(read_text(file), file, vocabulary, overrides);
}

ParseError fault(const Sweep& sweep, Mark at, const std::string& path, const std::string& message) {
  return error_at(sweep.file, sweep.overrides, at, path, message);
}

}  // namespace paretree::sweeps
