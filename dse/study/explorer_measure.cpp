// How an Explorer comes to accuracies: the formats of a batch, each measured once.

#include "dse/study/explorer.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

namespace paretree::dse {

namespace {

/// Accuracies that cost training are stored this often, so that a kill loses seconds of work.
constexpr double seconds_between_stores = 5.0;
/// Cheap proxies are called in chunks, so that scheduling does not cost more than measuring.
constexpr std::size_t cheap_formats_per_task = 64;

}  // namespace

results::AccuracyRow Explorer::accuracy_row(const std::string& format, const Course& course,
                                            std::uint64_t seed, const Measurement& result) const {
  const auto [dataset, split] = problem_.proxy->origin(problem_.proxy_parameters);
  return {.format = format,
          .fidelity = course.fidelity,
          .seed = seed,
          .dataset = dataset,
          .split = split,
          .steps = course.steps,
          .value = result.value,
          .accuracy = result.accuracy,
          .loss = result.loss,
          .summed_loss = result.summed_loss,
          .standard_error = result.standard_error};
}

double Explorer::mean_of(const std::map<std::uint64_t, double>& values) {
  Sample sample;
  for (const auto& [seed, value] : values) {
    sample.values.push_back(value);
  }
  return sample.mean();
}

/// What the sweep asks of a format.
Explorer::Course Explorer::own_course() const {
  return {.proxy = proxy_.get(),
          .fidelity = fidelity_,
          .steps = problem_.proxy_parameters.has("steps")
                       ? static_cast<std::uint64_t>(problem_.proxy_parameters.integer("steps"))
                       : 0,
          .seeds = seeds_};
}

/// Trains formats with the seeds that `into` does not have yet. False: stopped before all were
/// done. What was trained is stored either way.
bool Explorer::train(const std::vector<MeasuredFormat>& formats, const Course& course,
                     Values& into) {
  struct Task {
    const MeasuredFormat* format;
    std::uint64_t seed;
  };
  std::vector<Task> tasks;
  std::set<std::string> taken;  // a format may stand in two batches, or twice in one
  for (const MeasuredFormat& format : formats) {
    const auto known = into.find(format.id);
    for (const std::uint64_t seed : course.seeds) {
      if ((known == into.end() || !known->second.contains(seed)) && !taken.contains(format.id)) {
        tasks.push_back({&format, seed});
      }
    }
    taken.insert(format.id);
  }
  std::mutex mutex;
  std::atomic<bool> stopped{false};
  results::Batch rows;
  std::vector<results::PrunedStatesRow> states;
  const double before = state_.training_seconds;
  const double begin = reporter_.elapsed_seconds();
  double stored_at = begin;
  workers_.for_each(tasks.size(), [&](std::size_t number, std::size_t) {
    if (stopped || stopping()) {
      stopped = true;
      return;
    }
    const Task& task = tasks[number];
    const double task_begin = reporter_.elapsed_seconds();
    const std::optional<Measurement> result =
        course.proxy->measure(task.format->half, task.seed, [this] { return stopping(); });
    if (!result) {
      stopped = stopped || stopping();
      return;
    }
    const std::lock_guard lock(mutex);
    const double now = reporter_.elapsed_seconds();
    into[task.format->id][task.seed] = result->value;
    if (course.losses != nullptr && result->loss) {
      (*course.losses)[task.format->id][task.seed] = *result->loss;
    }
    if (course.proxy == proxy_.get() && result->standard_error) {
      given_errors_[task.format->id] = *result->standard_error;
    }
    add_format(task.format->half, rows);
    rows.measuring.push_back({course.fidelity, 1, now - task_begin});
    rows.accuracies.push_back(accuracy_row(task.format->id, course, task.seed, *result));
    if (result->states) {
      states.push_back(states_row(task.format->id, course.fidelity, task.seed, *result->states));
      rows.pruned_states.push_back(states.back());
    }
    if (course.proxy == proxy_.get()) {
      top_seconds_ += now - task_begin;
      ++trained_on_top_;
    }
    ++state_.trainings_done;
    state_.training_seconds = before + now - begin;
    reporter_.update(state_);
    if (now - stored_at > seconds_between_stores) {
      stored_at = now;
      rows.progress = progress_;
      rows.wall_seconds = uncounted_seconds();
      study_.write(std::exchange(rows, {}));
    }
  });
  take_state_traces(problem_, states);
  if (!rows.accuracies.empty()) {
    rows.progress = progress_;
    rows.wall_seconds = uncounted_seconds();
    study_.write(std::move(rows));
  }
  return !stopped;
}

/// Asks a proxy that takes microseconds. False: stopped.
bool Explorer::judge(const std::vector<MeasuredFormat>& formats, results::Batch& rows) {
  struct Task {
    const MeasuredFormat* format;
    std::uint64_t seed;
    std::optional<Measurement> result;
    double seconds = 0;
  };
  std::vector<Task> tasks;
  for (const MeasuredFormat& format : formats) {
    const auto known = known_.find(format.id);
    for (const std::uint64_t seed : seeds_) {
      if (known == known_.end() || !known->second.contains(seed)) {
        tasks.push_back({&format, seed, std::nullopt, 0});
      }
    }
  }
  std::atomic<bool> stopped{false};
  const std::size_t chunk = cheap_formats_per_task;
  workers_.for_each((tasks.size() + chunk - 1) / chunk, [&](std::size_t number, std::size_t) {
    for (std::size_t index = number * chunk; index < std::min(tasks.size(), (number + 1) * chunk);
         ++index) {
      if (stopped || stopping()) {
        stopped = true;
        return;
      }
      Task& task = tasks[index];
      const double begin = reporter_.elapsed_seconds();
      task.result = proxy_->measure(task.format->half, task.seed, [this] { return stopping(); });
      task.seconds = reporter_.elapsed_seconds() - begin;
    }
  });
  const Course course = own_course();
  const bool kept = !problem_.proxy->origin(problem_.proxy_parameters).first.empty();
  bool complete = true;
  for (const Task& task : tasks) {
    if (!task.result) {
      complete = complete && !stopped && !stopping();
      continue;
    }
    known_[task.format->id][task.seed] = task.result->value;
    if (kept) {
      add_format(task.format->half, rows);
      rows.measuring.push_back({course.fidelity, 1, task.seconds});
      rows.accuracies.push_back(accuracy_row(task.format->id, course, task.seed, *task.result));
    }
  }
  return complete;
}

/// Measures every format of the batch that is not known yet, with a ladder only those that reach
/// its end. False: stopped before all were done; what was measured is stored or in `rows`.
bool Explorer::measure(std::span<const Range> batch, results::Batch& rows) {
  struct Origin {
    const ModelSpace* model;
    std::uint64_t plan;
    const Space::Slot* slot;
    Measured* entry;
  };
  formats_.clear();
  std::vector<MeasuredFormat> wanted;
  std::vector<Origin> origins;
  for (const Range& range : batch) {
    for (std::uint64_t position = range.first; position < range.last;) {
      const Space::Address address = problem_.space.decode(position);
      const Space::Block& block = problem_.space.blocks()[address.block];
      const ModelSpace::FormatPlans plans = block.model->format_of(address.plan);
      const std::uint64_t first = block.first + plans.first * block.stride;
      const std::uint64_t after = first + plans.count * block.stride;
      for (const Space::Slot& slot : block.slots) {
        const FormatKey key{address.block, plans.format, slot.bits_index};
        const auto [entry, fresh] = formats_.emplace(key, Measured{});
        if (fresh) {
          wanted.push_back({{first, after}, slot.bits_index, {}, {}});
          origins.push_back({block.model.get(), plans.first, &slot, &entry->second});
        }
      }
      position = after;
    }
  }
  // Texts of formats take longer than all else a batch does on one thread.
  const std::size_t chunk = cheap_formats_per_task;
  workers_.for_each((wanted.size() + chunk - 1) / chunk, [&](std::size_t number, std::size_t) {
    for (std::size_t index = number * chunk; index < std::min(wanted.size(), (number + 1) * chunk);
         ++index) {
      const Origin& origin = origins[index];
      wanted[index].half =
          origin.model->at(origin.plan, origin.slot->weight_bits, origin.slot->state_sparsity);
      wanted[index].id = origin.entry->id = wanted[index].half.format_id().text();
    }
  });
  bool complete = true;
  if (!takes_long()) {
    complete = judge(wanted, rows);
  } else {
    complete = (!ladder_ || climb(wanted, rows)) && train(wanted, own_course(), known_);
    if (complete && has_budget()) {
      measured_.insert(measured_.end(), wanted.begin(), wanted.end());
    }
  }
  const bool kept = !problem_.proxy->origin(problem_.proxy_parameters).first.empty();
  for (auto& [key, entry] : formats_) {
    const auto known = known_.find(entry.id);
    if (known != known_.end()) {
      for (const auto& [seed, value] : known->second) {
        entry.sample.values.push_back(value);
      }
    }
    if (!kept) {
      known_.erase(entry.id);
    }
  }
  return complete;
}

}  // namespace paretree::dse
