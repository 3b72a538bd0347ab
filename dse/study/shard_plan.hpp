#ifndef PARETREE_DSE_STUDY_SHARD_PLAN_HPP
#define PARETREE_DSE_STUDY_SHARD_PLAN_HPP

#include <cstdint>
#include <vector>

namespace paretree::dse {

/// Which shard does which batch of a schedule: 0 .. shards - 1 for each, by its estimated cost.
///
/// The most expensive batch first, each to the shard with the least so far (of equal ones the
/// first): no shard gets more than 4/3 of what the best division would give its fullest one. A pure
/// function of its arguments, so every shard finds its part alone.
/// Complexity: O(n log n) for n batches.   Requires: shards > 0, no cost negative.
/// Reference: Graham, SIAM J. Appl. Math. 17(2), 1969 (longest processing time first).
[[nodiscard]] std::vector<std::uint32_t> shard_of_batches(const std::vector<double>& costs,
                                                          std::uint64_t shards);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_SHARD_PLAN_HPP
