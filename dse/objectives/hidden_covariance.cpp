#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_hidden_covariance();

std::unique_ptr<Objective> make_objective_hidden_covariance() {
  return make_simple_objective(
      "Spread of the untrained layer's hidden states, a training-free proxy and no accuracy.",
      Sense::maximise, DecidedBy::accuracy, Monotone::yes,
      [](const Figures& figures) { return figures.accuracy_axis; });
}

}  // namespace paretree::dse
