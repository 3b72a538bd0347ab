// Pictures that evaluate designs again: where a figure goes, how busy a machine is, its tree.
#include "dse/core/version.hpp"
#include "dse/study/charts.hpp"
#include "dse/study/design_card.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace paretree::dse {

namespace {

using results::Json;

/// The named designs, else members of the front spread evenly along the first objective.
std::vector<results::DesignRow> chosen(const results::Study& study, const results::RunRow& run,
                                       const std::vector<std::string>& designs, std::size_t most) {
  std::vector<results::DesignRow> rows;
  for (const std::string& design : designs) {
    rows.push_back(only_design(study, design));
  }
  if (!rows.empty()) {
    return rows;
  }
  rows = study.front();
  if (rows.empty()) {
    throw std::invalid_argument(fmt::format("{} has no design to draw", study.file()));
  }
  const std::string first = run_objectives(run).front();
  const double sign = is_maximised(run, first) ? -1 : 1;
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    return sign * figure(run, a, first) < sign * figure(run, b, first);
  });
  if (rows.size() <= most || most < 2) {
    return rows;
  }
  std::vector<results::DesignRow> few;
  for (std::size_t number = 0; number < most; ++number) {
    few.push_back(rows[number * (rows.size() - 1) / (most - 1)]);
  }
  return few;
}

std::string what(const results::DesignRow& row) {
  return fmt::format("{} on {}", Json::parse(row.model_json).value("format", std::string()),
                     Json::parse(row.hardware_json).value("template", std::string()));
}

}  // namespace

results::RowsChart breakdown_chart(const results::Study& study,
                                   const std::vector<std::string>& designs,
                                   const std::string& figure_name, std::size_t most) {
  const results::RunRow run = study.run();
  const Problem problem = reopen_problem(run);
  results::RowsChart chart;
  std::map<std::string, double> totals;
  for (const results::DesignRow& row : chosen(study, run, designs, most)) {
    const Json breakdown = breakdown_json(plain_design(problem, run, row));
    if (!breakdown.contains(figure_name)) {
      std::vector<std::string> known;
      for (const auto& [name, parts] : breakdown.items()) {
        known.push_back(name);
      }
      throw std::invalid_argument(
          fmt::format("--figure {}: a breakdown is of {}", figure_name, fmt::join(known, ", ")));
    }
    results::ChartRow& bar = chart.rows.emplace_back();
    bar.label = fmt::format("{} {}", row.design.substr(0, 8), what(row));
    for (const auto& [name, value] : breakdown[figure_name].items()) {
      bar.parts.emplace_back(name, value.get<double>());
      totals[name] += value.get<double>();
    }
  }
  // The largest part first, in every bar, so that bars can be compared from the left.
  for (results::ChartRow& bar : chart.rows) {
    std::stable_sort(bar.parts.begin(), bar.parts.end(), [&](const auto& a, const auto& b) {
      return totals[a.first] > totals[b.first];
    });
  }
  chart.axis = {figure_name, false, false, false};
  if (figure_name == "cycles") {
    chart.axis.name = "time_cycles";
  }
  chart.label_name = "design";
  chart.sheet.title = run.name;
  chart.sheet.caption = fmt::format(
      "{} of one sequence by component{}; paretree {}", figure_name,
      designs.empty() ? ", members of the front along its first objective" : "", version());
  return chart;
}

results::LineChart roofline_chart(const results::Study& study,
                                  const std::vector<std::string>& designs) {
  constexpr std::size_t most = 500;
  const results::RunRow run = study.run();
  const Problem problem = reopen_problem(run);
  results::LineChart chart;
  chart.x = {"macs_per_dram_byte", false, true, false};
  chart.y = {"macs_per_ns", true, true, true};
  std::map<std::string, std::vector<std::pair<double, double>>> marks;
  std::map<std::pair<double, double>, std::uint64_t> roofs;  // peak, bandwidth: designs
  double lowest = 1e300;
  double highest = 0;
  std::size_t silent = 0;
  for (const results::DesignRow& row : chosen(study, run, designs, most)) {
    const PlainDesign design = plain_design(problem, run, row);
    const hwmodel::Machine& machine = *design.machine;
    const Json breakdown = breakdown_json(design);
    const double dram_pj = breakdown["energy_pj"].value("dram", 0.0);
    const double bytes = dram_pj * 1e3 / static_cast<double>(machine.dram_bit_fj) / 8;
    double cycles = 0;
    for (const auto& [kind, count] : breakdown["cycles"].items()) {
      cycles += count.get<double>();
    }
    if (!(bytes > 0) || machine.dram_bit_fj == 0 || !(cycles > 0)) {
      ++silent;
      continue;
    }
    const double period_ns = static_cast<double>(machine.period_fs) * 1e-6;
    const auto macs = static_cast<double>(row.macs);
    const double intensity = macs / bytes;
    marks[what(row)].emplace_back(intensity, macs / (cycles * period_ns));
    lowest = std::min(lowest, intensity);
    highest = std::max(highest, intensity);
    ++roofs[{static_cast<double>(machine.mac_units) / period_ns,
             static_cast<double>(machine.dram_bits_per_cycle) / 8 / period_ns}];
  }
  if (marks.empty()) {
    throw std::invalid_argument("no design of these moves a byte over DRAM: there is no roofline");
  }
  for (auto& [name, places] : marks) {
    chart.series.push_back({name, {}, std::move(places)});
  }
  // The roofs of the smallest and the largest machine; those between lie between them.
  std::vector<std::pair<double, double>> shown = {roofs.begin()->first};
  if (roofs.size() > 1) {
    shown.push_back(roofs.rbegin()->first);
  }
  for (const auto& [peak, bandwidth] : shown) {
    const double knee = peak / bandwidth;
    const double from = std::min(lowest, knee) / 2;
    const double to = std::max(highest, knee) * 2;
    chart.series.push_back({fmt::format("roof: {:.4g} MACs per ns, {:.3g} GB/s", peak, bandwidth),
                            {{from, from * bandwidth}, {knee, peak}, {to, peak}},
                            {}});
  }
  chart.sheet.title = run.name;
  chart.sheet.caption = fmt::format(
      "MACs of the whole layer over a sequence; DRAM traffic: weights that do not fit, inputs, "
      "outputs; roofs of the smallest and the largest machine among {} kinds{}; paretree {}",
      roofs.size(),
      silent > 0 ? fmt::format("; {} designs without DRAM traffic left out", silent) : "",
      version());
  return chart;
}

namespace {

/// A subtree of the nested list, below `parent`; returns its modes.
std::vector<int> add_subtree(const Json& tree, const Json& model, std::optional<std::size_t> parent,
                             results::TreeChart& chart) {
  const std::size_t own = chart.nodes.size();
  chart.nodes.push_back({parent, "", "", ""});
  std::vector<int> modes;
  if (tree.is_array()) {
    for (const Json& child : tree) {
      const std::vector<int> below = add_subtree(child, model, own, chart);
      modes.insert(modes.end(), below.begin(), below.end());
    }
  } else {
    const auto mode = tree.get<std::size_t>();
    modes.push_back(static_cast<int>(mode));
    chart.nodes[own].name = fmt::format("mode {}", mode);
    chart.nodes[own].detail =
        fmt::format("{} in × {} out", model.at("modes").at("in").at(mode).dump(),
                    model.at("modes").at("out").at(mode).dump());
  }
  if (parent) {
    // An edge is named by the modes on one of its sides.
    std::vector<int> inside = modes;
    std::sort(inside.begin(), inside.end());
    std::vector<int> outside;
    for (int mode = 0; mode < static_cast<int>(model.at("modes").at("in").size()); ++mode) {
      if (!std::binary_search(inside.begin(), inside.end(), mode)) {
        outside.push_back(mode);
      }
    }
    for (const auto& side : {inside, outside}) {
      const std::string key = fmt::format("{}", fmt::join(side, ","));
      if (chart.nodes[own].edge.empty() && model.at("ranks").contains(key)) {
        chart.nodes[own].edge = model.at("ranks").at(key).dump();
      }
    }
  }
  return modes;
}

}  // namespace

results::TreeChart tree_chart(const results::Study& study, const std::string& design) {
  const results::RunRow run = study.run();
  const results::DesignRow row = only_design(study, design);
  const Json model = Json::parse(row.model_json);
  if (!model.contains("tree") || !model.at("tree").is_array()) {
    throw std::invalid_argument(fmt::format("design {} has no tree: its format is {}", row.design,
                                            model.value("format", std::string())));
  }
  results::TreeChart chart;
  static_cast<void>(add_subtree(model.at("tree"), model, std::nullopt, chart));
  chart.description = fmt::format("Dimension tree {} with ranks {}.", model.at("tree").dump(),
                                  model.at("ranks").dump());
  chart.sheet.title = fmt::format("{}: design {}", run.name, row.design.substr(0, 8));
  chart.sheet.caption = fmt::format(
      "{}, {} scope; ranks on the edges, the root's two edges are one; {} parameters; paretree {}",
      model.value("format", std::string()) == "tt"
          ? "Tensor train, drawn as its linear tree (a core's own edge has no rank)"
          : "Hierarchical Tucker",
      model.value("scope", std::string()), row.parameters, version());
  return chart;
}

}  // namespace paretree::dse
