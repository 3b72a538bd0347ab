#include "dse/study/comparison.hpp"

#include "dse/study/formats_wanted.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

namespace {

/// As for the sweep's own proxy: a kill loses seconds of work.
constexpr double seconds_between_stores = 5.0;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Key {
  std::string format;
  std::string fidelity;
  std::uint64_t seed = 0;
  friend auto operator<=>(const Key&, const Key&) = default;
};

std::set<Key> stored_keys(const results::Study& study) {
  std::set<Key> keys;
  for (const results::AccuracyRow& row : study.accuracies()) {
    keys.insert({row.format, row.fidelity, row.seed});
  }
  return keys;
}

/// Collects rows from all threads and sends them every few seconds.
class Store {
 public:
  Store(results::Study& study, const results::Progress& progress)
      : study_(study), progress_(progress) {}

  void add(const WantedFormat& format, results::AccuracyRow row, double seconds) {
    const std::lock_guard lock(mutex_);
    batch_.formats.push_back({format.id, format.half.format_json().dump()});
    batch_.measuring.push_back({row.fidelity, 1, seconds});
    batch_.accuracies.push_back(std::move(row));
    if (seconds_since(sent_) > seconds_between_stores) {
      send();
    }
  }
  void send() {
    batch_.progress = progress_;
    batch_.wall_seconds = seconds_since(sent_);
    sent_ = Clock::now();
    study_.write(std::exchange(batch_, {}));
  }

 private:
  results::Study& study_;
  const results::Progress& progress_;
  std::mutex mutex_;
  results::Batch batch_;
  Clock::time_point sent_ = Clock::now();
};

}  // namespace

Comparison::Comparison(const Problem& problem, results::Study& study, const Workers& workers,
                       const std::optional<results::Shard>& shard)
    : problem_(problem), study_(study), workers_(workers), shard_(shard) {
  const std::set<Key> stored = problem.compared.empty() ? std::set<Key>() : stored_keys(study);
  for (const Problem::Compared& compared : problem.compared) {
    if (compared.proxy->trains()) {
      const std::uint64_t all = count_of_formats_wanted(problem);
      const std::uint64_t formats =
          shard ? (all + shard->count - shard->number) / shard->count : all;
      trainings_ += formats * compared.seeds(problem.sweep.seed).size();
      for (const Key& key : stored) {
        before_ += key.fidelity == compared.fidelity() ? 1U : 0U;
      }
    }
  }
}

bool Comparison::run(const results::Progress& progress, const std::function<bool()>& stopping,
                     const std::function<void()>& trained) {
  if (problem_.compared.empty()) {
    return true;
  }
  study_.flush();
  const std::set<Key> stored = stored_keys(study_);
  const std::vector<WantedFormat> formats = formats_wanted(problem_);
  Store store(study_, progress);
  std::atomic<bool> stopped{false};
  std::mutex trained_mutex;
  for (const Problem::Compared& compared : problem_.compared) {
    const std::unique_ptr<BoundProxy> proxy = bind_proxy(problem_, compared);
    const std::string fidelity = compared.fidelity();
    const auto [dataset, split] = compared.proxy->origin(compared.parameters);
    const std::uint64_t steps =
        compared.parameters.has("steps")
            ? static_cast<std::uint64_t>(compared.parameters.integer("steps"))
            : 0;
    std::vector<std::pair<std::size_t, std::uint64_t>> tasks;
    for (std::size_t number = shard_ ? shard_->number - 1 : 0; number < formats.size();
         number += shard_ ? shard_->count : 1) {
      for (const std::uint64_t seed : compared.seeds(problem_.sweep.seed)) {
        if (!stored.contains({formats[number].id, fidelity, seed})) {
          tasks.emplace_back(number, seed);
        }
      }
    }
    workers_.for_each(tasks.size(),
                      [&, set = dataset, part = split](std::size_t index, std::size_t) {
                        if (stopped || stopping()) {
                          stopped = true;
                          return;
                        }
                        const auto& [number, seed] = tasks[index];
                        const Clock::time_point start = Clock::now();
                        const std::optional<Measurement> result =
                            proxy->measure(formats[number].half, seed, stopping);
                        if (!result) {
                          stopped = stopped || stopping();
                          return;
                        }
                        store.add(formats[number],
                                  {.format = formats[number].id,
                                   .fidelity = fidelity,
                                   .seed = seed,
                                   .dataset = set,
                                   .split = part,
                                   .steps = steps,
                                   .value = result->value,
                                   .accuracy = result->accuracy,
                                   .loss = result->loss,
                                   .summed_loss = result->summed_loss,
                                   .standard_error = result->standard_error},
                                  seconds_since(start));
                        if (compared.proxy->trains()) {
                          const std::lock_guard lock(trained_mutex);
                          trained();
                        }
                      });
    if (stopped) {
      break;
    }
  }
  store.send();
  return !stopped;
}

}  // namespace paretree::dse
