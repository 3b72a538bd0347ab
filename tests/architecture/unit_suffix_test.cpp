// Does every name of a number at the program's edges carry its unit, or is it a known count or
// ratio?
#include "dse/core/accuracy_proxy.hpp"
#include "dse/core/objective.hpp"
#include "dse/core/searcher.hpp"
#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"
#include "hwmodel/price.hpp"
#include "sweeps/grammar.hpp"
#include "tests/architecture/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace paretree::architecture {
namespace {

using ::testing::IsEmpty;

const std::vector<std::string> suffixes = {
    "_pj", "_fj", "_mm2", "_um2", "_ns",    "_s",    "_cycles",  "_mw",   "_mhz",
    "_v",  "_k",  "_nm",  "_kib", "_bytes", "_bits", "_percent", "_gbps", "_pj_per_bit"};

/// Counts, ratios, and names that are a unit themselves.
const std::set<std::string> counts_and_ratios = {
    // what is counted
    "macs", "matrix_macs", "parameters", "matrix_parameters", "cycles", "designs", "evaluated",
    "feasible", "closed", "batches", "hardware_threads", "steps", "batch", "classes", "input",
    "hidden", "output", "eps", "seeds", "population", "crossover", "mutation", "members", "pes",
    "macs_per_pe", "banks", "scratch_words", "tries", "rungs", "bracket",
    // what is a size of a matrix or an edge: numbers of rows, columns, modes
    "in", "out", "gates", "leaf", "inner",
    // ratios and figures of accuracy
    "error", "accuracy", "capacity", "utilisation", "probability", "loss", "summed_loss",
    // proxies: counts of directions, logarithms, ratios
    "effective_rank", "hidden_covariance", "capacity_effective_rank", "capacity_hidden_covariance",
    "spectral", "fitted", "initialisations", "confirm", "before", "after", "front_before",
    "front_after", "measurements", "standard_error", "learning_rate", "state_sparsity",
    "kept_states", "kept_columns", "share", "joint_share", "threshold",
    // rates whose unit is their name: 1e9 operations per second, that per W and per mm2, sequences
    // per s
    "gops", "dense_gops", "gops_per_watt", "gops_per_mm2", "frames_per_second",
    // numbers of rows, positions, switches, seeds of random numbers
    "id", "key", "position", "next_position", "session", "seed", "model", "hardware", "fidelity",
    "reason", "maximise", "objective", "sampled", "finished",
    // numbers of designs after which something was
    "entered", "gone",
    // a number beside the name (or in the row) that says its unit
    "value", "low", "high",
    // bounds of a range: in the unit of its axis
    "from", "to", "step", "factor"};

/// Nothing, or what is wrong with the name of a number.
Faults suffix_faults(const std::string& where, const std::string& name) {
  const bool named = counts_and_ratios.count(name) == 1 ||
                     std::any_of(suffixes.begin(), suffixes.end(),
                                 [&](const std::string& suffix) { return name.ends_with(suffix); });
  return named ? Faults{}
               : Faults{where + ": '" + name + "' has no unit and is no known count or ratio"};
}

void add(Faults& all, const Faults& found) {
  all.insert(all.end(), found.begin(), found.end());
}

Faults parameter_faults(const std::string& where,
                        const std::vector<hwmodel::Parameter>& parameters) {
  Faults faults;
  for (const hwmodel::Parameter& parameter : parameters) {
    if (parameter.type == hwmodel::Parameter::Type::integer ||
        parameter.type == hwmodel::Parameter::Type::number) {
      add(faults, suffix_faults(where, parameter.name));
    }
  }
  return faults;
}

TEST(Units, AreInTheNamesOfObjectives) {
  Faults faults;
  for (const std::string& name : dse::objectives().names()) {
    add(faults, suffix_faults("objective", name));
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST(Units, AreInTheNamesOfParametersOfEveryPlugin) {
  Faults faults;
  for (const auto& [name, plugin] : hwmodel::accelerators()) {
    add(faults, parameter_faults("template " + name, plugin->parameters()));
  }
  for (const auto& [name, plugin] : dse::accuracy_proxies()) {
    add(faults, parameter_faults("proxy " + name, plugin->parameters()));
  }
  for (const auto& [name, plugin] : dse::searchers()) {
    add(faults, parameter_faults("search " + name, plugin->parameters()));
  }
  for (const hwmodel::ComponentKind& kind : hwmodel::component_kinds()) {
    add(faults, parameter_faults("component " + kind.name, kind.parameters));
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST(Units, AreInTheNamesOfNumbersOfASweep) {
  Faults faults;
  std::size_t numbers = 0;
  for (const sweeps::GrammarKey& key : sweeps::grammar()) {
    if (key.type.find("integer") != std::string::npos ||
        key.type.find("number") != std::string::npos) {
      ++numbers;
      add(faults, suffix_faults("sweep key " + key.path, std::string(key.name())));
    }
  }
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_GE(numbers, 10U) << "the grammar names its types otherwise";
}

// results/SCHEMA.md is compared with a created file by a test of that module.
TEST(Units, AreInTheNamesOfNumbersOfTheDatabase) {
  static const std::regex row("\\n\\| ([a-z_]+) \\| (INTEGER|REAL) \\|");
  const std::string text = results::read_text(PARETREE_SOURCE_DIR "/results/SCHEMA.md");
  Faults faults;
  std::size_t columns = 0;
  for (std::sregex_iterator match(text.begin(), text.end(), row), end; match != end; ++match) {
    ++columns;
    add(faults, suffix_faults("column", (*match)[1]));
  }
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_GE(columns, 40U) << "the tables of SCHEMA.md have another form";
}

TEST(Units, AreInTheNamesOfPricedFigures) {
  const hwmodel::Technology technology = dse::built_in_technology("horowitz45");
  Faults faults;
  for (const hwmodel::ComponentKind& kind : hwmodel::component_kinds()) {
    hwmodel::Configuration defaults;
    for (const hwmodel::Parameter& parameter : kind.parameters) {
      defaults.set(parameter.name, parameter.default_value);
    }
    for (const hwmodel::PricedFigure& figure :
         hwmodel::price(kind.name, defaults, technology).figures) {
      add(faults, suffix_faults("figure of " + kind.name, figure.name));
    }
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST(Units, MissingFromANameAreFound) {
  EXPECT_THAT(
      suffix_faults("column", "energy"),
      ::testing::ElementsAre("column: 'energy' has no unit and is no known count or ratio"));
  EXPECT_THAT(suffix_faults("column", "energy_joule"), ::testing::SizeIs(1));
  EXPECT_THAT(suffix_faults("column", "energy_pj"), IsEmpty());
  EXPECT_THAT(parameter_faults("template x", {{.name = "clock", .choices = {}, .sentence = ""}}),
              ::testing::SizeIs(1));
}

}  // namespace
}  // namespace paretree::architecture
