#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_precision_bits();

// Not monotone: more bits are better, and cost more.
std::unique_ptr<Objective> make_objective_precision_bits() {
  return make_simple_objective(
      "Bits of a weight (ternary 2, binary 1), for trade-offs without accuracies.", Sense::maximise,
      DecidedBy::model, Monotone::no,
      [](const Figures& figures) { return static_cast<double>(figures.model->weight_bits); });
}

}  // namespace paretree::dse
