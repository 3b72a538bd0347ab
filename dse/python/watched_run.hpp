#ifndef PARETREE_DSE_PYTHON_WATCHED_RUN_HPP
#define PARETREE_DSE_PYTHON_WATCHED_RUN_HPP

#include "dse/study/progress.hpp"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>

namespace pybind11 {
class object;
}

namespace paretree::dse {

/// What passes between a run in a thread of its own and the thread that waits for it.
class Watch {
 public:
  void observe(const ProgressState& state);
  [[nodiscard]] bool stopping() const { return stop_; }

 private:
  friend void watched(const pybind11::object&, const std::function<void(Watch&)>&);

  std::mutex mutex_;
  std::condition_variable news_;
  ProgressState state_;
  bool fresh_ = false;
  bool ended_ = false;
  std::exception_ptr error_;
  std::atomic<bool> stop_{false};
};

/// Does `work` in a thread of its own while the calling thread, which holds the interpreter, hears
/// Ctrl-C and calls `progress` (None: nobody) with a dictionary some ten times a second and at the
/// end. An exception of the callback, or Ctrl-C, ends the work cleanly and is thrown here; so does,
/// without an exception, a callback that returns False.
void watched(const pybind11::object& progress, const std::function<void(Watch&)>& work);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_PYTHON_WATCHED_RUN_HPP
