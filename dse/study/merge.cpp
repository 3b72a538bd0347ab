#include "dse/study/merge.hpp"

#include "dse/study/open_study.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace paretree::dse {

namespace {

using results::MergedShard;
using results::RunRow;
using results::Study;

std::vector<MergedShard> contributions(const Study& study) {
  const std::optional<results::Shard> shard = results::shard_of(study);
  return shard ? std::vector<MergedShard>{{*shard, study.progress(), study.measuring()}}
               : results::merged_shards(study);
}

bool same_columns(const RunRow& a, const RunRow& b) {
  return std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                    [](const auto& one, const auto& other) {
                      return one.name == other.name && one.maximise == other.maximise &&
                             one.objective == other.objective && one.sampled == other.sampled;
                    });
}

/// Collects what belongs together and says what does not.
class Gathering {
 public:
  void add(const Study& study) {
    const RunRow run = study.run();
    const std::vector<MergedShard> shards = contributions(study);
    if (shards.empty()) {
      throw std::invalid_argument(fmt::format(
          "{}: is not a shard but the study of a whole sweep ('{}'); shards are made by "
          "`run --shard I/N`",
          study.file(), run.name));
    }
    if (first_.empty()) {
      first_ = study.file();
      run_ = run;
      count_ = shards.front().shard.count;
    }
    const auto refuse = [&](const std::string& what) {
      throw std::invalid_argument(
          fmt::format("{} and {} do not belong together: {}", first_, study.file(), what));
    };
    if (run.canonical_sweep != run_.canonical_sweep) {
      refuse(fmt::format("'{}' and '{}' are different sweeps", run_.name, run.name));
    }
    if (run.space != run_.space || !same_columns(run, run_)) {
      refuse("different versions of the program read the sweep differently");
    }
    if (const std::string what = difference_in_prices(run_, run); !what.empty()) {
      refuse(what);
    }
    if (run.program_version != run_.program_version) {
      warnings_.push_back(fmt::format("{}: made by version {}, {} by {}", study.file(),
                                      run.program_version, first_, run_.program_version));
    }
    for (const MergedShard& shard : shards) {
      if (shard.shard.count != count_) {
        refuse(fmt::format("one is of {} shards, the other of {}", count_, shard.shard.count));
      }
      const auto [place, fresh] = shards_.emplace(shard.shard.number, shard);
      if (!fresh && further(shard.progress, place->second.progress)) {
        place->second = shard;
      }
    }
  }

  [[nodiscard]] const RunRow& run() const { return run_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  [[nodiscard]] std::vector<MergedShard> shards() const {
    std::vector<MergedShard> rows;
    for (const auto& [number, shard] : shards_) {
      rows.push_back(shard);
    }
    return rows;
  }

 private:
  static bool further(const results::Progress& a, const results::Progress& b) {
    return std::pair(a.finished, a.next) > std::pair(b.finished, b.next);
  }

  std::string first_;
  RunRow run_;
  std::uint64_t count_ = 0;
  std::map<std::uint64_t, MergedShard> shards_;
  std::vector<std::string> warnings_;
};

/// What one shard did not keep the whole does not have.
void take_over_retention(const std::vector<Study>& shards, const Study& into) {
  for (const Study& shard : shards) {
    for (const results::RetentionChange& change : results::retention_changes(shard)) {
      if (keeps_less(sweeps::retention_of(change.retention),
                     sweeps::retention_of(into.run().retention))) {
        results::change_retention(into, change);
      }
    }
  }
}

std::string numbered(const std::vector<std::uint64_t>& numbers, std::uint64_t count,
                     std::string_view is) {
  return numbers.size() == 1
             ? fmt::format("shard {} of {} is {}", numbers.front(), count, is)
             : fmt::format("shards {} of {} are {}", fmt::join(numbers, ", "), count, is);
}

}  // namespace

std::string ShardCensus::sentence() const {
  std::string text = missing.empty() ? "" : numbered(missing, count, "missing");
  if (!unfinished.empty()) {
    text += (text.empty() ? "" : "; ") + numbered(unfinished, count, "unfinished");
  }
  return text;
}

ShardCensus census_of(const std::vector<MergedShard>& shards) {
  ShardCensus census;
  census.count = shards.empty() ? 0 : shards.front().shard.count;
  auto next = shards.begin();
  for (std::uint64_t number = 1; number <= census.count; ++number) {
    if (next == shards.end() || next->shard.number != number) {
      census.missing.push_back(number);
    } else {
      if (!next->progress.finished) {
        census.unfinished.push_back(number);
      }
      ++next;
    }
  }
  return census;
}

MergeSummary merge_shards(const std::string& out, const std::vector<std::string>& in,
                          std::size_t threads, const ExploreOptions& options) {
  std::vector<Study> studies;
  Gathering gathering;
  for (const std::string& file : in) {
    studies.push_back(Study::open(file, Study::Access::read));
    gathering.add(studies.back());
  }
  const bool made = Study::exists(out);
  if (made) {
    const Study earlier = Study::open(out, Study::Access::read);
    if (results::shard_of(earlier)) {
      throw std::invalid_argument(
          fmt::format("{}: is a shard itself; merge into another file", out));
    }
    // Killed before its first counters: nothing but its sweep to compare.
    if (!results::merged_shards(earlier).empty() || earlier.progress().next > 0 ||
        earlier.run().canonical_sweep != gathering.run().canonical_sweep) {
      gathering.add(earlier);
    }
  }
  MergeSummary summary;
  summary.warnings = gathering.warnings();
  summary.census = census_of(gathering.shards());
  const Problem problem = reopen_problem(gathering.run());
  if (std::to_string(problem.space.size()) != gathering.run().space) {
    throw std::invalid_argument(fmt::format(
        "{}: holds a space of {} designs, this program makes {} of the sweep: another version",
        in.front(), gathering.run().space, problem.space.size()));
  }
  const Workers workers(threads);
  const Evaluator evaluator(problem, workers);
  RunRow row = gathering.run();
  row.retention = sweeps::retention_name(problem.sweep.store);  // a shard may have given up some
  Study study = made ? Study::open(out, Study::Access::write) : Study::create(out, row);
  std::vector<const Study*> sources;
  for (const Study& one : studies) {
    sources.push_back(&one);
  }
  take_over_retention(studies, study);
  if (!study.progress().finished) {
    Explorer(problem, study, workers, evaluator, options).absorb(sources, gathering.shards());
  }
  if (summary.census.complete()) {
    summary.run = Explorer(problem, study, workers, evaluator, options).run();
  } else {
    summary.run.progress = study.progress();
    summary.run.front = study.front().size();
  }
  return summary;
}

}  // namespace paretree::dse
