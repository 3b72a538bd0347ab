#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_dense_gops();

std::unique_ptr<Objective> make_objective_dense_gops() {
  return make_simple_objective(
      "Operations per second that the uncompressed layer would need for the same latency, 1e9 per "
      "second.",
      Sense::maximise, DecidedBy::both, Monotone::yes, [](const Figures& figures) {
        return 2.0 * static_cast<double>(figures.cost->dense_macs) / figures.cost->latency_ns();
      });
}

}  // namespace paretree::dse
