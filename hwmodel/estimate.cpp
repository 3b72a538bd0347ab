#include "hwmodel/estimate.hpp"

#include <fmt/format.h>

#include <numeric>

namespace paretree::hwmodel {

namespace {

constexpr std::array<std::string_view, component_count> component_names{
    "multiplier",      "adder",   "registers", "lookup", "weight_sram",
    "activation_sram", "control", "leakage",   "dram",   "addressing"};
constexpr std::array<std::string_view, 4> reason_names{"activation_sram_too_small",
                                                       "clock_too_fast", "outside_model", "array"};

}  // namespace

std::string_view name(Component component) {
  return component_names.at(static_cast<std::size_t>(component));
}

std::string_view name(Infeasible::Reason reason) {
  return reason_names.at(static_cast<std::size_t>(reason));
}

std::uint64_t total(const ByComponent& parts) {
  return std::accumulate(parts.begin(), parts.end(), std::uint64_t{0});
}

std::uint64_t Estimate::core_energy_fj() const {
  return energy_fj_total() - energy_fj.at(static_cast<std::size_t>(Component::dram));
}

double Estimate::latency_ns() const {
  return static_cast<double>(cycles) * static_cast<double>(period_fs) * 1e-6;
}

std::string Infeasible::text() const {
  std::string result(name(reason));
  switch (reason) {
    case Reason::activation_sram_too_small:
      result += fmt::format(": needs {} bytes in one half, has {}", needed, available);
      break;
    case Reason::clock_too_fast:
      result += fmt::format(": needs a period of {} fs, has {}", needed, available);
      break;
    case Reason::outside_model:
    case Reason::array:
      break;
  }
  return detail.empty() ? result : result + ": " + detail;
}

}  // namespace paretree::hwmodel
