#include "dse/study/charts.hpp"

#include "dse/core/version.hpp"
#include "dse/study/front_measure.hpp"
#include "dse/study/history.hpp"
#include "results/chart/units.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

namespace paretree::dse {

namespace {

using results::Json;

constexpr std::size_t most_words = 12;
constexpr std::size_t most_axes = 9;

std::string joined_names(const std::vector<const results::Study*>& studies) {
  std::set<std::string> names;
  for (const results::Study* study : studies) {
    names.insert(study->run().name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

/// What tells studies apart: the name of the run, or of the file where names are the same.
std::vector<std::string> labels_of(const std::vector<const results::Study*>& studies) {
  std::vector<std::string> labels;
  std::map<std::string, int> count;
  for (const results::Study* study : studies) {
    ++count[study->run().name];
  }
  for (const results::Study* study : studies) {
    const std::string name = study->run().name;
    labels.push_back(count[name] > 1 ? study->file() : name);
  }
  return labels;
}

struct Corner {
  double x, y;
};

/// The members no other one dominates in two figures, best x first.
std::vector<Corner> staircase_of(std::vector<Corner> spots, bool maximise_x, bool maximise_y) {
  const double sx = maximise_x ? -1 : 1;
  const double sy = maximise_y ? -1 : 1;
  std::sort(spots.begin(), spots.end(), [&](Corner a, Corner b) {
    return sx * a.x != sx * b.x ? sx * a.x < sx * b.x : sy * a.y < sy * b.y;
  });
  std::vector<Corner> steps;
  for (const Corner spot : spots) {
    if (steps.empty() || sy * spot.y < sy * steps.back().y) {
      steps.push_back(spot);
    }
  }
  return steps;
}

/// A number of an axis of words, in the unit of the axis's label.
std::string number_word(const std::string& axis, const Json& value, std::size_t words) {
  const double factor = results::display_unit(axis, static_cast<double>(words) - 1).factor;
  return factor == 1 || !value.is_number() ? value.dump()
                                           : fmt::format("{:g}", value.get<double>() * factor);
}

}  // namespace

results::LineChart comparison_chart(const std::vector<const results::Study*>& studies,
                                    const FrontQuery& query, const std::string& x,
                                    const std::string& y) {
  const results::RunRow first = studies.front()->run();
  const std::vector<std::string> own = run_objectives(first);
  const std::string name_x = !x.empty() ? x : own.size() > 1 ? own[1] : own.front();
  const std::string name_y = !y.empty() ? y : own.front();
  const bool up_x = is_maximised(first, name_x);
  const bool up_y = is_maximised(first, name_y);
  results::LineChart chart;
  chart.x = {shown_name(first, name_x), up_x, std::nullopt};
  chart.y = {shown_name(first, name_y), up_y, std::nullopt};
  const std::vector<std::string> labels = labels_of(studies);
  std::vector<std::vector<Corner>> fronts;
  std::string facts;
  for (std::size_t number = 0; number < studies.size(); ++number) {
    const results::RunRow run = studies[number]->run();
    require_figure(run, "--x", name_x);
    require_figure(run, "--y", name_y);
    results::LineSeries& series = chart.series.emplace_back();
    series.name = labels[number];
    std::vector<Corner>& spots = fronts.emplace_back();
    for (const results::DesignRow& row : query_front(*studies[number], query).members) {
      const Corner spot{figure(run, row, name_x), figure(run, row, name_y)};
      if (std::isfinite(spot.x) && std::isfinite(spot.y)) {
        spots.push_back(spot);
      }
    }
    facts += fmt::format("{}{}: {} designs on its front, {} evaluated", facts.empty() ? "" : "; ",
                         labels[number], spots.size(), studies[number]->progress().evaluated);
    spots = staircase_of(std::move(spots), up_x, up_y);
    for (const Corner spot : spots) {
      series.marks.emplace_back(spot.x, spot.y);
    }
  }
  // Every staircase goes on to the worst value shown.
  double worst_x = up_x ? INFINITY : -INFINITY;
  double worst_y = up_y ? INFINITY : -INFINITY;
  for (const auto& front : fronts) {
    for (const Corner spot : front) {
      worst_x = up_x ? std::min(worst_x, spot.x) : std::max(worst_x, spot.x);
      worst_y = up_y ? std::min(worst_y, spot.y) : std::max(worst_y, spot.y);
    }
  }
  for (std::size_t number = 0; number < fronts.size(); ++number) {
    double level = worst_y;
    for (const Corner spot : fronts[number]) {
      chart.series[number].line.emplace_back(spot.x, level);
      chart.series[number].line.emplace_back(spot.x, spot.y);
      level = spot.y;
    }
    if (!fronts[number].empty()) {
      chart.series[number].line.emplace_back(worst_x, level);
    }
  }
  chart.sheet.title = joined_names(studies);
  chart.sheet.caption =
      fmt::format("Marks: front members no other one beats in these two figures. {}; paretree {}",
                  facts, version());
  return chart;
}

results::LineChart history_chart(const std::vector<const results::Study*>& studies,
                                 HistoryOver over, HistoryOf of) {
  std::vector<results::FrontHistory> histories;
  std::vector<Points> newest;
  for (const results::Study* study : studies) {
    if (run_objectives(study->run()) != run_objectives(studies.front()->run())) {
      throw std::invalid_argument(
          fmt::format("{} has other objectives than {}: their fronts cannot be measured by one box",
                      study->file(), studies.front()->file()));
    }
    histories.push_back(study->front_history());
    newest.push_back(newest_front(study->run(), histories.back()));
  }
  const HistoryMeasure measure = measure_of(newest);
  results::LineChart chart;
  chart.x = {over == HistoryOver::designs ? "designs" : "spent_s", false, std::nullopt, false};
  chart.y = {of == HistoryOf::hypervolume ? "hypervolume" : "found", true, false};
  const std::vector<std::string> labels = labels_of(studies);
  std::string facts;
  for (std::size_t number = 0; number < studies.size(); ++number) {
    const auto points = hypervolume_history(studies[number]->run(), histories[number], measure);
    if (points.empty()) {
      throw std::invalid_argument(fmt::format(
          "{} has no history: it was made by a version that did not keep one, or has not begun",
          studies[number]->file()));
    }
    results::LineSeries& series = chart.series.emplace_back();
    series.name = labels[number];
    for (const HistoryPoint& point : points) {
      const double place = over == HistoryOver::designs ? static_cast<double>(point.designs)
                                                        : point.wall_seconds.value_or(NAN);
      if (!series.line.empty()) {
        series.line.emplace_back(place, series.line.back().second);
      }
      const double share = of == HistoryOf::hypervolume ? point.hypervolume : point.found;
      series.line.emplace_back(place, share);
      series.marks.emplace_back(place, share);
    }
    facts += fmt::format("{}{}: {} designs, {} on the front", facts.empty() ? "" : "; ",
                         labels[number], points.back().designs, points.back().members);
  }
  chart.sheet.title = joined_names(studies) + ": growth of the front";
  chart.sheet.caption = fmt::format(
      "{} {}; paretree {}",
      of == HistoryOf::hypervolume
          ? "Hypervolume: share of the box between the best values and a point a tenth beyond the "
            "worst ones of the newest fronts together."
          : fmt::format("Found: share of the members of {}'s newest front that the front had then.",
                        labels.front()),
      facts, version());
  return chart;
}

results::ParallelChart parallel_chart(const results::Study& study, const FrontQuery& query) {
  const results::RunRow run = study.run();
  const FrontAnswer answer = query_front(study, query);
  if (answer.members.empty()) {
    throw std::invalid_argument(fmt::format("{} has no design to draw", study.file()));
  }
  std::vector<std::map<std::string, Json>> axes;
  std::vector<std::string> names;
  std::map<std::string, std::set<std::string>> seen;
  results::ParallelChart chart;
  for (const results::DesignRow& row : answer.members) {
    std::map<std::string, Json>& own = axes.emplace_back();
    const Json model = Json::parse(row.model_json);
    const Json hardware = Json::parse(row.hardware_json);
    for (const Json* half : {&model, &hardware}) {
      for (const auto& [key, value] : half->items()) {
        if (value.is_number() || value.is_string()) {
          if (seen.count(key) == 0) {
            names.push_back(key);
          }
          own[key] = value;
          seen[key].insert(value.dump());
        }
      }
    }
    chart.lines.push_back({{},
                           fmt::format("{} on {}", model.value("format", std::string()),
                                       hardware.value("template", std::string()))});
  }
  const auto add_values = [&](const auto& value_of) {
    for (std::size_t line = 0; line < chart.lines.size(); ++line) {
      chart.lines[line].values.push_back(value_of(line));
    }
  };
  for (const std::string& name : answer.objectives) {
    chart.axes.push_back({{shown_name(run, name), is_maximised(run, name), std::nullopt}, {}});
    add_values([&](std::size_t line) { return figure(run, answer.members[line], name); });
  }
  for (const std::string& name : names) {
    const bool worth =
        seen[name].size() > 1 && seen[name].size() <= most_words && chart.axes.size() < most_axes;
    const bool said = name == "format" || name == "template";  // by the colour
    if (!worth || said) {
      continue;
    }
    results::ParallelAxis axis{{name, false, std::nullopt, false}, {}};
    // A few values of an axis of the sweep are words, also where they are numbers.
    std::vector<Json> values;
    for (const auto& own : axes) {
      const auto found = own.find(name);
      if (found != own.end() &&
          std::find(values.begin(), values.end(), found->second) == values.end()) {
        values.push_back(found->second);
      }
    }
    std::sort(values.begin(), values.end());
    for (const Json& value : values) {
      axis.words.push_back(value.is_string() ? value.get<std::string>()
                                             : number_word(name, value, values.size()));
    }
    chart.axes.push_back(std::move(axis));
    add_values([&](std::size_t line) {
      const auto found = axes[line].find(name);
      return found == axes[line].end()
                 ? NAN
                 : static_cast<double>(std::find(values.begin(), values.end(), found->second) -
                                       values.begin());
    });
  }
  chart.sheet.title = run.name;
  chart.sheet.caption = fmt::format(
      "{} designs on the front of {}; axes of the sweep that vary among them; {} "
      "evaluated; paretree {}",
      answer.members.size(), fmt::join(answer.objectives, ", "), study.progress().evaluated,
      version());
  return chart;
}

results::RowsChart proxies_chart(const Json& records) {
  if (!records.is_array() || records.empty()) {
    throw std::invalid_argument("the records of proxies are a list of objects, at least one");
  }
  results::RowsChart chart;
  std::set<std::string> families;
  for (const Json& record : records) {
    if (!record.is_object() || !record.contains("proxy") || !record.contains("spearman")) {
      throw std::invalid_argument(
          "a record of a proxy has the keys proxy, spearman, spearman_low, spearman_high, family");
    }
    if (!record["spearman"].is_number()) {
      continue;
    }
    results::ChartRow& row = chart.rows.emplace_back();
    row.series = record.contains("family") && record["family"].is_string()
                     ? record["family"].get<std::string>()
                     : "all";
    families.insert(row.series);
    row.label = record["proxy"].get<std::string>();
    const std::string figure = record.value("figure", std::string());
    if (!figure.empty() && figure != "error" && figure != row.label) {
      row.label += ": " + figure.substr(0, figure.find(','));
    }
    const std::uint64_t steps = record.contains("steps") && record["steps"].is_number()
                                    ? record["steps"].get<std::uint64_t>()
                                    : 0;
    if (steps > 0) {
      const auto seeds = record.value("seeds", std::uint64_t{0});
      row.label +=
          seeds > 0 ? fmt::format(", {}x{} steps", seeds, steps) : fmt::format(", {} steps", steps);
    }
    if (record.contains("n") && record["n"].is_number()) {
      row.label += fmt::format(" (n\u00a0=\u00a0{})", record["n"].dump());
    }
    row.value = record["spearman"].get<double>();
    if (record.contains("spearman_low") && record["spearman_low"].is_number()) {
      row.interval = {record["spearman_low"].get<double>(), record["spearman_high"].get<double>()};
    }
  }
  if (chart.rows.empty()) {
    throw std::invalid_argument("no record has a correlation");
  }
  chart.axis = {"spearman_rank_correlation", true, false, true};
  chart.label_name = "proxy";
  chart.range = {-1, 1};
  chart.sheet.title = "How proxies rank trained formats";
  chart.sheet.caption = fmt::format(
      "Spearman's rank correlation with the highest fidelity, 95 % intervals where given; 3x60 "
      "steps: "
      "3 seeds of 60; paretree {}",
      version());
  return chart;
}

}  // namespace paretree::dse
