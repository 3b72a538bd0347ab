#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_macs();

std::unique_ptr<Objective> make_objective_macs() {
  return make_simple_objective(
      "Multiply-accumulates of one sequence, whole layer.", Sense::minimise, DecidedBy::model,
      Monotone::yes,
      [](const Figures& figures) { return static_cast<double>(figures.model->macs); });
}

}  // namespace paretree::dse
