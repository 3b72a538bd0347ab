#ifndef PARETREE_RESULTS_STORE_BATCH_QUEUE_HPP
#define PARETREE_RESULTS_STORE_BATCH_QUEUE_HPP

#include "results/records.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace paretree::results {

/// A thread that commits batches one after the other in the order they came.
///
/// The first error ends its work: later batches are dropped, and every later call throws that
/// error. Thread safety: push() and flush() from one thread.
class BatchQueue {
 public:
  BatchQueue(std::size_t capacity, std::function<void(const Batch&)> commit);
  /// Commits what is queued, then ends.
  ~BatchQueue();
  BatchQueue(const BatchQueue&) = delete;
  BatchQueue& operator=(const BatchQueue&) = delete;

  /// Waits while the queue is full.
  void push(Batch batch);
  /// Waits until nothing is queued or being committed.
  void flush();

 private:
  void work();

  std::size_t capacity_;
  std::function<void(const Batch&)> commit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> batches_;  // the front one stays here while it is being committed
  std::exception_ptr error_;
  bool closing_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_BATCH_QUEUE_HPP
