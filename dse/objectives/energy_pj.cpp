#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_energy_pj();

std::unique_ptr<Objective> make_objective_energy_pj() {
  return make_simple_objective("Energy of one sequence on chip and in DRAM, pJ.", Sense::minimise,
                               DecidedBy::both, Monotone::yes, [](const Figures& figures) {
                                 return static_cast<double>(figures.cost->energy_fj_total()) * 1e-3;
                               });
}

}  // namespace paretree::dse
