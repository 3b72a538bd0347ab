#ifndef PARETREE_DSE_STUDY_SIMULATED_DESIGN_HPP
#define PARETREE_DSE_STUDY_SIMULATED_DESIGN_HPP

#include "dse/study/plain_design.hpp"
#include "hwmodel/simulator/simulation.hpp"
#include "results/chart/timeline_chart.hpp"
#include "results/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// A design executed cycle by cycle beside what the analytical model says of it.
struct SimulatedDesign {
  hwmodel::LstmWork work;  ///< with the trace of zero states that was run
  hwmodel::NumberFormat numbers;
  hwmodel::Activity activity;
  hwmodel::Estimate estimate;
  hwmodel::Simulation simulation;
  bool outputs_equal = false;  ///< to plain loops in the same fixed point, bit for bit
  bool counts_equal = false;   ///< cycles, accesses and conflicts of every stage
  double largest_error = 0;    ///< of a step, to double precision with the same weights
  double largest_bound = 0;    ///< of such an error, over all outputs; each keeps its own
  bool within_bounds = false;
};

/// Weights are drawn from `seed`; so are zero states of a design that has them and no trace, and
/// the inputs unless `inputs` gives them: [step * batch + sequence][input], in real numbers.
///
/// Throws: std::invalid_argument if the design is infeasible, the layer has over 3e7 weights, or
/// the inputs have another shape.
[[nodiscard]] SimulatedDesign simulate_design(
    const PlainDesign& design, std::uint64_t seed,
    const std::optional<std::vector<std::vector<double>>>& inputs);

/// {analytical: {cycles, ...}, simulated: {cycles, ...}, conflicts, outputs_equal, ...}
[[nodiscard]] results::Json simulation_json(const SimulatedDesign& design);

/// The first time step.
[[nodiscard]] results::TimelineChart timeline(const SimulatedDesign& design,
                                              const std::string& title);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_SIMULATED_DESIGN_HPP
