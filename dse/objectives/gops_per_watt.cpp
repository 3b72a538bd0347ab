#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_gops_per_watt();

std::unique_ptr<Objective> make_objective_gops_per_watt() {
  return make_simple_objective(
      "Operations done per energy (chip and DRAM), 1e9 per second and W.", Sense::maximise,
      DecidedBy::both, Monotone::no, [](const Figures& figures) {
        return 2.0 * static_cast<double>(figures.cost->macs) /
               (static_cast<double>(figures.cost->energy_fj_total()) * 1e-6);
      });
}

}  // namespace paretree::dse
