#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_weight_bytes();

std::unique_ptr<Objective> make_objective_weight_bytes() {
  return make_simple_objective(
      "Storage of all weights and biases of the layer, bytes.", Sense::minimise, DecidedBy::model,
      Monotone::yes,
      [](const Figures& figures) { return static_cast<double>(figures.model->weight_bytes); });
}

}  // namespace paretree::dse
