#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_power_mw();

std::unique_ptr<Objective> make_objective_power_mw() {
  return make_simple_objective("Mean power over one sequence, chip and DRAM, mW.", Sense::minimise,
                               DecidedBy::both, Monotone::no, [](const Figures& figures) {
                                 return static_cast<double>(figures.cost->energy_fj_total()) *
                                        1e-3 / figures.cost->latency_ns();
                               });
}

}  // namespace paretree::dse
