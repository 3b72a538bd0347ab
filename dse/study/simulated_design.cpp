#include "dse/study/simulated_design.hpp"

#include "dse/lowering/program.hpp"
#include "hwmodel/simulator/plain_layer.hpp"
#include "tensor/lstm/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace paretree::dse {

namespace {

using hwmodel::Events;

constexpr std::uint64_t most_weights = 30'000'000;
constexpr std::uint64_t trace_purpose = 24;

constexpr std::array<std::pair<const char*, std::uint64_t Events::*>, 10> event_names{
    {{"macs", &Events::macs},
     {"additions", &Events::additions},
     {"multiplications", &Events::multiplications},
     {"lookups", &Events::lookups},
     {"register_accesses", &Events::register_accesses},
     {"weight_reads", &Events::weight_reads},
     {"activation_reads", &Events::activation_reads},
     {"activation_writes", &Events::activation_writes},
     {"dram_weight_words", &Events::dram_weight_words},
     {"dram_activation_words", &Events::dram_activation_words}}};

/// Every state of every sequence is zero with the design's share, independently: what the expected
/// counts assume. A column is kept where any sequence needs it.
std::vector<std::vector<std::uint64_t>> drawn_trace(const hwmodel::LstmWork& work,
                                                    std::uint64_t seed) {
  tensor::RandomStream random(seed, trace_purpose);
  std::vector<std::vector<std::uint64_t>> trace(work.steps);
  for (auto& kept : trace) {
    for (std::uint64_t column = 0; column < work.hidden; ++column) {
      bool needed = false;
      for (std::uint64_t sequence = 0; sequence < work.batch; ++sequence) {
        const double uniform = (static_cast<double>(random.symmetric()) + 1) / 2;
        needed = uniform >= work.zero_states.share || needed;
      }
      if (needed) {
        kept.push_back(column);
      }
    }
  }
  return trace;
}

hwmodel::LayerInputs words_of(const std::vector<std::vector<double>>& rows,
                              const hwmodel::LstmWork& work, const hwmodel::NumberFormat& numbers) {
  if (rows.size() != work.steps * work.batch) {
    throw std::invalid_argument(
        fmt::format("the inputs have {} lines; {} steps of {} sequences take {}", rows.size(),
                    work.steps, work.batch, work.steps * work.batch));
  }
  hwmodel::LayerInputs inputs(work.steps);
  for (std::uint64_t step = 0; step < work.steps; ++step) {
    inputs[step].resize(work.inputs * work.batch);
    for (std::uint64_t sequence = 0; sequence < work.batch; ++sequence) {
      const std::vector<double>& x = rows[step * work.batch + sequence];
      if (x.size() != work.inputs) {
        throw std::invalid_argument(fmt::format("line {} of the inputs has {} values; x has {}",
                                                step * work.batch + sequence + 1, x.size(),
                                                work.inputs));
      }
      for (std::uint64_t value = 0; value < work.inputs; ++value) {
        std::int64_t& word = inputs[step][value * work.batch + sequence];
        if (work.looked_up_columns == 0) {
          word = hwmodel::quantised(x[value], numbers);
        } else if (x[value] >= 0 && x[value] < static_cast<double>(work.looked_up_columns)) {
          word = static_cast<std::int64_t>(x[value]);
        } else {
          throw std::invalid_argument(fmt::format("x is a symbol: {} is not in 0 to {}", x[value],
                                                  work.looked_up_columns - 1));
        }
      }
    }
  }
  return inputs;
}

bool same_events(const Events& a, const Events& b, std::uint64_t repeats) {
  return std::all_of(event_names.begin(), event_names.end(), [&](const auto& event) {
    return a.*event.second == b.*event.second * repeats;
  });
}

bool same_counts(const SimulatedDesign& design) {
  const hwmodel::Simulation& simulation = design.simulation;
  bool same = simulation.cycles == design.estimate.cycles &&
              same_events(simulation.events, design.estimate.events, 1);
  const std::uint64_t repeats = design.activity.repeats(design.work.steps);
  for (std::size_t at = 0; at < design.activity.stages.size(); ++at) {
    const hwmodel::StageActivity& stage = design.activity.stages[at];
    const hwmodel::SimulatedStage& run = simulation.stages[at];
    same = same && run.cycles == stage.cycles * repeats &&
           run.read_conflicts == stage.read_conflicts * repeats &&
           run.write_conflicts == stage.write_conflicts * repeats &&
           same_events(run.events, stage.events, repeats);
  }
  return same;
}

void compare(const hwmodel::RealOutputs& real, SimulatedDesign& design) {
  design.within_bounds = true;
  for (std::size_t step = 0; step < real.values.size(); ++step) {
    for (std::size_t at = 0; at < real.values[step].size(); ++at) {
      const double value =
          static_cast<double>(design.simulation.outputs[step][at]) * design.numbers.step();
      const double error = std::fabs(value - real.values[step][at]);
      // The reference itself is rounded, to 2^-53.
      const double bound = real.bounds[step][at] + 1e-9;
      design.largest_error = std::max(design.largest_error, error);
      design.largest_bound = std::max(design.largest_bound, bound);
      design.within_bounds = design.within_bounds && error <= bound;
    }
  }
}

results::Json counts_json(std::uint64_t cycles, const Events& events, std::uint64_t reads,
                          std::uint64_t writes) {
  results::Json json{{"cycles", cycles}};
  for (const auto& [name, member] : event_names) {
    json[name] = events.*member;
  }
  json["read_conflicts"] = reads;
  json["write_conflicts"] = writes;
  return json;
}

}  // namespace

SimulatedDesign simulate_design(const PlainDesign& design, std::uint64_t seed,
                                const std::optional<std::vector<std::vector<double>>>& inputs) {
  if (!design.machine || !design.estimate) {
    throw std::invalid_argument(
        fmt::format("design {} does not fit its hardware: {}", design.id.text(), design.detail));
  }
  SimulatedDesign result;
  result.work = design.work;
  std::uint64_t weights = 0;
  for (const hwmodel::MatrixStage& stage : result.work.stages) {
    weights += stage.rows * stage.inner;
  }
  if (weights > most_weights) {
    throw std::invalid_argument(fmt::format(
        "the layer has {} weights; layers of up to {} are simulated", weights, most_weights));
  }
  const hwmodel::Accelerator& accelerator = hwmodel::accelerators().at(design.template_name);
  const hwmodel::Machine& machine = *design.machine;
  if (result.work.zero_states.share > 0 && result.work.zero_states.kept.empty()) {
    result.work.zero_states.kept = drawn_trace(result.work, seed);
  }
  result.activity = accelerator.count(result.work, machine.array);
  const auto cost = hwmodel::estimate(result.work, result.activity, machine);
  if (const auto* unfit = std::get_if<hwmodel::Infeasible>(&cost)) {
    throw std::invalid_argument("with its trace the design does not fit: " + unfit->text());
  }
  result.estimate = std::get<hwmodel::Estimate>(cost);
  const hwmodel::LayerProgram program =
      drawn_program(design.model, result.work, static_cast<int>(machine.activation_bits), seed);
  result.numbers = program.numbers;
  const hwmodel::LayerInputs words = inputs ? words_of(*inputs, result.work, program.numbers)
                                            : drawn_inputs(result.work, program.numbers, seed);
  std::vector<std::string_view> mappings;
  for (const hwmodel::StageActivity& stage : result.activity.stages) {
    mappings.push_back(stage.mapping);
  }
  result.simulation = hwmodel::simulate(result.work, program, words, machine,
                                        accelerator.datapath(machine.array), mappings);
  result.outputs_equal =
      result.simulation.outputs == hwmodel::fixed_outputs(result.work, program, words);
  result.counts_equal = same_counts(result);
  compare(hwmodel::real_outputs(result.work, program, words), result);
  return result;
}

results::Json simulation_json(const SimulatedDesign& design) {
  const hwmodel::Simulation& simulation = design.simulation;
  const std::uint64_t repeats = design.activity.repeats(design.work.steps);
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;
  results::Json stages = results::Json::array();
  for (std::size_t at = 0; at < design.activity.stages.size(); ++at) {
    const hwmodel::StageActivity& stage = design.activity.stages[at];
    const hwmodel::SimulatedStage& run = simulation.stages[at];
    reads += stage.read_conflicts * repeats;
    writes += stage.write_conflicts * repeats;
    stages.push_back({{"kind", stage.kind},
                      {"rows", stage.rows},
                      {"inner", stage.inner},
                      {"cols", stage.cols},
                      {"mapping", stage.mapping},
                      {"analytical_cycles", stage.cycles * repeats},
                      {"simulated_cycles", run.cycles},
                      {"read_conflicts", run.read_conflicts},
                      {"write_conflicts", run.write_conflicts},
                      {"banks_from", at + 1 == design.activity.stages.size() ? ""
                                     : run.table                             ? "table"
                                                                             : "formula"}});
  }
  return {
      {"analytical", counts_json(design.estimate.cycles, design.estimate.events, reads, writes)},
      {"simulated", counts_json(simulation.cycles, simulation.events, simulation.read_conflicts,
                                simulation.write_conflicts)},
      {"conflicts", simulation.read_conflicts + simulation.write_conflicts},
      {"counts_equal", design.counts_equal},
      {"outputs_equal", design.outputs_equal},
      {"largest_error", design.largest_error},
      {"error_bound", design.largest_bound},
      {"within_bounds", design.within_bounds},
      {"activation_format",
       {{"bits", design.numbers.bits}, {"fraction_bits", design.numbers.fraction}}},
      {"stages", std::move(stages)}};
}

results::TimelineChart timeline(const SimulatedDesign& design, const std::string& title) {
  using Unit = hwmodel::BusySpan::Unit;
  results::TimelineChart chart;
  chart.title = title;
  for (const Unit unit : {Unit::lanes, Unit::drain, Unit::element_wise, Unit::dram}) {
    chart.rows.push_back({std::string(hwmodel::name(unit)), {}});
  }
  for (const hwmodel::BusySpan& span : design.simulation.first_step) {
    chart.rows[static_cast<std::size_t>(span.unit)].spans.push_back(
        {span.begin, span.end, span.waiting});
    chart.cycles = std::max(chart.cycles, span.end);
    if (span.unit == Unit::dram) {
      continue;
    }
    if (chart.stages.size() <= span.stage) {
      chart.stages.push_back(
          {std::string(design.activity.stages[span.stage].kind), span.begin, span.end});
    }
    chart.stages[span.stage].begin = std::min(chart.stages[span.stage].begin, span.begin);
    chart.stages[span.stage].end = std::max(chart.stages[span.stage].end, span.end);
  }
  chart.caption = fmt::format("{} cycles in the first step, {} in the sequence; {} bank conflicts",
                              chart.cycles, design.simulation.cycles,
                              design.simulation.read_conflicts + design.simulation.write_conflicts);
  return chart;
}

}  // namespace paretree::dse
