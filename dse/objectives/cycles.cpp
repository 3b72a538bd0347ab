#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_cycles();

std::unique_ptr<Objective> make_objective_cycles() {
  return make_simple_objective(
      "Clock cycles of one sequence.", Sense::minimise, DecidedBy::both, Monotone::yes,
      [](const Figures& figures) { return static_cast<double>(figures.cost->cycles); });
}

}  // namespace paretree::dse
