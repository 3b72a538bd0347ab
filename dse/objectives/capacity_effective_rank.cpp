#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_capacity_effective_rank();

std::unique_ptr<Objective> make_objective_capacity_effective_rank() {
  return make_simple_objective(
      "Capacity and effective rank of the untrained layer together, a training-free proxy and no "
      "accuracy.",
      Sense::maximise, DecidedBy::accuracy, Monotone::yes,
      [](const Figures& figures) { return figures.accuracy_axis; });
}

}  // namespace paretree::dse
