#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_fitted();

std::unique_ptr<Objective> make_objective_fitted() {
  return make_simple_objective(
      "Error predicted by a fit to trained formats of another study; no accuracy.", Sense::minimise,
      DecidedBy::accuracy, Monotone::yes,
      [](const Figures& figures) { return figures.accuracy_axis; });
}

}  // namespace paretree::dse
