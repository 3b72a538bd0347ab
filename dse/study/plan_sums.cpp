#include "dse/study/plan_sums.hpp"

#include <algorithm>
#include <stdexcept>

namespace paretree::dse {

namespace {

/// Of one node's forms: a plan has fewer than 2^6 nodes, so sums of them stay below 2^53.
constexpr double most_of_a_node = static_cast<double>(std::uint64_t{1} << 47U);
/// Stages counted in one call.
constexpr std::size_t stages_per_call = 1024;

std::int64_t signed_of(std::uint64_t count) {
  if (count > std::uint64_t{1} << 48U) {
    throw std::overflow_error(
        "a count of one stage exceeds 2^48: the sums of a plan could overflow");
  }
  return static_cast<std::int64_t>(count);
}

}  // namespace

PlanForms::PlanForms(const std::vector<PlanForm>& forms) {
  if (forms.size() > most_plan_forms) {
    throw std::invalid_argument("a bound looks at more forms than it has room for");
  }
  for (std::size_t form = 0; form < forms.size(); ++form) {
    for (std::size_t k = 0; k < PlanSums::width; ++k) {
      weights_[k][form] = static_cast<double>(forms[form][k]);
    }
  }
}

PlanBound PlanForms::of(const PlanSums& sums) const {
  PlanBound bound{};
  for (std::size_t k = 0; k < PlanSums::width; ++k) {
    const auto sum = static_cast<double>(sums.at[k]);
    for (std::size_t form = 0; form < bound.size(); ++form) {
      bound[form] += weights_[k][form] * sum;
    }
  }
  for (double& value : bound) {
    value = std::min(value, most_of_a_node);
  }
  return bound;
}

StageCosts::StageCosts(const PlanStages& stages, const hwmodel::Accelerator& accelerator,
                       const hwmodel::Array& array, std::uint64_t batch)
    : stages_(stages), batch_(signed_of(batch)) {
  costs_.reserve(stages.size());
  hwmodel::LstmWork work;
  work.batch = batch;
  for (std::size_t first = 0; first < stages.size(); first += stages_per_call) {
    const std::size_t last = std::min(stages.size(), first + stages_per_call);
    work.stages.clear();
    for (std::size_t number = first; number < last; ++number) {
      const PlanStage& stage = stages[static_cast<std::uint32_t>(number)];
      work.stages.push_back(
          {.kind = "inner", .rows = stage.rows, .inner = stage.inner, .cols = stage.cols});
    }
    const hwmodel::Activity activity = accelerator.count(work, array);
    for (std::size_t number = first; number < last; ++number) {
      const hwmodel::StageActivity& stage = activity.stages[number - first];
      costs_.push_back({signed_of(stage.cycles), signed_of(stage.events.register_accesses),
                        signed_of(stage.events.weight_reads),
                        signed_of(stage.events.activation_reads)});
    }
  }
}

PlanSums StageCosts::of(std::uint32_t number) const {
  const PlanStage& stage = stages_[number];
  const Cost& cost = costs_[number];
  const auto rows = static_cast<std::int64_t>(stage.rows);
  const auto inner = static_cast<std::int64_t>(stage.inner);
  const auto cols = static_cast<std::int64_t>(stage.cols) * batch_;
  const auto rank = static_cast<std::int64_t>(stage.rank);
  return {{cost.cycles, rows * inner * cols, cost.register_accesses, cost.weight_reads,
           cost.activation_reads, rows * cols, rows * inner, rank * rank - rows * inner}};
}

}  // namespace paretree::dse
