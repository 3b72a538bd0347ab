#include "dse/study/ladder.hpp"

#include "dse/study/formats_wanted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace paretree::dse {

namespace {

/// A bracket is at most this part of a budget, so that a run ends near it.
constexpr double brackets_per_budget = 100;
constexpr std::uint64_t most_formats_per_bracket = 243;
/// Formats without a ladder that are measured and committed together.
constexpr std::uint64_t usual_batch = 16;
/// Formats that are timed.
constexpr std::uint64_t timed_formats = 6;
/// Rungs have seeds of their own: two trainings from the same start share luck.
constexpr std::uint64_t seed_stride = 1'000'003;
constexpr std::uint64_t first_rung_seed = 1000;

std::uint64_t parameter(const Problem& problem, const char* name) {
  return static_cast<std::uint64_t>(problem.proxy_parameters.integer(name));
}

[[noreturn]] void refuse(const Problem& problem, const char* name, const std::string& message) {
  const auto& parameters = problem.sweep.accuracy.parameters;
  const auto found = parameters.find(name);
  throw sweeps::fault(problem.sweep,
                      found == parameters.end() ? problem.sweep.accuracy.name.at : found->second.at,
                      fmt::format("accuracy.{}", name), message);
}

/// Formats spread evenly over what the search comes to.
std::vector<ModelHalf> spread_formats(const Problem& problem) {
  std::vector<ModelHalf> formats;
  const std::uint64_t designs = problem.space.size();
  if (count_of_formats_wanted(problem) == problem.space.formats()) {
    for (std::uint64_t number = 0; number < timed_formats; ++number) {
      const auto position = static_cast<std::uint64_t>(static_cast<double>(designs) *
                                                       (2.0 * static_cast<double>(number) + 1) /
                                                       (2.0 * static_cast<double>(timed_formats)));
      formats.push_back(
          problem.space.model_half(problem.space.decode(std::min(position, designs - 1))));
    }
    return formats;
  }
  std::vector<WantedFormat> wanted = formats_wanted(problem);
  for (std::uint64_t number = 0; number < timed_formats; ++number) {
    formats.push_back(wanted[(2 * number + 1) * wanted.size() / (2 * timed_formats)].half);
  }
  return formats;
}

}  // namespace

std::optional<double> seconds_of_duration(const std::string& text) {
  double seconds = 0;
  std::size_t place = 0;
  bool any = false;
  while (place < text.size()) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789.", place), text.size());
    if (end == place) {
      return std::nullopt;
    }
    std::size_t used = 0;
    double number = 0;
    try {
      number = std::stod(text.substr(place, end - place), &used);
    } catch (const std::logic_error&) {
      return std::nullopt;
    }
    const char unit = end < text.size() ? text[end] : 's';
    if (used != end - place || (unit != 'h' && unit != 'm' && unit != 's')) {
      return std::nullopt;
    }
    seconds += number * (unit == 'h' ? 3600 : unit == 'm' ? 60 : 1);
    place = end + 1;
    any = true;
  }
  return any && seconds < 1e9 ? std::optional(seconds) : std::nullopt;
}

results::Json Ladder::json() const {
  results::Json list = results::Json::array();
  for (const Rung& rung : rungs) {
    list.push_back({{"fidelity", rung.fidelity}, {"steps", rung.steps}, {"formats", rung.formats}});
  }
  return {{"rungs", list},
          {"factor", factor},
          {"bracket", bracket},
          {"budget_s", budget_seconds},
          {"calibrated_s", calibrated_seconds}};
}

Ladder Ladder::parse(const results::Json& json) {
  Ladder ladder;
  for (const results::Json& rung : json.at("rungs")) {
    ladder.rungs.push_back({rung.at("fidelity").get<std::string>(),
                            rung.at("steps").get<std::uint64_t>(),
                            rung.at("formats").get<std::uint64_t>()});
  }
  ladder.factor = json.at("factor").get<std::uint64_t>();
  ladder.bracket = json.at("bracket").get<std::uint64_t>();
  ladder.budget_seconds = json.at("budget_s").get<double>();
  ladder.calibrated_seconds = json.at("calibrated_s").get<double>();
  return ladder;
}

hwmodel::Configuration parameters_of(const Problem& problem, const Ladder::Rung& rung) {
  hwmodel::Configuration parameters = problem.proxy_parameters;
  parameters.set("steps", static_cast<std::int64_t>(rung.steps));
  return parameters;
}

std::vector<double> errors_by_loss(std::vector<double> errors, const std::vector<double>& losses) {
  std::vector<std::size_t> order(errors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return losses[a] < losses[b]; });
  std::vector<double> sorted = errors;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t place = 0; place < order.size(); ++place) {
    errors[order[place]] = sorted[place];
  }
  return errors;
}

std::vector<std::uint64_t> seeds_of(const Problem& problem, std::size_t rung) {
  return problem.proxy->seeds(problem.proxy_parameters,
                              problem.sweep.seed + seed_stride * (first_rung_seed + rung));
}

std::optional<Ladder> ladder_of(const Problem& problem) {
  const hwmodel::Configuration& parameters = problem.proxy_parameters;
  if (!problem.reads_accuracy || !problem.proxy->trains() || !parameters.has("rungs")) {
    return std::nullopt;
  }
  const std::string& budget = parameters.choice("budget");
  const std::uint64_t rungs = parameter(problem, "rungs");
  if (budget.empty() && rungs == 1) {
    return std::nullopt;
  }
  Ladder ladder;
  if (!budget.empty()) {
    const std::optional<double> seconds = seconds_of_duration(budget);
    if (!seconds || *seconds <= 0) {
      refuse(problem, "budget",
             fmt::format("'{}' is no duration above 0; write 20m, 8h or 1h30m", budget));
    }
    ladder.budget_seconds = *seconds;
    if (!problem.sweep.compare.empty()) {
      refuse(
          problem, "budget",
          "`compare` measures every format that the search comes to, which a budget leaves open; "
          "allowed is one of them");
    }
  }
  if (rungs > 1 && problem.searcher->learns()) {
    refuse(problem, "rungs",
           fmt::format("search '{}' decides by what it measured, so its formats cannot compete "
                       "among themselves; allowed is 1, or another search",
                       problem.sweep.search.name.value));
  }
  ladder.factor = parameter(problem, "factor");
  const std::uint64_t steps = parameter(problem, "steps");
  std::uint64_t divisor = 1;
  for (std::uint64_t rung = 1; rung < rungs; ++rung) {
    divisor *= ladder.factor;
  }
  if (divisor > steps) {
    refuse(problem, "rungs",
           fmt::format("{} rungs with a factor of {} divide {} steps by {}; allowed are as many as "
                       "leave a step on the first",
                       rungs, ladder.factor, steps, divisor));
  }
  ladder.bracket = parameter(problem, "bracket");
  for (; divisor >= 1; divisor /= ladder.factor) {
    Ladder::Rung rung{{}, steps / divisor, 0};
    rung.fidelity = problem.proxy->fidelity(parameters_of(problem, rung));
    ladder.rungs.push_back(std::move(rung));
  }
  return ladder;
}

double seconds_per_training(const Problem& problem, const Workers& workers,
                            const hwmodel::Configuration& parameters) {
  const std::unique_ptr<BoundProxy> proxy = problem.proxy->bind(parameters, problem.sweep.workload);
  const std::vector<ModelHalf> formats = spread_formats(problem);
  // As many at a time as a run trains: threads share caches, and often cores.
  std::vector<double> seconds(formats.size());
  workers.for_each(formats.size(), [&](std::size_t number, std::size_t) {
    seconds[number] = proxy->seconds_for_one(formats[number]);
  });
  double sum = 0;
  for (const double one : seconds) {
    sum += one;
  }
  return sum / static_cast<double>(seconds.size());
}

LadderCost cost_of(const Problem& problem, const Workers& workers, const Ladder& ladder) {
  LadderCost cost;
  const auto seeds = static_cast<double>(problem.seeds().size());
  double share = 1;
  for (const Ladder::Rung& rung : ladder.rungs) {
    cost.seconds_per_training.push_back(
        seconds_per_training(problem, workers, parameters_of(problem, rung)));
    cost.seconds_per_format += share * seeds * cost.seconds_per_training.back();
    share /= static_cast<double>(ladder.factor);
  }
  return cost;
}

std::optional<Ladder> sized_ladder(const Problem& problem, const Workers& workers) {
  std::optional<Ladder> ladder = ladder_of(problem);
  if (!ladder) {
    return std::nullopt;
  }
  std::uint64_t whole = 1;  // formats of which one reaches the last rung
  for (std::size_t rung = 1; rung < ladder->rungs.size(); ++rung) {
    whole *= ladder->factor;
  }
  if (ladder->bracket == 0 && ladder->budget_seconds > 0) {
    const double each = cost_of(problem, workers, *ladder).seconds_per_format;
    const double formats = ladder->budget_seconds / brackets_per_budget *
                           static_cast<double>(workers.size()) / std::max(each, 1e-6);
    const auto fitting = static_cast<std::uint64_t>(
        std::clamp(formats, 1.0, static_cast<double>(most_formats_per_bracket)));
    ladder->bracket = std::max(whole, fitting / whole * whole);
    ladder->calibrated_seconds = each * static_cast<double>(ladder->bracket);
  } else if (ladder->bracket == 0) {
    ladder->bracket = ladder->rungs.size() == 1 ? usual_batch : whole * ladder->factor;
  }
  std::uint64_t formats = ladder->bracket;
  for (Ladder::Rung& rung : ladder->rungs) {
    rung.formats = formats;
    formats = ladder->kept(formats);
  }
  return ladder;
}

}  // namespace paretree::dse
