#include "dse/study/query.hpp"

#include "dse/core/objective.hpp"
#include "dse/pareto/archive.hpp"
#include "dse/space/expression.hpp"
#include "dse/study/front_statistics.hpp"
#include "results/export/table.hpp"
#include "sweeps/parse_error.hpp"
#include "sweeps/yaml/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>

namespace paretree::dse {

namespace {

const std::vector<std::string> model_figures = {"parameters", "matrix_parameters", "weight_bytes",
                                                "macs", "matrix_macs"};

/// Scalars of the halves that rows are made of, as expressions see them. Each half is read once,
/// however many designs meet it.
class Axes {
 public:
  explicit Axes(const std::vector<results::DesignRow>& rows) {
    for (const results::DesignRow& row : rows) {
      read(row.model, row.model_json);
      read(row.hardware, row.hardware_json);
    }
  }
  [[nodiscard]] const std::set<std::string>& names() const { return names_; }
  [[nodiscard]] const std::set<std::string>& words() const { return words_; }
  /// Not a number where the design has no such axis. What both halves have is the hardware's.
  [[nodiscard]] double value(const results::DesignRow& row, const std::string& name) const {
    for (const std::string* half : {&row.hardware, &row.model}) {
      const std::map<std::string, double>& axes = halves_.at(*half);
      if (const auto found = axes.find(name); found != axes.end()) {
        return found->second;
      }
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

 private:
  void read(const std::string& id, const std::string& text) {
    const auto [half, fresh] = halves_.try_emplace(id);
    if (!fresh) {
      return;
    }
    const results::Json json = results::Json::parse(text);
    for (const auto& [key, value] : json.items()) {
      if (value.is_number()) {
        half->second[key] = value.get<double>();
      } else if (value.is_string()) {
        half->second[key] = word_number(value.get<std::string>());
        words_.insert(value.get<std::string>());
      } else {
        continue;
      }
      names_.insert(key);
    }
  }

  std::unordered_map<std::string, std::map<std::string, double>> halves_;
  std::set<std::string> names_, words_;
};

[[noreturn]] void refuse(const std::string& what, const std::string& name,
                         const std::vector<std::string>& known) {
  const std::string near = sweeps::nearest(name, known);
  throw std::invalid_argument(
      fmt::format("{}: '{}' is not stored in this study{}; stored: {}", what, name,
                  near.empty() ? "" : " (did you mean '" + near + "'?)", fmt::join(known, ", ")));
}

/// Rows that fulfil every condition.
std::vector<results::DesignRow> filtered(const results::RunRow& run,
                                         std::vector<results::DesignRow> rows,
                                         const std::vector<std::string>& conditions) {
  if (conditions.empty() || rows.empty()) {
    return rows;
  }
  const Axes axes(rows);
  std::set<std::string> name_set = axes.names();
  const std::vector<std::string> figures = figure_names(run);
  name_set.insert(figures.begin(), figures.end());
  const std::vector<std::string> names(name_set.begin(), name_set.end());
  const std::vector<std::string> words(axes.words().begin(), axes.words().end());
  std::vector<bool> is_figure;
  for (const std::string& name : names) {
    is_figure.push_back(std::find(figures.begin(), figures.end(), name) != figures.end());
  }
  std::vector<Expression> compiled;
  for (const std::string& condition : conditions) {
    try {
      compiled.emplace_back(condition, names, words);
    } catch (const ExpressionError& error) {
      const std::string option = "--where '" + condition + "'";
      if (error.token().empty() ||
          std::isalpha(static_cast<unsigned char>(error.token()[0])) == 0) {
        throw std::invalid_argument(fmt::format("{}: {}", option, error.what()));
      }
      refuse(option, error.token(), names);
    }
  }
  std::vector<results::DesignRow> kept;
  std::vector<double> values(names.size(), 0.0);
  for (results::DesignRow& row : rows) {
    for (std::size_t slot = 0; slot < names.size(); ++slot) {
      values[slot] = is_figure[slot] ? figure(run, row, names[slot]) : axes.value(row, names[slot]);
    }
    if (std::all_of(compiled.begin(), compiled.end(),
                    [&](Expression& condition) { return condition.holds(values); })) {
      kept.push_back(std::move(row));
    }
  }
  return kept;
}

/// "3.42 uJ": a value in the unit people read.
std::string readable(const std::string& name, double value, bool bits) {
  struct Scale {
    const char* suffix;
    std::vector<std::pair<double, const char*>> units;
  };
  static const std::vector<Scale> scales = {
      {"_pj", {{1e9, "mJ"}, {1e6, "uJ"}, {1e3, "nJ"}, {1, "pJ"}}},
      {"_ns", {{1e9, "s"}, {1e6, "ms"}, {1e3, "us"}, {1, "ns"}}},
      {"_mm2", {{1, "mm2"}}},
      {"_mw", {{1e3, "W"}, {1, "mW"}}},
      {"_bytes", {{1048576, "MiB"}, {1024, "KiB"}, {1, "B"}}},
  };
  if (name == "error") {
    return bits ? fmt::format("{:.3f} bits", value) : fmt::format("{:.1f} %", 100 * value);
  }
  for (const Scale& scale : scales) {
    if (name.ends_with(scale.suffix)) {
      for (const auto& [factor, unit] : scale.units) {
        if (std::abs(value) >= factor || factor == 1) {
          return fmt::format("{:.4g} {}", value / factor, unit);
        }
      }
    }
  }
  if (value == std::floor(value) && std::abs(value) < 1e15) {
    return fmt::format("{}", static_cast<std::int64_t>(value));
  }
  return fmt::format("{:.4g}", value);
}

std::string with_interval(const results::DesignRow& row, const std::string& name, double value,
                          bool bits) {
  for (const auto& [column, interval] : row.intervals) {
    if (column == name && name == "error") {
      const double half = (interval.second - interval.first) / 2;
      return bits ? fmt::format("{:.3f} ± {:.3f} bits", value, half)
                  : fmt::format("{:.1f} ± {:.1f} %", 100 * value, 100 * half);
    }
  }
  return readable(name, value, bits);
}

/// "16", "ternary"; "8 s=0.9" with zero states.
std::string bits_text(const results::Json& model) {
  const results::Json& bits = model.at("weight_bits");
  const std::string text = bits.is_string() ? bits.get<std::string>() : bits.dump();
  return model.contains("state_sparsity") ? text + " s=" + model.at("state_sparsity").dump() : text;
}

std::string ranks_text(const results::Json& model) {
  std::string text;
  for (const auto& [edge, rank] : model.at("ranks").items()) {
    text += fmt::format("{}{}:{}", text.empty() ? "" : " ", edge, rank.dump());
  }
  return text;
}

/// Intervals of measured errors and probabilities for a front that was not stored as such.
void add_statistics(const results::Study& study, FrontAnswer& answer) {
  const results::RunRow run = study.run();
  if (std::none_of(run.columns.begin(), run.columns.end(),
                   [](const auto& column) { return column.sampled; })) {
    return;
  }
  struct Repeats {
    Sample sample;
    std::optional<double> given;
  };
  std::map<std::pair<std::string, std::string>, Repeats> measured;
  for (const results::AccuracyRow& row : study.accuracies()) {
    Repeats& repeats = measured[{row.format, row.fidelity}];
    repeats.sample.values.push_back(row.value);
    repeats.given = row.standard_error;
  }
  const auto error = std::find(answer.objectives.begin(), answer.objectives.end(), "error");
  const ErrorUnit unit = counts_bits(run) ? ErrorUnit::bits : ErrorUnit::share;
  std::vector<FrontPoint> points;
  bool repeated = false;
  for (results::DesignRow& row : answer.members) {
    const Repeats& repeats = measured[{row.format, row.fidelity}];
    row.intervals.clear();
    if (const auto interval = error_interval(repeats.sample, repeats.given, unit)) {
      row.intervals.push_back({"error", *interval});
    }
    FrontPoint& point = points.emplace_back();
    for (const std::string& name : answer.objectives) {
      point.minimised.push_back((is_maximised(run, name) ? -1.0 : 1.0) * figure(run, row, name));
    }
    if (repeats.sample.values.size() > 1) {
      repeated = true;
      point.sample = &repeats.sample;
    }
  }
  std::vector<double> probability(points.size(), 1.0);
  if (repeated && error != answer.objectives.end()) {
    probability =
        front_probability(points, static_cast<std::size_t>(error - answer.objectives.begin()));
  }
  for (std::size_t member = 0; member < points.size(); ++member) {
    answer.members[member].probability = probability[member];
  }
}

}  // namespace

results::DesignRow only_design(const results::Study& study, const std::string& prefix) {
  std::vector<results::DesignRow> found = study.find(prefix);
  if (found.empty()) {
    throw std::invalid_argument(
        fmt::format("no design of {0} starts with '{1}'; `paretree front {0}` lists some",
                    study.file(), prefix));
  }
  if (found.size() > 1) {
    throw std::invalid_argument(fmt::format("'{}' is ambiguous in {}: {}, {}, ...", prefix,
                                            study.file(), found[0].design, found[1].design));
  }
  return std::move(found.front());
}

bool counts_bits(const results::RunRow& run) {
  const sweeps::NodePointer sweep = sweeps::parse_document(run.canonical_sweep, run.name);
  const sweeps::Node::Entry* accuracy = sweep->find("accuracy");
  const sweeps::Node::Entry* dataset =
      accuracy == nullptr ? nullptr : accuracy->value->find("dataset");
  return dataset != nullptr && dataset->value->text == "text";
}

std::string_view error_unit(const results::RunRow& run) {
  return counts_bits(run) ? "bits_per_character" : "share";
}

std::string shown_name(const results::RunRow& run, const std::string& name) {
  return name == "error" && counts_bits(run) ? "bits_per_character" : name;
}

bool is_maximised(const results::RunRow& run, const std::string& name) {
  const auto column = std::find_if(run.columns.begin(), run.columns.end(),
                                   [&](const auto& other) { return other.name == name; });
  return column != run.columns.end() && column->maximise;
}

std::vector<std::string> run_objectives(const results::RunRow& run) {
  std::vector<std::string> names;
  for (const results::ObjectiveColumn& column : run.columns) {
    if (column.objective) {
      names.push_back(column.name);
    }
  }
  return names;
}

void require_figure(const results::RunRow& run, const std::string& option,
                    const std::string& name) {
  const std::vector<std::string> known = figure_names(run);
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    refuse(option, name, known);
  }
}

std::vector<std::string> figure_names(const results::RunRow& run) {
  std::vector<std::string> names;
  for (const results::ObjectiveColumn& column : run.columns) {
    names.push_back(column.name);
  }
  for (const std::string& name : model_figures) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  }
  return names;
}

double figure(const results::RunRow& run, const results::DesignRow& row, const std::string& name) {
  for (std::size_t number = 0; number < run.columns.size(); ++number) {
    if (run.columns[number].name == name) {
      return row.values[number];
    }
  }
  const std::map<std::string, std::uint64_t> counts = {{"parameters", row.parameters},
                                                       {"matrix_parameters", row.matrix_parameters},
                                                       {"weight_bytes", row.weight_bytes},
                                                       {"macs", row.macs},
                                                       {"matrix_macs", row.matrix_macs}};
  const auto found = counts.find(name);
  if (found == counts.end()) {
    refuse("figure", name, figure_names(run));
  }
  return static_cast<double>(found->second);
}

FrontAnswer query_front(const results::Study& study, const FrontQuery& query) {
  const results::RunRow run = study.run();
  FrontAnswer answer;
  answer.objectives = query.objectives.empty() ? run_objectives(run) : query.objectives;
  for (const std::string& name : answer.objectives) {
    require_figure(run, "--objectives", name);
  }
  if (query.objectives.empty() && query.conditions.empty()) {
    answer.members = study.front();
    return answer;
  }
  answer.from_kept_only = run.retention != "all";
  std::vector<results::DesignRow> rows = filtered(run, study.designs(), query.conditions);
  // A value that a search went by and one from fresh seeds do not stand on one axis.
  const bool reads_error = std::find(answer.objectives.begin(), answer.objectives.end(), "error") !=
                           answer.objectives.end();
  if (reads_error && !study.confirmed().empty()) {
    answer.confirmed_only = true;
    std::erase_if(rows, [](const auto& row) { return !row.fidelity.ends_with(":confirmed"); });
  }
  Points points;
  points.width = answer.objectives.size();
  for (const results::DesignRow& row : rows) {
    for (const std::string& name : answer.objectives) {
      points.values.push_back((is_maximised(run, name) ? -1.0 : 1.0) * figure(run, row, name));
    }
  }
  for (const std::size_t index : nondominated(points)) {
    answer.members.push_back(std::move(rows[index]));
  }
  add_statistics(study, answer);
  return answer;
}

results::DesignRow best_design(const results::Study& study, const FrontQuery& query) {
  const results::RunRow run = study.run();
  FrontAnswer answer = query_front(study, query);
  if (answer.members.empty()) {
    throw std::invalid_argument(
        fmt::format("{}: no design is left under these conditions", study.file()));
  }
  const std::string& first = answer.objectives.front();
  const double sign = is_maximised(run, first) ? -1.0 : 1.0;
  return *std::min_element(answer.members.begin(), answer.members.end(),
                           [&](const auto& a, const auto& b) {
                             return sign * figure(run, a, first) < sign * figure(run, b, first);
                           });
}

results::Json design_json(const results::RunRow& run, const results::DesignRow& row) {
  results::Json json = results::Json::object();
  json["design"] = row.design;
  json["fidelity"] = row.fidelity;
  json["objectives"] = results::Json::object();
  for (const std::string& name : figure_names(run)) {
    json["objectives"][name] = figure(run, row, name);
  }
  json["intervals"] = results::Json::object();
  for (const auto& [name, interval] : row.intervals) {
    json["intervals"][name] = {interval.first, interval.second};
  }
  json["probability"] = row.probability ? results::Json(*row.probability) : results::Json();
  json["model"] = results::Json::parse(row.model_json);
  json["hardware"] = results::Json::parse(row.hardware_json);
  return json;
}

std::string front_text(const results::RunRow& run, const FrontAnswer& answer, std::size_t rows) {
  std::vector<const results::DesignRow*> order;
  for (const results::DesignRow& row : answer.members) {
    order.push_back(&row);
  }
  const std::string& first = answer.objectives.front();
  const double sign = is_maximised(run, first) ? -1.0 : 1.0;
  std::stable_sort(order.begin(), order.end(), [&](const auto* a, const auto* b) {
    return sign * figure(run, *a, first) < sign * figure(run, *b, first);
  });
  // An axis that is the same everywhere says nothing about a choice between designs.
  std::map<std::string, std::set<std::string>> seen;
  std::vector<std::string> axes;
  for (const results::DesignRow* row : order) {
    const results::Json hardware = results::Json::parse(row->hardware_json);
    for (const auto& [name, value] : hardware.items()) {
      if (seen[name].empty()) {
        axes.push_back(name);
      }
      seen[name].insert(value.dump());
    }
  }
  results::Table table;
  table.columns = {"design"};
  for (const std::string& name : answer.objectives) {
    std::string heading = name;
    for (const char* suffix : {"_pj", "_ns", "_mm2", "_mw"}) {
      if (heading.ends_with(suffix)) {
        heading.resize(heading.size() - std::string(suffix).size());
      }
    }
    table.columns.push_back(heading);
  }
  for (const char* column : {"format", "scope", "tree", "ranks", "bits"}) {
    table.columns.emplace_back(column);
  }
  for (const std::string& name : axes) {
    if (seen[name].size() > 1) {
      table.columns.push_back(name);
    }
  }
  const bool bits = counts_bits(run);
  const std::size_t shown = rows == 0 ? order.size() : std::min(rows, order.size());
  for (std::size_t number = 0; number < shown; ++number) {
    const results::DesignRow& row = *order[number];
    const results::Json model = results::Json::parse(row.model_json);
    const results::Json hardware = results::Json::parse(row.hardware_json);
    std::vector<results::Cell> cells = {row.design.substr(0, 8)};
    for (const std::string& name : answer.objectives) {
      cells.emplace_back(with_interval(row, name, figure(run, row, name), bits));
    }
    cells.emplace_back(model.at("format").get<std::string>());
    cells.emplace_back(model.at("scope").get<std::string>());
    cells.emplace_back(model.at("tree").dump());
    cells.emplace_back(ranks_text(model));
    cells.emplace_back(bits_text(model));
    for (const std::string& name : axes) {
      if (seen[name].size() > 1) {
        const bool has = hardware.contains(name);
        cells.emplace_back(!has                         ? ""
                           : hardware[name].is_string() ? hardware[name].get<std::string>()
                                                        : hardware[name].dump());
      }
    }
    table.rows.push_back(std::move(cells));
  }
  std::string text = results::as_text(table);
  if (shown < order.size()) {
    text += fmt::format("... and {} more\n", order.size() - shown);
  }
  return text;
}

}  // namespace paretree::dse
