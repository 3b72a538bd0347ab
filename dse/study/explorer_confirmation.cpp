// How an Explorer ends: the front was chosen among noisy values, so its members are partly lucky.
// Their formats, and those near them, are trained again with fresh seeds; the front that stays is
// made of fresh values alone.

#include "dse/study/explorer.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

namespace paretree::dse {

namespace {

/// Fresh seeds lie above all that a search can use (`seeds` is at most 100).
constexpr std::uint64_t first_fresh_seed = 500;
constexpr double seconds_between_stores = 5.0;

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

double mean_of(const std::map<std::uint64_t, double>& values) {
  Sample sample;
  for (const auto& [seed, value] : values) {
    sample.values.push_back(value);
  }
  return sample.mean();
}

}  // namespace

/// Every format of the space at every width that was measured, with the place of its designs.
std::vector<Explorer::MeasuredFormat> Explorer::measured_formats() const {
  std::vector<MeasuredFormat> formats;
  for (const Space::Block& block : problem_.space.blocks()) {
    std::map<std::size_t, const Space::Slot*> widths;
    for (const Space::Slot& slot : block.slots) {
      widths.emplace(slot.bits_index, &slot);
    }
    for (std::uint64_t number = 0; number < block.model->formats(); ++number) {
      const std::uint64_t plan = block.model->first_plan(number);
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
    }
  }
  return formats;
}

/// Trains formats with fresh seeds into `fresh_`. False: stopped before all were done.
bool Explorer::train_afresh(const std::vector<MeasuredFormat>& formats) {
  struct Task {
    const MeasuredFormat* format;
    std::uint64_t seed;
  };
  std::vector<Task> tasks;
  const auto count = static_cast<std::uint64_t>(problem_.proxy_parameters.integer("confirm"));
  for (const MeasuredFormat& format : formats) {
    for (std::uint64_t number = 0; number < count; ++number) {
      const std::uint64_t seed = problem_.sweep.seed * 1000 + first_fresh_seed + number;
      const auto known = fresh_.find(format.id);
      if (known == fresh_.end() || !known->second.contains(seed)) {
        tasks.push_back({&format, seed});
      }
    }
  }
  state_.trainings += tasks.size();
  std::mutex mutex;
  std::atomic<bool> stopped{false};
  results::Batch rows;
  const auto [dataset, split] = problem_.proxy->origin(problem_.proxy_parameters);
  const double before = state_.training_seconds;
  const double begin = reporter_.elapsed_seconds();
  double stored_at = begin;
  workers_.for_each(
      tasks.size(), [&, set = dataset, part = split](std::size_t number, std::size_t) {
        if (stopped || stopping()) {
          stopped = true;
          return;
        }
        const Task& task = tasks[number];
        const double task_begin = reporter_.elapsed_seconds();
        const std::optional<Measurement> result =
            proxy_->measure(task.format->half, task.seed, [this] { return stopping(); });
        if (!result) {
          stopped = true;
          return;
        }
        const std::lock_guard lock(mutex);
        const double now = reporter_.elapsed_seconds();
        fresh_[task.format->id][task.seed] = result->value;
        add_format(task.format->half, rows);
        rows.measuring.push_back({confirmed_fidelity(), 1, now - task_begin});
        rows.accuracies.push_back(
            {.format = task.format->id,
             .fidelity = confirmed_fidelity(),
             .seed = task.seed,
             .dataset = set,
             .split = part,
             .steps = problem_.proxy_parameters.has("steps")
                          ? static_cast<std::uint64_t>(problem_.proxy_parameters.integer("steps"))
                          : 0,
             .value = result->value,
             .accuracy = result->accuracy,
             .loss = result->loss,
             .summed_loss = result->summed_loss,
             .standard_error = result->standard_error});
        ++state_.trainings_done;
        state_.training_seconds = before + now - begin;
        reporter_.update(state_);
        if (now - stored_at > seconds_between_stores) {
          stored_at = now;
          rows.progress = progress_;
          study_.write(std::exchange(rows, {}));
        }
      });
  rows.progress = progress_;
  study_.write(std::move(rows));
  return !stopped;
}

/// The formats not in `chosen` of which some design would be on the front if its error were two
/// standard errors lower.
std::vector<Explorer::MeasuredFormat> Explorer::near_the_front(
    const std::vector<MeasuredFormat>& formats, const std::set<std::string>& chosen,
    double deviation) {
  std::vector<char> near(formats.size(), 0);
  workers_.for_each(formats.size(), [&](std::size_t number, std::size_t worker) {
    const MeasuredFormat& format = formats[number];
    if (chosen.contains(format.id)) {
      return;
    }
    const auto& values = known_.at(format.id);
    const double error =
        mean_of(values) - 2 * deviation / std::sqrt(static_cast<double>(values.size()));
    const Evaluator::Outcome outcome = outcome_of(format, error, Evaluator::Keep::front, worker);
    std::vector<double> point;
    near[number] = std::any_of(outcome.rows.begin(), outcome.rows.end(), [&](const auto& row) {
      evaluator_.to_minimise(row.values, point);
      return !archive_.beats(point);
    });
  });
  std::vector<MeasuredFormat> result;
  for (std::size_t number = 0; number < formats.size(); ++number) {
    if (near[number] != 0) {
      result.push_back(formats[number]);
    }
  }
  return result;
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
  const bool sampled =
      std::any_of(problem_.columns.begin(),
                  problem_.columns.begin() + static_cast<std::ptrdiff_t>(problem_.objective_count),
                  [](const Column& column) { return column.name == "error"; });
  if (!sampled || !problem_.proxy->trains() || !problem_.proxy_parameters.has("confirm") ||
      problem_.proxy_parameters.integer("confirm") == 0 || archive_.size() == 0) {
    return true;
  }
  for (const results::AccuracyRow& row : study_.accuracies()) {
    if (row.fidelity == confirmed_fidelity()) {
      fresh_[row.format][row.seed] = row.value;
    }
  }
  std::set<std::string> front;
  for (std::size_t member = 0; member < archive_.size(); ++member) {
    const Space::Address address = problem_.space.decode(archive_.position(member));
    front.insert(problem_.space.model_half(address).format_id().text());
  }
  const std::vector<MeasuredFormat> all = measured_formats();
  std::vector<MeasuredFormat> chosen;
  std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
               [&](const MeasuredFormat& format) { return front.contains(format.id); });
  if (!train_afresh(chosen)) {
    return false;
  }
  // The spread between seeds: from the fresh values of the front, and the search's own repeats.
  PooledDeviation deviation;
  for (const MeasuredFormat& format : chosen) {
    deviation.add(fresh_.at(format.id));
  }
  for (const MeasuredFormat& format : all) {
    deviation.add(known_.at(format.id));
  }
  const std::vector<MeasuredFormat> near = near_the_front(all, front, deviation.value());
  if (!train_afresh(near)) {
    return false;
  }
  chosen.insert(chosen.end(), near.begin(), near.end());
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
  std::map<std::uint64_t, Evaluator::Row> kept;
  std::vector<double> point;
  for (const MeasuredFormat& format : chosen) {
    const bool everything = store == sweeps::Retention::all;
    Evaluator::Outcome outcome =
        outcome_of(format, mean_of(fresh_.at(format.id)),
                   everything ? Evaluator::Keep::all : Evaluator::Keep::front, 0);
    for (Evaluator::Row& row : outcome.rows) {
      evaluator_.to_minimise(row.values, point);
      archive_.insert(point, row.position);
      kept.emplace(row.position, std::move(row));
    }
  }
  std::set<std::uint64_t> members;
  std::set<std::string> front_after;
  for (std::size_t member = 0; member < archive_.size(); ++member) {
    members.insert(archive_.position(member));
    const Space::Address address = problem_.space.decode(archive_.position(member));
    front_after.insert(problem_.space.model_half(address).format_id().text());
  }
  for (const auto& [position, row] : kept) {
    if (store == sweeps::Retention::all || members.contains(position)) {
      add_row(row, last);
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
