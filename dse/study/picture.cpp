#include "dse/study/picture.hpp"

#include "dse/core/version.hpp"
#include "dse/study/query.hpp"
#include "results/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>

namespace paretree::dse {

namespace {

std::optional<std::pair<double, double>> interval_of(const results::DesignRow& row,
                                                     const std::string& name) {
  for (const auto& [column, interval] : row.intervals) {
    if (column == name) {
      return interval;
    }
  }
  return std::nullopt;
}

}  // namespace

results::FrontChart front_chart(const results::Study& study, const std::string& x,
                                const std::string& y) {
  const results::RunRow run = study.run();
  std::vector<std::string> axes;
  for (const auto& [option, wanted] : {std::pair("--x", &x), std::pair("--y", &y)}) {
    if (!wanted->empty()) {
      require_figure(run, option, *wanted);
      axes.push_back(*wanted);
    }
  }
  for (const results::ObjectiveColumn& column : run.columns) {
    const bool taken = std::find(axes.begin(), axes.end(), column.name) != axes.end();
    if (axes.size() < 2 && !taken) {
      axes.push_back(column.name);
    }
  }
  if (axes.size() == 2 && x.empty() && !y.empty()) {
    std::swap(axes[0], axes[1]);
  }

  results::FrontChart chart;
  // The first objective is the question (an error, mostly): it reads best upright, over the cost.
  const bool by_default = x.empty() && y.empty();
  const std::string& name_x = axes[by_default ? 1 : 0];
  const std::string& name_y = axes[by_default ? 0 : 1];
  chart.x = {shown_name(run, name_x), is_maximised(run, name_x), std::nullopt};
  chart.y = {shown_name(run, name_y), is_maximised(run, name_y), std::nullopt};
  std::set<std::string> on_front;
  // A half is met by many designs: its text is read once.
  std::map<std::string, std::string> words;
  const auto word = [&](const std::string& id, const std::string& text, const char* key) {
    auto found = words.find(id);
    if (found == words.end()) {
      found = words.emplace(id, results::Json::parse(text).at(key).get<std::string>()).first;
    }
    return std::string_view(found->second);
  };
  const auto add = [&](const results::DesignRow& row, bool front) {
    results::ChartPoint point;
    point.x = figure(run, row, name_x);
    point.y = figure(run, row, name_y);
    point.on_front = front;
    point.series = fmt::format("{} on {}", word(row.model, row.model_json, "format"),
                               word(row.hardware, row.hardware_json, "template"));
    point.x_interval = interval_of(row, name_x);
    point.y_interval = interval_of(row, name_y);
    chart.points.push_back(std::move(point));
  };
  for (const results::DesignRow& row : study.front()) {
    on_front.insert(row.design);
    add(row, true);
  }
  study.for_each_design([&](const results::DesignRow& row) {
    if (on_front.count(row.design) == 0) {
      add(row, false);
    }
  });
  if (chart.points.empty()) {
    throw std::invalid_argument(fmt::format("{} has no feasible design to draw", study.file()));
  }
  const results::Progress progress = study.progress();
  chart.title = run.name;
  chart.caption = fmt::format(
      "{} designs evaluated of {}, {} feasible, {} on the front of {} objectives; {}"
      "paretree {}",
      progress.evaluated, run.space, progress.feasible, on_front.size(),
      std::count_if(run.columns.begin(), run.columns.end(),
                    [](const auto& column) { return column.objective; }),
      progress.finished ? "" : "unfinished; ", version());
  return chart;
}

}  // namespace paretree::dse
