#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_area_mm2();

std::unique_ptr<Objective> make_objective_area_mm2() {
  return make_simple_objective(
      "Silicon area of the chip, mm2.", Sense::minimise, DecidedBy::hardware, Monotone::yes,
      [](const Figures& figures) {
        return static_cast<double>(hwmodel::total(figures.machine->area_um2)) * 1e-6;
      });
}

}  // namespace paretree::dse
