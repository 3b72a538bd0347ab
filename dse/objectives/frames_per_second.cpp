#include "dse/core/objective.hpp"

namespace paretree::dse {

std::unique_ptr<Objective> make_objective_frames_per_second();

std::unique_ptr<Objective> make_objective_frames_per_second() {
  return make_simple_objective("Time steps finished per second.", Sense::maximise, DecidedBy::both,
                               Monotone::yes, [](const Figures& figures) {
                                 return static_cast<double>(figures.cost->batch) *
                                        static_cast<double>(figures.cost->steps) /
                                        (figures.cost->latency_ns() * 1e-9);
                               });
}

}  // namespace paretree::dse
