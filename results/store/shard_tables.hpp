#ifndef PARETREE_RESULTS_STORE_SHARD_TABLES_HPP
#define PARETREE_RESULTS_STORE_SHARD_TABLES_HPP

#include "results/records.hpp"
#include "results/store/sqlite.hpp"

#include <optional>
#include <vector>

namespace paretree::results {

/// The tables of sweeps in parts: `shard` says which part a study holds, `merged_shard` and
/// `merged_infeasible` what a study was merged from. Studies of whole sweeps have none of them.

void create_shard(const Connection& connection, const Shard& shard);
[[nodiscard]] std::optional<Shard> read_shard(const Connection& connection);

/// Replaces the rows of these shards; makes the tables where they are missing.
void write_merged_shards(const Connection& connection, const std::vector<MergedShard>& shards);
[[nodiscard]] std::vector<MergedShard> read_merged_shards(const Connection& connection);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_SHARD_TABLES_HPP
