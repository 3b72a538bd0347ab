#include "dse/study/sensitivity.hpp"

#include "hwmodel/sram_table.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <utility>

namespace paretree::dse {

namespace {

constexpr double change = 0.05;

/// The design with another technology; nothing if it cannot be built with it.
std::optional<hwmodel::Estimate> estimate_with(const hwmodel::Technology& technology,
                                               const PlainDesign& design) {
  const hwmodel::Accelerator& accelerator = hwmodel::accelerators().at(design.template_name);
  const auto built = accelerator.build(design.configuration, technology, design.model.weight_bits);
  const auto* machine = std::get_if<hwmodel::Machine>(&built);
  if (machine == nullptr) {
    return std::nullopt;
  }
  const auto cost =
      hwmodel::estimate(design.work, accelerator.count(design.work, machine->array), *machine);
  const auto* estimate = std::get_if<hwmodel::Estimate>(&cost);
  return estimate == nullptr ? std::nullopt : std::optional(*estimate);
}

double slope(double less, double more) {
  return std::log(more / less) / std::log((1 + change) / (1 - change));
}

/// `with(factor)`: the technology with one constant multiplied.
std::optional<Elasticity> elasticity(
    const std::string& name, const PlainDesign& design,
    const std::function<hwmodel::Technology(double factor)>& with) {
  const auto less = estimate_with(with(1 - change), design);
  const auto more = estimate_with(with(1 + change), design);
  if (!less || !more) {
    return std::nullopt;
  }
  const auto of = [&](const auto& figure) {
    return slope(static_cast<double>(figure(*less)), static_cast<double>(figure(*more)));
  };
  return Elasticity{name, of([](const auto& cost) { return cost.energy_fj_total(); }),
                    of([](const auto& cost) { return cost.core_energy_fj(); }),
                    of([](const auto& cost) { return cost.latency_ns(); }),
                    of([](const auto& cost) { return cost.area_um2_total(); })};
}

}  // namespace

std::vector<Elasticity> elasticities(const Problem& problem, const PlainDesign& design) {
  const hwmodel::Technology& technology = problem.technology;
  std::vector<Elasticity> result;
  const auto add = [&](const std::optional<Elasticity>& found) {
    constexpr double least = 1e-4;
    const bool matters =
        found && std::max({std::fabs(found->energy), std::fabs(found->core_energy),
                           std::fabs(found->latency), std::fabs(found->area)}) >= least;
    if (matters) {
      result.push_back(*found);
    }
  };
  for (const hwmodel::Constant& used : design.machine->constants) {
    if (!technology.has(used.name)) {
      continue;  // interpolated from the table, which follows
    }
    add(elasticity(used.name, design, [&](double factor) {
      hwmodel::Constant changed = technology.constant(used.name);
      changed.value *= factor;
      return technology.with(technology.name(), {changed});
    }));
  }
  using Figure = hwmodel::SramTable::Figure;
  for (const auto& [name, figure] :
       {std::pair{"sram_table_read", Figure::read}, std::pair{"sram_table_write", Figure::write},
        std::pair{"sram_table_leakage", Figure::leakage},
        std::pair{"sram_table_area", Figure::area}}) {
    add(elasticity(name, design, [&, which = figure](double factor) {
      return technology.with_sram(
          std::make_shared<hwmodel::SramTable>(technology.sram().scaled(which, factor)));
    }));
  }
  std::stable_sort(result.begin(), result.end(), [](const Elasticity& a, const Elasticity& b) {
    return std::fabs(a.energy) > std::fabs(b.energy);
  });
  return result;
}

results::Json elasticities_json(const std::vector<Elasticity>& elasticities) {
  const auto rounded = [](double value) { return std::round(value * 1e4) / 1e4 + 0.0; };
  results::Json json = results::Json::array();
  for (const Elasticity& entry : elasticities) {
    json.push_back({{"constant", entry.constant},
                    {"energy", rounded(entry.energy)},
                    {"core_energy", rounded(entry.core_energy)},
                    {"latency", rounded(entry.latency)},
                    {"area", rounded(entry.area)}});
  }
  return json;
}

}  // namespace paretree::dse
