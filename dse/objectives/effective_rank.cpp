#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_effective_rank();

std::unique_ptr<Objective> make_objective_effective_rank() {
  return make_simple_objective(
      "Effective rank of the untrained matrix, a training-free proxy and no accuracy.",
      Sense::maximise, DecidedBy::accuracy, Monotone::yes,
      [](const Figures& figures) { return figures.accuracy_axis; });
}

}  // namespace paretree::dse
