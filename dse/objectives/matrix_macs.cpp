#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_matrix_macs();

std::unique_ptr<Objective> make_objective_matrix_macs() {
  return make_simple_objective(
      "Multiply-accumulates of one sequence in the decomposed matrix alone.", Sense::minimise,
      DecidedBy::model, Monotone::yes,
      [](const Figures& figures) { return static_cast<double>(figures.model->matrix_macs); });
}

}  // namespace paretree::dse
