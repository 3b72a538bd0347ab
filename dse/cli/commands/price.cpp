#include "hwmodel/price.hpp"

#include "dse/cli/command.hpp"
#include "dse/cli/options.hpp"
#include "dse/study/priced_component.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>

namespace paretree::dse::cli {

namespace {

/// "size_bytes" on the command line is --size-bytes.
std::string flag_of(std::string name) {
  for (char& character : name) {
    character = character == '_' ? '-' : character;
  }
  return "--" + name;
}

class Price final : public Command {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Energy, area, leakage and timing of one component, with its source";
  }
  [[nodiscard]] std::vector<std::string> examples() const override {
    return {
        "paretree price sram --size-bytes 24576 --width-bits 96 --banks 1 --node-nm 28 --cell hp",
        "paretree price multiplier --bits 8 --format json"};
  }
  void declare(CLI::App& app) override {
    std::vector<std::string> names;
    for (const hwmodel::ComponentKind& kind : hwmodel::component_kinds()) {
      names.push_back(kind.name);
      for (const hwmodel::Parameter& parameter : kind.parameters) {
        if (values_.emplace(parameter.name, std::string()).second) {
          app.add_option(flag_of(parameter.name), values_[parameter.name], parameter.sentence);
        }
      }
    }
    app.add_option("--bits", bits_, "all widths of the component that are not given, in bits");
    app.add_option("component", component_, fmt::format("{}", fmt::join(names, ", ")))->required();
    app.add_option("--technology", technology_, "A built-in set of constants, or a file");
    format_.declare(app);
  }
  [[nodiscard]] int run() override {
    const hwmodel::ComponentKind kind = component_kind(component_);
    hwmodel::Configuration configuration;
    std::optional<hwmodel::Value> bits;
    for (const auto& [name, text] : values_) {
      if (text.empty()) {
        continue;
      }
      const auto parameter =
          std::find_if(kind.parameters.begin(), kind.parameters.end(),
                       [&, wanted = name](const auto& entry) { return entry.name == wanted; });
      if (parameter == kind.parameters.end()) {
        throw std::invalid_argument(
            fmt::format("{} is not a parameter of {}", flag_of(name), component_));
      }
      configuration.set(name, parsed(*parameter, text));
    }
    for (const hwmodel::Parameter& parameter : kind.parameters) {
      if (!bits_.empty() && parameter.name.ends_with("_bits")) {
        bits = parsed(parameter, bits_);
      }
    }
    if (!bits_.empty() && !bits) {
      throw std::invalid_argument(fmt::format("--bits: {} has no width", component_));
    }
    const results::Json json = price_json(component_, configuration, bits, technology_);
    if (format_.json()) {
      print_json(json);
    } else if (format_.csv()) {
      format_.print(table_of(results::Json::array({json})));
    } else {
      results::Table table{{"figure", "value"}, {}};
      for (const auto& [name, value] : json.items()) {
        table.rows.push_back({name, value.is_number() ? results::Cell(value.get<double>())
                                                      : results::Cell(value.get<std::string>())});
      }
      format_.print(table);
    }
    return done;
  }

 private:
  static hwmodel::Value parsed(const hwmodel::Parameter& parameter, const std::string& text) {
    std::size_t used = 0;
    try {
      if (parameter.type == hwmodel::Parameter::Type::integer) {
        const std::int64_t value = std::stoll(text, &used);
        if (used == text.size()) {
          return value;
        }
      } else if (parameter.type == hwmodel::Parameter::Type::number) {
        const double value = std::stod(text, &used);
        if (used == text.size()) {
          return value;
        }
      } else {
        return text;
      }
    } catch (const std::logic_error&) {
      used = 0;  // said below, with what is allowed
    }
    throw std::invalid_argument(fmt::format("{} {}: a number from {} to {} is wanted",
                                            flag_of(parameter.name), text, parameter.low,
                                            parameter.high));
  }

  std::string component_;
  std::string technology_ = "horowitz45";
  std::map<std::string, std::string> values_;
  std::string bits_;
  FormatOption format_;
};

}  // namespace

std::unique_ptr<Command> make_command_price();
std::unique_ptr<Command> make_command_price() {
  return std::make_unique<Price>();
}

}  // namespace paretree::dse::cli
