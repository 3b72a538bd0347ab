#include "dse/study/history.hpp"

#include <algorithm>
#include <cmath>

namespace paretree::dse {

namespace {

/// Fronts of this many members in five objectives take a good part of a second each.
constexpr std::uint64_t large_front = 1000;
constexpr std::size_t few_checkpoints = 16;

Points front_at(const std::vector<results::FrontSpan>& spans, const std::vector<double>& signs,
                std::uint64_t designs) {
  Points points;
  points.width = signs.size();
  for (const results::FrontSpan& span : spans) {
    if (span.entered > designs) {
      break;  // sorted by checkpoint of entering
    }
    const bool finite = std::all_of(span.values.begin(), span.values.end(),
                                    [](double value) { return std::isfinite(value); });
    if ((span.gone && *span.gone <= designs) || !finite) {
      continue;
    }
    for (std::size_t i = 0; i < signs.size(); ++i) {
      points.values.push_back(signs[i] * span.values[i]);
    }
  }
  return points;
}

std::vector<double> signs_of(const results::RunRow& run) {
  std::vector<double> signs;
  for (const results::ObjectiveColumn& column : run.columns) {
    if (column.objective) {
      signs.push_back(column.maximise ? -1.0 : 1.0);
    }
  }
  return signs;
}

double share_found(const std::set<std::vector<double>>& sought, const Points& front) {
  std::set<std::vector<double>> found;
  for (std::size_t row = 0; row < front.size(); ++row) {
    const std::vector<double> vector(front[row].begin(), front[row].end());
    if (sought.contains(vector)) {
      found.insert(vector);
    }
  }
  return sought.empty() ? 0
                        : static_cast<double>(found.size()) / static_cast<double>(sought.size());
}

}  // namespace

Points newest_front(const results::RunRow& run, const results::FrontHistory& history) {
  const std::vector<double> signs = signs_of(run);
  if (history.checkpoints.empty()) {
    Points none;
    none.width = signs.size();
    return none;
  }
  return front_at(history.spans, signs, history.checkpoints.back().designs);
}

HistoryMeasure measure_of(const std::vector<Points>& newest) {
  HistoryMeasure measure;
  std::vector<const Points*> fronts;
  for (const Points& points : newest) {
    fronts.push_back(&points);
  }
  measure.frame = frame_of(fronts);
  for (std::size_t row = 0; row < newest.front().size(); ++row) {
    measure.sought.emplace(newest.front()[row].begin(), newest.front()[row].end());
  }
  return measure;
}

std::vector<HistoryPoint> hypervolume_history(const results::RunRow& run,
                                              const results::FrontHistory& history) {
  return history.checkpoints.empty()
             ? std::vector<HistoryPoint>()
             : hypervolume_history(run, history, measure_of({newest_front(run, history)}));
}

std::vector<HistoryPoint> hypervolume_history(const results::RunRow& run,
                                              const results::FrontHistory& history,
                                              const HistoryMeasure& measure) {
  std::vector<HistoryPoint> list;
  if (history.checkpoints.empty()) {
    return list;
  }
  const std::vector<double> signs = signs_of(run);
  const std::size_t count = history.checkpoints.size();
  const bool thin = signs.size() > 4 && history.checkpoints.back().members > large_front;
  const std::size_t shown = thin ? std::min(count, few_checkpoints) : count;
  for (std::size_t number = 0; number < shown; ++number) {
    const std::size_t place = shown == 1 ? count - 1 : number * (count - 1) / (shown - 1);
    const results::FrontHistory::Checkpoint& checkpoint = history.checkpoints[place];
    const Points front = front_at(history.spans, signs, checkpoint.designs);
    list.push_back({.designs = checkpoint.designs,
                    .members = checkpoint.members,
                    .wall_seconds = checkpoint.wall_seconds,
                    .hypervolume = dominated_share(front, measure.frame),
                    .found = share_found(measure.sought, front)});
  }
  return list;
}

results::Json history_json(const std::vector<HistoryPoint>& points) {
  results::Json list = results::Json::array();
  for (const HistoryPoint& point : points) {
    list.push_back(
        {{"designs", point.designs},
         {"members", point.members},
         {"wall_s", point.wall_seconds ? results::Json(*point.wall_seconds) : results::Json()},
         {"hypervolume", point.hypervolume}});
  }
  return list;
}

}  // namespace paretree::dse
