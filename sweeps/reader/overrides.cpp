#include "sweeps/reader/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace paretree::sweeps {
namespace {

/// Keys whose plain name stands for a mapping with one entry: `accuracy: capacity` is
/// `accuracy: {proxy: capacity}`, so that `accuracy.steps=60` has a place to go.
const std::map<std::string, std::string>& short_forms() {
  static const std::map<std::string, std::string> forms{
      {"workload", "name"}, {"accuracy", "proxy"}, {"search", "name"}};
  return forms;
}

/// One override on its way down the document.
struct Override {
  std::string key;                    ///< "model.ranks.leaf"
  std::vector<std::string> segments;  ///< its parts
  NodePointer value;
  Mark at;

  [[noreturn]] void fail(const std::string& message) const {
    throw ParseError("--set " + key, at, "", message);
  }
};

Override read_override(const std::string& text, int number) {
  const auto equals = text.find('=');
  const std::string key = text.substr(0, equals);
  Override result{
      .key = key, .segments = {}, .value = nullptr, .at = {.line = 0, .column = number}};
  if (equals == std::string::npos) {
    result.fail("no '='; allowed is key.path=value");
  }
  for (std::size_t begin = 0; begin <= key.size();) {
    const auto end = std::min(key.find('.', begin), key.size());
    result.segments.push_back(key.substr(begin, end - begin));
    if (result.segments.back().empty()) {
      result.fail("an empty name in the key path; allowed is key.path=value");
    }
    begin = end + 1;
  }
  result.value = placed_at(*parse_document(text.substr(equals + 1), "--set " + key), result.at);
  return result;
}

/// The mapping that a node is, or stands for, or could become.
std::shared_ptr<Node> as_mapping(const Node& node, const Override& change, std::size_t depth) {
  auto mapping = std::make_shared<Node>();
  mapping->kind = Node::Kind::mapping;
  mapping->at = change.at;
  if (node.kind == Node::Kind::mapping) {
    *mapping = node;
  } else if (node.kind == Node::Kind::scalar && depth == 1 &&
             short_forms().contains(change.segments[0])) {
    mapping->at = node.at;
    mapping->entries.push_back({.key = short_forms().at(change.segments[0]),
                                .at = node.at,
                                .value = std::make_shared<Node>(node)});
  } else if (node.kind != Node::Kind::null) {
    std::string path;
    for (std::size_t i = 0; i < depth; ++i) {
      path += (i == 0 ? "" : ".") + change.segments[i];
    }
    change.fail(
        fmt::format("'{}' is a value, not a mapping with keys", path.empty() ? "the sweep" : path));
  }
  return mapping;
}

NodePointer applied(const Node& node, const Override& change, std::size_t depth) {
  if (depth == change.segments.size()) {
    return change.value;
  }
  auto mapping = as_mapping(node, change, depth);
  const std::string& name = change.segments[depth];
  auto entry = std::find_if(mapping->entries.begin(), mapping->entries.end(),
                            [&](const Node::Entry& each) { return each.key == name; });
  if (entry == mapping->entries.end()) {
    mapping->entries.push_back({.key = name, .at = change.at, .value = std::make_shared<Node>()});
    entry = mapping->entries.end() - 1;
  }
  if (depth + 1 == change.segments.size()) {
    entry->at = change.at;
  }
  entry->value = applied(*entry->value, change, depth + 1);
  return mapping;
}

}  // namespace

NodePointer with_overrides(NodePointer root, const std::vector<std::string>& overrides) {
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    root = applied(*root, read_override(overrides[i], static_cast<int>(i) + 1), 0);
  }
  return root;
}

}  // namespace paretree::sweeps
