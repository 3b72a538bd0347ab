#include "hwmodel/ledger.hpp"

#include "hwmodel/outside_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace paretree::hwmodel {

namespace {

// Nodes of which the scaling coefficients are constants of the set; 28 and 22 nm lie between rows.
constexpr std::array<int, 4> tabulated_nodes{20, 32, 45, 65};

template <typename Unit, std::size_t Count>
Unit quantity(const Constant& constant,
              const std::array<std::pair<std::string_view, Unit>, Count>& units) {
  for (const auto& [name, unit] : units) {
    if (constant.unit == name) {
      return constant.value * unit;
    }
  }
  std::string known;
  for (const auto& [name, unit] : units) {
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  throw std::invalid_argument(fmt::format("constant '{}' has the unit '{}'; allowed: {}",
                                          constant.name, constant.unit, known));
}

std::string stillmaker(int node, std::string_view what) {
  return fmt::format("stillmaker_{}_{}", node, what);
}

}  // namespace

Ledger::Ledger(const Technology& technology, double node_nm)
    : technology_(technology), node_nm_(node_nm), noted_(technology.constants().size(), 0) {
  if (!(node_nm >= tabulated_nodes.front() && node_nm <= tabulated_nodes.back())) {
    throw OutsideModel(fmt::format("logic at {} nm is outside the scaling model: {} to {} nm",
                                   node_nm, tabulated_nodes.front(), tabulated_nodes.back()));
  }
}

const Constant& Ledger::read(std::string_view name) {
  const Constant& constant = technology_.constant(name);
  const auto place = static_cast<std::size_t>(&constant - technology_.constants().data());
  if (noted_[place] == 0) {  // a copy is made once
    noted_[place] = 1;
    note(constant);
  }
  return constant;
}

void Ledger::note(Constant figure) {
  const auto at =
      std::lower_bound(used_.begin(), used_.end(), figure.name,
                       [](const Constant& a, const std::string& b) { return a.name < b; });
  if (at == used_.end() || at->name != figure.name) {
    used_.insert(at, std::move(figure));
  }
}

std::vector<Constant> Ledger::used() const {
  return used_;
}

template <typename At>
double Ledger::between_nodes(double node_nm, At at) {
  const auto above = std::lower_bound(tabulated_nodes.begin(), tabulated_nodes.end(), node_nm);
  if (above == tabulated_nodes.end() || node_nm < tabulated_nodes.front()) {
    throw OutsideModel(fmt::format("a constant at {} nm cannot be scaled: {} to {} nm", node_nm,
                                   tabulated_nodes.front(), tabulated_nodes.back()));
  }
  const double high = at(*above);
  if (*above == node_nm) {
    return high;
  }
  const int below = *std::prev(above);
  const double low = at(below);
  return low + (high - low) * (node_nm - below) / (*above - below);
}

double Ledger::supply(int node) {
  // The polynomials are in volts: no typed quantity would carry them.
  static constexpr std::array<std::pair<std::string_view, double>, 2> units{
      {{"V", 1.0}, {"mV", 1e-3}}};
  return quantity(read(stillmaker(node, "voltage")), units);
}

double Ledger::energy_at(double node_nm) {
  return between_nodes(node_nm, [this](int node) {
    const double v = supply(node);
    return number(stillmaker(node, "e2")) * v * v + number(stillmaker(node, "e1")) * v +
           number(stillmaker(node, "e0"));
  });
}

double Ledger::delay_at(double node_nm) {
  return between_nodes(node_nm, [this](int node) {
    const double v = supply(node);
    return ((number(stillmaker(node, "d3")) * v + number(stillmaker(node, "d2"))) * v +
            number(stillmaker(node, "d1"))) *
               v +
           number(stillmaker(node, "d0"));
  });
}

double Ledger::area_at(double node_nm) {
  return between_nodes(node_nm, [this](int node) { return number(stillmaker(node, "area")); });
}

double Ledger::ratio(Ratios& known, double from_nm, double (Ledger::*at)(double)) {
  if (from_nm == node_nm_) {
    return 1;
  }
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const auto& entry) { return entry.first == from_nm; });
  if (found != known.end()) {
    return found->second;
  }
  const double value = (this->*at)(node_nm_) / (this->*at)(from_nm);
  known.emplace_back(from_nm, value);
  return value;
}

double Ledger::energy_ratio(double from_nm) {
  return ratio(energy_ratios_, from_nm, &Ledger::energy_at);
}
double Ledger::area_ratio(double from_nm) {
  return ratio(area_ratios_, from_nm, &Ledger::area_at);
}
double Ledger::delay_ratio(double from_nm) {
  return ratio(delay_ratios_, from_nm, &Ledger::delay_at);
}

Energy Ledger::energy(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Energy>, 2> units{
      {{"pJ", pJ}, {"fJ", fJ}}};
  const Constant& constant = read(name);
  const Energy value = quantity(constant, units);
  return constant.node_nm == 0 ? value : value * energy_ratio(constant.node_nm);
}

Area Ledger::area(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Area>, 2> units{
      {{"um2", um2}, {"mm2", mm2}}};
  const Constant& constant = read(name);
  const Area value = quantity(constant, units);
  return constant.node_nm == 0 ? value : value * area_ratio(constant.node_nm);
}

Power Ledger::leakage(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Power>, 2> units{{{"mW", mW}, {"W", W}}};
  const Constant& constant = read(name);
  const Power value = quantity(constant, units);
  return constant.node_nm == 0 ? value : value * area_ratio(constant.node_nm);
}

Time Ledger::delay(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Time>, 2> units{{{"ns", ns}, {"ps", ps}}};
  const Constant& constant = read(name);
  const Time value = quantity(constant, units);
  return constant.node_nm == 0 ? value : value * delay_ratio(constant.node_nm);
}

EnergyPerBit Ledger::energy_per_bit(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, EnergyPerBit>, 2> units{
      {{"pJ/bit", pJ / bit}, {"fJ/bit", fJ / bit}}};
  return quantity(read(name), units);
}

Bandwidth Ledger::bandwidth(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Bandwidth>, 1> units{{{"Gb/s", Gbps}}};
  return quantity(read(name), units);
}

double Ledger::number(std::string_view name) {
  const Constant& constant = read(name);
  if (constant.unit != "1") {
    throw std::invalid_argument(
        fmt::format("constant '{}' has the unit '{}'; allowed: 1", constant.name, constant.unit));
  }
  return constant.value;
}

}  // namespace paretree::hwmodel
