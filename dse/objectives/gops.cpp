#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_gops();

std::unique_ptr<Objective> make_objective_gops() {
  return make_simple_objective(
      "Operations done per second (2 per multiply-accumulate), 1e9 per second.", Sense::maximise,
      DecidedBy::both, Monotone::no, [](const Figures& figures) {
        return 2.0 * static_cast<double>(figures.cost->macs) / figures.cost->latency_ns();
      });
}

}  // namespace paretree::dse
