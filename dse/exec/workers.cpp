#include "dse/exec/workers.hpp"

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include <thread>

namespace paretree::dse {

struct Workers::Arena {
  explicit Arena(std::size_t threads)
      : size(threads),
        limit(tbb::global_control::max_allowed_parallelism, threads),
        arena(static_cast<int>(threads)) {}

  std::size_t size;
  tbb::global_control limit;
  tbb::task_arena arena;
};

Workers::Workers(std::size_t threads)
    : arena_(std::make_unique<Arena>(
          threads != 0 ? threads : std::max<std::size_t>(1, std::thread::hardware_concurrency()))) {}

Workers::~Workers() = default;

std::size_t Workers::size() const { return arena_->size; }

void Workers::for_each(
    std::size_t count,
    const std::function<void(std::size_t index, std::size_t worker)>& task) const {
  arena_->arena.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, count, 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
          const auto worker = static_cast<std::size_t>(tbb::this_task_arena::current_thread_index());
          for (std::size_t index = range.begin(); index < range.end(); ++index) {
            task(index, worker);
          }
        },
        tbb::simple_partitioner());
  });
}

}  // namespace paretree::dse
