#include "sweeps/reader/values.hpp"
#include "sweeps/state_trace.hpp"
#include "sweeps/sweep.hpp"
#include "sweeps/weight_widths.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

namespace paretree::sweeps {
namespace {

/// Plain where that reads back as the same text under any reader of YAML, else in double quotes.
std::string quoted(const std::string& text) {
  static const std::vector<std::string> words{"null", "true", "false", "yes", "no", "on",
                                              "off",  "y",    "n",     "inf", "nan"};
  std::string lower;
  bool plain = !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool harmless = byte < 0x80 && (std::isalnum(byte) != 0 || c == '_' || c == '-' ||
                                          c == '.' || c == '+' || c == '/');
    plain = plain && harmless;
    lower += static_cast<char>(std::tolower(byte));
  }
  if (plain && std::find(words.begin(), words.end(), lower) == words.end()) {
    return text;
  }
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string written(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? quoted(*text) : text_of(value);
}
std::string written(const std::string& text) {
  return quoted(text);
}
std::string written(double number) {
  return fmt::format("{}", number);
}

template <typename T>
std::string list(const std::vector<Marked<T>>& values) {
  std::vector<std::string> texts;
  for (const Marked<T>& value : values) {
    texts.push_back(written(value.value));
  }
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string list(const std::vector<std::uint64_t>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

/// The trace itself: a study can be read where its file is not.
std::string trace_text(const StateTrace& trace) {
  std::vector<std::string> kept;
  for (const std::string& units : kept_texts(trace)) {
    kept.push_back(quoted(units));
  }
  return fmt::format(", state_trace: {{share: {}, kept: [{}]}}", trace.share,
                     fmt::join(kept, ", "));
}

std::string workload_text(const Workload& workload) {
  const auto& all = named_workloads();
  if (std::find_if(all.begin(), all.end(), [&](const NamedWorkload& each) {
        return each.shape == workload;
      }) != all.end()) {
    return quoted(workload.name);
  }
  const std::string rest = fmt::format("steps: {}, batch: {}, classes: {}", workload.steps,
                                       workload.batch, workload.classes);
  const std::string trace = workload.state_trace ? trace_text(*workload.state_trace) : "";
  if (!workload.name.empty()) {
    return fmt::format("{{name: {}, {}{}}}", quoted(workload.name), rest, trace);
  }
  // What came later than the first studies is written only where it says something.
  const std::string one_hot = workload.one_hot ? ", one_hot: true" : "";
  return workload.layer == Layer::lstm
             ? fmt::format("{{layer: lstm, input: {}, hidden: {}, {}{}{}}}", workload.inputs,
                           workload.hidden, rest, one_hot, trace)
             : fmt::format("{{layer: fc, input: {}, output: {}, {}}}", workload.inputs,
                           workload.outputs, rest);
}

std::string modes_text(const std::vector<ModesChoice>& choices) {
  std::vector<std::string> texts;
  for (const ModesChoice& choice : choices) {
    const std::string gates =
        choice.gate_mode ? fmt::format(", gates: {}", *choice.gate_mode) : std::string();
    texts.push_back(fmt::format("{{in: {}, out: {}{}}}", list(choice.in), list(choice.out), gates));
  }
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string trees_text(const std::vector<TreeChoice>& trees) {
  std::vector<std::string> texts;
  for (const TreeChoice& tree : trees) {
    texts.push_back(tree.family.empty() ? tree.explicit_tree : quoted(tree.family));
  }
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string selection_text(const Selection& selection, std::string_view name_key) {
  std::string text = fmt::format("{{{}: {}", name_key, quoted(selection.name.value));
  for (const auto& [name, value] : selection.parameters) {
    text += fmt::format(", {}: {}", quoted(name), written(value.value));
  }
  return text + '}';
}

std::string constraints_text(const std::vector<Constraint>& constraints) {
  if (constraints.empty()) {
    return " []\n";
  }
  std::string text = "\n";
  for (const Constraint& constraint : constraints) {
    text += constraint.when.empty()
                ? fmt::format("  - {}\n", quoted(constraint.expression))
                : fmt::format("  - {{require: {}, when: {}}}\n", quoted(constraint.expression),
                              quoted(constraint.when));
  }
  return text;
}

std::string model_text(const Sweep::Model& model) {
  std::string text = "model:\n";
  text += fmt::format("  scope: {}\n", list(model.scope));
  text += fmt::format("  format: {}\n", list(model.format));
  text += "  modes:\n";
  for (const auto& [scope, choices] : model.modes) {
    text += fmt::format("    {}: {}\n", scope, modes_text(choices));
  }
  text += fmt::format("  leaves: {}\n", list(model.leaves));
  text += fmt::format("  trees: {}\n", trees_text(model.trees));
  text += fmt::format("  ranks: {{leaf: {}, inner: {}}}\n", list(model.leaf_ranks),
                      list(model.inner_ranks));
  text += fmt::format("  order: {}\n", model.order.value);
  std::vector<std::string> widths;
  for (const auto& bits : model.weight_bits) {
    widths.push_back(width_text(bits.value));
  }
  text += fmt::format("  weight_bits: [{}]\n", fmt::join(widths, ", "));
  const bool all_full = std::all_of(model.state_sparsity.begin(), model.state_sparsity.end(),
                                    [](const auto& share) { return share.value == 0; });
  return all_full ? text : text + fmt::format("  state_sparsity: {}\n", list(model.state_sparsity));
}

}  // namespace

std::string canonical_text(const Sweep& sweep) {
  std::string text =
      fmt::format("name: {}\nworkload: {}\n", quoted(sweep.name), workload_text(sweep.workload));
  text += model_text(sweep.model);
  text += "hardware:\n";
  for (const Axis& axis : sweep.hardware) {
    text += fmt::format("  {}: {}\n", quoted(axis.name), list(axis.values));
  }
  text += fmt::format("accuracy: {}\n", selection_text(sweep.accuracy, "proxy"));
  if (!sweep.compare.empty()) {
    std::vector<std::string> proxies;
    for (const Selection& proxy : sweep.compare) {
      proxies.push_back(selection_text(proxy, "proxy"));
    }
    text += fmt::format("compare: [{}]\n", fmt::join(proxies, ", "));
  }
  text += fmt::format("objectives: {}\n", list(sweep.objectives));
  text += fmt::format("constraints:{}", constraints_text(sweep.constraints));
  text += fmt::format("search: {}\n", selection_text(sweep.search, "name"));
  text += fmt::format("store: {}\nseed: {}\n", retention_name(sweep.store), sweep.seed);
  if (!sweep.technology_written.empty()) {
    text += fmt::format("technology: {}\n", quoted(sweep.technology_written));
  }
  return text;
}

}  // namespace paretree::sweeps
