#include "dse/study/plain_design.hpp"

#include "dse/lowering/lower.hpp"
#include "dse/study/fleet.hpp"
#include "dse/study/front_statistics.hpp"
#include "hwmodel/roofline.hpp"
#include "hwmodel/simulator/bank_assignment.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace paretree::dse {

PlainDesign evaluate_plainly(const Problem& problem, std::uint64_t position,
                             std::optional<double> accuracy) {
  const Space& space = problem.space;
  const Space::Address address = space.decode(position);
  const Space::Slot& slot = space.blocks()[address.block].slots[address.slot];
  PlainDesign design =
      evaluate_plainly(problem, space.model_half(address), slot, address.hardware, accuracy);
  design.position = position;
  return design;
}

PlainDesign evaluate_plainly(const Problem& problem, ModelHalf model, const Space::Slot& slot,
                             std::uint64_t hardware, std::optional<double> accuracy) {
  const Space& space = problem.space;
  PlainDesign design;
  design.model = std::move(model);
  design.counts = model_counts(design.model);
  design.template_name = slot.hardware->template_name();
  design.configuration = slot.hardware->at(hardware);
  design.id = id_of(design.model.id(),
                    hardware_id(hardware_json(design.template_name, design.configuration)));
  design.work = lower(design.model);

  const hwmodel::Accelerator& accelerator = hwmodel::accelerators().at(design.template_name);
  std::optional<hwmodel::Infeasible> unbuilt;
  std::optional<hwmodel::Infeasible> unfit;
  auto built = accelerator.build(design.configuration, problem.technology, slot.weight_bits);
  if (const auto* infeasible = std::get_if<hwmodel::Infeasible>(&built)) {
    unbuilt = *infeasible;
  } else {
    design.machine = std::get<hwmodel::Machine>(built);
    design.activity = accelerator.count(design.work, design.machine->array);
    auto cost = hwmodel::estimate(design.work, *design.activity, *design.machine);
    if (const auto* misfit = std::get_if<hwmodel::Infeasible>(&cost)) {
      unfit = *misfit;
    } else {
      design.estimate = std::get<hwmodel::Estimate>(cost);
    }
  }

  // What is known is computed; what is not stays NaN, for which no condition holds.
  const Figures figures{&design.counts, design.machine ? &*design.machine : nullptr,
                        design.estimate ? &*design.estimate : nullptr, accuracy.value_or(NAN)};
  std::vector<double> names(space.expression_names().size(), NAN);
  space.axis_values(design.model, design.template_name, design.configuration, names);
  for (const Column& column : problem.columns) {
    const DecidedBy by = column.objective->decided_by();
    const bool known =
        (by != DecidedBy::hardware || design.machine) && (by != DecidedBy::both || design.estimate);
    design.values.push_back(known ? column.objective->value(figures) : NAN);
    names[space.slot_of(column.name)] = design.values.back();
  }
  const auto fails = [&](std::initializer_list<DecidedBy> kinds) {
    for (const ResultConstraint& constraint : space.result_constraints()) {
      ResultConstraint own = constraint;
      if (std::find(kinds.begin(), kinds.end(), constraint.decided_by) != kinds.end() &&
          !passes(own, names)) {
        design.reason = constraint.text;
        return true;
      }
    }
    return false;
  };
  const auto blames = [&](const std::optional<hwmodel::Infeasible>& infeasible) {
    if (infeasible) {
      design.reason = hwmodel::name(infeasible->reason);
      design.detail = infeasible->text();
    }
    return infeasible.has_value();
  };
  // The first of these is the reason that is stored; Evaluator follows the same order.
  if (problem.reads_accuracy && !accuracy) {
    design.reason = missing_accuracy;
  } else {
    static_cast<void>(fails({DecidedBy::model, DecidedBy::accuracy}) || blames(unbuilt) ||
                      fails({DecidedBy::hardware}) || blames(unfit) || fails({DecidedBy::both}));
  }
  return design;
}

std::optional<double> measured_value(const Problem& problem, const BoundProxy& proxy,
                                     const ModelHalf& half) {
  Sample sample;
  for (const std::uint64_t seed : problem.seeds()) {
    if (const auto measured = proxy.measure(half, seed, [] { return false; })) {
      if (sample.values.empty() && measured->states) {
        const MeasuredStates& states = *measured->states;
        take_state_traces(problem, {{.format = half.format_id().text(),
                                     .fidelity = problem.fidelity(),
                                     .seed = seed,
                                     .threshold = states.threshold,
                                     .share = states.share,
                                     .joint_share = states.joint_share,
                                     .trace = states.trace}});
      }
      sample.values.push_back(measured->value);
    }
  }
  return sample.values.empty() ? std::nullopt : std::optional(sample.mean());
}

results::Json stages_json(const PlainDesign& design) {
  results::Json stages = results::Json::array();
  if (design.activity) {
    const hwmodel::Machine& machine = *design.machine;
    const hwmodel::Datapath datapath =
        hwmodel::accelerators().at(design.template_name).datapath(machine.array);
    const std::vector<std::uint64_t> table =
        hwmodel::bank_table_words(design.work, machine.array, datapath, design.activity->stages);
    for (std::size_t number = 0; number < design.activity->stages.size(); ++number) {
      const hwmodel::StageActivity& stage = design.activity->stages[number];
      const hwmodel::Roofline roofline = hwmodel::roofline(stage, machine, datapath);
      stages.push_back({{"kind", stage.kind},
                        {"rows", stage.rows},
                        {"inner", stage.inner},
                        {"cols", stage.cols},
                        {"macs", stage.macs},
                        {"cycles", stage.cycles},
                        {"stall_cycles", stage.stall_cycles},
                        {"mapping", stage.mapping},
                        {"bound", hwmodel::name(roofline.bound)},
                        {"compute_cycles", roofline.compute_cycles},
                        {"weight_cycles", roofline.weight_cycles},
                        {"activation_cycles", roofline.activation_cycles}});
      if (design.configuration.has("bank_mapping")) {
        results::Json& json = stages.back();
        json["conflict_cycles"] = stage.conflict_cycles;
        json["read_conflicts"] = stage.read_conflicts;
        json["write_conflicts"] = stage.write_conflicts;
        json["bank_table_words"] = number < table.size() ? table[number] : 0;
      }
    }
  }
  return stages;
}

results::Json breakdown_json(const PlainDesign& design) {
  results::Json energy = results::Json::object();
  results::Json area = results::Json::object();
  results::Json cycles = results::Json::object();
  for (std::size_t number = 0; number < hwmodel::component_count; ++number) {
    const std::string part(hwmodel::name(static_cast<hwmodel::Component>(number)));
    if (design.estimate && design.estimate->energy_fj[number] > 0) {
      energy[part] = static_cast<double>(design.estimate->energy_fj[number]) * 1e-3;
    }
    if (design.machine && design.machine->area_um2[number] > 0) {
      area[part] = static_cast<double>(design.machine->area_um2[number]) * 1e-6;
    }
  }
  if (design.estimate) {
    std::uint64_t sum = 0;
    for (const hwmodel::StageActivity& stage : design.activity->stages) {
      const std::string kind(stage.kind);
      const std::uint64_t count = stage.cycles * design.activity->repeats(design.work.steps);
      cycles[kind] = cycles.value(kind, std::uint64_t{0}) + count;
      sum += count;
    }
    if (design.estimate->cycles > sum) {
      cycles["dram_wait"] = design.estimate->cycles - sum;
    }
  }
  return {{"energy_pj", energy}, {"area_mm2", area}, {"cycles", cycles}};
}

results::Json sample_json(const Problem& problem, const PlainDesign& design) {
  results::Json objectives = results::Json::object();
  for (std::size_t number = 0; number < problem.columns.size(); ++number) {
    const double value = design.values[number];
    objectives[problem.columns[number].name] =
        std::isnan(value) ? results::Json() : results::Json(value);
  }
  return {{"index", design.position},
          {"design", design.id.text()},
          {"feasible", design.feasible()},
          {"reason", design.feasible() ? results::Json() : results::Json(design.reason)},
          {"detail", design.detail},
          {"objectives", objectives},
          {"parameters", design.counts.parameters},
          {"matrix_parameters", design.counts.matrix_parameters},
          {"expected", design.activity && design.activity->expected},
          {"stages", stages_json(design)},
          {"model", design.model.json()},
          {"hardware", hardware_json(design.template_name, design.configuration)}};
}

}  // namespace paretree::dse
