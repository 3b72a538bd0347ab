#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_capacity();

std::unique_ptr<Objective> make_objective_capacity() {
  return make_simple_objective(
      "Degrees of freedom of the trained layer, a training-free proxy and no accuracy.",
      Sense::maximise, DecidedBy::accuracy, Monotone::yes,
      [](const Figures& figures) { return figures.accuracy_axis; });
}

}  // namespace paretree::dse
