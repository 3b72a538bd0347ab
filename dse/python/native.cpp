// The part of the Python package `paretree` that is C++: texts of JSON and arrays go across, and
// what a notebook sees is made of them in Python.
#include "dse/core/version.hpp"
#include "dse/python/watched_run.hpp"
#include "dse/study/design_card.hpp"
#include "dse/study/explorer.hpp"
#include "dse/study/formats_wanted.hpp"
#include "dse/study/given_design.hpp"
#include "dse/study/lstm_export.hpp"
#include "dse/study/open_study.hpp"
#include "dse/study/priced_component.hpp"
#include "dse/study/query.hpp"
#include "results/export/lstm_module.hpp"
#include "results/store/store_error.hpp"
#include "sweeps/parse_error.hpp"

#include <fmt/format.h>
#include <pybind11/functional.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace py = pybind11;

namespace paretree::dse {

namespace {

hwmodel::Configuration configuration_of(const results::Json& values) {
  hwmodel::Configuration configuration;
  for (const auto& [name, value] : values.items()) {
    if (value.is_number_integer()) {
      configuration.set(name, value.get<std::int64_t>());
    } else if (value.is_number()) {
      configuration.set(name, value.get<double>());
    } else {
      configuration.set(name, value.get<std::string>());
    }
  }
  return configuration;
}

/// A sweep made ready.
class Sweep {
 public:
  Sweep(const std::string& file, const std::vector<std::string>& overrides)
      : problem_(load_problem(file, overrides)) {}
  explicit Sweep(Problem problem) : problem_(std::move(problem)) {}
  Sweep(const std::string& text, const std::string& file, const std::vector<std::string>& overrides)
      : problem_(make_problem(sweeps::parse_sweep(text, file, dse::vocabulary(), overrides))) {}

  [[nodiscard]] const Problem& problem() const { return problem_; }
  void permit_commands(bool allowed) { dse::permit_commands(problem_, allowed); }

  [[nodiscard]] std::string evaluated(std::uint64_t position, std::optional<double> accuracy) {
    if (position >= problem_.space.size()) {
      throw std::invalid_argument(fmt::format("design {}: the space has {} designs, from 0",
                                              position, problem_.space.size()));
    }
    if (!accuracy && problem_.reads_accuracy) {
      if (!proxy_) {
        proxy_ = bind_proxy(problem_);
      }
      accuracy = measured_value(problem_, *proxy_,
                                problem_.space.model_half(problem_.space.decode(position)));
    }
    const PlainDesign design = evaluate_plainly(problem_, position, accuracy);
    results::Json json = sample_json(problem_, design);
    if (design.estimate) {
      json.update(design_card(design));
    }
    return json.dump();
  }

  [[nodiscard]] std::string wanted_json() {
    results::Json list = results::Json::array();
    for (const WantedFormat& entry : wanted()) {
      list.push_back({{"format", entry.id},
                      {"parameters", model_counts(entry.half).parameters},
                      {"model", entry.half.json()}});
    }
    return list.dump();
  }

  [[nodiscard]] std::string module_of(const std::string& format) {
    for (const WantedFormat& entry : wanted()) {
      if (entry.id == format) {
        return results::lstm_module(lstm_design(entry.half));
      }
    }
    throw std::invalid_argument(fmt::format("'{}' is not a format of this sweep", format));
  }

 private:
  const std::vector<WantedFormat>& wanted() {
    if (!wanted_) {
      wanted_ = formats_wanted(problem_);
    }
    return *wanted_;
  }

  Problem problem_;
  std::unique_ptr<BoundProxy> proxy_;
  std::optional<std::vector<WantedFormat>> wanted_;
};

/// Columns of numbers and texts, the halves once each.
py::dict columns_of(const results::RunRow& run, const std::vector<results::DesignRow>& rows) {
  py::list design, model, hardware, format, fidelity;
  py::dict models, machines, figures;
  const auto size = static_cast<py::ssize_t>(rows.size());
  const std::vector<std::string> names = figure_names(run);
  std::vector<py::array_t<double>> values;
  for (const std::string& name : names) {
    values.emplace_back(size);
    figures[py::str(name)] = values.back();
  }
  py::array_t<double> probability(size);
  std::map<std::string, std::pair<py::array_t<double>, py::array_t<double>>> intervals;
  for (const results::ObjectiveColumn& column : run.columns) {
    if (column.sampled) {
      intervals.emplace(column.name,
                        std::pair(py::array_t<double>(size), py::array_t<double>(size)));
    }
  }
  for (py::ssize_t at = 0; at < size; ++at) {
    const results::DesignRow& row = rows[static_cast<std::size_t>(at)];
    design.append(row.design);
    model.append(row.model);
    hardware.append(row.hardware);
    format.append(row.format);
    fidelity.append(row.fidelity);
    models[py::str(row.model)] = row.model_json;
    machines[py::str(row.hardware)] = row.hardware_json;
    for (std::size_t number = 0; number < names.size(); ++number) {
      values[number].mutable_at(at) = figure(run, row, names[number]);
    }
    probability.mutable_at(at) = row.probability.value_or(NAN);
    for (auto& [name, ends] : intervals) {
      ends.first.mutable_at(at) = NAN;
      ends.second.mutable_at(at) = NAN;
    }
    for (const auto& [name, ends] : row.intervals) {
      if (const auto found = intervals.find(name); found != intervals.end()) {
        found->second.first.mutable_at(at) = ends.first;
        found->second.second.mutable_at(at) = ends.second;
      }
    }
  }
  py::dict ends;
  for (auto& [name, pair] : intervals) {
    ends[py::str(name)] = py::make_tuple(pair.first, pair.second);
  }
  py::dict all;
  all["design"] = design;
  all["model"] = model;
  all["hardware"] = hardware;
  all["format_id"] = format;
  all["fidelity"] = fidelity;
  all["models"] = models;
  all["machines"] = machines;
  all["figures"] = figures;
  all["intervals"] = ends;
  all["probability"] = probability;
  return all;
}

/// Axes of the two halves in a problem's space: what tables without a row have as columns.
py::dict axes_of(const Problem& problem) {
  py::dict model;
  py::dict hardware;
  const auto note = [](const py::dict& axes, const results::Json& half) {
    for (const auto& [name, value] : half.items()) {
      axes[py::str(name)] = py::none();
    }
  };
  for (const Space::Block& block : problem.space.blocks()) {
    note(model, problem.space.model_half(problem.space.decode(block.first)).json());
    for (const Space::Slot& slot : block.slots) {
      note(hardware, hardware_json(slot.hardware->template_name(), slot.hardware->at(0)));
    }
  }
  py::dict axes;
  axes["model"] = model;
  axes["hardware"] = hardware;
  return axes;
}

/// What is stored of a study, and its problem once that is asked for.
class StoredStudy {
 public:
  explicit StoredStudy(std::string file)
      : file_(std::move(file)),
        study_(results::Study::open(file_, results::Study::Access::read)),
        run_(study_.run()) {}

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const results::RunRow& run() const { return run_; }
  [[nodiscard]] bool finished() const { return study_.progress().finished; }

  [[nodiscard]] py::dict designs() const { return columns_of(run_, study_.designs()); }
  [[nodiscard]] py::dict front(const std::vector<std::string>& objectives,
                               const std::vector<std::string>& conditions) const {
    return columns_of(run_, query_front(study_, {objectives, conditions}).members);
  }
  [[nodiscard]] py::dict axes() { return axes_of(problem()); }
  [[nodiscard]] std::string described(const std::string& prefix) {
    const results::DesignRow row = only_design(study_, prefix);
    return described_design(problem(), run_, row, plain_design(problem(), run_, row)).dump();
  }
  [[nodiscard]] std::string described_json() const {
    const results::Progress progress = study_.progress();
    results::Json infeasible = results::Json::object();
    for (const auto& [reason, count] : progress.infeasible) {
      infeasible[reason] = count;
    }
    results::Json columns = results::Json::array();
    for (const results::ObjectiveColumn& column : run_.columns) {
      columns.push_back({{"name", column.name},
                         {"objective", column.objective},
                         {"maximise", column.maximise},
                         {"sampled", column.sampled},
                         {"shown_name", shown_name(run_, column.name)}});
    }
    results::Json constants = results::Json::array();
    for (const results::ConstantRow& row : run_.constants) {
      constants.push_back({{"name", row.name},
                           {"value", row.value},
                           {"unit", row.unit},
                           {"low", row.low},
                           {"high", row.high},
                           {"source", row.source},
                           {"basis", row.basis},
                           {"status", row.status}});
    }
    return results::Json({{"name", run_.name},
                          {"space", run_.space},
                          {"retention", run_.retention},
                          {"version", run_.program_version},
                          {"sweep", run_.canonical_sweep},
                          {"finished", progress.finished},
                          {"evaluated", progress.evaluated},
                          {"closed", progress.closed},
                          {"feasible", progress.feasible},
                          {"infeasible", infeasible},
                          {"columns", columns},
                          {"constants", constants}})
        .dump();
  }
  [[nodiscard]] std::string accuracies_json() const {
    results::Json list = results::Json::array();
    for (const results::AccuracyRow& row : study_.accuracies()) {
      results::Json entry = {{"format", row.format}, {"fidelity", row.fidelity},
                             {"seed", row.seed},     {"dataset", row.dataset},
                             {"split", row.split},   {"steps", row.steps},
                             {"value", row.value}};
      entry["standard_error"] =
          row.standard_error ? results::Json(*row.standard_error) : results::Json();
      list.push_back(std::move(entry));
    }
    return list.dump();
  }
  void tell(const std::vector<std::tuple<std::string, double, std::optional<double>>>& given) {
    refuse_unless_external(study_, problem());
    std::vector<results::AccuracyRow> rows;
    for (const auto& [format, error, standard_error] : given) {
      rows.push_back(external_accuracy(format, error, standard_error));
    }
    if (!wanted_) {
      wanted_ = formats_wanted(problem());
    }
    results::Study writer = results::Study::open(file_, results::Study::Access::write);
    take_accuracies(writer, *wanted_, rows);
  }
  [[nodiscard]] const Problem& problem() {
    if (!problem_) {
      problem_.emplace(reopen_problem(run_));
    }
    return *problem_;
  }

 private:
  std::string file_;
  results::Study study_;
  results::RunRow run_;
  std::optional<Problem> problem_;
  std::optional<std::vector<WantedFormat>> wanted_;
};

py::dict summary_of(const ExploreSummary& summary) {
  py::dict dict;
  dict["finished"] = summary.finished;
  dict["front"] = summary.front;
  dict["seconds"] = summary.seconds;
  return dict;
}

ExploreOptions options_of(std::size_t threads, std::optional<double> time_limit, Watch& watch) {
  ExploreOptions options;
  options.threads = threads;
  options.time_limit_seconds = time_limit;
  options.progress = ProgressMode::none;
  options.observe = [&watch](const ProgressState& state) { watch.observe(state); };
  options.stop = [&watch] { return watch.stopping(); };
  return options;
}

py::dict run(Sweep& sweep, const std::string& file, std::size_t threads,
             std::optional<double> time_limit, const py::object& progress, bool allow_commands) {
  ExploreSummary summary;
  sweep.permit_commands(allow_commands);
  watched(progress, [&](Watch& watch) {
    const Workers workers(threads);
    const Evaluator evaluator(sweep.problem(), workers);
    results::Study study = open_study(sweep.problem(), evaluator, file, std::nullopt);
    Explorer explorer(sweep.problem(), study, workers, evaluator,
                      options_of(threads, time_limit, watch));
    summary = explorer.run();
  });
  return summary_of(summary);
}

py::dict explore(const std::string& file, std::size_t threads, std::optional<double> time_limit,
                 const py::object& progress, bool allow_commands) {
  ExploreSummary summary;
  watched(progress, [&](Watch& watch) {
    results::Study study = results::Study::open(file, results::Study::Access::write);
    Problem problem = reopen_problem(study.run());
    permit_commands(problem, allow_commands);
    const Workers workers(threads);
    const Evaluator evaluator(problem, workers);
    Explorer explorer(problem, study, workers, evaluator, options_of(threads, time_limit, watch));
    summary = explorer.run();
  });
  return summary_of(summary);
}

std::string components_json() {
  results::Json list = results::Json::array();
  for (const hwmodel::ComponentKind& kind : hwmodel::component_kinds()) {
    results::Json parameters = results::Json::array();
    for (const hwmodel::Parameter& parameter : kind.parameters) {
      parameters.push_back({{"name", parameter.name},
                            {"default", hwmodel::text(parameter.default_value)},
                            {"sentence", parameter.sentence}});
    }
    list.push_back({{"name", kind.name}, {"sentence", kind.sentence}, {"parameters", parameters}});
  }
  return list.dump();
}

std::string price(const std::string& component, const std::string& parameters,
                  std::optional<std::int64_t> bits, const std::string& technology) {
  return price_json(component, configuration_of(results::Json::parse(parameters)),
                    bits ? std::optional<hwmodel::Value>(*bits) : std::nullopt, technology)
      .dump();
}

}  // namespace

}  // namespace paretree::dse

PYBIND11_MODULE(_native, module) {
  using namespace paretree;
  using namespace paretree::dse;
  using released = py::call_guard<py::gil_scoped_release>;
  module.attr("__version__") = std::string(dse::version());
  py::register_exception<sweeps::ParseError>(module, "SweepError", PyExc_ValueError);
  py::register_exception<results::StoreError>(module, "StudyError", PyExc_RuntimeError);

  py::class_<Sweep>(module, "Sweep")
      .def(py::init<const std::string&, const std::vector<std::string>&>(), released())
      .def(py::init<const std::string&, const std::string&, const std::vector<std::string>&>(),
           released())
      .def_property_readonly("name", [](const Sweep& s) { return s.problem().sweep.name; })
      .def_property_readonly("space", [](const Sweep& s) { return s.problem().space.size(); })
      .def_property_readonly("formats", [](const Sweep& s) { return s.problem().space.formats(); })
      .def_property_readonly(
          "text", [](const Sweep& s) { return sweeps::canonical_text(s.problem().sweep); })
      .def("evaluate", &Sweep::evaluated, released())
      .def("wanted", &Sweep::wanted_json, released())
      .def("module", &Sweep::module_of, released());
  py::class_<StoredStudy>(module, "Study")
      .def(py::init<std::string>(), released())
      .def_property_readonly("file", &StoredStudy::file)
      .def_property_readonly("finished", &StoredStudy::finished)
      .def("designs", &StoredStudy::designs)
      .def("front", &StoredStudy::front)
      .def("axes", &StoredStudy::axes)
      .def(
          "sweep", [](StoredStudy& s) { return Sweep(reopen_problem(s.run())); }, released())
      .def("design", &StoredStudy::described, released())
      .def("description", &StoredStudy::described_json, released())
      .def("accuracies", &StoredStudy::accuracies_json, released())
      .def("tell", &StoredStudy::tell, released());
  module.def("run", &run);
  module.def("explore", &explore);
  module.def("components", &components_json);
  module.def("price", &dse::price);
  module.def(
      "evaluate_given",
      [](const std::string& design) { return evaluate_given(results::Json::parse(design)).dump(); },
      released());
}
