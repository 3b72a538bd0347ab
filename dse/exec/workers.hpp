#ifndef PARETREE_DSE_EXEC_WORKERS_HPP
#define PARETREE_DSE_EXEC_WORKERS_HPP

#include <cstddef>
#include <functional>
#include <memory>

namespace paretree::dse {

/// A pool of threads. What is computed never depends on how many there are.
class Workers {
 public:
  /// 0: one per core.
  explicit Workers(std::size_t threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  [[nodiscard]] std::size_t size() const;
  /// Calls task(index, worker) for every index below `count`, worker < size(); waits for all.
  /// The first exception is thrown here, after the others have stopped.
  void for_each(std::size_t count,
                const std::function<void(std::size_t index, std::size_t worker)>& task) const;

 private:
  struct Arena;
  std::unique_ptr<Arena> arena_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_EXEC_WORKERS_HPP
