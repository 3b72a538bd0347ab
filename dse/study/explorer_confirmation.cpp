// How an Explorer ends: the front was chosen among noisy values, so its members are partly lucky.
// Their formats, and those near them, are trained again with fresh seeds; the front that stays is
// made of fresh values alone.

#include "dse/study/explorer.hpp"
#include "dse/study/formats_wanted.hpp"

#include <algorithm>
#include <cmath>

namespace paretree::dse {

namespace {

/// Fresh seeds lie above all that a search can use (`seeds` is at most 100).
constexpr std::uint64_t first_fresh_seed = 500;
/// How far from the front, in standard errors of its mean, a format is confirmed: without a
/// budget, and with one, whose time then decides how many of the nearest.
constexpr double nearest_usually = 2;
constexpr double nearest_with_a_budget = 4;
constexpr double nearness_step = 0.25;

/// One standard deviation between seeds for all formats: squares about each one's own mean.
class PooledDeviation {
 public:
  void add(const std::map<std::uint64_t, double>& values) {
    double sum = 0;
    for (const auto& [seed, value] : values) {
      sum += value;
    }
    const double mean = sum / static_cast<double>(values.size());
    for (const auto& [seed, value] : values) {
      squares_ += (value - mean) * (value - mean);
    }
    degrees_ += static_cast<double>(values.size()) - 1;
  }
  [[nodiscard]] double value() const { return degrees_ > 0 ? std::sqrt(squares_ / degrees_) : 0; }

 private:
  double squares_ = 0;
  double degrees_ = 0;
};

}  // namespace

/// Every format at every width that was measured, with the place of its designs.
std::vector<Explorer::MeasuredFormat> Explorer::measured_formats() const {
  std::vector<MeasuredFormat> formats;
  for_each_format_wanted(problem_, [&](std::size_t number, std::uint64_t format_number) {
    const Space::Block& block = problem_.space.blocks()[number];
    std::map<std::size_t, const Space::Slot*> widths;
    for (const Space::Slot& slot : block.slots) {
      widths.emplace(slot.bits_index, &slot);
    }
    const std::uint64_t plan = block.model->first_plan(format_number);
    const std::uint64_t count = block.model->format_of(plan).count;
    const std::uint64_t first = block.first + plan * block.stride;
    for (const auto& [bits, slot] : widths) {
      MeasuredFormat format{{first, first + count * block.stride},
                            bits,
                            block.model->at(plan, slot->weight_bits, slot->state_sparsity),
                            {}};
      format.id = format.half.format_id().text();
      if (known_.contains(format.id)) {
        formats.push_back(std::move(format));
      }
    }
  });
  return formats;
}

/// Trains formats with fresh seeds into `fresh_`. False: stopped before all were done.
bool Explorer::train_afresh(const std::vector<MeasuredFormat>& formats) {
  Course course = own_course();
  course.fidelity = confirmed_fidelity();
  course.seeds.clear();
  const auto count = static_cast<std::uint64_t>(problem_.proxy_parameters.integer("confirm"));
  for (std::uint64_t number = 0; number < count; ++number) {
    course.seeds.push_back(problem_.sweep.seed * 1000 + first_fresh_seed + number);
  }
  if (state_.trainings > 0) {
    state_.trainings += formats.size() * count;
  }
  return train(formats, course, fresh_);
}

/// Whether the sweep's values are samples, and are to be taken again.
bool Explorer::confirms() const {
  const bool sampled =
      std::any_of(problem_.columns.begin(),
                  problem_.columns.begin() + static_cast<std::ptrdiff_t>(problem_.objective_count),
                  [](const Column& column) { return column.name == "error"; });
  return sampled && problem_.proxy->trains() && problem_.proxy_parameters.has("confirm") &&
         problem_.proxy_parameters.integer("confirm") > 0 && archive_.size() > 0;
}

std::set<std::string> Explorer::formats_of_front() const {
  std::set<std::string> front;
  for (std::size_t member = 0; member < archive_.size(); ++member) {
    const Space::Address address = problem_.space.decode(archive_.position(member));
    front.insert(problem_.space.model_half(address).format_id().text());
  }
  return front;
}

/// The spread between seeds: of what the search measured, and of the front's fresh values.
double Explorer::pooled_deviation(const std::vector<MeasuredFormat>& formats,
                                  const std::set<std::string>& front) const {
  PooledDeviation deviation;
  for (const std::string& id : front) {
    const auto fresh = fresh_.find(id);
    if (fresh != fresh_.end()) {
      deviation.add(fresh->second);
    }
  }
  for (const MeasuredFormat& format : formats) {
    deviation.add(known_.at(format.id));
  }
  return deviation.value();
}

/// The formats not in `chosen` of which some design would be on the front if its error were at most
/// `errors` standard errors lower, nearest first (to a quarter of a standard error, then in the
/// order of `formats`).
std::vector<Explorer::NearFormat> Explorer::near_the_front(
    const std::vector<MeasuredFormat>& formats, const std::set<std::string>& chosen,
    double deviation, double errors) {
  const auto most = static_cast<std::uint64_t>(errors / nearness_step);
  std::vector<std::uint64_t> levels(formats.size(), most + 1);  // beyond: not near
  workers_.for_each(formats.size(), [&](std::size_t number, std::size_t worker) {
    const MeasuredFormat& format = formats[number];
    if (chosen.contains(format.id)) {
      return;
    }
    const auto& values = known_.at(format.id);
    const double error = mean_of(values);
    const double step = nearness_step * deviation / std::sqrt(static_cast<double>(values.size()));
    std::vector<double> point;
    const auto joins = [&](std::uint64_t level) {
      const Evaluator::Outcome outcome = outcome_of(
          format, error - static_cast<double>(level) * step, Evaluator::Keep::front, worker);
      return std::any_of(outcome.rows.begin(), outcome.rows.end(), [&](const auto& row) {
        evaluator_.to_minimise(row.values, point);
        return !archive_.beats(point);
      });
    };
    if (!joins(most)) {
      return;
    }
    std::uint64_t joins_at = most;
    for (std::uint64_t below = 0; below < joins_at;) {
      const std::uint64_t middle = (below + joins_at) / 2;
      if (joins(middle)) {
        joins_at = middle;
      } else {
        below = middle + 1;
      }
    }
    levels[number] = joins_at;
  });
  std::vector<NearFormat> near;
  for (std::size_t number = 0; number < formats.size(); ++number) {
    if (levels[number] <= most) {
      near.push_back({formats[number], static_cast<double>(levels[number]) * nearness_step});
    }
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const NearFormat& a, const NearFormat& b) { return a.errors < b.errors; });
  return near;
}

Evaluator::Outcome Explorer::outcome_of(const MeasuredFormat& format, double error,
                                        Evaluator::Keep keep, std::size_t worker) {
  return evaluator_.evaluate(
      format.designs,
      [&](std::uint64_t, std::size_t bits) {
        return bits == format.bits ? std::optional(error) : std::nullopt;
      },
      keep, nullptr, scratch_[worker]);
}

/// Ends a search over trained accuracies. False: stopped before all was confirmed; what was trained
/// is stored. Rows of the new front go into `last`.
bool Explorer::confirm(results::Batch& last) {
  if (!confirms()) {
    return true;
  }
  for (const results::AccuracyRow& row : study_.accuracies()) {
    if (row.fidelity == confirmed_fidelity()) {
      fresh_[row.format][row.seed] = row.value;
    }
  }
  const std::set<std::string> front = formats_of_front();
  const std::vector<MeasuredFormat> all = measured_formats();
  std::vector<MeasuredFormat> chosen;
  std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
               [&](const MeasuredFormat& format) { return front.contains(format.id); });
  if (!train_afresh(chosen)) {
    return false;
  }
  const std::vector<NearFormat> near =
      near_the_front(all, front, pooled_deviation(all, front),
                     has_budget() ? nearest_with_a_budget : nearest_usually);
  std::size_t confirmed = 0;
  while (confirmed < near.size() && !budget_ends_confirmation()) {
    std::vector<MeasuredFormat> next;
    for (std::size_t size = formats_between_looks(); next.size() < size && confirmed < near.size();
         ++confirmed) {
      next.push_back(near[confirmed].format);
    }
    if (!train_afresh(next)) {
      return false;
    }
    chosen.insert(chosen.end(), next.begin(), next.end());
  }
  if (has_budget()) {
    state_confirmation(front.size(), near, confirmed, last);
  }
  rebuild_front(chosen, front, last);
  return true;
}

void Explorer::rebuild_front(const std::vector<MeasuredFormat>& chosen,
                             const std::set<std::string>& front_before, results::Batch& last) {
  const sweeps::Retention store = retention_;
  std::set<std::uint64_t> old_members;
  for (std::size_t member = 0; member < archive_.size(); ++member) {
    old_members.insert(archive_.position(member));
  }
  std::map<std::string, double> before;
  for (const MeasuredFormat& format : chosen) {
    before[format.id] = mean_of(known_.at(format.id));
  }
  fidelity_ = confirmed_fidelity();
  known_ = fresh_;
  archive_ = Archive(problem_.objective_count);
  std::map<std::uint64_t, std::vector<double>> kept;
  std::vector<double> point;
  for (const MeasuredFormat& format : chosen) {
    const bool everything = store == sweeps::Retention::all;
    const Evaluator::Outcome outcome =
        outcome_of(format, mean_of(fresh_.at(format.id)),
                   everything ? Evaluator::Keep::all : Evaluator::Keep::front, 0);
    for (const Evaluator::Row& row : outcome.rows) {
      evaluator_.to_minimise(row.values, point);
      archive_.insert(point, row.position);
      kept.emplace(row.position, std::vector(row.values.begin(), row.values.end()));
    }
  }
  std::set<std::uint64_t> members;
  std::set<std::string> front_after;
  for (std::size_t member = 0; member < archive_.size(); ++member) {
    members.insert(archive_.position(member));
    const Space::Address address = problem_.space.decode(archive_.position(member));
    front_after.insert(problem_.space.model_half(address).format_id().text());
  }
  for (const auto& [position, values] : kept) {
    if (store == sweeps::Retention::all || members.contains(position)) {
      add_row({position, values}, last);
    }
  }
  if (store == sweeps::Retention::front) {
    for (const std::uint64_t position : old_members) {
      if (!members.contains(position)) {
        last.dropped.push_back(position);
      }
    }
  }
  for (const MeasuredFormat& format : chosen) {
    last.confirmed.push_back({.format = format.id,
                              .before = before.at(format.id),
                              .after = mean_of(fresh_.at(format.id)),
                              .front_before = front_before.contains(format.id),
                              .front_after = front_after.contains(format.id)});
  }
}

}  // namespace paretree::dse
