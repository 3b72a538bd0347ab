#include "dse/study/progress.hpp"

#include "results/json.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

namespace paretree::dse {

namespace {

using Clock = std::chrono::steady_clock;

std::string grouped(std::uint64_t number) {
  return grouped_digits(std::to_string(number));
}

double seconds_left_by_rates(const ProgressState& state, double elapsed_seconds) {
  const std::uint64_t trained = state.trainings_done - state.trainings_before;
  const std::uint64_t done = state.designs_done - state.designs_before;
  const auto without = [](std::uint64_t all, std::uint64_t less) {
    return all > less ? all - less : 0;  // successive halving trains what nobody counted before
  };
  const std::uint64_t trainings_left = without(state.trainings, state.trainings_done);
  const std::uint64_t designs_left = without(state.designs, state.designs_done);
  // Where formats are trained that takes the time, and is known before the first design is priced.
  if ((trainings_left > 0 && trained == 0) || (designs_left > 0 && done == 0 && trained == 0)) {
    return -1;
  }
  const double per_training =
      trained == 0 ? 0 : state.training_seconds / static_cast<double>(trained);
  // Where trainings are not counted each design brings its share of them.
  const double pricing_seconds =
      state.trainings > 0 ? elapsed_seconds - state.training_seconds : elapsed_seconds;
  const double per_design = done == 0 ? 0 : pricing_seconds / static_cast<double>(done);
  return per_training * static_cast<double>(trainings_left) +
         per_design * static_cast<double>(designs_left);
}

}  // namespace

std::string grouped_digits(std::string digits) {
  for (std::size_t place = digits.size(); place > 3; place -= 3) {
    digits.insert(place - 3, ",");
  }
  return digits;
}

double seconds_left(const ProgressState& state, double elapsed_seconds) {
  const double left = seconds_left_by_rates(state, elapsed_seconds);
  if (state.seconds_allowed <= 0) {
    return left;
  }
  const double allowed = std::max(state.seconds_allowed - elapsed_seconds, 0.0);
  return left < 0 ? allowed : std::min(left, allowed);
}

std::string duration_text(double seconds) {
  constexpr double most = 1e18;  // what an estimate may pass, and no integer holds
  const auto whole = static_cast<std::uint64_t>(std::min(seconds, most) + 0.5);
  if (whole >= 3600) {
    return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  }
  if (whole >= 60) {
    return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  }
  return fmt::format("{} s", whole);
}

std::string progress_line(const ProgressState& state, double elapsed_seconds) {
  const std::uint64_t done = state.designs_done - state.designs_before;
  const double rate = elapsed_seconds > 0 ? static_cast<double>(done) / elapsed_seconds : 0;
  const double share = state.designs == 0 ? 100.0
                                          : 100.0 * static_cast<double>(state.designs_done) /
                                                static_cast<double>(state.designs);
  std::string line = fmt::format("{:5.1f} %  {} of {} designs  {}/s  front {}", share,
                                 grouped(state.designs_done), grouped(state.designs),
                                 grouped(static_cast<std::uint64_t>(rate)), grouped(state.front));
  if (state.trainings > 0) {
    line +=
        fmt::format("  trained {} of {}", grouped(state.trainings_done), grouped(state.trainings));
  }
  const double left = seconds_left(state, elapsed_seconds);
  line += left < 0 ? std::string("  time left: measuring") : "  " + duration_text(left) + " left";
  if (state.seconds_allowed > 0) {
    line += " of the budget";
  }
  return line;
}

struct ProgressReporter::Impl {
  ProgressMode mode = ProgressMode::none;
  std::string study;
  bool terminal = false;
  Clock::time_point start = Clock::now();
  std::mutex mutex;
  std::condition_variable stop_requested;
  bool stop = false;
  bool fresh = false;
  ProgressState state;
  std::function<void(const ProgressState&)> observe;
  std::thread thread;

  [[nodiscard]] double elapsed() const {
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

  void print(const ProgressState& current) {
    if (mode == ProgressMode::json) {
      results::Json json = {{"study", study},
                            {"designs", current.designs},
                            {"designs_done", current.designs_done},
                            {"trainings", current.trainings},
                            {"trainings_done", current.trainings_done},
                            {"front", current.front},
                            {"seconds", elapsed()},
                            {"seconds_left", seconds_left(current, elapsed())}};
      fmt::print(stderr, "{}\n", json.dump());
    } else if (terminal) {
      fmt::print(stderr, "\r\x1b[K{}: {}", study, progress_line(current, elapsed()));
    } else {
      fmt::print(stderr, "{}: {}\n", study, progress_line(current, elapsed()));
    }
    static_cast<void>(std::fflush(stderr));
  }

  void loop() {
    const auto period = terminal                     ? std::chrono::milliseconds(200)
                        : mode == ProgressMode::json ? std::chrono::milliseconds(1000)
                                                     : std::chrono::milliseconds(10000);
    std::unique_lock lock(mutex);
    while (!stop_requested.wait_for(lock, period, [&] { return stop; })) {
      if (fresh) {
        print(state);
      }
    }
    if (fresh) {
      print(state);
      if (terminal) {
        fmt::print(stderr, "\n");
      }
    }
  }
};

ProgressReporter::ProgressReporter(ProgressMode mode, std::string study,
                                   std::function<void(const ProgressState&)> observe)
    : impl_(std::make_unique<Impl>()) {
  impl_->mode = mode;
  impl_->study = std::move(study);
  impl_->observe = std::move(observe);
  impl_->terminal = mode == ProgressMode::automatic && stderr_is_terminal();
  if (mode != ProgressMode::none) {
    impl_->thread = std::thread([this] { impl_->loop(); });
  }
}

ProgressReporter::~ProgressReporter() {
  if (impl_->thread.joinable()) {
    {
      const std::lock_guard lock(impl_->mutex);
      impl_->stop = true;
    }
    impl_->stop_requested.notify_all();
    impl_->thread.join();
  }
}

void ProgressReporter::update(const ProgressState& state) {
  if (impl_->observe) {
    impl_->observe(state);
  }
  const std::lock_guard lock(impl_->mutex);
  impl_->state = state;
  impl_->fresh = true;
}

void ProgressReporter::note(const std::string& text) {
  const std::lock_guard lock(impl_->mutex);
  if (impl_->mode == ProgressMode::json) {
    fmt::print(stderr, "{}\n", results::Json{{"study", impl_->study}, {"note", text}}.dump());
  } else if (impl_->mode != ProgressMode::none) {
    fmt::print(stderr, "{}{}: {}\n", impl_->terminal ? "\r\x1b[K" : "", impl_->study, text);
  }
}

double ProgressReporter::elapsed_seconds() const {
  return impl_->elapsed();
}

bool stderr_is_terminal() {
  return isatty(STDERR_FILENO) == 1;
}

}  // namespace paretree::dse
