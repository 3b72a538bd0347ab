#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_spectral();

std::unique_ptr<Objective> make_objective_spectral() {
  return make_simple_objective(
      "Relative error of truncating trained dense weights to the format; no accuracy.",
      Sense::minimise, DecidedBy::accuracy, Monotone::yes,
      [](const Figures& figures) { return figures.accuracy_axis; });
}

}  // namespace paretree::dse
