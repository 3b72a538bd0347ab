#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_gops_per_mm2();

std::unique_ptr<Objective> make_objective_gops_per_mm2() {
  return make_simple_objective(
      "Operations done per second and area, 1e9 per second and mm2.", Sense::maximise,
      DecidedBy::both, Monotone::no, [](const Figures& figures) {
        return 2.0 * static_cast<double>(figures.cost->macs) / figures.cost->latency_ns() /
               (static_cast<double>(figures.cost->area_um2_total()) * 1e-6);
      });
}

}  // namespace paretree::dse
