#ifndef PARETREE_TESTS_SUPPORT_JSON_SCHEMA_HPP
#define PARETREE_TESTS_SUPPORT_JSON_SCHEMA_HPP

#include "results/json.hpp"
#include "sweeps/yaml/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>
#include <system_error>

namespace paretree::testing {

using results::Json;

/// A YAML document as an editor sees it: plain numbers and booleans are such, everything else text.
inline Json as_json(const sweeps::Node& node) {
  using Kind = sweeps::Node::Kind;
  if (node.kind == Kind::sequence) {
    Json list = Json::array();
    for (const sweeps::NodePointer& item : node.items) {
      list.push_back(as_json(*item));
    }
    return list;
  }
  if (node.kind == Kind::mapping) {
    Json object = Json::object();
    for (const sweeps::Node::Entry& entry : node.entries) {
      object[entry.key] = as_json(*entry.value);
    }
    return object;
  }
  if (node.kind == Kind::null) {
    return nullptr;
  }
  const std::string& text = node.text;
  const char* end = text.data() + text.size();
  std::int64_t integer = 0;
  double number = 0;
  if (node.quoted) {
    return text;
  }
  if (std::from_chars(text.data(), end, integer).ptr == end) {
    return integer;
  }
  if (std::from_chars(text.data(), end, number).ptr == end) {
    return number;
  }
  if (text == "true" || text == "false") {
    return text == "true";
  }
  return text;
}

/// The keywords of JSON Schema that our schemas use; throws on any other, so that none is ignored.
class SchemaCheck {
 public:
  explicit SchemaCheck(Json schema) : root_(std::move(schema)) {}

  [[nodiscard]] bool accepts(const Json& value) const { return holds(root_, value); }

 private:
  [[nodiscard]] bool holds(const Json& schema, const Json& value) const {
    for (const auto& [keyword, wanted] : schema.items()) {
      if (!holds(schema, keyword, wanted, value)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool holds(const Json& schema, const std::string& keyword, const Json& wanted,
                           const Json& value) const {
    const auto counted = [&] {
      return std::count_if(wanted.begin(), wanted.end(),
                           [&](const Json& each) { return holds(each, value); });
    };
    if (keyword == "anyOf") {
      return counted() > 0;
    }
    if (keyword == "oneOf") {
      return counted() == 1;
    }
    if (keyword == "$ref") {
      return holds(root_.at(Json::json_pointer(wanted.get<std::string>().substr(1))), value);
    }
    if (keyword == "type") {
      return wanted.is_array() ? std::any_of(wanted.begin(), wanted.end(),
                                             [&](const Json& each) { return is(each, value); })
                               : is(wanted, value);
    }
    if (keyword == "enum") {
      return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
    }
    if (keyword == "const") {
      return value == wanted;
    }
    if (keyword == "minimum" || keyword == "maximum") {
      return !value.is_number() || (keyword == "minimum" ? value >= wanted : value <= wanted);
    }
    if (keyword == "items") {
      return !value.is_array() || std::all_of(value.begin(), value.end(), [&](const Json& item) {
        return holds(wanted, item);
      });
    }
    if (keyword == "minItems") {
      return !value.is_array() || value.size() >= wanted;
    }
    if (keyword == "required") {
      return !value.is_object() || std::all_of(wanted.begin(), wanted.end(), [&](const Json& key) {
        return value.contains(key.get<std::string>());
      });
    }
    if (keyword == "properties") {
      return !value.is_object() ||
             std::all_of(wanted.items().begin(), wanted.items().end(), [&](const auto& entry) {
               return !value.contains(entry.key()) || holds(entry.value(), value[entry.key()]);
             });
    }
    if (keyword == "additionalProperties") {
      return !value.is_object() ||
             std::all_of(value.items().begin(), value.items().end(), [&](const auto& entry) {
               return schema["properties"].contains(entry.key());
             });
    }
    for (const char* silent : {"$schema", "$defs", "title", "description", "default", "examples"}) {
      if (keyword == silent) {
        return true;
      }
    }
    throw std::logic_error(fmt::format("the schema uses '{}', which is not checked", keyword));
  }

  static bool is(const Json& type, const Json& value) {
    return type == "object"    ? value.is_object()
           : type == "array"   ? value.is_array()
           : type == "string"  ? value.is_string()
           : type == "boolean" ? value.is_boolean()
           : type == "integer" ? value.is_number_integer()
                               : value.is_number();
  }

  Json root_;
};

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SUPPORT_JSON_SCHEMA_HPP
