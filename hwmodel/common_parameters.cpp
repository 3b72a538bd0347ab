#include "hwmodel/banking/bank_mapping.hpp"
#include "hwmodel/components/dram.hpp"
#include "hwmodel/outside_model.hpp"
#include "hwmodel/pricing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace paretree::hwmodel {

namespace {

Parameter integer(std::string name, std::int64_t value, double low, double high,
                  std::string sentence) {
  return {std::move(name), Parameter::Type::integer, value, low, high, {}, std::move(sentence)};
}

Parameter choice(std::string name, std::vector<std::string> choices, std::string sentence) {
  const Value first = choices.front();
  return {std::move(name),    Parameter::Type::choice, first, 0, 0,
          std::move(choices), std::move(sentence)};
}

void check(const Parameter& parameter, const Configuration& configuration) {
  switch (parameter.type) {
    case Parameter::Type::integer:
    case Parameter::Type::number: {
      const double value = parameter.type == Parameter::Type::integer
                               ? static_cast<double>(configuration.integer(parameter.name))
                               : configuration.number(parameter.name);
      if (!(value >= parameter.low && value <= parameter.high)) {
        throw OutsideModel(fmt::format("{} {} is outside its range: {} to {}", parameter.name,
                                       value, parameter.low, parameter.high));
      }
      return;
    }
    case Parameter::Type::choice: {
      const std::string& word = configuration.choice(parameter.name);
      if (std::find(parameter.choices.begin(), parameter.choices.end(), word) ==
          parameter.choices.end()) {
        throw std::invalid_argument(fmt::format("{} '{}' is not known; known: {}", parameter.name,
                                                word, fmt::join(parameter.choices, ", ")));
      }
      return;
    }
    case Parameter::Type::text:
      return;
  }
}

}  // namespace

const std::vector<Parameter>& common_parameters() {
  static const std::vector<Parameter> parameters{
      choice(
          "mapping", {"fixed", "best_per_stage"},
          "what is spread over lanes: rows over MACs and columns over PEs for every stage, or the "
          "fastest of nine for each"),
      integer("pes", 16, 1, 4096, "processing elements"),
      integer("macs_per_pe", 16, 1, 4096, "multiply-accumulate units in each PE"),
      integer("weight_sram_kib", 16, 1, 2048,
              "weight memory in KiB; words beyond it are streamed from DRAM every step"),
      integer("activation_sram_kib", 768, 2, 4096,
              "activation memory in KiB, both of its two ping-pong halves together"),
      choice("sram_cell", {"lstp", "hp"},
             "cell and periphery of the memories: low standby power or high performance"),
      integer("banks", 16, 1, 1024, "banks of each activation half, one word per bank and cycle"),
      choice("bank_mapping", bank_mapping_names(),
             "how words are spread over banks: xor_box pairs digit bits by XOR and has no "
             "conflicts; linear takes the address modulo banks, xor its pieces XORed, skew the "
             "column plus a pitch per row: their conflicts are counted"),
      integer("clock_mhz", 1000, 1, 5000, "clock in MHz"),
      {"node_nm", Parameter::Type::number, std::int64_t{28}, 22, 65, {}, "process node in nm"},
      choice("dram", dram_kinds(), "off-chip memory, which gives energy per bit and bandwidth"),
  };
  return parameters;
}

std::vector<Parameter> common_parameters(const std::vector<std::string_view>& names) {
  std::vector<Parameter> result;
  for (const std::string_view name : names) {
    const auto& all = common_parameters();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const Parameter& parameter) { return parameter.name == name; });
    if (found == all.end()) {
      throw std::invalid_argument(fmt::format("'{}' is no common parameter", name));
    }
    result.push_back(*found);
  }
  return result;
}

std::vector<Parameter> with_defaults(
    std::vector<Parameter> parameters,
    const std::vector<std::pair<std::string_view, Value>>& defaults) {
  for (const auto& entry : defaults) {
    const auto found =
        std::find_if(parameters.begin(), parameters.end(),
                     [&](const Parameter& parameter) { return parameter.name == entry.first; });
    if (found == parameters.end()) {
      throw std::invalid_argument(fmt::format("'{}' is not among the parameters", entry.first));
    }
    found->default_value = entry.second;
  }
  return parameters;
}

std::vector<Parameter> matrix_vector_parameters(
    const std::vector<std::pair<std::string_view, Value>>& defaults) {
  return with_defaults(
      common_parameters({"pes", "macs_per_pe", "weight_sram_kib", "activation_sram_kib",
                         "sram_cell", "banks", "clock_mhz", "node_nm", "dram"}),
      defaults);
}

Configuration completed(const Configuration& configuration,
                        const std::vector<Parameter>& parameters) {
  Configuration complete = configuration;
  for (const Parameter& parameter : parameters) {
    if (!complete.has(parameter.name)) {
      complete.set(parameter.name, parameter.default_value);
    }
    check(parameter, complete);
  }
  return complete;
}

}  // namespace paretree::hwmodel
