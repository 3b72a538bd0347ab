#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_error();

std::unique_ptr<Objective> make_objective_error() {
  return make_simple_objective(
      "Share of labelled sequences classified wrongly, measured on the validation split; of text "
      "the bits per character.",
      Sense::minimise, DecidedBy::accuracy, Monotone::yes,
      [](const Figures& figures) { return figures.accuracy_axis; });
}

}  // namespace paretree::dse
