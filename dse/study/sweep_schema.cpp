#include "dse/study/sweep_schema.hpp"

#include "sweeps/grammar.hpp"
#include "sweeps/workloads.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

namespace paretree::dse {

namespace {

using results::Json;
using sweeps::GrammarKey;
using sweeps::Vocabulary;

Json names_of(const std::vector<Vocabulary::Plugin>& plugins) {
  Json names = Json::array();
  for (const Vocabulary::Plugin& plugin : plugins) {
    names.push_back(plugin.name);
  }
  return names;
}

Json workload_names() {
  Json names = Json::array();
  for (const sweeps::NamedWorkload& named : sweeps::named_workloads()) {
    names.push_back(named.shape.name);
  }
  return names;
}

Json any_of(std::vector<Json> schemas) {
  if (schemas.size() == 1) {
    return std::move(schemas.front());
  }
  return {{"anyOf", std::move(schemas)}};
}

/// A word that editors may read as something else than text.
Json words(const std::vector<std::string>& choices) {
  Json list = Json::array();
  for (const std::string& choice : choices) {
    list.push_back(choice);
    if (choice == "true" || choice == "false") {
      list.push_back(choice == "true");
    }
  }
  return {{"enum", list}};
}

class SchemaWriter {
 public:
  explicit SchemaWriter(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {
    Json objectives = names_of(vocabulary.objectives);
    for (const Json& proxy : names_of(vocabulary.proxies)) {
      if (std::find(objectives.begin(), objectives.end(), proxy) == objectives.end()) {
        objectives.push_back(proxy);
      }
    }
    names_ = {{"workload", workload_names()},
              {"workload.name", workload_names()},
              {"model.format", Json(vocabulary.formats)},
              {"model.trees", names_of(vocabulary.tree_families)},
              {"hardware.template", names_of(vocabulary.templates)},
              {"accuracy", names_of(vocabulary.proxies)},
              {"compare", names_of(vocabulary.proxies)},
              {"objectives", objectives},
              {"search", names_of(vocabulary.searches)}};
  }

  [[nodiscard]] Json sweep() const {
    Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"title", "Sweep of Paretree"},
                   {"description",
                    "Which formats and accelerators are explored. `paretree schema` "
                    "printed this."}};
    schema.update(mapping("", ""));
    schema["$defs"] = {
        {"tree",
         {{"description", "A mode's number, or a pair of trees in execution order."},
          {"anyOf",
           Json::array(
               {{{"type", "integer"}, {"minimum", 0}},
                {{"type", "array"}, {"items", {{"$ref", "#/$defs/tree"}}}, {"minItems", 1}}})}}},
        {"range", range()}};
    return schema;
  }

 private:
  /// All spellings of one key's value.
  [[nodiscard]] Json value(const GrammarKey& key, const std::string& children) const {
    const std::string_view type = key.type;
    const auto says = [&](std::string_view word) { return type.find(word) != type.npos; };
    std::vector<Json> one;
    if (says("choice")) {
      one.push_back(key.choices.empty() ? Json{{"enum", names_.at(key.path)}} : words(key.choices));
    } else if (says("name or file")) {
      one.push_back({{"type", "string"}, {"examples", vocabulary_.technologies}});
    } else if (says("file")) {
      one.push_back({{"type", "string"}});
    } else if (says("name")) {
      one.push_back({{"enum", names_.at(key.path)}});
    } else if (says("text")) {
      one.push_back({{"type", Json::array({"string", "number", "boolean"})}});
    } else if (says("integer, word")) {
      one.push_back(widths());
    } else if (says("integer")) {
      one.push_back(bounded({{"type", "integer"}}, key));
    } else if (says("number")) {
      one.push_back(bounded({{"type", "number"}}, key));
    }
    if (says("tree")) {
      one.push_back({{"$ref", "#/$defs/tree"}});
    }
    if (says("mapping")) {
      for (Json& variant : mappings(key.path, children)) {
        one.push_back(std::move(variant));
      }
    }
    std::vector<Json> all;
    if (type != "list of integers") {
      all = one;
    }
    if (says("list")) {
      all.push_back({{"type", "array"},
                     {"items", any_of(std::move(one))},
                     {"minItems", key.path == "constraints" || key.path == "compare" ? 0 : 1}});
    }
    if (says("range")) {
      all.push_back({{"$ref", "#/$defs/range"}});
    }
    return described(any_of(std::move(all)), key.sentence, key.default_text);
  }

  static Json described(Json schema, const std::string& sentence, const std::string& standard) {
    schema["description"] = sentence;
    if (!standard.empty()) {
      schema["description"] = sentence + " Default: " + standard + ".";
    }
    return schema;
  }

  static Json bounded(Json schema, const GrammarKey& key) {
    if (key.low != key.high) {
      schema["minimum"] = key.low;
      if (key.high != INT64_MAX) {
        schema["maximum"] = key.high;
      }
    }
    return schema;
  }

  /// Widths below 3 bits are written as words.
  [[nodiscard]] Json widths() const {
    Json list = Json::array({"ternary", "binary"});
    for (const int bits : vocabulary_.weight_bits) {
      if (bits > 2) {
        list.push_back(bits);
      }
    }
    return {{"enum", list}};
  }

  [[nodiscard]] std::vector<Json> mappings(const std::string& path,
                                           const std::string& children) const {
    if (path == "accuracy" || path == "compare") {
      return plugins(vocabulary_.proxies, "proxy");
    }
    if (path == "search") {
      return plugins(vocabulary_.searches, "name");
    }
    return {mapping(path, children)};
  }

  /// The keys below a path; those of list items and scopes stand under `children`.
  [[nodiscard]] Json mapping(const std::string& path, const std::string& children) const {
    const std::string parent = children.empty() ? path : children;
    const std::string prefix = parent.empty() ? "" : parent + ".";
    Json properties = Json::object();
    Json required = Json::array();
    for (const std::string& name : sweeps::grammar_names(parent)) {
      const GrammarKey& key = sweeps::grammar_key(prefix + name);
      properties[name] = value(key, children_of(key.path));
      // A shape is written out, or a named workload's: which keys it needs is said below.
      if (key.required && path != "workload") {
        required.push_back(name);
      }
    }
    if (path == "hardware") {
      add_axes(properties);
    }
    Json schema = {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    if (!required.empty()) {
      schema["required"] = required;
    }
    if (path == "workload") {
      schema["anyOf"] = Json::array({{{"required", Json::array({"name"})}},
                                     {{"required", Json::array({"onnx"})}},
                                     {{"required", Json::array({"input", "hidden"})}},
                                     {{"required", Json::array({"input", "output"})}}});
    }
    return schema;
  }

  static std::string children_of(const std::string& path) {
    if (path == "constraints") {
      return "constraints.*";
    }
    return path == "model.modes.input" || path == "model.modes.full" ? "model.modes.*" : "";
  }

  /// One object per plug-in: its own parameters and no others.
  static std::vector<Json> plugins(const std::vector<Vocabulary::Plugin>& list,
                                   const std::string& name_key) {
    std::vector<Json> schemas;
    for (const Vocabulary::Plugin& plugin : list) {
      Json properties = {{name_key, {{"const", plugin.name}, {"description", plugin.sentence}}}};
      for (const sweeps::Key& parameter : plugin.parameters) {
        properties[parameter.name] = one_value({&parameter});
        describe(properties[parameter.name], parameter, {});
      }
      schemas.push_back({{"title", plugin.name},
                         {"type", "object"},
                         {"properties", properties},
                         {"required", Json::array({name_key})},
                         {"additionalProperties", false}});
    }
    return schemas;
  }

  /// Every template's axes; where templates differ, what one of them allows.
  void add_axes(Json& properties) const {
    std::vector<std::pair<std::string, std::vector<const sweeps::Key*>>> axes;
    std::map<std::string, std::vector<std::string>> owners;
    for (const Vocabulary::Plugin& plugin : vocabulary_.templates) {
      for (const sweeps::Key& key : plugin.parameters) {
        const auto found = std::find_if(axes.begin(), axes.end(),
                                        [&](const auto& axis) { return axis.first == key.name; });
        (found == axes.end() ? axes.emplace_back(key.name, std::vector<const sweeps::Key*>{})
                             : *found)
            .second.push_back(&key);
        owners[key.name].push_back(plugin.name);
      }
    }
    for (const auto& [name, keys] : axes) {
      const Json one = one_value(keys);
      Json schema = any_of(
          {one, {{"type", "array"}, {"items", one}, {"minItems", 1}}, {{"$ref", "#/$defs/range"}}});
      describe(schema, *keys.front(), owners[name]);
      properties[name] = std::move(schema);
    }
  }

  static Json one_value(const std::vector<const sweeps::Key*>& keys) {
    using Type = sweeps::Key::Type;
    const sweeps::Key& first = *keys.front();
    if (first.type == Type::text) {
      return {{"type", Json::array({"string", "number", "boolean"})}};
    }
    if (first.type == Type::choice) {
      std::vector<std::string> choices;
      for (const sweeps::Key* key : keys) {
        for (const std::string& choice : key->choices) {
          if (std::find(choices.begin(), choices.end(), choice) == choices.end()) {
            choices.push_back(choice);
          }
        }
      }
      return words(choices);
    }
    double low = first.low;
    double high = first.high;
    for (const sweeps::Key* key : keys) {
      low = std::min(low, key->low);
      high = std::max(high, key->high);
    }
    Json schema = {{"type", first.type == Type::integer ? "integer" : "number"}};
    if (low < high) {
      schema["minimum"] = low;
      schema["maximum"] = high;
    }
    return schema;
  }

  static void describe(Json& schema, const sweeps::Key& key,
                       const std::vector<std::string>& owners) {
    std::string sentence = key.sentence;
    for (std::size_t i = 0; i < owners.size(); ++i) {
      sentence += (i == 0 ? " Of: " : ", ") + owners[i] + (i + 1 == owners.size() ? "." : "");
    }
    schema["description"] = sentence;
    std::visit([&](const auto& standard) { schema["default"] = standard; }, key.default_value);
  }

  static Json range() {
    Json properties = Json::object();
    for (const std::string& name : sweeps::grammar_names("hardware.*")) {
      const GrammarKey& key = sweeps::grammar_key("hardware.*." + name);
      properties[name] = described({{"type", "number"}}, key.sentence, key.default_text);
    }
    return {{"description", "A range of values: from, to, and either step or factor."},
            {"type", "object"},
            {"properties", properties},
            {"required", Json::array({"from", "to"})},
            {"oneOf", Json::array({{{"required", Json::array({"step"})}},
                                   {{"required", Json::array({"factor"})}}})},
            {"additionalProperties", false}};
  }

  const Vocabulary& vocabulary_;
  std::map<std::string, Json> names_;  ///< by path
};

}  // namespace

Json sweep_schema(const Vocabulary& vocabulary) {
  return SchemaWriter(vocabulary).sweep();
}

}  // namespace paretree::dse
