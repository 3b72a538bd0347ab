#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_matrix_parameters();

std::unique_ptr<Objective> make_objective_matrix_parameters() {
  return make_simple_objective(
      "Weights of the decomposed matrix alone, as published compression ratios count.",
      Sense::minimise, DecidedBy::model, Monotone::yes,
      [](const Figures& figures) { return static_cast<double>(figures.model->matrix_parameters); });
}

}  // namespace paretree::dse
