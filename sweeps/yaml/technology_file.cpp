#include "sweeps/technology_file.hpp"

#include "sweeps/yaml/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace paretree::sweeps {

namespace {

const std::vector<std::string> file_keys{"name", "base", "sources", "sram_table", "constants"};
const std::vector<std::string> constant_keys{"value",  "unit", "source", "basis",
                                             "status", "low",  "high",   "node_nm"};
const std::vector<std::string> basis_words{"measured", "simulated", "datasheet", "derived",
                                           "assumed"};
const std::vector<std::string> status_words{"quoted", "recalled", "derived", "measured"};

std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
  const std::string near = nearest(word, known);
  return near.empty() ? "" : fmt::format("; did you mean '{}'?", near);
}

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  TechnologyFile read(const Node& root) const {
    require_mapping(root, "");
    check_keys(root, "", file_keys);
    TechnologyFile result;
    result.name = required_word(root, "", "name");
    if (const Node::Entry* base = root.find("base")) {
      result.base = word(*base->value, "base");
      result.base_at = base->value->at;
    }
    if (const Node::Entry* table = root.find("sram_table")) {
      result.sram_table = word(*table->value, "sram_table");
      result.sram_table_at = table->value->at;
    }
    if (const Node::Entry* sources = root.find("sources")) {
      require_mapping(*sources->value, "sources");
      for (const Node::Entry& source : sources->value->entries) {
        (void)word(*source.value, "sources." + source.key);
      }
    }
    if (const Node::Entry* constants = root.find("constants")) {
      require_mapping(*constants->value, "constants");
      for (const Node::Entry& entry : constants->value->entries) {
        result.constants.push_back(constant(entry));
      }
    }
    return result;
  }

 private:
  [[noreturn]] void fail(Mark at, const std::string& path, const std::string& message) const {
    throw ParseError(file_, at, path, message);
  }

  void require_mapping(const Node& node, const std::string& path) const {
    if (node.kind != Node::Kind::mapping) {
      fail(node.at, path, "must be a mapping (key: value)");
    }
  }

  void check_keys(const Node& node, const std::string& path,
                  const std::vector<std::string>& known) const {
    for (const Node::Entry& entry : node.entries) {
      if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
        fail(entry.at, path.empty() ? entry.key : path + "." + entry.key,
             fmt::format("unknown key; known: {}{}", fmt::join(known, ", "),
                         suggestion(entry.key, known)));
      }
    }
  }

  std::string word(const Node& node, const std::string& path) const {
    if (node.kind != Node::Kind::scalar || node.text.empty()) {
      fail(node.at, path, "must be a non-empty text");
    }
    return node.text;
  }

  std::string required_word(const Node& node, const std::string& path,
                            const std::string& key) const {
    const std::string full = path.empty() ? key : path + "." + key;
    const Node::Entry* entry = node.find(key);
    if (entry == nullptr) {
      fail(node.at, full, "is missing");
    }
    return word(*entry->value, full);
  }

  std::string one_of(const Node& node, const std::string& path, const std::string& key,
                     const std::vector<std::string>& known) const {
    const std::string found = required_word(node, path, key);
    if (std::find(known.begin(), known.end(), found) == known.end()) {
      fail(node.find(key)->value->at, path + "." + key,
           fmt::format("'{}' is not known; allowed: {}{}", found, fmt::join(known, ", "),
                       suggestion(found, known)));
    }
    return found;
  }

  std::optional<double> number(const Node& node, const std::string& path,
                               const std::string& key) const {
    const Node::Entry* entry = node.find(key);
    if (entry == nullptr) {
      return std::nullopt;
    }
    const Node& value = *entry->value;
    double result = 0;
    const char* end = value.text.data() + value.text.size();
    const auto [stop, error] = std::from_chars(value.text.data(), end, result);
    if (value.kind != Node::Kind::scalar || value.quoted || error != std::errc{} || stop != end ||
        !std::isfinite(result)) {
      fail(value.at, path + "." + key, "must be a finite number");
    }
    return result;
  }

  TechnologyConstant constant(const Node::Entry& entry) const {
    const std::string path = "constants." + entry.key;
    const Node& node = *entry.value;
    require_mapping(node, path);
    check_keys(node, path, constant_keys);
    const std::optional<double> value = number(node, path, "value");
    if (!value) {
      fail(node.at, path + ".value", "is missing");
    }
    TechnologyConstant result;
    result.name = entry.key;
    result.value = *value;
    result.unit = required_word(node, path, "unit");
    result.source = required_word(node, path, "source");
    result.basis = one_of(node, path, "basis", basis_words);
    result.status = one_of(node, path, "status", status_words);
    result.low = number(node, path, "low").value_or(std::min(*value / 2, *value * 2));
    result.high = number(node, path, "high").value_or(std::max(*value / 2, *value * 2));
    result.node_nm = number(node, path, "node_nm").value_or(0);
    result.at = entry.at;
    // Coefficients of fits have the unit 1 and any sign; an energy, a time or an area has not.
    if (result.unit != "1" && result.low < 0) {
      const bool low_given = *value >= 0;
      fail(
          node.find(low_given ? "low" : "value")->value->at, path + (low_given ? ".low" : ".value"),
          fmt::format("{} {}: must not be negative", low_given ? result.low : *value, result.unit));
    }
    if (result.low > *value || result.high < *value) {
      fail(node.at, path,
           fmt::format("the value {} must lie between low {} and high {}", *value, result.low,
                       result.high));
    }
    if (result.node_nm < 0) {
      fail(node.at, path + ".node_nm", "must not be negative");
    }
    return result;
  }

  const std::string& file_;
};

}  // namespace

TechnologyFile parse_technology(std::string_view text, const std::string& file) {
  return Reader(file).read(*parse_document(text, file));
}

TechnologyFile read_technology(const std::string& file) {
  return parse_technology(read_text(file), file);
}

}  // namespace paretree::sweeps
