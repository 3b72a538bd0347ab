#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_utilisation();

std::unique_ptr<Objective> make_objective_utilisation() {
  return make_simple_objective("Share of multiply-accumulate slots in use over the whole sequence.",
                               Sense::maximise, DecidedBy::both, Monotone::no,
                               [](const Figures& figures) {
                                 return static_cast<double>(figures.cost->macs) /
                                        (static_cast<double>(figures.cost->cycles) *
                                         static_cast<double>(figures.cost->mac_units));
                               });
}

}  // namespace paretree::dse
