#include "dse/study/explorer.hpp"

#include "dse/exec/interrupt.hpp"
#include "dse/study/formats_wanted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>
#include <utility>

namespace paretree::dse {

namespace {

/// Formats per batch where measuring one takes seconds: what a kill may cost, and enough work for
/// any number of threads. A constant, so that batches do not depend on the machine.
constexpr std::uint64_t usual_trained_formats = 16;
/// Designs per parallel task.
constexpr std::uint64_t designs_per_task = 4096;
/// Waves of a block that is being closed are stored this often, so that a kill loses little work.
constexpr double seconds_between_waves = 1.0;

/// Leaves out rows that a member of the front of earlier batches dominates. Merging would, too, but
/// one after the other; here every thread does its own.
void leave_out_beaten(const Archive& front, const Evaluator& evaluator, Evaluator::Keep keep,
                      FeasibleRows& rows) {
  FeasibleRows left;
  std::vector<double> point;
  for (const FeasibleRows::Row& row : rows) {
    evaluator.to_minimise(row.values, point);
    const bool sampled =
        keep == Evaluator::Keep::front_and_sample && Evaluator::in_sample(row.position);
    if (sampled || !front.beats(point)) {
      left.push_back(row.position, row.values);
    }
  }
  rows = std::move(left);
}

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
      builder_(problem),
      reporter_(options.progress, problem.sweep.name, options.observe) {
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
  take_state_traces(problem_, study_.pruned_states());
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
  if (problem_.reads_accuracy && problem_.proxy->trains() && !problem_.searcher->learns() &&
      !ladder_of(problem_)) {
    state_.trainings = count_of_formats_wanted(problem_) * seeds_.size();
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
  if (problem_.reads_accuracy && !progress_.finished) {
    proxy_ = bind_proxy(problem_);
    set_up_ladder();
  }
  if (options_.shard) {
    plan_shard();  // a bracket of a ladder is a batch
  }
  if (!progress_.finished) {
    reporter_.update(state_);
  }
  if (!progress_.finished) {
    results::Batch last;
    search_began_ = reporter_.elapsed_seconds();
    // The front of a shard is not the front: what confirms it comes after merging.
    const bool finished =
        (problem_.searcher->run(*this, problem_.search_parameters, problem_.sweep.seed) ||
         budget_spent_) &&
        compare() && (options_.shard || confirm(last));
    if (finished) {
      progress_.finished = true;
      last.front = front_rows();
      last.checkpoint = checkpoint();
      certify(last);
      last.progress = progress_;
      last.wall_seconds = uncounted_seconds();
      study_.write(std::move(last));
    }
    study_.flush();
  }
  ExploreSummary summary;
  summary.finished = progress_.finished;
  summary.interrupted = interrupt_requested();
  summary.progress = progress_;
  summary.front = archive_.size();
  summary.formats_measured = known_.size();
  summary.trainings = state_.trainings;
  summary.trainings_done = state_.trainings_done;
  summary.seconds = reporter_.elapsed_seconds();
  summary.budget_spent = budget_spent_;
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
  const bool complete = state_.designs == problem_.space.size() && !budget_spent_ &&
                        (!ladder_ || ladder_->rungs.size() == 1);
  rows.certificate.push_back(front_statement(std::move(front), complete, problem_.eps()));
}

/// The sweep's further proxies, once its own designs are done.
bool Explorer::compare() {
  const double before = state_.training_seconds;
  const double begin = reporter_.elapsed_seconds();
  const bool done = comparison_.run(
      progress_, [this] { return stopping(); },
      [&] {
        ++state_.trainings_done;
        state_.training_seconds = before + reporter_.elapsed_seconds() - begin;
        reporter_.update(state_);
      });
  counted_until_ = reporter_.elapsed_seconds();  // it stores its own time
  return done;
}

/// Seconds of this session that no stored batch has counted yet, for the one that is stored next.
double Explorer::uncounted_seconds() {
  const double now = reporter_.elapsed_seconds();
  return now - std::exchange(counted_until_, now);
}

bool Explorer::stopping() const {
  return interrupt_requested() || (options_.stop && options_.stop()) ||
         (options_.time_limit_seconds &&
          reporter_.elapsed_seconds() >= *options_.time_limit_seconds);
}

/// An unfinished study whose batches an earlier version cut elsewhere would lose designs.
void Explorer::expect_next(const Range& range) const {
  const std::uint64_t done = progress_.evaluated + progress_.closed;
  if (range.first != done) {
    throw std::invalid_argument(fmt::format(
        "this study has {} designs and its next batch would begin at design {}: another version "
        "began it, with other batches; end it with that version, or give another --db",
        done, range.first));
  }
}

std::uint64_t Explorer::trained_formats_per_batch() const {
  return ladder_ ? ladder_->bracket : usual_trained_formats;
}

std::uint64_t Explorer::draws_per_batch(std::uint64_t usual) const {
  return takes_long() ? trained_formats_per_batch() : usual;
}

std::uint64_t Explorer::stretch(std::uint64_t position, std::uint64_t least) const {
  const Space::Address address = problem_.space.decode(position);
  const Space::Block& block = problem_.space.blocks()[address.block];
  if (closure_ && closure_->takes(address.block)) {
    return block.first + block.size();
  }
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (takes_long()) {
    most = trained_formats_per_batch();
    if (!ladder_) {
      // 1, 1, 2, 4, 8, then all: a study has a front soon. By the place of the first one alone.
      const std::uint64_t before = block.first_format + block.model->format_of(address.plan).format;
      most = std::min(most, std::bit_floor(std::max<std::uint64_t>(before, 1)));
    }
  }
  std::uint64_t plan = address.plan;
  std::uint64_t formats = 0;
  do {
    const ModelSpace::FormatPlans plans = block.model->format_of(plan);
    plan = plans.first + plans.count;
    ++formats;
    const std::uint64_t designs = block.first + plan * block.stride - position;
    if (designs >= least || formats >= most) {
      break;
    }
  } while (plan < block.model->plans());
  return block.first + plan * block.stride;
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
  if (stopping() || budget_is_spent()) {
    return false;
  }
  if (takes_long() && !ladder_ && !problem_.searcher->learns() && shards_.empty() &&
      closing == Closing::evaluate_all && batch.size() == 1 && batch.front().size() > 1) {
    expect_next(batch.front());
  }
  const bool closes = closing == Closing::by_bounds && closes_as_whole(batch);
  fit_into_memory(closes ? std::span<const Range>() : batch);  // the recursion evaluates few
  if (closes) {
    return close_block(problem_.space.decode(batch.front().first).block);
  }
  results::Batch rows;
  if (problem_.reads_accuracy && !measure(batch, rows)) {
    rows.progress = progress_;
    rows.wall_seconds = uncounted_seconds();
    study_.write(std::move(rows));
    return false;
  }
  const std::vector<Evaluator::Outcome> outcomes = walk(batch, closing);
  record_walk(batch, outcomes, rows);
  keep(outcomes, rows);
  finish_batch(std::move(rows));
  return true;
}

void Explorer::finish_batch(results::Batch rows) {
  ++progress_.next;
  if (checkpoint_is_due()) {
    rows.checkpoint = checkpoint();
    last_checkpoint_ = rows.checkpoint->designs;
  }
  rows.progress = progress_;
  rows.wall_seconds = uncounted_seconds();
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
      rows.wall_seconds = uncounted_seconds();
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
  finish_batch(std::move(rows));
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
    if (ladder_) {
      call_eliminated(outcomes[number]);
    }
    if (kept_of_a_batch() != Evaluator::Keep::all) {
      leave_out_beaten(archive_, evaluator_, kept_of_a_batch(), outcomes[number].rows);
    }
  });
  return outcomes;
}

void Explorer::report() {
  state_.designs_done = progress_.evaluated + progress_.closed;
  state_.front = archive_.size();
  reporter_.update(state_);
}

}  // namespace paretree::dse
