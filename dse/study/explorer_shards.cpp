// An Explorer that does one part of a schedule, and one that takes over what such parts have done.

#include "dse/study/explorer.hpp"
#include "dse/study/shard_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace paretree::dse {

namespace {

/// Rows to a transaction while shards are taken over.
constexpr std::size_t rows_per_batch = 50'000;

/// Walks a search's schedule without doing any of it.
class Recorder final : public BatchEvaluator {
 public:
  using Visit = std::function<void(std::span<const Range>, Closing)>;
  Recorder(const BatchEvaluator& schedule, Visit visit)
      : schedule_(schedule), visit_(std::move(visit)) {}

  [[nodiscard]] std::uint64_t size() const override { return schedule_.size(); }
  [[nodiscard]] std::uint64_t stretch(std::uint64_t position, std::uint64_t least) const override {
    return schedule_.stretch(position, least);
  }
  [[nodiscard]] std::vector<Range> blocks() const override { return schedule_.blocks(); }
  [[nodiscard]] std::uint64_t draws_per_batch(std::uint64_t usual) const override {
    return schedule_.draws_per_batch(usual);
  }
  [[nodiscard]] std::uint64_t finished_batches() const override { return 0; }
  [[nodiscard]] bool evaluate(std::span<const Range> batch, Closing closing) override {
    visit_(batch, closing);
    return true;
  }

 private:
  const BatchEvaluator& schedule_;
  Visit visit_;
};

/// What the formats of a range cost where each is trained: multiply-accumulates of their first
/// plans, times seeds.
double training_cost(const Problem& problem, const Range& range) {
  double cost = 0;
  for (std::uint64_t position = range.first; position < range.last;) {
    const Space::Address address = problem.space.decode(position);
    const Space::Block& block = problem.space.blocks()[address.block];
    const ModelSpace::FormatPlans plans = block.model->format_of(address.plan);
    std::set<std::size_t> widths;
    for (const Space::Slot& slot : block.slots) {
      widths.insert(slot.bits_index);
    }
    const ModelHalf half = block.model->at(plans.first, block.slots.front().weight_bits,
                                           block.slots.front().state_sparsity);
    cost += static_cast<double>(model_counts(half).macs) * static_cast<double>(widths.size());
    position = block.first + (plans.first + plans.count) * block.stride;
  }
  return cost * static_cast<double>(problem.seeds().size());
}

}  // namespace

/// Divides the whole schedule, and makes the counters of progress those of this shard.
void Explorer::plan_shard() {
  const bool trains = problem_.reads_accuracy && problem_.proxy->trains();
  std::vector<double> costs;
  std::vector<std::uint64_t> designs;
  Recorder recorder(*this, [&](std::span<const Range> batch, Closing closing) {
    double cost = 0;
    std::uint64_t count = 0;
    for (const Range& range : batch) {
      count += range.size();
      cost += trains ? training_cost(problem_, range) : static_cast<double>(range.size());
    }
    if (closing == Closing::by_bounds && closes_as_whole(batch)) {
      // The recursion's work grows with formats, not with the designs it closes.
      const Space::Address address = problem_.space.decode(batch.front().first);
      cost = static_cast<double>(problem_.space.blocks()[address.block].model->formats());
    }
    costs.push_back(cost);
    designs.push_back(count);
  });
  static_cast<void>(
      problem_.searcher->run(recorder, problem_.search_parameters, problem_.sweep.seed));
  shards_ = shard_of_batches(costs, options_.shard->count);
  state_.designs = 0;
  for (std::size_t batch = 0; batch < designs.size(); ++batch) {
    state_.designs += shards_[batch] + 1 == options_.shard->number ? designs[batch] : 0;
  }
  if (trains) {
    // How many formats repeat between batches is not known: the bar follows designs alone.
    state_.trainings = state_.trainings_done = state_.trainings_before = 0;
  }
}

/// Whether the batch that the search asks for next belongs to another shard or is done.
bool Explorer::skips_next_batch() {
  if (shards_.empty()) {
    return false;
  }
  const bool here = shards_.at(asked_++) + 1 == options_.shard->number;
  return !here || asked_here_++ < finished_before_;
}

void Explorer::absorb(const std::vector<const results::Study*>& shards,
                      const std::vector<results::MergedShard>& into) {
  absorb_accuracies(shards);
  restore();
  // A merge that was killed has rows but no counters.
  std::vector<double> point;
  for (const results::DesignRow& row : study_.front()) {
    evaluator_.to_minimise(row.values, point);
    archive_.insert(point, row.position);
  }
  for (const results::Study* shard : shards) {
    absorb_designs(*shard);
  }
  progress_ = {};
  std::map<std::string, std::uint64_t> reasons;
  for (const results::MergedShard& shard : into) {
    progress_.next += shard.progress.next;
    progress_.evaluated += shard.progress.evaluated;
    progress_.closed += shard.progress.closed;
    progress_.feasible += shard.progress.feasible;
    for (const auto& [reason, count] : shard.progress.infeasible) {
      reasons[reason] += count;
    }
  }
  progress_.infeasible.assign(reasons.begin(), reasons.end());
  results::Batch last;
  absorb_records(shards, last);
  last.front = front_rows();
  last.progress = progress_;
  study_.write(std::move(last));
  study_.flush();
  // After the rows they speak of: a merge that is killed before is one that has not been.
  results::write_merged_shards(study_, into);
}

void Explorer::absorb_accuracies(const std::vector<const results::Study*>& shards) {
  const results::Progress before = study_.progress();
  for (const results::Study* shard : shards) {
    results::Batch rows;
    rows.formats = shard->formats();
    rows.accuracies = shard->accuracies();
    rows.pruned_states = shard->pruned_states();
    rows.progress = before;
    study_.write(std::move(rows));
  }
  study_.flush();
}

/// What shards certify of each block. Kept by shard beside their sum, so that a shard which comes
/// again replaces what it said before.
void Explorer::absorb_records(const std::vector<const results::Study*>& shards,
                              results::Batch& rows) const {
  std::map<std::string, results::CertificateRow> kept;
  const auto designs_of = [](const results::CertificateRow& row) -> std::uint64_t {
    const auto record = BlockRecord::parse({row.name.substr(row.name.find("block/")), row.json});
    return record ? record->evaluated + record->closed : 0;
  };
  // An older copy of a shard takes nothing back.
  const auto keep_further = [&](const results::CertificateRow& row) {
    const auto [place, fresh] = kept.emplace(row.name, row);
    if (!fresh && designs_of(row) >= designs_of(place->second)) {
      place->second = row;
    }
  };
  const auto take = [&](const results::Study& study) {
    const std::optional<results::Shard> shard = results::shard_of(study);
    for (const results::CertificateRow& row : study.certificate()) {
      if (shard && BlockRecord::parse(row)) {
        keep_further({fmt::format("shard/{:06}/{}", shard->number, row.name), row.json});
      } else if (row.name.starts_with("shard/") && row.name.find("block/") != std::string::npos) {
        keep_further(row);
      }
    }
  };
  take(study_);
  for (const results::Study* shard : shards) {
    take(*shard);
  }
  std::map<std::uint64_t, BlockRecord> sums;
  for (const auto& [name, row] : kept) {
    rows.certificate.push_back(row);
    const std::optional<BlockRecord> record =
        BlockRecord::parse({name.substr(name.find("block/")), row.json});
    if (!record) {
      continue;
    }
    const auto [place, fresh] = sums.emplace(record->block, *record);
    if (!fresh) {
      place->second.add(*record);
    }
  }
  for (const auto& [block, record] : sums) {
    state(record, rows);
  }
}

/// What the shard kept, as if this study had evaluated it: its front competes with the one so far.
void Explorer::absorb_designs(const results::Study& shard) {
  std::vector<Evaluator::Outcome> outcomes(1);
  const auto send = [&] {
    results::Batch rows;
    keep(outcomes, rows);
    rows.progress = progress_;
    study_.write(std::move(rows));
    outcomes.front().rows.clear();
  };
  shard.for_each_design([&](const results::DesignRow& row) {
    if (row.position >= problem_.space.size() || design_id(row.position) != row.design) {
      throw results::StoreError(
          fmt::format("{}: design {} is not what this program has at position {}: the shard is of "
                      "another version",
                      shard.file(), row.design, row.position));
    }
    outcomes.front().rows.push_back(row.position, row.values);
    if (outcomes.front().rows.size() >= rows_per_batch) {
      send();
    }
  });
  send();
  results::Batch rejected;
  const auto send_rejected = [&] {
    rejected.progress = progress_;
    study_.write(std::exchange(rejected, {}));
  };
  results::for_each_infeasible_row(shard, [&](const results::InfeasibleRow& row) {
    add_halves(place_of(row.position), rejected);
    rejected.infeasible.push_back(row);
    if (rejected.infeasible.size() >= rows_per_batch) {
      send_rejected();
    }
  });
  send_rejected();
}

}  // namespace paretree::dse
