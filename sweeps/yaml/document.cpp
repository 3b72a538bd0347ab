#include "sweeps/yaml/document.hpp"

#include "sweeps/yaml/source_text.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

namespace paretree::sweeps {
namespace {

std::size_t index_of(int position) {
  return position < 0 ? 0 : static_cast<std::size_t>(position);
}

/// Builds the nodes from the parser's events, so that no limit is passed before it is noticed.
class Builder final : public YAML::EventHandler {
 public:
  Builder(const SourceText& source, std::string name, const DocumentLimits& limits)
      : source_(source), name_(std::move(name)), limits_(limits) {}

  [[nodiscard]] NodePointer root() const { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) {
      fail(place(mark), "a second document begins here; allowed is one");
    }
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& /*mark*/, const std::string& anchor_name) override {
    anchor_name_ = anchor_name;
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    attach(leaf(Node::Kind::null, mark), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag != "!") {
      refuse_tag(mark, tag);
    } else if (!source_.closes_quote(index_of(mark.line), index_of(mark.column))) {
      fail(place(mark), "the quote that begins here is never closed");
    }
    auto node = leaf(Node::Kind::scalar, mark);
    node->text = value;
    node->quoted = tag == "!";
    attach(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      fail(place(mark), "an alias inside the value it names; aliases cannot contain themselves");
    }
    const Anchored& named = found->second;
    const int depth = static_cast<int>(open_.size()) + named.height;
    count(named.nodes, mark, fmt::format("alias *{}: ", named.name));
    if (depth > limits_.depth) {
      fail(place(mark), fmt::format("alias *{}: nests {} deep; allowed are {} levels", named.name,
                                    depth, limits_.depth));
    }
    if (!open_.empty()) {
      open_.back().height = std::max(open_.back().height, named.height + 1);
    }
    place_value(named.node, place(mark));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(Node::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(Node::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

  [[nodiscard]] Mark place(const YAML::Mark& mark) const {
    return source_.mark(index_of(mark.line), index_of(mark.column));
  }
  [[noreturn]] void fail(Mark at, const std::string& message) const {
    throw ParseError(name_, at, "", message);
  }

 private:
  struct Open {
    std::shared_ptr<Node> node;
    YAML::anchor_t anchor = 0;
    std::string anchor_name;
    std::size_t nodes_before = 0;
    int height = 1;
    std::optional<std::pair<std::string, Mark>> key;
    std::map<std::string, Mark> keys;
  };
  struct Anchored {
    NodePointer node;
    std::string name;
    std::size_t nodes = 1;
    int height = 1;
  };

  void count(std::size_t nodes, const YAML::Mark& mark, const std::string& prefix) {
    nodes_ += nodes;
    if (nodes_ > limits_.nodes) {
      fail(place(mark),
           fmt::format("{}more than {} values, aliases expanded; allowed are at most as many",
                       prefix, limits_.nodes));
    }
  }

  [[nodiscard]] std::shared_ptr<Node> leaf(Node::Kind kind, const YAML::Mark& mark) {
    count(1, mark, "");
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->at = place(mark);
    return node;
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (!tag.empty() && tag != "?") {
      fail(place(mark),
           fmt::format("the tag '{}' is not allowed; values are written without tags", tag));
    }
  }

  void attach(std::shared_ptr<Node> node, YAML::anchor_t anchor) {
    if (!open_.empty()) {
      open_.back().height = std::max(open_.back().height, 2);
      // An empty value has no place of its own: the parser names the next token's.
      if (node->kind == Node::Kind::null && open_.back().key) {
        node->at = open_.back().key->second;
      }
    }
    if (anchor != 0) {
      anchors_[anchor] = {
          .node = node, .name = std::exchange(anchor_name_, ""), .nodes = 1, .height = 1};
    }
    const Mark at = node->at;
    place_value(std::move(node), at);
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    refuse_tag(mark, tag);
    if (static_cast<int>(open_.size()) >= limits_.depth) {
      fail(place(mark), fmt::format("nested too deep; allowed are {} levels", limits_.depth));
    }
    if (!open_.empty() && open_.back().node->kind == Node::Kind::mapping && !open_.back().key) {
      fail(place(mark), "a list or a mapping cannot be a key; is a bracket not closed?");
    }
    const std::size_t before = nodes_;
    open_.push_back({.node = leaf(kind, mark),
                     .anchor = anchor,
                     .anchor_name = std::exchange(anchor_name_, ""),
                     .nodes_before = before,
                     .height = 1,
                     .key = std::nullopt,
                     .keys = {}});
  }

  void close() {
    const Open done = std::move(open_.back());
    open_.pop_back();
    if (done.anchor != 0) {
      anchors_[done.anchor] = {.node = done.node,
                               .name = done.anchor_name,
                               .nodes = nodes_ - done.nodes_before,
                               .height = done.height};
    }
    if (!open_.empty()) {
      open_.back().height = std::max(open_.back().height, done.height + 1);
    }
    place_value(done.node, done.node->at);
  }

  void place_value(NodePointer value, Mark at) {
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Open& parent = open_.back();
    if (parent.node->kind == Node::Kind::sequence) {
      parent.node->items.push_back(std::move(value));
    } else if (parent.key) {
      parent.node->entries.push_back(
          {.key = parent.key->first, .at = parent.key->second, .value = std::move(value)});
      parent.key.reset();
    } else {
      begin_entry(parent, *value, at);
    }
  }

  void begin_entry(Open& parent, const Node& key, Mark at) const {
    if (key.kind != Node::Kind::scalar) {
      fail(at, "a key must be a name");
    }
    if (key.text == "<<" && !key.quoted) {
      fail(at, "merge keys (<<) are not supported; write the keys out, or alias whole values");
    }
    const auto [first, added] = parent.keys.emplace(key.text, at);
    if (!added) {
      fail(at, fmt::format("the key '{}' is written twice, first at {}:{}; allowed is once",
                           key.text, first->second.line, first->second.column));
    }
    parent.key.emplace(key.text, at);
  }

  const SourceText& source_;
  std::string name_;
  DocumentLimits limits_;
  NodePointer root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::string anchor_name_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

}  // namespace

const Node::Entry* Node::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

NodePointer placed_at(const Node& node, Mark at) {
  auto copy = std::make_shared<Node>(node);
  copy->at = at;
  for (NodePointer& item : copy->items) {
    item = placed_at(*item, at);
  }
  for (Node::Entry& entry : copy->entries) {
    entry.at = at;
    entry.value = placed_at(*entry.value, at);
  }
  return copy;
}

NodePointer parse_document(std::string_view text, const std::string& name,
                           const DocumentLimits& limits) {
  if (text.size() > limits.bytes) {
    throw ParseError(name, {}, "",
                     fmt::format("{} bytes; allowed are at most {}", text.size(), limits.bytes));
  }
  const SourceText source(text, name);
  if (const Mark deep = source.deeper_than(limits.depth); deep.line != 0) {
    throw ParseError(name, deep, "",
                     fmt::format("nested too deep; allowed are {} levels", limits.depth));
  }
  Builder builder(source, name, limits);
  std::istringstream stream{std::string(source.text())};
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    builder.fail(builder.place(error.mark), "not valid YAML: " + error.msg);
  }
  if (builder.root() == nullptr) {
    auto empty = std::make_shared<Node>();
    empty->at = {.line = 1, .column = 1};
    return empty;
  }
  return builder.root();
}

std::string read_text(const std::string& file, const DocumentLimits& limits) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!error && std::filesystem::is_directory(status)) {
    throw ParseError(file, {}, "", "cannot be read: it is a directory");
  }
  std::ifstream stream(file, std::ios::binary);
  if (error || !stream) {
    const std::string reason =
        error ? error.message() : std::error_code(errno, std::generic_category()).message();
    throw ParseError(file, {}, "", "cannot be read: " + reason);
  }
  // One byte more than allowed is enough to know, even of a device that never ends.
  std::string text(limits.bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad()) {
    throw ParseError(file, {}, "", "cannot be read: the device reports an error");
  }
  if (text.size() > limits.bytes) {
    throw ParseError(file, {}, "",
                     fmt::format("more than {} bytes; allowed are at most as many", limits.bytes));
  }
  return text;
}

}  // namespace paretree::sweeps
