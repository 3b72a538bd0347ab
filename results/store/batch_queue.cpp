#include "results/store/batch_queue.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace paretree::results {

BatchQueue::BatchQueue(std::size_t capacity,
                       std::function<void(std::span<const Batch* const>)> commit)
    : capacity_(capacity), commit_(std::move(commit)), thread_([this] { work(); }) {}

BatchQueue::~BatchQueue() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void BatchQueue::push(Batch batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return error_ || batches_.size() < capacity_; });
  if (error_) {
    std::rethrow_exception(error_);
  }
  batches_.push_back(std::move(batch));
  changed_.notify_all();
}

void BatchQueue::flush() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return error_ || batches_.empty(); });
  if (error_) {
    std::rethrow_exception(error_);
  }
}

void BatchQueue::work() {
  std::vector<const Batch*> group;
  std::unique_lock lock(mutex_);
  try {
    group.reserve(capacity_);  // so that nothing outside commit_ allocates
  } catch (...) {
    error_ = std::current_exception();
    changed_.notify_all();
    return;
  }
  for (;;) {
    changed_.wait(lock, [this] { return closing_ || !batches_.empty(); });
    if (batches_.empty() || error_) {
      return;
    }
    group.clear();  // a deque keeps references while others are pushed
    for (std::size_t i = 0; i < std::min(batches_.size(), std::max<std::size_t>(capacity_ / 2, 1));
         ++i) {
      group.push_back(&batches_[i]);
    }
    lock.unlock();
    std::exception_ptr error;
    try {
      commit_(group);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    error_ = error;
    batches_.erase(batches_.begin(), batches_.begin() + static_cast<std::ptrdiff_t>(group.size()));
    changed_.notify_all();
    if (error_) {
      batches_.clear();
      return;
    }
  }
}

}  // namespace paretree::results
