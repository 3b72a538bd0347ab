#ifndef PARETREE_RESULTS_STORE_SHARDS_HPP
#define PARETREE_RESULTS_STORE_SHARDS_HPP

#include "results/records.hpp"
#include "results/store/study.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace paretree::results {

/// One part of a sweep that is cut into `count` of them.
struct Shard {
  std::uint64_t number = 1;  ///< 1 .. count
  std::uint64_t count = 1;

  friend bool operator==(const Shard&, const Shard&) = default;
};

/// A shard that was merged into a study, with its counters at that time.
struct MergedShard {
  Shard shard;
  Progress progress;
  std::vector<MeasuringRow> measuring = {};  ///< what its measurements took
};

/// The tables of sweeps in parts: `shard` says which part a study holds, `merged_shard`,
/// `merged_infeasible` and `merged_measuring` what a study was merged from. Studies of whole sweeps
/// have none of them.
/// Throws: StoreError, all of these.

/// The part that a study holds; nothing where it holds all.
[[nodiscard]] std::optional<Shard> shard_of(const Study& study);
/// Makes a new study that of a part. Requires: opened for writing; nothing evaluated yet.
void mark_as_shard(const Study& study, const Shard& shard);

/// The shards a study was merged from, by number; empty where it was not.
[[nodiscard]] std::vector<MergedShard> merged_shards(const Study& study);
/// Replaces what is stored of these shards, their shares of `measuring` included. Requires: opened
/// for writing; its batches are flushed.
void write_merged_shards(const Study& study, const std::vector<MergedShard>& shards);

/// Every infeasible design that is kept with all that is stored of it, by position.
void for_each_infeasible_row(const Study& study,
                             const std::function<void(const InfeasibleRow&)>& visit);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_SHARDS_HPP
