#include "dse/study/priced_component.hpp"

#include "dse/lowering/technology.hpp"
#include "sweeps/parse_error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace paretree::dse {

hwmodel::ComponentKind component_kind(const std::string& name) {
  std::vector<std::string> names;
  for (const hwmodel::ComponentKind& kind : hwmodel::component_kinds()) {
    if (kind.name == name) {
      return kind;
    }
    names.push_back(kind.name);
  }
  const std::string near = sweeps::nearest(name, names);
  throw std::invalid_argument(fmt::format("'{}' is not a component{}; known: {}", name,
                                          near.empty() ? "" : " (did you mean '" + near + "'?)",
                                          fmt::join(names, ", ")));
}

results::Json price_json(const std::string& component, const hwmodel::Configuration& given,
                         const std::optional<hwmodel::Value>& bits, const std::string& technology) {
  const hwmodel::ComponentKind kind = component_kind(component);
  hwmodel::Configuration configuration;
  for (const auto& [name, value] : given.values()) {
    if (std::none_of(kind.parameters.begin(), kind.parameters.end(),
                     [&, wanted = name](const auto& entry) { return entry.name == wanted; })) {
      throw std::invalid_argument(fmt::format("{} is not a parameter of {}", name, component));
    }
    configuration.set(name, value);
  }
  bool has_width = false;
  for (const hwmodel::Parameter& parameter : kind.parameters) {
    const bool width = parameter.name.ends_with("_bits");
    has_width = has_width || width;
    if (!configuration.has(parameter.name)) {
      configuration.set(parameter.name, width && bits ? *bits : parameter.default_value);
    }
  }
  if (bits && !has_width) {
    throw std::invalid_argument(fmt::format("bits: {} has no width", component));
  }
  const hwmodel::PricedComponent priced =
      hwmodel::price(component, configuration, load_technology(technology));
  results::Json json = results::Json::object();
  for (const hwmodel::PricedFigure& figure : priced.figures) {
    json[figure.name] = figure.value;
  }
  json["source"] = priced.source;
  json["basis"] = hwmodel::name(priced.basis);
  json["status"] = hwmodel::name(priced.status);
  return json;
}

}  // namespace paretree::dse
