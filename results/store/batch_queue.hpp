#ifndef PARETREE_RESULTS_STORE_BATCH_QUEUE_HPP
#define PARETREE_RESULTS_STORE_BATCH_QUEUE_HPP

#include "results/records.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>

namespace paretree::results {

/// A thread that commits batches in the order they came, those that wait together as one group of
/// at most half the capacity: what is written often is then written once.
///
/// The first error ends its work: later batches are dropped, and every later call throws that
/// error. Thread safety: push() and flush() from one thread.
class BatchQueue {
 public:
  BatchQueue(std::size_t capacity, std::function<void(std::span<const Batch* const>)> commit);
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
  std::function<void(std::span<const Batch* const>)> commit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> batches_;  // those being committed stay here
  std::exception_ptr error_;
  bool closing_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_BATCH_QUEUE_HPP
