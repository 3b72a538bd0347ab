#include "dse/python/watched_run.hpp"

#include <pybind11/pybind11.h>

#include <chrono>
#include <thread>

namespace py = pybind11;

namespace paretree::dse {

namespace {

constexpr auto period = std::chrono::milliseconds(100);

py::dict dictionary(const ProgressState& state, double seconds) {
  py::dict dict;
  dict["designs"] = state.designs;
  dict["designs_done"] = state.designs_done;
  dict["trainings"] = state.trainings;
  dict["trainings_done"] = state.trainings_done;
  dict["front"] = state.front;
  dict["seconds"] = seconds;
  dict["seconds_left"] = seconds_left(state, seconds);
  return dict;
}

}  // namespace

void Watch::observe(const ProgressState& state) {
  const std::lock_guard lock(mutex_);
  state_ = state;
  fresh_ = true;
}

void watched(const py::object& progress, const std::function<void(Watch&)>& work) {
  Watch watch;
  const auto begin = std::chrono::steady_clock::now();
  std::thread thread([&] {
    try {
      work(watch);
    } catch (...) {
      watch.error_ = std::current_exception();
    }
    const std::lock_guard lock(watch.mutex_);
    watch.ended_ = true;
    watch.news_.notify_all();
  });
  // Whatever is thrown below, the thread is stopped and waited for first, without the interpreter.
  struct Joined {
    Watch& watch;
    std::thread& thread;
    std::atomic<bool>& stop;
    ~Joined() {
      stop = true;
      const py::gil_scoped_release release;
      thread.join();
    }
  };
  {
    const Joined joined{watch, thread, watch.stop_};
    for (bool ended = false; !ended;) {
      ProgressState state;
      bool fresh = false;
      {
        const py::gil_scoped_release release;
        std::unique_lock lock(watch.mutex_);
        watch.news_.wait_for(lock, period, [&] { return watch.ended_; });
        ended = watch.ended_;
        fresh = std::exchange(watch.fresh_, false);
        state = watch.state_;
      }
      if (PyErr_CheckSignals() != 0) {
        throw py::error_already_set();
      }
      if (fresh && !progress.is_none()) {
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        const py::object answer = progress(dictionary(state, seconds));
        if (answer.is(py::bool_(false))) {
          watch.stop_ = true;
        }
      }
    }
  }
  if (watch.error_) {
    std::rethrow_exception(watch.error_);
  }
}

}  // namespace paretree::dse
