#include "hwmodel/banked_engine.hpp"

#include "hwmodel/array_model.hpp"
#include "hwmodel/outside_model.hpp"
#include "hwmodel/pricing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace paretree::hwmodel {

namespace {

constexpr std::uint64_t fixed_mapping = 0;

/// With rows over MACs one weight per MAC of a PE serves all PEs; another mapping may want one per
/// PE.
std::uint64_t weight_port_words(const Array& array) {
  return array.mapping == fixed_mapping ? array.macs_per_pe
                                        : std::max(array.pes, array.macs_per_pe);
}

}  // namespace

std::variant<Machine, Infeasible> build_banked_engine(const Configuration& configuration,
                                                      const std::vector<Parameter>& parameters,
                                                      const Technology& technology,
                                                      int weight_bits) {
  MachinePlan plan;
  try {
    const Configuration complete = completed(configuration, parameters);
    plan = plan_of(complete, weight_bits);
    plan.array.banks = static_cast<std::uint64_t>(complete.integer("banks"));
    plan.array.mapping = complete.choice("mapping") == "fixed" ? fixed_mapping : fixed_mapping + 1;
  } catch (const OutsideModel& refused) {
    return Infeasible{Infeasible::Reason::outside_model, 0, 0, refused.what()};
  }
  if (!std::has_single_bit(plan.array.pes) || !std::has_single_bit(plan.array.banks)) {
    return Infeasible{
        Infeasible::Reason::array, 0, 0,
        fmt::format("{} PEs and {} banks must be powers of two: no conflict-free bank "
                    "addressing is known for others",
                    plan.array.pes, plan.array.banks)};
  }
  plan.weight_port_words = weight_port_words(plan.array);
  if (plan.array.mapping != fixed_mapping) {
    plan.reduction_adders = plan.array.pes * plan.array.macs_per_pe - 1;
  }
  return build_from([&] { return plan; }, technology);
}

Activity count_banked_engine(const LstmWork& work, const Array& array) {
  const Lanes lanes{.pes = array.pes,
                    .macs_per_pe = array.macs_per_pe,
                    .banks = array.banks,
                    .weight_port_words = weight_port_words(array),
                    .access_cycles = array.sram_access_cycles};
  std::vector<StageActivity> stages;
  stages.reserve(work.stages.size() + 1);
  for (const MatrixStage& stage : work.stages) {
    stages.push_back(array.mapping == fixed_mapping
                         ? stage_activity(stage, work.batch, lanes, Mapping{})
                         : best_stage_activity(stage, work.batch, lanes));
  }
  stages.push_back(element_wise_activity(work, lanes));
  return sequence_activity(work, std::move(stages));
}

}  // namespace paretree::hwmodel
