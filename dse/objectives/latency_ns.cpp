#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_latency_ns();

std::unique_ptr<Objective> make_objective_latency_ns() {
  return make_simple_objective("Time from the first input to the last output of one sequence, ns.",
                               Sense::minimise, DecidedBy::both, Monotone::yes,
                               [](const Figures& figures) { return figures.cost->latency_ns(); });
}

}  // namespace paretree::dse
