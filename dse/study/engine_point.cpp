#include "dse/study/engine_point.hpp"

#include "dse/lowering/lower.hpp"
#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"

#include <stdexcept>
#include <variant>

namespace paretree::dse {

EnginePoint engine_point(const std::string& name, const EngineSettings& settings,
                         const ModelHalf& half, const char* technology) {
  const hwmodel::Accelerator& accelerator = hwmodel::accelerators().at(name);
  hwmodel::Configuration configuration;
  for (const auto& [key, value] : settings) {
    configuration.set(key, value);
  }
  const auto built =
      accelerator.build(configuration, built_in_technology(technology), half.weight_bits);
  if (const auto* refused = std::get_if<hwmodel::Infeasible>(&built)) {
    throw std::logic_error("a published point is refused: " + refused->text());
  }
  const auto& machine = std::get<hwmodel::Machine>(built);
  const hwmodel::LstmWork work = lower(half);
  const auto cost = hwmodel::estimate(work, accelerator.count(work, machine.array), machine);
  if (const auto* refused = std::get_if<hwmodel::Infeasible>(&cost)) {
    throw std::logic_error("a published layer is refused: " + refused->text());
  }
  const auto& estimate = std::get<hwmodel::Estimate>(cost);
  const auto number = [](std::uint64_t count) { return static_cast<double>(count); };
  EnginePoint result;
  result.area_mm2 = number(estimate.area_um2_total()) * 1e-6;
  result.core_energy_pj = number(estimate.core_energy_fj()) * 1e-3;
  result.energy_pj = number(estimate.energy_fj_total()) * 1e-3;
  result.core_power_mw = result.core_energy_pj / estimate.latency_ns();
  result.gops = 2 * number(estimate.macs) / estimate.latency_ns();
  result.dense_gops = 2 * number(estimate.dense_macs) / estimate.latency_ns();
  result.cycles = number(estimate.cycles);
  return result;
}

}  // namespace paretree::dse
