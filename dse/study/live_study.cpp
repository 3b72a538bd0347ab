#include "dse/study/live_study.hpp"

#include "dse/study/history.hpp"
#include "dse/study/problem.hpp"
#include "dse/study/progress.hpp"
#include "dse/study/query.hpp"
#include "dse/study/study_report.hpp"
#include "results/store/file_identity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <mutex>

namespace paretree::dse {

namespace {

using Clock = std::chrono::steady_clock;
using results::Json;

constexpr double seconds_between_readings = 1;
/// Rates are those of so many seconds: long enough for batches of trainings, short enough to see a
/// run slow down.
constexpr double window_seconds = 60;
constexpr std::size_t newest_shown = 12;
constexpr std::size_t points_shown = 2000;

struct Observation {
  double at = 0;  ///< seconds since the study was opened
  std::uint64_t designs = 0;
  std::uint64_t trainings = 0;
};

/// What does not change while the file is the same study.
struct Opened {
  results::FileIdentity identity;
  results::Study study;
  results::RunRow run;
  std::vector<std::string> objectives;
  std::uint64_t designs = 0;    ///< the search's budget; 0: not known
  std::uint64_t trainings = 0;  ///< formats times seeds; 0 where nothing is trained
  std::string fidelity;
};

Opened open_study(const std::string& file, results::FileIdentity identity) {
  Opened opened{identity, results::Study::open(file, results::Study::Access::read), {}, {}, 0, 0,
                {}};
  opened.run = opened.study.run();
  opened.objectives = run_objectives(opened.run);
  try {
    const Problem problem = reopen_problem(opened.run);
    opened.designs = problem.searcher->budget(problem.space.size(), problem.search_parameters);
    if (problem.reads_accuracy && problem.proxy->trains() &&
        opened.designs == problem.space.size()) {
      opened.trainings = problem.space.formats() * problem.seeds().size();
      opened.fidelity = problem.fidelity();
    }
  } catch (const std::exception&) {
    opened.designs = 0;  // a sweep of another version: everything but the time left can be shown
  }
  return opened;
}

}  // namespace

struct LiveStudy::Impl {
  std::string file;
  std::mutex reading;
  std::optional<Opened> opened;
  Clock::time_point opened_at;
  std::deque<Observation> observations;
  std::uint64_t checkpoints = 0;
  double changed_at = 0;
  results::Progress progress;
  Json slow;  ///< what is read again only when the study has changed
  Json last;
  std::optional<Clock::time_point> read_at;

  std::mutex reporting;
  std::string report_of;  ///< the state the page was made of
  std::string page;

  [[nodiscard]] Json read();
  [[nodiscard]] Json read_slow(const Opened& study);
  void observe(const Observation& now);
};

void LiveStudy::Impl::observe(const Observation& now) {
  const bool changed = observations.empty() || observations.back().designs != now.designs ||
                       observations.back().trainings != now.trainings;
  if (changed) {
    changed_at = now.at;
  }
  observations.push_back(now);
  while (observations.size() > 2 && observations[1].at < now.at - window_seconds) {
    observations.pop_front();
  }
}

Json LiveStudy::Impl::read_slow(const Opened& open) {
  Json json = Json::object();
  const results::FrontHistory history = open.study.front_history();
  json["history"] = history_json(hypervolume_history(open.run, history));
  std::map<std::uint64_t, std::uint64_t> entered;
  for (const results::FrontSpan& span : history.spans) {
    entered[span.position] = span.entered;
  }
  std::vector<results::DesignRow> front = open.study.front();
  const auto entry = [&](const results::DesignRow& row) {
    const auto found = entered.find(row.position);
    return found == entered.end() ? ~std::uint64_t{0} : found->second;  // since the last checkpoint
  };
  json["front_size"] = front.size();
  json["front"] = Json::array();
  const std::size_t step = front.size() / points_shown + 1;
  for (std::size_t number = 0; number < front.size() && !open.objectives.empty(); number += step) {
    json["front"].push_back(
        {figure(open.run, front[number], open.objectives[open.objectives.size() > 1 ? 1 : 0]),
         figure(open.run, front[number], open.objectives[0])});
  }
  std::stable_sort(front.begin(), front.end(),
                   [&](const auto& a, const auto& b) { return entry(a) > entry(b); });
  json["newest"] = Json::array();
  for (std::size_t number = 0; number < std::min(front.size(), newest_shown); ++number) {
    const results::DesignRow& row = front[number];
    const Json model = Json::parse(row.model_json);
    const Json hardware = Json::parse(row.hardware_json);
    Json values = Json::object();
    for (const std::string& name : open.objectives) {
      values[name] = figure(open.run, row, name);
    }
    const std::uint64_t since = entry(row);
    json["newest"].push_back({{"design", row.design},
                              {"since", since == ~std::uint64_t{0} ? Json() : Json(since)},
                              {"objectives", std::move(values)},
                              {"format", model.value("format", "")},
                              {"template", hardware.value("template", "")}});
  }
  return json;
}

Json LiveStudy::Impl::read() {
  const Json where = {{"file", file}};
  const auto missing = [&](const std::string& sentence) {
    opened.reset();
    Json json = where;
    json["missing"] = sentence;
    return json;
  };
  try {
    const auto identity = results::file_identity(file);
    if (!identity) {
      return missing("there is no such file yet");
    }
    const bool replaced = !opened || opened->identity != *identity;
    if (replaced) {
      opened.emplace(open_study(file, *identity));
      opened_at = Clock::now();
      observations.clear();
      slow = Json();
    }
    const double now = std::chrono::duration<double>(Clock::now() - opened_at).count();
    const results::Progress before = std::exchange(progress, opened->study.progress());
    const std::uint64_t trained =
        opened->trainings == 0
            ? 0
            : std::min(opened->trainings, opened->study.measurements(opened->fidelity));
    observe({now, progress.evaluated + progress.closed, trained});
    if (slow.is_null() || before.next != progress.next || before.finished != progress.finished) {
      slow = read_slow(*opened);
    }

    const Observation& old = observations.front();
    const Observation& fresh = observations.back();
    const double elapsed = fresh.at - old.at;
    ProgressState state;
    state.designs = opened->designs;
    state.designs_done = fresh.designs;
    state.designs_before = old.designs;
    state.trainings = opened->trainings;
    state.trainings_done = fresh.trainings;
    state.trainings_before = old.trainings;
    state.training_seconds = fresh.trainings > old.trainings ? elapsed : 0;
    const bool moving = fresh.designs > old.designs || fresh.trainings > old.trainings;
    const double left = progress.finished ? 0
                        : moving && opened->designs >= fresh.designs && elapsed > 0
                            ? seconds_left(state, elapsed)
                            : -1;
    Json json = where;
    json["name"] = opened->run.name;
    json["program_version"] = opened->run.program_version;
    json["space"] = opened->run.space;
    json["error_unit"] = error_unit(opened->run);
    json["objectives"] = Json::array();
    for (const std::string& name : opened->objectives) {
      json["objectives"].push_back({{"name", name}, {"maximise", is_maximised(opened->run, name)}});
    }
    json["progress"] = {{"designs", opened->designs > 0 ? Json(opened->designs) : Json()},
                        {"done", fresh.designs},
                        {"evaluated", progress.evaluated},
                        {"closed", progress.closed},
                        {"feasible", progress.feasible},
                        {"finished", progress.finished}};
    json["trainings"] = opened->trainings > 0
                            ? Json({{"done", fresh.trainings}, {"all", opened->trainings}})
                            : Json();
    json["rate_per_s"] =
        elapsed > 0 ? Json(static_cast<double>(fresh.designs - old.designs) / elapsed) : Json();
    json["seconds_left"] = left >= 0 ? Json(left) : Json();
    json["seconds_unchanged"] = now - changed_at;
    json["wall_s"] = opened->study.seconds();
    json.update(slow);
    json["infeasible"] = Json::array();
    for (const auto& [reason, designs] : progress.infeasible) {
      json["infeasible"].push_back({{"reason", reason}, {"designs", designs}});
    }
    return json;
  } catch (const std::exception& error) {
    // Between the making of a new file and its first rows, and while it is damaged or no study.
    return missing(error.what());
  }
}

LiveStudy::LiveStudy(std::string file) : impl_(std::make_unique<Impl>()) {
  impl_->file = std::move(file);
}
LiveStudy::~LiveStudy() = default;
LiveStudy::LiveStudy(LiveStudy&&) noexcept = default;

Json LiveStudy::state() {
  const std::lock_guard lock(impl_->reading);
  const auto now = Clock::now();
  if (!impl_->read_at ||
      std::chrono::duration<double>(now - *impl_->read_at).count() >= seconds_between_readings) {
    impl_->last = impl_->read();
    impl_->read_at = now;
  }
  return impl_->last;
}

std::string LiveStudy::report() {
  const std::lock_guard lock(impl_->reporting);
  // A connection of its own: a report takes seconds, the state goes on meanwhile.
  const auto identity = results::file_identity(impl_->file);
  const results::Study study = results::Study::open(impl_->file, results::Study::Access::read);
  const results::Progress progress = study.progress();
  std::string now =
      fmt::format("{} {} {} {} {}", identity ? identity->first : 0, identity ? identity->second : 0,
                  progress.next, progress.evaluated, progress.finished);
  if (now != impl_->report_of) {
    impl_->page = results::report_page(study_report(study, {}));
    impl_->report_of = std::move(now);
  }
  return impl_->page;
}

}  // namespace paretree::dse
