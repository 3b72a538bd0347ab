#ifndef PARETREE_DSE_STUDY_PLAIN_DESIGN_HPP
#define PARETREE_DSE_STUDY_PLAIN_DESIGN_HPP

#include "dse/study/problem.hpp"

#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// The reason of a design whose format has no accuracy (yet).
inline constexpr const char* missing_accuracy = "accuracy_missing";

/// One design by the plain path, step by step, nothing shared: the oracle of Evaluator, and what
/// `show` and `sample` print.
struct PlainDesign {
  std::uint64_t position = 0;
  Id id;
  ModelHalf model;
  ModelCounts counts;
  std::string template_name;
  hwmodel::Configuration configuration;
  hwmodel::LstmWork work;
  std::optional<hwmodel::Machine> machine;
  std::optional<hwmodel::Activity> activity;
  std::optional<hwmodel::Estimate> estimate;
  std::string reason;  ///< empty: feasible
  std::string detail;
  std::vector<double> values;  ///< by column; NaN where not known

  [[nodiscard]] bool feasible() const { return reason.empty(); }
};

/// `accuracy`: the proxy's value of the design's format; nothing: not asked for or not known.
[[nodiscard]] PlainDesign evaluate_plainly(const Problem& problem, std::uint64_t position,
                                           std::optional<double> accuracy);

/// The same for a design that need not have a position: a plan on one half of a slot.
[[nodiscard]] PlainDesign evaluate_plainly(const Problem& problem, ModelHalf model,
                                           const Space::Slot& slot, std::uint64_t hardware,
                                           std::optional<double> accuracy);

/// The proxy's value of a format, over the sweep's seeds; nothing where it gives none. Trains,
/// where the proxy does.
[[nodiscard]] std::optional<double> measured_value(const Problem& problem, const BoundProxy& proxy,
                                                   const ModelHalf& half);

/// {index, design, feasible, reason, objectives, parameters, matrix_parameters, stages, model,
/// hardware}: the shape of `sample`.
[[nodiscard]] results::Json sample_json(const Problem& problem, const PlainDesign& design);
/// Stages of one time step: {kind, rows, inner, cols, macs, cycles, stall_cycles, mapping, bound,
/// compute_cycles, weight_cycles, activation_cycles}, and of engines with a bank mapping
/// {conflict_cycles, read_conflicts, write_conflicts, bank_table_words}.
[[nodiscard]] results::Json stages_json(const PlainDesign& design);
/// {energy_pj: {...}, area_mm2: {...}, cycles: {...}} by component; cycles by kind of stage.
[[nodiscard]] results::Json breakdown_json(const PlainDesign& design);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PLAIN_DESIGN_HPP
