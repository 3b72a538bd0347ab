#include "dse/study/explorer.hpp"

#include "dse/exec/interrupt.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

namespace paretree::dse {

namespace {

/// Formats per batch where measuring one takes seconds: what a kill may cost, and enough work for
/// any number of threads. A constant, so that batches do not depend on the machine.
constexpr std::uint64_t trained_formats_per_batch = 16;
/// Designs per parallel task.
constexpr std::uint64_t designs_per_task = 4096;
/// Accuracies that cost training are stored this often, so that a kill loses seconds of work.
constexpr double seconds_between_stores = 5.0;
/// Waves of a block that is being closed, too.
constexpr double seconds_between_waves = 1.0;

}  // namespace

Explorer::Explorer(const Problem& problem, results::Study& study, const Workers& workers,
                   const Evaluator& evaluator, const ExploreOptions& options)
    : problem_(problem),
      study_(study),
      workers_(workers),
      evaluator_(evaluator),
      options_(options),
      comparison_(problem, study, workers, options.shard),
      seeds_(problem.seeds()),
      fidelity_(problem.fidelity()),
      archive_(problem.objective_count),
      reporter_(options.progress, problem.sweep.name) {
  for (std::size_t worker = 0; worker < workers.size(); ++worker) {
    scratch_.push_back(evaluator.scratch());
  }
  if (problem.searcher->needs_monotone_objectives()) {
    closure_.emplace(problem, evaluator, workers);
  }
}

Explorer::~Explorer() = default;

void Explorer::restore() {
  for (const results::AccuracyRow& row : study_.accuracies()) {
    if (row.fidelity == fidelity_) {
      known_[row.format][row.seed] = row.value;
      if (row.standard_error) {
        given_errors_[row.format] = *row.standard_error;
      }
    }
  }
  retention_ = sweeps::retention_of(study_.run().retention);
  progress_ = study_.progress();
  finished_before_ = progress_.next;
  for (const results::CertificateRow& row : study_.certificate()) {
    if (const auto record = BlockRecord::parse(row)) {
      records_[record->block] = *record;
    }
  }
  if (progress_.next > 0 || !records_.empty()) {
    std::vector<double> point;
    for (const results::DesignRow& row : study_.front()) {
      evaluator_.to_minimise(row.values, point);
      archive_.insert(point, row.position);
    }
  }
  state_.designs = problem_.searcher->budget(problem_.space.size(), problem_.search_parameters);
  state_.designs_done = state_.designs_before = progress_.evaluated + progress_.closed;
  state_.front = archive_.size();
  const results::FrontHistory history = study_.front_history();
  if (!history.checkpoints.empty()) {
    last_checkpoint_ = history.checkpoints.back().designs;
  }
  if (problem_.reads_accuracy && problem_.proxy->trains() &&
      state_.designs == problem_.space.size()) {
    state_.trainings = problem_.space.formats() * seeds_.size();
    std::uint64_t before = 0;
    for (const auto& [format, values] : known_) {
      before += values.size();
    }
    state_.trainings_done = state_.trainings_before = std::min(before, state_.trainings);
  }
  state_.trainings += comparison_.trainings();
  state_.trainings_done += comparison_.trainings_before();
  state_.trainings_before += comparison_.trainings_before();
}

ExploreSummary Explorer::run() {
  restore();
  if (options_.shard) {
    plan_shard();
  }
  if (problem_.reads_accuracy && !progress_.finished) {
    proxy_ = bind_proxy(problem_);
  }
  if (!progress_.finished) {
    reporter_.update(state_);
  }
  if (!progress_.finished) {
    results::Batch last;
    // The front of a shard is not the front: what confirms it comes after merging.
    const bool finished =
        problem_.searcher->run(*this, problem_.search_parameters, problem_.sweep.seed) &&
        compare() && (options_.shard || confirm(last));
    if (finished) {
      progress_.finished = true;
      last.front = front_rows();
      last.checkpoint = checkpoint();
      certify(last);
      last.progress = progress_;
      study_.write(std::move(last));
    }
    study_.flush();
  }
  ExploreSummary summary;
  summary.finished = progress_.finished;
  summary.interrupted = InterruptGuard::requested();
  summary.progress = progress_;
  summary.front = archive_.size();
  summary.formats_measured = known_.size();
  summary.trainings = state_.trainings;
  summary.trainings_done = state_.trainings_done;
  summary.seconds = reporter_.elapsed_seconds();
  return summary;
}

/// What the study claims, for those who check it. A front that was confirmed with fresh seeds is
/// that of few formats: no claim about the space.
void Explorer::certify(results::Batch& rows) {
  rows.certificate.push_back(space_statement(study_.run()));
  if (fidelity_ != problem_.fidelity()) {
    return;
  }
  std::vector<std::pair<std::string, std::vector<double>>> front;
  for (std::size_t member = 0; member < archive_.size(); ++member) {
    auto& [design, values] =
        front.emplace_back(design_id(archive_.position(member)), std::vector<double>());
    for (std::size_t i = 0; i < archive_.width(); ++i) {
      const bool maximised = problem_.columns[i].objective->sense() == Sense::maximise;
      values.push_back(maximised ? -archive_.point(member)[i] : archive_.point(member)[i]);
    }
  }
  const bool complete = state_.designs == problem_.space.size();
  rows.certificate.push_back(front_statement(std::move(front), complete, problem_.eps()));
}

/// The sweep's further proxies, once its own designs are done.
bool Explorer::compare() {
  const double before = state_.training_seconds;
  const double begin = reporter_.elapsed_seconds();
  return comparison_.run(
      progress_, [this] { return stopping(); },
      [&] {
        ++state_.trainings_done;
        state_.training_seconds = before + reporter_.elapsed_seconds() - begin;
        reporter_.update(state_);
      });
}

bool Explorer::stopping() const {
  return InterruptGuard::requested() ||
         (options_.time_limit_seconds &&
          reporter_.elapsed_seconds() >= *options_.time_limit_seconds);
}

std::uint64_t Explorer::stretch(std::uint64_t position, std::uint64_t least) const {
  const Space::Address address = problem_.space.decode(position);
  const Space::Block& block = problem_.space.blocks()[address.block];
  if (closure_ && closure_->takes(address.block)) {
    return block.first + block.size();
  }
  const bool trains = problem_.reads_accuracy && problem_.proxy->trains();
  std::uint64_t plan = address.plan;
  std::uint64_t formats = 0;
  do {
    const ModelSpace::FormatPlans plans = block.model->format_of(plan);
    plan = plans.first + plans.count;
    ++formats;
    const std::uint64_t designs = block.first + plan * block.stride - position;
    if (designs >= least || (trains && formats >= trained_formats_per_batch)) {
      break;
    }
  } while (plan < block.model->plans());
  return block.first + plan * block.stride;
}

/// Measures every format of the batch that is not known yet. False: stopped before all were done;
/// what was measured is in `rows`.
bool Explorer::measure(std::span<const Range> batch, results::Batch& rows) {
  formats_.clear();
  std::vector<std::pair<FormatKey, ModelHalf>> wanted;
  for (const Range& range : batch) {
    for (std::uint64_t position = range.first; position < range.last;) {
      const Space::Address address = problem_.space.decode(position);
      const Space::Block& block = problem_.space.blocks()[address.block];
      const ModelSpace::FormatPlans plans = block.model->format_of(address.plan);
      for (const Space::Slot& slot : block.slots) {
        const FormatKey key{address.block, plans.format, slot.bits_index};
        if (formats_.emplace(key, Measured{}).second) {
          wanted.emplace_back(key,
                              block.model->at(plans.first, slot.weight_bits, slot.state_sparsity));
        }
      }
      position = block.first + (plans.first + plans.count) * block.stride;
    }
  }

  struct Task {
    std::size_t wanted;
    std::uint64_t seed;
    std::optional<Measurement> result;
    double seconds = 0;
  };
  std::vector<Task> tasks;
  for (std::size_t number = 0; number < wanted.size(); ++number) {
    Measured& entry = formats_[wanted[number].first];
    entry.id = wanted[number].second.format_id().text();
    const auto known = known_.find(entry.id);
    for (const std::uint64_t seed : seeds_) {
      if (known == known_.end() || known->second.count(seed) == 0) {
        tasks.push_back({number, seed, std::nullopt, 0});
      }
    }
  }
  const auto begin = reporter_.elapsed_seconds();
  const bool trains = problem_.proxy->trains();
  std::atomic<std::uint64_t> done{0};
  std::atomic<bool> stopped{false};
  // Cheap proxies are called in chunks, so that scheduling does not cost more than measuring.
  const std::size_t chunk = trains ? 1 : 256;
  const auto [dataset, split] = problem_.proxy->origin(problem_.proxy_parameters);
  const auto store = [&, set = dataset, part = split](const Task& task, results::Batch& into) {
    const auto& [key, half] = wanted[task.wanted];
    add_format(half, into);
    into.measuring.push_back({fidelity_, 1, task.seconds});
    into.accuracies.push_back(
        {.format = formats_.at(key).id,
         .fidelity = fidelity_,
         .seed = task.seed,
         .dataset = set,
         .split = part,
         .steps = problem_.proxy_parameters.has("steps")
                      ? static_cast<std::uint64_t>(problem_.proxy_parameters.integer("steps"))
                      : 0,
         .value = task.result->value,
         .accuracy = task.result->accuracy,
         .loss = task.result->loss,
         .summed_loss = task.result->summed_loss,
         .standard_error = task.result->standard_error});
  };
  std::mutex report_mutex;
  results::Batch fresh;
  double stored_at = begin;
  workers_.for_each((tasks.size() + chunk - 1) / chunk, [&](std::size_t number, std::size_t) {
    for (std::size_t index = number * chunk; index < std::min(tasks.size(), (number + 1) * chunk);
         ++index) {
      if (stopped || stopping()) {
        stopped = true;
        return;
      }
      Task& task = tasks[index];
      const double task_begin = reporter_.elapsed_seconds();
      task.result =
          proxy_->measure(wanted[task.wanted].second, task.seed, [this] { return stopping(); });
      task.seconds = reporter_.elapsed_seconds() - task_begin;
      if (trains && task.result) {
        const std::lock_guard lock(report_mutex);
        ProgressState current = state_;
        current.trainings_done = state_.trainings_done + ++done;
        const double now = reporter_.elapsed_seconds();
        current.training_seconds = state_.training_seconds + now - begin;
        reporter_.update(current);
        store(task, fresh);
        if (now - stored_at > seconds_between_stores) {
          stored_at = now;
          fresh.progress = progress_;
          study_.write(std::exchange(fresh, {}));
        }
      }
    }
  });
  if (trains) {
    state_.training_seconds += reporter_.elapsed_seconds() - begin;
    state_.trainings_done += done;
  }

  rows.formats = std::move(fresh.formats);
  rows.accuracies = std::move(fresh.accuracies);
  rows.measuring = std::move(fresh.measuring);
  bool complete = true;
  for (const Task& task : tasks) {
    if (!task.result) {
      complete = complete && !(stopped || stopping());
      continue;
    }
    const std::string& id = formats_[wanted[task.wanted].first].id;
    known_[id][task.seed] = task.result->value;
    if (!dataset.empty() && !trains) {
      store(task, rows);
    }
  }
  for (auto& [key, entry] : formats_) {
    const auto known = known_.find(entry.id);
    if (known != known_.end()) {
      for (const auto& [seed, value] : known->second) {
        entry.sample.values.push_back(value);
      }
    }
    if (dataset.empty()) {
      known_.erase(entry.id);
    }
  }
  return complete;
}

/// Whether a batch is one block that the recursion closes.
bool Explorer::closes_as_whole(std::span<const Range> batch) const {
  if (!closure_ || batch.size() != 1) {
    return false;
  }
  const std::size_t number = problem_.space.decode(batch.front().first).block;
  const Space::Block& block = problem_.space.blocks()[number];
  return batch.front() == Range{block.first, block.first + block.size()} && closure_->takes(number);
}

bool Explorer::evaluate(std::span<const Range> batch, Closing closing) {
  if (skips_next_batch()) {
    return true;
  }
  if (stopping()) {
    return false;
  }
  const bool closes = closing == Closing::by_bounds && closes_as_whole(batch);
  fit_into_memory(closes ? std::span<const Range>() : batch);  // the recursion evaluates few
  if (closes) {
    return close_block(problem_.space.decode(batch.front().first).block);
  }
  const double started = reporter_.elapsed_seconds();
  results::Batch rows;
  if (problem_.reads_accuracy && !measure(batch, rows)) {
    rows.progress = progress_;
    rows.wall_seconds = reporter_.elapsed_seconds() - started;
    study_.write(std::move(rows));
    return false;
  }
  const std::vector<Evaluator::Outcome> outcomes = walk(batch, closing);
  record_walk(batch, outcomes, rows);
  keep(outcomes, rows);
  finish_batch(std::move(rows), started);
  return true;
}

void Explorer::finish_batch(results::Batch rows, double started) {
  ++progress_.next;
  if (checkpoint_is_due()) {
    rows.checkpoint = checkpoint();
    last_checkpoint_ = rows.checkpoint->designs;
  }
  rows.progress = progress_;
  rows.wall_seconds = reporter_.elapsed_seconds() - started;
  study_.write(std::move(rows));
  report();
}

/// Closes a block wave by wave, from where an earlier session stopped; commits every few seconds,
/// so that a kill costs little.
bool Explorer::close_block(std::size_t number) {
  const std::uint64_t designs = problem_.space.blocks()[number].size();
  BlockRecord& record = record_of(number);
  BlockClosure::Block block = closure_->begin(number, archive_, record.classes_done);
  record.method = block.method();
  record.classes = block.classes();
  const BlockRecord before = record;
  std::vector<Evaluator::Outcome> waves;
  double started = reporter_.elapsed_seconds();
  const auto take = [&] {
    const PlanRecursion::Counts& counts = block.counts();
    record.classes_done = block.done();
    record.states = before.states + counts.states;
    record.states_closed = before.states_closed + counts.closed;
    record.pairs = before.pairs + counts.pairs;
    record.pairs_closed = before.pairs_closed + counts.dropped;
    record.joined = before.joined + counts.joined;
    record.joined_closed = before.joined_closed + counts.beaten;
    results::Batch rows;
    state(record, rows);
    keep(waves, rows);
    waves.clear();
    return rows;
  };
  while (!block.finished()) {
    std::optional<Evaluator::Outcome> wave = block.next([this] { return stopping(); });
    const double now = reporter_.elapsed_seconds();
    if (wave) {
      record.evaluated += wave->evaluated;
      waves.push_back(std::move(*wave));
      ProgressState current = state_;
      current.designs_done =
          state_.designs_done + static_cast<std::uint64_t>(static_cast<double>(designs) *
                                                           static_cast<double>(block.done()) /
                                                           static_cast<double>(block.classes()));
      reporter_.update(current);
    }
    if (!wave || (!block.finished() && now - started > seconds_between_waves)) {
      results::Batch rows = take();
      rows.progress = progress_;
      rows.wall_seconds = now - started;
      study_.write(std::move(rows));
      started = now;
    }
    if (!wave) {
      return false;
    }
  }
  record.closed = designs - record.evaluated;
  record.complete = true;
  results::Batch rows = take();
  progress_.closed += record.closed;
  finish_batch(std::move(rows), started);
  return true;
}

BlockRecord& Explorer::record_of(std::size_t number) {
  const auto [entry, fresh] = records_.try_emplace(number);
  if (fresh) {
    const Space::Block& block = problem_.space.blocks()[number];
    entry->second.block = number;
    entry->second.name = block_name(block);
    entry->second.designs = std::to_string(block.size());
  }
  return entry->second;
}

void Explorer::state(const BlockRecord& record, results::Batch& rows) const {
  rows.certificate.push_back({record.statement(), record.json().dump()});
}

/// Designs that a batch visited or closed by bounds of groups.
void Explorer::record_walk(std::span<const Range> batch,
                           const std::vector<Evaluator::Outcome>& outcomes, results::Batch& rows) {
  if (!closure_) {
    return;
  }
  // A stretch of the schedule lies in one block.
  BlockRecord& record = record_of(problem_.space.decode(batch.front().first).block);
  record.method = "walk";
  for (const Evaluator::Outcome& outcome : outcomes) {
    record.evaluated += outcome.evaluated;
    record.closed += outcome.closed;
  }
  record.complete = std::to_string(record.evaluated + record.closed) == record.designs;
  state(record, rows);
}

/// Evaluates the designs of a batch one plan after the other, in parallel.
std::vector<Evaluator::Outcome> Explorer::walk(std::span<const Range> batch, Closing closing) {
  std::vector<Range> tasks;
  for (const Range& range : batch) {
    const Space::Block& block = problem_.space.blocks()[problem_.space.decode(range.first).block];
    const std::uint64_t plans = std::max<std::uint64_t>(1, designs_per_task / block.stride);
    const std::uint64_t size = plans * block.stride;
    for (std::uint64_t first = range.first; first < range.last; first += size) {
      tasks.push_back({first, std::min(range.last, first + size)});
    }
  }
  std::vector<Evaluator::Outcome> outcomes(tasks.size());
  workers_.for_each(tasks.size(), [&](std::size_t number, std::size_t worker) {
    const std::size_t block = problem_.space.decode(tasks[number].first).block;
    outcomes[number] =
        evaluator_.evaluate(tasks[number], accuracy_of(block), kept_of_a_batch(),
                            closing == Closing::by_bounds ? &archive_ : nullptr, scratch_[worker]);
  });
  return outcomes;
}

void Explorer::report() {
  state_.designs_done = progress_.evaluated + progress_.closed;
  state_.front = archive_.size();
  reporter_.update(state_);
}

}  // namespace paretree::dse
