// Successive halving inside an Explorer: which formats of a batch are worth the sweep's own
// fidelity, and when a budget is used up. An elimination is judgement: its designs are stored as
// not measured, never as dominated.

#include "dse/study/explorer.hpp"
#include "dse/study/plain_design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace paretree::dse {

namespace {

constexpr std::string_view statement_of_sizes = "ladder";
constexpr std::string_view statement_of_end = "ladder/end";
/// A forecast of confirmation is made again after this part of a budget.
constexpr double forecasts_per_budget = 100;
/// Of a budget, what formats near the front may have for their confirmation: all that are near
/// where the spread between seeds is known, and as much as this where it is not.
constexpr double most_for_near_formats = 0.25;
constexpr double near_errors = 2;
/// While formats near the front are confirmed, the clock is looked at this often per budget.
constexpr double looks_per_budget = 200;

}  // namespace

/// The sizes that the study holds, or else new ones that it will.
void Explorer::set_up_ladder() {
  spent_before_ = study_.seconds();
  for (const results::CertificateRow& row : study_.certificate()) {
    if (row.name == statement_of_sizes) {
      ladder_ = Ladder::parse(results::Json::parse(row.json));
    }
    budget_spent_ = budget_spent_ || row.name == statement_of_end;
  }
  if (!ladder_) {
    ladder_ = sized_ladder(problem_, workers_);
    if (ladder_) {
      results::Batch batch;
      batch.certificate.push_back({std::string(statement_of_sizes), ladder_->json().dump()});
      batch.progress = progress_;
      batch.wall_seconds = uncounted_seconds();
      study_.write(std::move(batch));
      study_.flush();
    }
  }
  if (!ladder_) {
    return;
  }
  if (has_budget()) {
    state_.seconds_allowed = std::max(ladder_->budget_seconds - spent_before_, 1.0);
  }
  for (std::size_t rung = 0; rung + 1 < ladder_->rungs.size(); ++rung) {
    lower_proxies_.push_back(problem_.proxy->bind(parameters_of(problem_, ladder_->rungs[rung]),
                                                  problem_.sweep.workload));
  }
  for (const results::AccuracyRow& row : study_.accuracies()) {
    for (std::size_t rung = 0; rung + 1 < ladder_->rungs.size(); ++rung) {
      if (row.fidelity == ladder_->rungs[rung].fidelity) {
        lower_[rung][row.format][row.seed] = row.value;
        if (row.loss) {
          lower_losses_[rung][row.format][row.seed] = *row.loss;
        }
      }
    }
  }
  if (has_budget() && progress_.next > 0) {
    measured_ = measured_formats();
    for (const results::MeasuringRow& row : study_.measuring()) {
      if (row.fidelity == fidelity_) {
        top_seconds_ = row.thread_seconds;
        trained_on_top_ = row.measurements;
      }
    }
  }
  state_.trainings = 0;  // how many formats reach which rung is not known beforehand
  state_.trainings_done = state_.trainings_before = 0;
}

/// What a rung says of formats that were trained on it: errors in the order of their losses, where
/// the proxy gives these.
std::vector<double> Explorer::judged_errors(const std::vector<MeasuredFormat>& formats,
                                            std::size_t rung) const {
  std::vector<double> errors;
  std::vector<double> losses;
  const auto known = lower_losses_.find(rung);
  for (const MeasuredFormat& format : formats) {
    errors.push_back(mean_of(lower_.at(rung).at(format.id)));
    if (known != lower_losses_.end() && known->second.contains(format.id)) {
      losses.push_back(mean_of(known->second.at(format.id)));
    }
  }
  return losses.size() == errors.size() ? errors_by_loss(std::move(errors), losses) : errors;
}

/// The `count` formats that a front would miss most: by layers of the designs' fronts, within the
/// last layer by error. `formats` keeps its order, which is that of `errors`.
std::vector<Explorer::MeasuredFormat> Explorer::best_of(std::vector<MeasuredFormat> formats,
                                                        const std::vector<double>& errors,
                                                        std::uint64_t count) {
  std::vector<std::vector<std::vector<double>>> points(formats.size());
  workers_.for_each(formats.size(), [&](std::size_t number, std::size_t worker) {
    const Evaluator::Outcome outcome =
        outcome_of(formats[number], errors[number], Evaluator::Keep::front, worker);
    for (const Evaluator::Row& row : outcome.rows) {
      evaluator_.to_minimise(row.values, points[number].emplace_back());
    }
  });
  std::vector<std::size_t> left(formats.size());
  for (std::size_t number = 0; number < left.size(); ++number) {
    left[number] = number;
  }
  std::vector<std::size_t> chosen;
  while (chosen.size() < count && !left.empty()) {
    Archive layer(problem_.objective_count);
    for (const std::size_t number : left) {
      for (const std::vector<double>& point : points[number]) {
        layer.insert(point, number);
      }
    }
    std::set<std::size_t> members;
    for (std::size_t member = 0; member < layer.size(); ++member) {
      members.insert(layer.position(member));
    }
    if (members.empty()) {  // none of the rest has a feasible design
      members.insert(left.begin(), left.end());
    }
    std::vector<std::size_t> ranked(members.begin(), members.end());
    std::stable_sort(ranked.begin(), ranked.end(),
                     [&](std::size_t a, std::size_t b) { return errors[a] < errors[b]; });
    ranked.resize(std::min<std::size_t>(ranked.size(), count - chosen.size()));
    chosen.insert(chosen.end(), ranked.begin(), ranked.end());
    std::erase_if(left, [&](std::size_t number) { return members.contains(number); });
  }
  std::sort(chosen.begin(), chosen.end());
  std::vector<MeasuredFormat> result;
  result.reserve(chosen.size());
  for (const std::size_t number : chosen) {
    result.push_back(std::move(formats[number]));
  }
  return result;
}

/// The formats of a batch that reach the last rung. False: stopped before that was decided; what
/// was trained is stored.
bool Explorer::climb(std::vector<MeasuredFormat>& formats, results::Batch& rows) {
  results::Json eliminated = results::Json::object();
  for (std::size_t rung = 0; rung + 1 < ladder_->rungs.size(); ++rung) {
    const std::string& fidelity = ladder_->rungs[rung].fidelity;
    if (!train(formats,
               {.proxy = lower_proxies_[rung].get(),
                .fidelity = fidelity,
                .steps = ladder_->rungs[rung].steps,
                .seeds = seeds_of(problem_, rung),
                .losses = &lower_losses_[rung]},
               lower_[rung])) {
      return false;
    }
    const std::vector<MeasuredFormat> field = formats;
    formats = best_of(field, judged_errors(field, rung), ladder_->kept(field.size()));
    std::set<std::string> kept;
    for (const MeasuredFormat& format : formats) {
      kept.insert(format.id);
    }
    for (const MeasuredFormat& format : field) {
      if (!kept.contains(format.id)) {
        eliminated[fidelity].push_back(format.id);
      }
    }
  }
  if (!eliminated.empty()) {
    rows.certificate.push_back(
        {fmt::format("{}/{:06}", statement_of_sizes, progress_.next), eliminated.dump()});
  }
  return true;
}

/// Designs of formats that did not reach the last rung have no accuracy: by judgement.
void Explorer::call_eliminated(Evaluator::Outcome& outcome) {
  const auto found = outcome.reasons.extract(missing_accuracy);
  if (found) {
    outcome.reasons[eliminated_by_ladder] += found.mapped();
  }
  RejectedRows renamed;
  std::map<std::string, std::uint32_t> places;
  const auto place = [&](const std::string& text) {
    const auto [known, fresh] = places.try_emplace(text, 0);
    if (fresh) {
      known->second = renamed.texts().add(text);
    }
    return known->second;
  };
  for (const RejectedRows::Row& row : outcome.rejected) {
    const bool unmeasured = row.reason == missing_accuracy;
    renamed.push_back(row.position, place(unmeasured ? eliminated_by_ladder : row.reason),
                      place(row.detail));
  }
  outcome.rejected = std::move(renamed);
}

/// Whether a further bracket, and the confirmation of what there is, would pass the budget. That it
/// is so is stored: a run that is stopped while it confirms goes on confirming. The first bracket
/// of each session is always done: an earlier session may have trained a part of its formats.
bool Explorer::budget_is_spent() {
  if (budget_spent_ || !has_budget() || progress_.next == finished_before_) {
    return budget_spent_;
  }
  const double now = reporter_.elapsed_seconds();
  const double bracket =
      (now - search_began_) / static_cast<double>(progress_.next - finished_before_);
  if (now - forecast_at_ > ladder_->budget_seconds / forecasts_per_budget || forecast_at_ == 0) {
    forecast_at_ = now;
    confirmation_seconds_ = seconds_to_confirm();
  }
  budget_spent_ =
      spent_before_ + now + confirmation_seconds_ + bracket / 2 >= ladder_->budget_seconds;
  if (budget_spent_) {
    results::Batch batch;
    batch.certificate.push_back(
        {std::string(statement_of_end), results::Json{{"batches", progress_.next}}.dump()});
    batch.progress = progress_;
    study_.write(std::move(batch));
  }
  return budget_spent_;
}

/// Seconds of wall-clock time that confirming one format takes.
double Explorer::seconds_to_confirm_one() const {
  if (trained_on_top_ == 0) {
    return 0;
  }
  return static_cast<double>(problem_.proxy_parameters.integer("confirm")) * top_seconds_ /
         static_cast<double>(trained_on_top_) / static_cast<double>(workers_.size());
}

/// Seconds to keep for confirming the front as it is now, and what is near it.
double Explorer::seconds_to_confirm() {
  if (!confirms() || measured_.empty()) {
    return 0;
  }
  const std::set<std::string> front = formats_of_front();
  const double deviation = pooled_deviation(measured_, front);
  const double one = seconds_to_confirm_one();
  double near = most_for_near_formats * ladder_->budget_seconds;
  if (deviation > 0) {  // otherwise nothing was trained twice yet
    const std::size_t formats = near_the_front(measured_, front, deviation, near_errors).size();
    near = std::min(near, static_cast<double>(formats) * one);
  }
  return static_cast<double>(front.size()) * one + near;
}

/// Formats near the front that are confirmed before the clock is looked at again.
std::size_t Explorer::formats_between_looks() const {
  if (!has_budget()) {
    return std::numeric_limits<std::size_t>::max();
  }
  const double share = ladder_->budget_seconds / looks_per_budget;
  const double formats = share / std::max(seconds_to_confirm_one(), 1e-6);
  return static_cast<std::size_t>(std::clamp(formats, 1.0, 1e6));
}

/// Whether no further format near the front is confirmed. What a stopped run had trained beyond the
/// budget's end is thereby left out of the front, and nothing else depends on where it stopped.
bool Explorer::budget_ends_confirmation() const {
  if (!has_budget()) {
    return false;
  }
  const double next = static_cast<double>(formats_between_looks()) * seconds_to_confirm_one();
  return spent_before_ + reporter_.elapsed_seconds() + next / 2 >= ladder_->budget_seconds;
}

/// How far confirmation came: nearest formats first, so all within so many standard errors.
void Explorer::state_confirmation(std::size_t front, const std::vector<NearFormat>& near,
                                  std::size_t confirmed, results::Batch& rows) {
  results::Json statement = {
      {"front", front}, {"near", confirmed}, {"left", near.size() - confirmed}};
  if (confirmed < near.size()) {
    statement["standard_errors"] = near[confirmed].errors;
  }
  rows.certificate.push_back({std::string(statement_of_confirmation), statement.dump()});
}

}  // namespace paretree::dse
