#include "dse/study/open_study.hpp"

#include "dse/study/merge.hpp"
#include "results/store/shards.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <stdexcept>

namespace paretree::dse {

namespace {

std::string part_text(const std::optional<results::Shard>& shard) {
  return shard ? fmt::format("shard {}/{}", shard->number, shard->count) : "the whole";
}

bool same_number(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

}  // namespace

std::string difference_in_prices(const results::RunRow& before, const results::RunRow& after) {
  const auto& files = before.technology_files;
  if (files.size() != after.technology_files.size()) {
    return "the files of their technology differ in number";
  }
  for (std::size_t number = 0; number < files.size(); ++number) {
    if (files[number].text != after.technology_files[number].text) {
      return fmt::format("{} has changed", after.technology_files[number].path);
    }
  }
  if (before.constants.size() != after.constants.size()) {
    return "the constants differ (their number)";
  }
  for (std::size_t number = 0; number < before.constants.size(); ++number) {
    const results::ConstantRow& one = before.constants[number];
    const results::ConstantRow& other = after.constants[number];
    if (one.name != other.name || !same_number(one.value, other.value) || one.unit != other.unit) {
      return fmt::format("the constants differ ({})", one.name);
    }
  }
  return {};
}

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
  if (const std::string what = difference_in_prices(study.run(), row); !what.empty()) {
    throw std::invalid_argument(
        fmt::format("{} holds designs that were priced otherwise: {}; give another --db, or remove "
                    "that file",
                    file, what));
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
