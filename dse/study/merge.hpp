#ifndef PARETREE_DSE_STUDY_MERGE_HPP
#define PARETREE_DSE_STUDY_MERGE_HPP

#include "dse/study/explorer.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::dse {

/// What a study holds of the shards of its sweep.
struct ShardCensus {
  std::uint64_t count = 0;                ///< shards in all; 0: not a sweep in parts
  std::vector<std::uint64_t> missing;     ///< numbers of those it has nothing of
  std::vector<std::uint64_t> unfinished;  ///< numbers of those that were not at their end

  [[nodiscard]] bool complete() const { return missing.empty() && unfinished.empty(); }
  /// "shard 3 of 4 is missing; shard 2 is unfinished"; empty if complete.
  [[nodiscard]] std::string sentence() const;
};

[[nodiscard]] ShardCensus census_of(const std::vector<results::MergedShard>& shards);

/// How a merge ended.
struct MergeSummary {
  ShardCensus census;
  std::vector<std::string> warnings;
  ExploreSummary run;  ///< what was left to do once every shard was there
};

/// Shards, or studies merged from some, into one study: made where `out` is missing, else added
/// to. In any order and as often as one likes. Once the last shard is there the run ends as that
/// of one machine does, with the confirmation of a trained front.
///
/// Throws: std::invalid_argument where a file is no shard, or of another sweep, division or
/// constants; results::StoreError.
[[nodiscard]] MergeSummary merge_shards(const std::string& out, const std::vector<std::string>& in,
                                        std::size_t threads, const ExploreOptions& options);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_MERGE_HPP
