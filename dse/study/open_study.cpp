#include "dse/study/open_study.hpp"

#include "dse/study/merge.hpp"
#include "results/store/shards.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace paretree::dse {

namespace {

std::string part_text(const std::optional<results::Shard>& shard) {
  return shard ? fmt::format("shard {}/{}", shard->number, shard->count) : "the whole";
}

}  // namespace

results::Study open_study(const Problem& problem, const Evaluator& evaluator,
                          const std::string& file, const std::optional<results::Shard>& shard) {
  const results::RunRow row = problem.run_row(evaluator.constants());
  if (!results::Study::exists(file)) {
    // A proxy that cannot measure this workload is a wrong sweep: found out before a file exists.
    if (problem.reads_accuracy) {
      static_cast<void>(bind_proxy(problem));
    }
    for (const Problem::Compared& compared : problem.compared) {
      static_cast<void>(bind_proxy(problem, compared));
    }
    results::Study study = results::Study::create(file, row);
    if (shard) {
      results::mark_as_shard(study, *shard);
    }
    return study;
  }
  results::Study study = results::Study::open(file, results::Study::Access::write);
  if (study.run().canonical_sweep != row.canonical_sweep) {
    throw std::invalid_argument(fmt::format(
        "{} holds the study '{}' of another sweep; give another --db, or remove that file", file,
        study.run().name));
  }
  std::optional<results::Shard> stored = results::shard_of(study);
  if (shard && !stored && study.progress().next == 0 && study.formats().empty()) {
    // Killed between its creation and its mark.
    results::mark_as_shard(study, *shard);
    stored = shard;
  }
  if (stored != shard) {
    throw std::invalid_argument(fmt::format("{} holds {} of this sweep, not {}; give another --db",
                                            file, part_text(stored), part_text(shard)));
  }
  if (const ShardCensus census = census_of(results::merged_shards(study)); !census.complete()) {
    throw std::invalid_argument(fmt::format("{} was merged from shards and goes on by merging: {}",
                                            file, census.sentence()));
  }
  return study;
}

}  // namespace paretree::dse
