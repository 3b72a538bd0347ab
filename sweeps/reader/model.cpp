#include "sweeps/grammar.hpp"
#include "sweeps/reader/sections.hpp"
#include "sweeps/reader/values.hpp"
#include "sweeps/weight_widths.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace paretree::sweeps {
namespace {

bool contains(const std::vector<Marked<std::string>>& values, std::string_view wanted) {
  return std::any_of(values.begin(), values.end(),
                     [&](const Marked<std::string>& each) { return each.value == wanted; });
}

std::vector<Marked<std::string>> read_scope(const Cursor& model, const Workload& workload) {
  const bool recurrent = workload.layer == Layer::lstm;
  const auto written = model.find("scope");
  if (!written) {
    return {{.value = recurrent ? "full" : "input", .at = model.at()}};
  }
  auto scopes = read_choices(*written, "scope", grammar_key("model.scope").choices);
  for (const Marked<std::string>& scope : scopes) {
    if (!recurrent && scope.value == "full") {
      written->fail_at(scope.at,
                       "an fc layer has no recurrent matrix for scope full; allowed: input");
    }
  }
  return scopes;
}

std::vector<std::uint64_t> read_ranks(const Cursor& ranks, std::string_view name) {
  const std::string path = fmt::format("model.ranks.{}", name);
  const GrammarKey& record = grammar_key(path);
  Key key;
  key.name = record.path;
  key.low = static_cast<double>(record.low);
  key.high = static_cast<double>(record.high);
  std::vector<std::uint64_t> values;
  for (const Marked<Value>& value : read_axis(ranks.get(name, path), key, "")) {
    values.push_back(static_cast<std::uint64_t>(std::get<std::int64_t>(value.value)));
  }
  std::sort(values.begin(), values.end());
  return values;
}

std::vector<Marked<std::int64_t>> read_weight_bits(const Cursor& cursor,
                                                   const Vocabulary& vocabulary) {
  std::vector<std::string> known;
  for (const int bits : vocabulary.weight_bits) {
    known.push_back(width_text(bits));
  }
  std::vector<Marked<std::int64_t>> values;
  const std::vector<Cursor> items = cursor.items();
  std::vector<std::string> texts;
  for (const Cursor& item : items) {
    const bool scalar = item.is(Node::Kind::scalar);
    auto bits = scalar ? width_of_word(item.node().text) : std::nullopt;
    if (scalar && !bits && !item.node().quoted) {
      bits = to_integer(item.node().text);
    }
    // Widths that have a word are written as the word.
    const bool spelled =
        bits && (width_text(*bits) == item.node().text || !width_of_word(width_text(*bits)));
    if (!spelled || std::find(vocabulary.weight_bits.begin(), vocabulary.weight_bits.end(),
                              *bits) == vocabulary.weight_bits.end()) {
      item.fail(fmt::format("{} is no width of a weight in bits; allowed: {}", item.found(),
                            listed(known)));
    }
    values.push_back({.value = *bits, .at = item.at()});
    texts.push_back(width_text(*bits));
  }
  Cursor::no_repeats(items, texts);
  return values;
}

/// With a trace a share is that of the trace, or zero.
void check_traced(const Cursor& cursor, const Workload& workload,
                  const std::vector<Marked<double>>& values) {
  for (const Marked<double>& value : values) {
    if (value.value > 0 && value.value != workload.state_trace->share) {
      cursor.fail_at(value.at, fmt::format("{} is not the share of zeros in workload.state_trace; "
                                           "allowed: 0, {}",
                                           value.value, workload.state_trace->share));
    }
  }
}

std::vector<Marked<double>> read_state_sparsity(const Cursor& model, const Workload& workload) {
  if (workload.state_trace && !model.find("state_sparsity")) {
    return {{.value = workload.state_trace->share, .at = model.at()}};
  }
  const Cursor cursor = model.get("state_sparsity", "model.state_sparsity");
  Key key;
  key.name = "model.state_sparsity";
  key.type = Key::Type::number;
  key.low = 0;
  key.high = 1;
  std::vector<Marked<double>> values;
  for (const Marked<Value>& value : read_axis(cursor, key, "")) {
    const double share = std::get<double>(value.value);
    if (share >= 1) {
      cursor.fail_at(value.at, fmt::format("{} leaves no state; allowed is a share from 0 up to "
                                           "but not 1",
                                           share));
    }
    if (share > 0 && workload.layer != Layer::lstm) {
      cursor.fail_at(value.at, "an fc layer has no hidden state; allowed: 0");
    }
    values.push_back({.value = share, .at = value.at});
  }
  if (workload.state_trace) {
    check_traced(cursor, workload, values);
  }
  return values;
}

/// How many leaves trees may have, each with the first key path that asks for it.
std::map<int, std::string> leaf_counts(const Sweep::Model& model) {
  std::map<int, std::string> counts;
  for (const auto& [scope, choices] : model.modes) {
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const std::string path = choices.size() == 1 ? fmt::format("model.modes.{}", scope)
                                                   : fmt::format("model.modes.{}[{}]", scope, i);
      const auto in = static_cast<int>(choices[i].in.size());
      const auto out = static_cast<int>(choices[i].out.size());
      if (contains(model.leaves, "paired")) {
        counts.emplace(in, path);
      }
      if (contains(model.leaves, "unpaired")) {
        counts.emplace(in + out, path + " unpaired");
      }
    }
  }
  return counts;
}

std::map<std::string, std::vector<ModesChoice>> read_all_modes(const Cursor& model,
                                                               const Sweep::Model& so_far,
                                                               const Workload& workload) {
  const Cursor modes = model.get("modes", "model.modes");
  modes.only(grammar_names("model.modes"));
  const bool paired = contains(so_far.leaves, "paired");
  const bool unpaired = contains(so_far.leaves, "unpaired");
  std::map<std::string, std::vector<ModesChoice>> result;
  for (const std::string& scope : grammar_key("model.scope").choices) {
    const bool asked = contains(so_far.scope, scope);
    if (!asked && !modes.find(scope)) {
      continue;
    }
    if (scope == "full" && workload.layer == Layer::fc) {
      modes.find(scope)->fail("an fc layer has no recurrent matrix for scope full; allowed: input");
    }
    std::vector<ModesChoice> choices = read_modes(modes, scope, workload, paired);
    for (std::size_t i = 0; unpaired && i < choices.size(); ++i) {
      const std::size_t leaves = choices[i].in.size() + choices[i].out.size();
      if (leaves > most_leaves) {
        modes.fail_at(choices[i].at, fmt::format("{} leaves if unpaired; allowed are at most {}",
                                                 leaves, most_leaves));
      }
    }
    if (asked) {
      result.emplace(scope, std::move(choices));
    }
  }
  return result;
}

}  // namespace

Sweep::Model read_model(const Cursor& cursor, const Workload& workload,
                        const Vocabulary& vocabulary) {
  cursor.only(grammar_names("model"));
  Sweep::Model model;
  model.at = cursor.at();
  model.scope = read_scope(cursor, workload);
  model.format = read_choices(cursor.get("format", "model.format"), "format", vocabulary.formats);
  model.leaves = read_choices(cursor.get("leaves", "model.leaves"), "kind of leaves",
                              grammar_key("model.leaves").choices);
  model.modes = read_all_modes(cursor, model, workload);
  model.trees = read_trees(cursor.get("trees", "model.trees"), leaf_counts(model), vocabulary);
  const Cursor ranks = cursor.get("ranks", "model.ranks");
  ranks.only(grammar_names("model.ranks"));
  model.ranks_at = ranks.at();
  model.leaf_ranks = read_ranks(ranks, "leaf");
  model.inner_ranks = read_ranks(ranks, "inner");
  const Cursor order = cursor.get("order", "model.order");
  model.order = {.value = order.choice("order", grammar_key("model.order").choices),
                 .at = order.at()};
  model.weight_bits = read_weight_bits(cursor.get("weight_bits", "model.weight_bits"), vocabulary);
  model.state_sparsity = read_state_sparsity(cursor, workload);
  return model;
}

}  // namespace paretree::sweeps
