#include "dse/exec/workers.hpp"

// The thread sanitizer does not see how the scheduler of oneTBB's library orders tasks, and what it
// is told not to report there hides our own tasks as well: under it, threads of the language take
// one index after the other.
#if defined(__SANITIZE_THREAD__)
#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <vector>
#else
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>
#endif

#include <thread>

namespace paretree::dse {

#if defined(__SANITIZE_THREAD__)

struct Workers::Arena {
  explicit Arena(std::size_t threads) : size(threads) {}
  std::size_t size;
};

void Workers::for_each(
    std::size_t count,
    const std::function<void(std::size_t index, std::size_t worker)>& task) const {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr first;
  const auto work = [&](std::size_t worker) {
    for (std::size_t index = next++; index < count; index = next++) {
      try {
        task(index, worker);
      } catch (...) {
        const std::lock_guard lock(mutex);
        first = first ? first : std::current_exception();
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t worker = 1; worker < std::min(size(), count); ++worker) {
      others.emplace_back(work, worker);
    }
    work(0);
  }
  if (first) {
    std::rethrow_exception(first);
  }
}

#else

struct Workers::Arena {
  explicit Arena(std::size_t threads)
      : size(threads),
        limit(tbb::global_control::max_allowed_parallelism, threads),
        arena(static_cast<int>(threads)) {}

  std::size_t size;
  tbb::global_control limit;
  tbb::task_arena arena;
};

void Workers::for_each(
    std::size_t count,
    const std::function<void(std::size_t index, std::size_t worker)>& task) const {
  arena_->arena.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, count, 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
          const auto worker =
              static_cast<std::size_t>(tbb::this_task_arena::current_thread_index());
          for (std::size_t index = range.begin(); index < range.end(); ++index) {
            task(index, worker);
          }
        },
        tbb::simple_partitioner());
  });
}

#endif

Workers::Workers(std::size_t threads)
    : arena_(std::make_unique<Arena>(
          threads != 0 ? threads : std::max<std::size_t>(1, std::thread::hardware_concurrency()))) {
}

Workers::~Workers() = default;

std::size_t Workers::size() const {
  return arena_->size;
}

}  // namespace paretree::dse
