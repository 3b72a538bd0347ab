#ifndef PARETREE_HWMODEL_BANKING_REMEMBERED_HPP
#define PARETREE_HWMODEL_BANKING_REMEMBERED_HPP

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <vector>

namespace paretree::hwmodel {

/// What has been computed, by key. Forgets everything when what is kept weighs too much.
///
/// Thread safety: any number of threads.
template <typename Value>
class Remembered {
 public:
  using Key = std::vector<std::uint64_t>;

  /// Weights are the caller's; keys count as 1 each.
  explicit Remembered(std::size_t most) : most_(most) {}

  [[nodiscard]] std::optional<Value> find(const Key& key) const {
    const std::shared_lock lock(mutex_);
    const auto found = known_.find(key);
    return found == known_.end() ? std::nullopt : std::optional<Value>(found->second);
  }
  void keep(const Key& key, const Value& value, std::size_t weight = 0) {
    const std::unique_lock lock(mutex_);
    if (kept_ >= most_) {
      known_.clear();
      kept_ = 0;
    }
    if (known_.emplace(key, value).second) {
      kept_ += 1 + weight;
    }
  }

 private:
  std::size_t most_;
  std::size_t kept_ = 0;
  mutable std::shared_mutex mutex_;
  std::map<Key, Value> known_;
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_BANKING_REMEMBERED_HPP
