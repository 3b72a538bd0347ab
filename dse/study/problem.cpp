#include "dse/study/problem.hpp"

#include "dse/core/tree_family.hpp"
#include "dse/core/version.hpp"
#include "dse/lowering/technology.hpp"
#include "dse/study/ladder.hpp"
#include "results/store/store_error.hpp"
#include "sweeps/weight_widths.hpp"
#include "tensor/io/onnx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace paretree::dse {

namespace {

sweeps::Value converted(const hwmodel::Value& value) {
  return std::visit([](const auto& content) { return sweeps::Value(content); }, value);
}

std::vector<sweeps::Key> keys_of(const std::vector<hwmodel::Parameter>& parameters) {
  std::vector<sweeps::Key> keys;
  for (const hwmodel::Parameter& parameter : parameters) {
    sweeps::Key key;
    key.name = parameter.name;
    switch (parameter.type) {
      case hwmodel::Parameter::Type::integer:
        key.type = sweeps::Key::Type::integer;
        break;
      case hwmodel::Parameter::Type::number:
        key.type = sweeps::Key::Type::number;
        break;
      case hwmodel::Parameter::Type::choice:
        key.type = sweeps::Key::Type::choice;
        break;
      case hwmodel::Parameter::Type::text:
        key.type = sweeps::Key::Type::text;
        break;
    }
    key.default_value = converted(parameter.default_value);
    key.low = parameter.low;
    key.high = parameter.high;
    key.choices = parameter.choices;
    key.sentence = parameter.sentence;
    keys.push_back(std::move(key));
  }
  return keys;
}

template <typename T>
std::vector<sweeps::Vocabulary::Plugin> plugins_of(const hwmodel::Registry<T>& registry) {
  std::vector<sweeps::Vocabulary::Plugin> plugins;
  for (const auto& [name, plugin] : registry) {
    if constexpr (requires {
                    plugin->parameters();
                    plugin->sentence();
                  }) {
      plugins.push_back({name, plugin->sentence(), keys_of(plugin->parameters())});
    } else if constexpr (requires { plugin->sentence(); }) {
      plugins.push_back({name, plugin->sentence(), {}});
    } else {
      plugins.push_back({name, plugin->summary(), keys_of(plugin->parameters())});
    }
  }
  return plugins;
}

hwmodel::Configuration configuration_of(const sweeps::Selection& selection) {
  hwmodel::Configuration configuration;
  for (const auto& [name, value] : selection.parameters) {
    std::visit([&, key = name](const auto& content) { configuration.set(key, content); },
               value.value);
  }
  return configuration;
}

/// An axis that is not measured accuracy may not be called by another proxy's name.
void check_accuracy_axis(const sweeps::Sweep& sweep, const AccuracyProxy& proxy,
                         const std::string& name, sweeps::Mark at, const std::string& path) {
  if (objectives().at(name).decided_by() == DecidedBy::accuracy && name != proxy.axis()) {
    throw sweeps::fault(
        sweep, at, path,
        fmt::format("'{}' is not what the proxy '{}' gives: its axis is called '{}' (only measured "
                    "accuracy is an error; take another proxy or name this axis)",
                    name, sweep.accuracy.name.value, proxy.axis()));
  }
}

}  // namespace

sweeps::Vocabulary vocabulary() {
  sweeps::Vocabulary words;
  words.templates = plugins_of(hwmodel::accelerators());
  words.proxies = plugins_of(accuracy_proxies());
  words.searches = plugins_of(searchers());
  words.tree_families = plugins_of(tree_families());
  words.objectives = plugins_of(objectives());
  words.formats = {"dense", "tt", "ht"};
  std::set<int> widths;
  for (const auto& [name, accelerator] : hwmodel::accelerators()) {
    const std::vector<int> bits = accelerator->weight_bits();
    widths.insert(bits.begin(), bits.end());
  }
  words.weight_bits.assign(widths.begin(), widths.end());
  words.technologies = built_in_technologies();
  words.layer_of_model = [](const std::string& file, const std::string& node) {
    const tensor::OnnxLstm lstm = tensor::read_onnx_lstm(file, node);
    return sweeps::Vocabulary::ModelLayer{lstm.inputs, lstm.hidden};
  };
  return words;
}

Problem load_problem(const std::string& file, const std::vector<std::string>& overrides) {
  return make_problem(sweeps::read_sweep(file, vocabulary(), overrides));
}

Problem make_problem(sweeps::Sweep sweep) {
  std::vector<SourceFile> files = technology_files(sweep.technology);
  return make_problem(std::move(sweep), std::move(files));
}

void take_state_traces(const Problem& problem, const std::vector<results::PrunedStatesRow>& rows) {
  for (const results::PrunedStatesRow& row : rows) {
    if (row.fidelity == problem.fidelity() && !row.trace.empty()) {
      problem.space.trained_states().set(row.format, trained_states(row, problem.sweep.workload));
    }
  }
}

namespace {

Problem with_trained_states(Problem problem, const results::RunRow& run) {
  take_state_traces(problem, run.state_traces);
  return problem;
}

}  // namespace

Problem reopen_problem(const results::RunRow& run) {
  sweeps::Sweep sweep = sweeps::parse_sweep(run.canonical_sweep, run.name, vocabulary());
  sweep.text = run.sweep_text;
  std::vector<SourceFile> files;
  for (const results::TechnologyFileRow& row : run.technology_files) {
    files.push_back({row.path, row.text});
  }
  const std::vector<std::string> built_in = built_in_technologies();
  if (files.empty() &&
      std::find(built_in.begin(), built_in.end(), sweep.technology) == built_in.end()) {
    throw results::StoreError(
        fmt::format("the study '{}' was priced with the technology file '{}', which the version "
                    "that made it did not keep: run its sweep again",
                    run.name, sweep.technology));
  }
  return with_trained_states(make_problem(std::move(sweep), std::move(files)), run);
}

namespace {

/// A fidelity names what is measured, so each may stand in a sweep once.
void add_compared(Problem& problem) {
  std::set<std::string> taken = {problem.fidelity()};
  for (std::size_t number = 0; number < problem.sweep.compare.size(); ++number) {
    const sweeps::Selection& selection = problem.sweep.compare[number];
    Problem::Compared compared{&accuracy_proxies().at(selection.name.value),
                               configuration_of(selection), selection.name.at, number + 1};
    if (!taken.insert(compared.fidelity()).second) {
      throw sweeps::fault(
          problem.sweep, compared.at, fmt::format("compare[{}]", number),
          fmt::format("'{}' is measured already; each fidelity once", compared.fidelity()));
    }
    problem.compared.push_back(std::move(compared));
  }
}

}  // namespace

std::vector<std::uint64_t> Problem::Compared::seeds(std::uint64_t sweep_seed) const {
  return proxy->seeds(parameters, sweep_seed + 1'000'003 * number);
}

Problem make_problem(sweeps::Sweep sweep, std::vector<SourceFile> technology_files) {
  hwmodel::Technology technology = technology_files.empty() ? built_in_technology(sweep.technology)
                                                            : technology_of(technology_files);
  Space space = Space::compile(sweep);
  Problem problem{std::move(sweep),
                  std::move(space),
                  std::move(technology),
                  nullptr,
                  {},
                  nullptr,
                  {},
                  {},
                  {},
                  0,
                  false,
                  false,
                  std::move(technology_files)};
  const sweeps::Sweep& read = problem.sweep;
  problem.proxy = &accuracy_proxies().at(read.accuracy.name.value);
  problem.proxy_parameters = configuration_of(read.accuracy);
  problem.searcher = &searchers().at(read.search.name.value);
  problem.search_parameters = configuration_of(read.search);

  add_compared(problem);

  const auto add = [&](const std::string& name) {
    const bool present = std::any_of(problem.columns.begin(), problem.columns.end(),
                                     [&](const Column& column) { return column.name == name; });
    if (!present) {
      const Objective& objective = objectives().at(name);
      problem.columns.push_back({name, &objective});
      problem.reads_accuracy |= objective.decided_by() == DecidedBy::accuracy;
    }
  };
  for (std::size_t number = 0; number < read.objectives.size(); ++number) {
    const auto& objective = read.objectives[number];
    check_accuracy_axis(read, *problem.proxy, objective.value, objective.at,
                        fmt::format("objectives[{}]", number));
    if (problem.searcher->needs_monotone_objectives() &&
        objectives().at(objective.value).monotone() == Monotone::no) {
      throw sweeps::fault(
          read, objective.at, fmt::format("objectives[{}]", number),
          fmt::format(
              "'{}' does not only grow with costs: a design that costs less may be worse in it, so "
              "the search '{}' cannot close anything by bounds (take what it is made of as "
              "objectives, or search: exhaustive)",
              objective.value, read.search.name.value));
    }
    add(objective.value);
  }
  problem.objective_count = problem.columns.size();
  for (const ResultConstraint& constraint : problem.space.result_constraints()) {
    for (const std::string& name : constraint.reads) {
      check_accuracy_axis(read, *problem.proxy, name, read.constraints[constraint.number].at,
                          fmt::format("constraints[{}]", constraint.number));
      add(name);
    }
  }
  for (const char* base : {"energy_pj", "core_energy_pj", "latency_ns", "area_mm2"}) {
    add(base);
  }
  static_cast<void>(ladder_of(problem));  // refuses what is no ladder
  return problem;
}

std::string Problem::fidelity() const {
  return proxy->fidelity(proxy_parameters);
}

std::vector<std::uint64_t> Problem::seeds() const {
  return proxy->seeds(proxy_parameters, sweep.seed);
}

results::RunRow Problem::run_row(const std::vector<hwmodel::Constant>& constants) const {
  results::RunRow row;
  row.name = sweep.name;
  row.sweep_text = sweep.text;
  row.canonical_sweep = sweeps::canonical_text(sweep);
  row.program_version = fmt::format("{} ({})", version(), commit());
  row.space = std::to_string(space.size());
  row.retention = sweeps::retention_name(sweep.store);
  row.seed = sweep.seed;
  for (std::size_t number = 0; number < columns.size(); ++number) {
    const Objective& objective = *columns[number].objective;
    row.columns.push_back(
        {columns[number].name, objective.sense() == Sense::maximise, number < objective_count,
         objective.decided_by() == DecidedBy::accuracy && columns[number].name == "error"});
  }
  for (const hwmodel::Constant& constant : constants) {
    row.constants.push_back({constant.name, constant.value, constant.unit, constant.source,
                             std::string(hwmodel::name(constant.basis)),
                             std::string(hwmodel::name(constant.status)), constant.low,
                             constant.high});
  }
  for (const SourceFile& file : technology_files) {
    row.technology_files.push_back({file.path, file.text});
  }
  return row;
}

namespace {

/// Without leave a program of the user's is not started: its formats have no value.
hwmodel::Configuration permitted(const Problem& problem, const AccuracyProxy& proxy,
                                 hwmodel::Configuration parameters) {
  if (proxy.runs_command(parameters) && !problem.commands_allowed) {
    parameters.set("command", std::string());
  }
  return parameters;
}

}  // namespace

bool runs_commands(const Problem& problem) {
  return problem.proxy->runs_command(problem.proxy_parameters) ||
         std::any_of(problem.compared.begin(), problem.compared.end(), [](const auto& compared) {
           return compared.proxy->runs_command(compared.parameters);
         });
}

void permit_commands(Problem& problem, bool allowed) {
  problem.commands_allowed = allowed;
  if (runs_commands(problem) && !allowed) {
    throw std::invalid_argument(
        fmt::format("{}: accuracy.command names a program to run for each format; "
                    "--allow-commands permits it (Python: allow_commands=True)",
                    problem.sweep.file));
  }
}

std::unique_ptr<BoundProxy> bind_proxy(const Problem& problem) {
  try {
    return problem.proxy->bind(permitted(problem, *problem.proxy, problem.proxy_parameters),
                               problem.sweep.workload);
  } catch (const std::invalid_argument& error) {
    throw sweeps::fault(problem.sweep, problem.sweep.accuracy.name.at, "accuracy", error.what());
  }
}

std::unique_ptr<BoundProxy> bind_proxy(const Problem& problem, const Problem::Compared& compared) {
  try {
    return compared.proxy->bind(permitted(problem, *compared.proxy, compared.parameters),
                                problem.sweep.workload);
  } catch (const std::invalid_argument& error) {
    throw sweeps::fault(problem.sweep, compared.at, fmt::format("compare[{}]", compared.number - 1),
                        error.what());
  }
}

void refuse_to_divide(const Problem& problem) {
  if (problem.proxy_parameters.has("budget") &&
      !problem.proxy_parameters.choice("budget").empty()) {
    throw std::invalid_argument(
        fmt::format("{}: a budget cannot be divided: how much of the schedule fits is found out "
                    "while it runs; shards are for sweeps without accuracy.budget",
                    problem.sweep.file));
  }
  if (problem.searcher->learns()) {
    throw std::invalid_argument(fmt::format(
        "{}: search '{}' cannot be divided: what it evaluates next depends on what it found; "
        "shards are for exhaustive, certified and random",
        problem.sweep.file, problem.sweep.search.name.value));
  }
}

}  // namespace paretree::dse
