#include "dse/study/first_sweep.hpp"

#include "sweeps/grammar.hpp"

#include <fmt/format.h>

#include <sstream>

namespace paretree::dse {

namespace {

/// A sentence of the grammar as comment lines of at most 110 characters.
std::string comment(std::string_view path, const std::string& indent) {
  constexpr std::size_t width = 110;
  std::istringstream words(sweeps::grammar_key(path).sentence);
  std::string text;
  std::string line = indent + "#";
  for (std::string word; words >> word;) {
    if (line.size() + 1 + word.size() > width) {
      text += line + '\n';
      line = indent + "#";
    }
    line += ' ' + word;
  }
  return text + line + '\n';
}

}  // namespace

std::string first_sweep(const std::string& name, const std::string& workload) {
  std::string text = fmt::format(
      "# yaml-language-server: $schema={}\n"
      "# A sweep to start from. `paretree plan` counts what it spans, `paretree run` explores it;\n"
      "# every list is an axis, and names come from `paretree list KIND`.\n",
      first_sweep_schema_file);
  const auto top = [&](std::string_view path, const std::string& value) {
    text += '\n' + comment(path, "") + fmt::format("{}: {}\n", path, value);
  };
  const auto below = [&](std::string_view path, const std::string& value) {
    text +=
        comment(path, "  ") + fmt::format("  {}: {}\n", sweeps::grammar_key(path).name(), value);
  };

  top("name", name);
  top("workload", workload);
  text += "# Your own: {input: 112, hidden: 64, steps: 7, classes: 10}\n";
  text += '\n' + comment("model", "") + "model:\n";
  below("model.scope", "[input, full]");
  below("model.format", "[tt, ht]");
  below("model.trees", "all");
  below("model.ranks", "{leaf: [2, 4, 8], inner: [2, 4, 8]}");
  below("model.order", "best");
  below("model.weight_bits", "16");
  text += '\n' + comment("hardware", "") + "hardware:\n";
  below("hardware.template", "[tie, fdht]");
  text +=
      "  # Axes of the templates; a range is {from: 4, to: 16, factor: 2}.\n"
      "  pes: [4, 8, 16]\n"
      "  macs_per_pe: [4, 8, 16]\n"
      "  activation_sram_kib: [64, 256]\n";
  top("accuracy", "capacity");
  text +=
      "# It says how large a model is, not how good. Training each format from scratch is better, "
      "and\n"
      "# then `error` is an objective:\n"
      "# accuracy: {proxy: short_training, dataset: fashion-mnist, steps: 60, seeds: 3}\n";
  top("objectives", "[capacity, energy_pj, latency_ns, area_mm2]");
  top("constraints", "[\"pes * macs_per_pe <= 128\"]");
  text += "# Over results, too: \"area_mm2 <= 2.0\"\n";
  top("search", "exhaustive");
  top("store", "all");
  top("seed", "1");
  text += '\n' + comment("technology", "") + "# technology: my28.yaml\n";
  return text;
}

}  // namespace paretree::dse
