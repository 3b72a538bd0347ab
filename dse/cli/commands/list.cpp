#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/core/objective.hpp"
#include "dse/study/problem.hpp"
#include "hwmodel/price.hpp"
#include "sweeps/workloads.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace paretree::dse::cli {

namespace {

const std::vector<std::string> kinds = {"trees",    "templates", "proxies",    "objectives",
                                        "searches", "workloads", "components", "technologies"};

results::Json parameters_json(const std::vector<sweeps::Key>& keys) {
  results::Json list = results::Json::array();
  for (const sweeps::Key& key : keys) {
    results::Json entry = {{"name", key.name}};
    std::visit([&](const auto& value) { entry["default"] = value; }, key.default_value);
    if (!key.choices.empty()) {
      entry["choices"] = key.choices;
    } else if (key.type != sweeps::Key::Type::text) {
      entry["low"] = key.low;
      entry["high"] = key.high;
    }
    entry["sentence"] = key.sentence;
    list.push_back(std::move(entry));
  }
  return list;
}

results::Json plugins_json(const std::vector<sweeps::Vocabulary::Plugin>& plugins) {
  results::Json list = results::Json::array();
  for (const auto& plugin : plugins) {
    results::Json entry = {{"name", plugin.name}, {"sentence", plugin.sentence}};
    if (!plugin.parameters.empty()) {
      entry["parameters"] = parameters_json(plugin.parameters);
    }
    list.push_back(std::move(entry));
  }
  return list;
}

results::Json workloads_json() {
  results::Json list = results::Json::array();
  for (const sweeps::NamedWorkload& named : sweeps::named_workloads()) {
    const sweeps::Workload& shape = named.shape;
    list.push_back({{"name", shape.name},
                    {"layer", shape.layer == sweeps::Layer::lstm ? "lstm" : "fc"},
                    {"inputs", shape.inputs},
                    {"hidden", shape.hidden},
                    {"outputs", shape.rows()},
                    {"steps", shape.steps},
                    {"classes", shape.classes},
                    {"status", named.status},
                    {"sentence", named.sentence},
                    {"source", named.source}});
  }
  return list;
}

results::Json objectives_json() {
  results::Json list = results::Json::array();
  for (const auto& [name, objective] : objectives()) {
    const DecidedBy by = objective->decided_by();
    list.push_back({{"name", name},
                    {"sense", objective->sense() == Sense::minimise ? "minimise" : "maximise"},
                    {"decided_by", by == DecidedBy::model      ? "model"
                                   : by == DecidedBy::hardware ? "hardware"
                                   : by == DecidedBy::accuracy ? "accuracy proxy"
                                                               : "both halves"},
                    {"sentence", objective->sentence()}});
  }
  return list;
}

results::Json components_json() {
  results::Json list = results::Json::array();
  for (const hwmodel::ComponentKind& kind : hwmodel::component_kinds()) {
    std::string names;
    for (const hwmodel::Parameter& parameter : kind.parameters) {
      names += (names.empty() ? "" : " ") + parameter.name;
    }
    list.push_back({{"name", kind.name}, {"parameters", names}, {"sentence", kind.sentence}});
  }
  return list;
}

class List final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "What can be written into a sweep: names, parameters, units, bounds";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {"paretree list objectives", "paretree list templates --format json"};
  }
  void declare(CLI::App& app) override {
    app.add_option("kind", kind_, fmt::format("{}", fmt::join(kinds, ", ")))
        ->required()
        ->check(CLI::IsMember(kinds));
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    const results::Json list = rows();
    if (format_.json()) {
      print_json(list);
    } else if (format_.csv()) {
      format_.print(table_of(list));
    } else {
      print_text(list);
    }
    return done;
  }

 private:
  [[nodiscard]] results::Json rows() const {
    const sweeps::Vocabulary words = vocabulary();
    if (kind_ == "trees") {
      return plugins_json(words.tree_families);
    }
    if (kind_ == "templates") {
      return plugins_json(words.templates);
    }
    if (kind_ == "proxies") {
      return plugins_json(words.proxies);
    }
    if (kind_ == "searches") {
      return plugins_json(words.searches);
    }
    if (kind_ == "objectives") {
      return objectives_json();
    }
    if (kind_ == "workloads") {
      return workloads_json();
    }
    if (kind_ == "components") {
      return components_json();
    }
    results::Json list = results::Json::array();
    for (const std::string& name : words.technologies) {
      list.push_back({{"name", name}});
    }
    return list;
  }

  /// Parameters as an indented list under their plug-in; flat kinds as a table.
  void print_text(const results::Json& list) const {
    const bool nested = std::any_of(list.begin(), list.end(), [](const results::Json& entry) {
      return entry.contains("parameters") && entry["parameters"].is_array();
    });
    if (!nested) {
      format_.print(table_of(list));
      return;
    }
    for (const results::Json& entry : list) {
      fmt::print("{}: {}\n", entry["name"].get<std::string>(),
                 entry["sentence"].get<std::string>());
      if (!entry.contains("parameters")) {
        continue;
      }
      for (const results::Json& parameter : entry["parameters"]) {
        const std::string legal =
            parameter.contains("choices") ? parameter["choices"].dump()
            : parameter.contains("low")
                ? fmt::format("{} ... {}", parameter["low"].dump(), parameter["high"].dump())
                : std::string("text");
        fmt::print("    {:<20} {}  default {}: {}\n", parameter["name"].get<std::string>(), legal,
                   parameter["default"].dump(), parameter["sentence"].get<std::string>());
      }
    }
  }

  std::string kind_;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_list();
std::unique_ptr<Command> make_command_list() {
  return std::make_unique<List>();
}

}  // namespace paretree::dse::cli
