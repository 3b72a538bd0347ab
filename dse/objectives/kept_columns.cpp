#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_kept_columns();

// Of both halves' making as far as order is concerned: training says what a format keeps, so it is
// not known when the model half is.
std::unique_ptr<Objective> make_objective_kept_columns() {
  return make_simple_objective(
      "Share of W_h's columns that a step computes: states that some sequence of the batch keeps, "
      "from a trace (given, or of the training), else as expected.",
      Sense::minimise, DecidedBy::both, Monotone::no,
      [](const Figures& figures) { return figures.model->kept_columns; });
}

}  // namespace paretree::dse
