#include "dse/study/shard_plan.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <queue>
#include <utility>

namespace paretree::dse {

std::vector<std::uint32_t> shard_of_batches(const std::vector<double>& costs,
                                            std::uint64_t shards) {
  std::vector<std::size_t> order(costs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return costs[a] > costs[b]; });
  using Load = std::pair<double, std::uint32_t>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> loads;
  for (std::uint64_t shard = 0; shard < shards; ++shard) {
    loads.emplace(0.0, static_cast<std::uint32_t>(shard));
  }
  std::vector<std::uint32_t> owners(costs.size());
  for (const std::size_t batch : order) {
    const auto [load, shard] = loads.top();
    loads.pop();
    owners[batch] = shard;
    loads.emplace(load + costs[batch], shard);
  }
  return owners;
}

}  // namespace paretree::dse
