#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_parameters();

std::unique_ptr<Objective> make_objective_parameters() {
  return make_simple_objective(
      "Weights and biases of the whole layer.", Sense::minimise, DecidedBy::model, Monotone::yes,
      [](const Figures& figures) { return static_cast<double>(figures.model->parameters); });
}

}  // namespace paretree::dse
