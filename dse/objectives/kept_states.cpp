#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_kept_states();

// Not monotone: more kept states are better, and cost more.
std::unique_ptr<Objective> make_objective_kept_states() {
  return make_simple_objective(
      "Share of hidden states that need not be zero: 1 - state_sparsity, for trade-offs without "
      "accuracies.",
      Sense::maximise, DecidedBy::model, Monotone::no,
      [](const Figures& figures) { return 1 - figures.model->state_sparsity; });
}

}  // namespace paretree::dse
