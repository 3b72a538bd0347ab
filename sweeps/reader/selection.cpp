#include "sweeps/reader/sections.hpp"
#include "sweeps/reader/values.hpp"

#include <algorithm>
#include <string>

namespace paretree::sweeps {

std::vector<std::string> names_of(const std::vector<Vocabulary::Plugin>& plugins) {
  std::vector<std::string> names;
  names.reserve(plugins.size());
  for (const Vocabulary::Plugin& plugin : plugins) {
    names.push_back(plugin.name);
  }
  return names;
}

Selection read_selection(const Cursor& cursor, std::string_view kind, std::string_view name_key,
                         const std::vector<Vocabulary::Plugin>& plugins) {
  const bool alone = !cursor.is(Node::Kind::mapping);
  const Cursor name =
      alone ? cursor : cursor.get(name_key, cursor.path() + '.' + std::string(name_key));
  Selection selection{.name = {.value = name.choice(kind, names_of(plugins)), .at = name.at()},
                      .parameters = {}};
  const Vocabulary::Plugin& plugin = *std::find_if(
      plugins.begin(), plugins.end(),
      [&](const Vocabulary::Plugin& each) { return each.name == selection.name.value; });
  std::vector<std::string> known{std::string(name_key)};
  for (const Key& key : plugin.parameters) {
    known.push_back(key.name);
  }
  if (!alone) {
    cursor.only(known);
  }
  for (const Key& key : plugin.parameters) {
    const auto written = alone ? std::nullopt : cursor.find(key.name);
    Value value = key.default_value;
    if (written) {
      value = read_value(*written, key, std::string(kind) + ' ' + plugin.name);
    } else if (const auto* integer = std::get_if<std::int64_t>(&value);
               integer != nullptr && key.type == Key::Type::number) {
      value = static_cast<double>(*integer);
    }
    selection.parameters[key.name] = {.value = std::move(value),
                                      .at = written ? written->at() : cursor.at()};
  }
  return selection;
}

}  // namespace paretree::sweeps
