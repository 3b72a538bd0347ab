#include "dse/study/design_card.hpp"

#include "dse/core/objective.hpp"
#include "dse/study/bank_comparison.hpp"
#include "dse/study/query.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace paretree::dse {

PlainDesign plain_design(const Problem& problem, const results::RunRow& run,
                         const results::DesignRow& row) {
  std::optional<double> accuracy;
  for (std::size_t number = 0; number < run.columns.size(); ++number) {
    const Objective& objective = objectives().at(run.columns[number].name);
    if (objective.decided_by() == DecidedBy::accuracy) {
      accuracy = row.values[number];
    }
  }
  PlainDesign design = evaluate_plainly(problem, row.position, accuracy);
  if (design.id.text() != row.design) {
    throw std::runtime_error(fmt::format(
        "the study was made by another version of the space ({}): position {} is another design "
        "here than {}",
        run.program_version, row.position, row.design));
  }
  return design;
}

results::Json design_card(const PlainDesign& design) {
  results::Json json = results::Json::object();
  json["expected"] = design.activity->expected;
  if (design.model.trained) {
    const TrainedStates& trained = *design.model.trained;
    json["trained_states"] = {{"threshold", trained.threshold},
                              {"share", trained.share},
                              {"joint_share", trained.joint_share}};
  }
  results::Json stages = stages_json(design);
  const auto stage_energy =
      hwmodel::stage_energy_fj(design.work, *design.activity, *design.machine);
  for (std::size_t number = 0; number < stages.size() && number < stage_energy.size(); ++number) {
    stages[number]["energy_pj"] = static_cast<double>(hwmodel::total(stage_energy[number])) * 1e-3;
  }
  json["stages"] = std::move(stages);
  json["breakdown"] = breakdown_json(design);
  json["constants"] = results::Json::array();
  for (const hwmodel::Constant& constant : design.machine->constants) {
    json["constants"].push_back({{"name", constant.name},
                                 {"value", constant.value},
                                 {"unit", constant.unit},
                                 {"source", constant.source},
                                 {"basis", hwmodel::name(constant.basis)},
                                 {"status", hwmodel::name(constant.status)},
                                 {"low", constant.low},
                                 {"high", constant.high}});
  }
  json["counts"] = {{"parameters", design.counts.parameters},
                    {"dense_parameters", design.counts.dense_parameters},
                    {"macs_per_step", design.counts.macs / design.work.steps / design.work.batch},
                    {"padding", design.counts.padding}};
  return json;
}

results::Json described_design(const Problem& problem, const results::RunRow& run,
                               const results::DesignRow& row, const PlainDesign& design) {
  results::Json json = design_json(run, row);
  json["format"] = row.format;
  json.update(design_card(design));
  if (design.configuration.has("bank_mapping")) {
    json["banks"] = banks_json(problem, design);
  }
  return json;
}

}  // namespace paretree::dse
