#include "sweeps/grammar.hpp"
#include "sweeps/reader/sections.hpp"
#include "sweeps/reader/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace paretree::sweeps {
namespace {

const Key* find_axis(const Vocabulary::Plugin& plugin, const std::string& axis) {
  const auto found = std::find_if(plugin.parameters.begin(), plugin.parameters.end(),
                                  [&](const Key& key) { return key.name == axis; });
  return found == plugin.parameters.end() ? nullptr : &*found;
}

std::vector<std::string> templates_with(const Vocabulary& vocabulary, const std::string& axis) {
  std::vector<std::string> names;
  for (const Vocabulary::Plugin& plugin : vocabulary.templates) {
    if (find_axis(plugin, axis) != nullptr) {
      names.push_back(plugin.name);
    }
  }
  return names;
}

/// `template` and the axes of every template there is, each once.
std::vector<std::string> all_axes(const Vocabulary& vocabulary) {
  std::vector<std::string> names = grammar_names("hardware");
  for (const Vocabulary::Plugin& plugin : vocabulary.templates) {
    for (const Key& key : plugin.parameters) {
      if (std::find(names.begin(), names.end(), key.name) == names.end()) {
        names.push_back(key.name);
      }
    }
  }
  return names;
}

/// The axis as every named template that has it accepts it.
std::vector<Marked<Value>> read_shared_axis(const Cursor& cursor, const std::string& axis,
                                            Mark key_at,
                                            const std::vector<Marked<std::string>>& chosen,
                                            const Vocabulary& vocabulary) {
  std::vector<Marked<Value>> values;
  for (const Vocabulary::Plugin& plugin : vocabulary.templates) {
    const bool named =
        std::any_of(chosen.begin(), chosen.end(),
                    [&](const Marked<std::string>& each) { return each.value == plugin.name; });
    const Key* key = named ? find_axis(plugin, axis) : nullptr;
    if (key != nullptr) {
      std::vector<Marked<Value>> accepted = read_axis(cursor, *key, "template " + plugin.name);
      if (values.empty()) {
        values = std::move(accepted);
      }
    }
  }
  if (values.empty()) {
    std::vector<std::string> names;
    for (const Marked<std::string>& each : chosen) {
      names.push_back(each.value);
    }
    cursor.fail_at(
        key_at, fmt::format("no template of this sweep ({}) has this axis; those that have it: {}",
                            listed(names), listed(templates_with(vocabulary, axis))));
  }
  return values;
}

}  // namespace

std::vector<Axis> read_hardware(const Cursor& cursor, const Vocabulary& vocabulary) {
  cursor.only(all_axes(vocabulary));
  const Cursor written = cursor.get("template", "hardware.template");
  const auto chosen = read_choices(written, "template", names_of(vocabulary.templates));
  std::vector<Axis> axes;
  for (const Node::Entry& entry : cursor.node().entries) {
    Axis axis{.name = entry.key, .values = {}, .at = entry.at};
    if (entry.key == "template") {
      for (const Marked<std::string>& name : chosen) {
        axis.values.push_back({.value = name.value, .at = name.at});
      }
    } else {
      axis.values =
          read_shared_axis(*cursor.find(entry.key), entry.key, entry.at, chosen, vocabulary);
    }
    axes.push_back(std::move(axis));
  }
  // One order for every layout of the same sweep: the template, then the alphabet.
  std::sort(axes.begin(), axes.end(), [](const Axis& a, const Axis& b) {
    const bool a_later = a.name != "template";
    const bool b_later = b.name != "template";
    return a_later != b_later ? b_later : a.name < b.name;
  });
  return axes;
}

}  // namespace paretree::sweeps
