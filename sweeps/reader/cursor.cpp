#include "sweeps/reader/cursor.hpp"

#include "sweeps/grammar.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

namespace paretree::sweeps {
namespace {

/// What an error quotes of a value: enough to find it, never a page.
std::string excerpt(const std::string& text) {
  constexpr std::size_t longest = 60;
  std::string result;
  for (const char c : text.substr(0, longest)) {
    result += c == '\n' ? ' ' : c;
  }
  if (text.size() > longest) {
    while (!result.empty() && (static_cast<unsigned char>(result.back()) & 0x80U) != 0) {
      result.pop_back();  // not half a character
    }
    result += "...";
  }
  return result;
}

std::string joined(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

}  // namespace

std::string in_brackets(std::string_view of) {
  return of.empty() ? "" : fmt::format(" ({})", of);
}

std::string listed(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string suggestion(std::string_view name, const std::vector<std::string>& known) {
  const std::string near = nearest(name, known);
  return near.empty() ? ";" : fmt::format("; did you mean '{}'?", near);
}

std::optional<std::int64_t> to_integer(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) {
    digits.remove_prefix(1);
    if (digits.starts_with('-')) {
      return std::nullopt;
    }
  }
  const std::string_view unsigned_part = digits.substr(digits.starts_with('-') ? 1 : 0);
  if (unsigned_part.size() > 1 && unsigned_part.front() == '0') {
    return std::nullopt;  // 010 is eight to one reader of YAML and ten to another
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return value;
}

std::optional<double> to_number(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) {
    digits.remove_prefix(1);
  }
  const std::string_view unsigned_part = digits.substr(digits.starts_with('-') ? 1 : 0);
  const bool begins = !unsigned_part.empty() &&
                      (std::isdigit(static_cast<unsigned char>(unsigned_part.front())) != 0 ||
                       unsigned_part.front() == '.');
  if (!begins || (text.starts_with('+') && digits.starts_with('-'))) {
    return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value == 0 ? 0.0 : value;  // one zero, so that -0 and 0 are equal as text
}

ParseError error_at(const std::string& file, const std::vector<std::string>& overrides, Mark at,
                    const std::string& path, const std::string& message) {
  const auto number = static_cast<std::size_t>(std::max(at.column, 0));
  if (at.line == 0 && number >= 1 && number <= overrides.size()) {
    const std::string& override_text = overrides[number - 1];
    const std::string key = override_text.substr(0, override_text.find('='));
    return {"--set " + key, at, path == key ? "" : path, message};
  }
  return {file, at, path, message};
}

Cursor::Cursor(const Source& source, NodePointer node, std::string path)
    : source_(&source), node_(std::move(node)), path_(std::move(path)) {}

void Cursor::fail_at(Mark at, const std::string& message) const {
  throw error_at(source_->file, source_->overrides, at, path_, message);
}

std::string Cursor::found() const {
  switch (node_->kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::sequence:
      return "a list";
    case Node::Kind::mapping:
      return "a mapping";
    case Node::Kind::scalar:
      break;
  }
  const std::string quote = excerpt(node_->text);
  return node_->quoted ? fmt::format("the text \"{}\"", quote) : fmt::format("'{}'", quote);
}

std::string Cursor::where(Mark at) const {
  if (at.line == 0) {
    const auto number = static_cast<std::size_t>(std::max(at.column, 0));
    return number >= 1 && number <= source_->overrides.size()
               ? "--set " + source_->overrides[number - 1]
               : "the default";
  }
  return fmt::format("{}:{}", at.line, at.column);
}

std::int64_t Cursor::integer(Bounds bounds, std::string_view of) const {
  const Bounds any;
  std::string allowed = "an integer";
  if (bounds.high != any.high) {
    allowed += fmt::format(" from {} to {}", bounds.low, bounds.high);
  } else if (bounds.low != any.low) {
    allowed += fmt::format(" of at least {}", bounds.low);
  }
  allowed += in_brackets(of);
  const auto value =
      is(Node::Kind::scalar) && !node_->quoted ? to_integer(node_->text) : std::nullopt;
  if (!value) {
    fail(fmt::format("{} is not an integer; allowed is {}", found(), allowed));
  }
  if (*value < bounds.low || *value > bounds.high) {
    fail(fmt::format("{} is out of bounds; allowed is {}", *value, allowed));
  }
  return *value;
}

double Cursor::number() const {
  const auto value =
      is(Node::Kind::scalar) && !node_->quoted ? to_number(node_->text) : std::nullopt;
  if (!value) {
    fail(fmt::format("{} is not a number; allowed is a finite decimal number", found()));
  }
  return *value;
}

bool Cursor::is_empty_text() const {
  return is(Node::Kind::scalar) && node_->text.empty();
}

std::string Cursor::text() const {
  if (!is(Node::Kind::scalar) || node_->text.empty()) {
    fail(fmt::format("{} stands where a text is needed",
                     is(Node::Kind::scalar) ? "an empty text" : found()));
  }
  return node_->text;
}

std::string Cursor::named_file() const {
  return (std::filesystem::path(file()).parent_path() / text()).lexically_normal().string();
}

std::string Cursor::choice(std::string_view kind, const std::vector<std::string>& known,
                           std::string_view of) const {
  const std::string allowed = listed(known) + in_brackets(of);
  if (!is(Node::Kind::scalar)) {
    fail(fmt::format("{} stands where a {} is needed; allowed: {}", found(), kind, allowed));
  }
  if (std::find(known.begin(), known.end(), node_->text) == known.end()) {
    fail(fmt::format("unknown {} '{}'{} allowed: {}", kind, excerpt(node_->text),
                     suggestion(node_->text, known), allowed));
  }
  return node_->text;
}

std::vector<Cursor> Cursor::items() const {
  if (!is(Node::Kind::sequence)) {
    return {*this};
  }
  if (node_->items.empty()) {
    fail("an empty list; at least one value is needed");
  }
  if (node_->items.size() > most_values) {
    fail(fmt::format("{} values; allowed are at most {}", node_->items.size(), most_values));
  }
  std::vector<Cursor> result;
  result.reserve(node_->items.size());
  for (std::size_t i = 0; i < node_->items.size(); ++i) {
    result.emplace_back(*source_, node_->items[i], fmt::format("{}[{}]", path_, i));
  }
  return result;
}

std::optional<Cursor> Cursor::find(std::string_view key) const {
  const Node::Entry* entry = node_->find(key);
  if (entry == nullptr) {
    return std::nullopt;
  }
  return Cursor(*source_, entry->value, joined(path_, key));
}

Cursor Cursor::get(std::string_view key, std::string_view grammar_path) const {
  if (auto written = find(key)) {
    return *written;
  }
  const GrammarKey& record = grammar_key(grammar_path);
  if (record.default_text.empty()) {
    const Cursor missing(*source_, node_, joined(path_, key));
    missing.fail(fmt::format("missing; needed: {}. {}", record.type, record.sentence));
  }
  const NodePointer parsed = parse_document(record.default_text, "default of " + record.path);
  return {*source_, placed_at(*parsed, at()), joined(path_, key)};
}

void Cursor::must_be_mapping() const {
  if (!is(Node::Kind::mapping)) {
    fail(fmt::format("{} stands where a mapping of keys is needed", found()));
  }
}

void Cursor::only(const std::vector<std::string>& known) const {
  must_be_mapping();
  for (const Node::Entry& entry : node_->entries) {
    if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
      throw error_at(
          source_->file, source_->overrides, entry.at, joined(path_, excerpt(entry.key)),
          fmt::format("unknown key{} allowed: {}", suggestion(entry.key, known), listed(known)));
    }
  }
}

void Cursor::no_repeats(const std::vector<Cursor>& items, const std::vector<std::string>& values) {
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto [earlier, added] = first.emplace(values[i], i);
    if (!added) {
      items[i].fail(fmt::format("{} is repeated, first at {}; allowed is each value once",
                                values[i], items[i].where(items[earlier->second].at())));
    }
  }
}

}  // namespace paretree::sweeps
