#ifndef PARETREE_DSE_STUDY_EXPLORER_HPP
#define PARETREE_DSE_STUDY_EXPLORER_HPP

#include "dse/core/searcher.hpp"
#include "dse/pareto/archive.hpp"
#include "dse/space/block_ranges.hpp"
#include "dse/space/variation.hpp"
#include "dse/study/block_closure.hpp"
#include "dse/study/certificate.hpp"
#include "dse/study/comparison.hpp"
#include "dse/study/evaluator.hpp"
#include "dse/study/front_statistics.hpp"
#include "dse/study/ladder.hpp"
#include "dse/study/memory_plan.hpp"
#include "dse/study/problem.hpp"
#include "dse/study/progress.hpp"
#include "dse/study/row_builder.hpp"
#include "results/store/retention.hpp"
#include "results/store/shards.hpp"
#include "results/store/study.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace paretree::dse {

struct ExploreOptions {
  std::size_t threads = 0;  ///< 0: one per core
  std::optional<double> time_limit_seconds;
  ProgressMode progress = ProgressMode::automatic;
  std::optional<results::Shard> shard = std::nullopt;  ///< only this part of the schedule
  /// Told whatever the reporter is told, from any thread; must be quick.
  std::function<void(const ProgressState&)> observe = {};
  std::function<bool()> stop = {};  ///< asked from any thread; true: end cleanly, resumable
  /// Keep less rather than need more (all, front+sample, front), by MemoryPlan's estimate.
  std::optional<std::uint64_t> memory_bytes = std::nullopt;
};

/// How a run ended.
struct ExploreSummary {
  bool finished = false;
  bool interrupted = false;  ///< by a signal, not by the time limit
  results::Progress progress;
  std::uint64_t front = 0;
  std::uint64_t formats_measured = 0;
  std::uint64_t trainings = 0;  ///< formats x seeds; 0 where the proxy does not train
  std::uint64_t trainings_done = 0;
  double seconds = 0;         ///< of this session
  bool budget_spent = false;  ///< the search ended where the sweep's budget did
};

/// The reason of a design whose format was left behind by successive halving.
inline constexpr const char* eliminated_by_ladder = "eliminated_by_ladder";
/// A change of retention in one line for people.
[[nodiscard]] std::string retention_text(const results::RetentionChange& change);

/// Runs a problem's search into a study: measures the formats of a batch, evaluates its designs in
/// parallel, merges in the order of the schedule, commits each batch as one transaction.
class Explorer final : public BatchEvaluator {
 public:
  Explorer(const Problem& problem, results::Study& study, const Workers& workers,
           const Evaluator& evaluator, const ExploreOptions& options);
  ~Explorer() override;

  /// Runs, or goes on where the study stopped.
  [[nodiscard]] ExploreSummary run();
  /// Takes over what shards of the same sweep have measured, evaluated and kept: `into` are the
  /// counters of all shards in the study afterwards. Absorbing again changes nothing but `timing`.
  void absorb(const std::vector<const results::Study*>& shards,
              const std::vector<results::MergedShard>& into);

  [[nodiscard]] std::uint64_t size() const override { return problem_.space.size(); }
  [[nodiscard]] std::uint64_t stretch(std::uint64_t position, std::uint64_t least) const override;
  [[nodiscard]] std::vector<Range> blocks() const override { return block_ranges(problem_.space); }
  [[nodiscard]] std::uint64_t draws_per_batch(std::uint64_t usual) const override;
  [[nodiscard]] std::uint64_t finished_batches() const override {
    return shards_.empty() ? finished_before_ : 0;  // a shard's batches lie apart: evaluate() skips
  }
  [[nodiscard]] bool evaluate(std::span<const Range> batch, Closing closing) override;
  [[nodiscard]] std::vector<Score> scores(std::span<const std::uint64_t> positions) override;
  [[nodiscard]] std::uint64_t mutated(std::uint64_t position, Random& random) const override {
    return Variation(problem_.space).mutated(position, random);
  }
  [[nodiscard]] std::uint64_t crossed(std::uint64_t first, std::uint64_t second,
                                      Random& random) const override {
    return Variation(problem_.space).crossed(first, second, random);
  }

 private:
  /// A format at one weight width.
  struct FormatKey {
    std::size_t block = 0;
    std::uint64_t format = 0;
    std::size_t bits = 0;
    friend auto operator<=>(const FormatKey&, const FormatKey&) = default;
  };
  struct Measured {
    std::string id;
    Sample sample;
  };
  /// A format at one width whose accuracy is known.
  struct MeasuredFormat {
    Range designs;
    std::size_t bits = 0;
    ModelHalf half;
    std::string id;
  };
  /// One that would be on the front with its error so many standard errors lower.
  struct NearFormat {
    MeasuredFormat format;
    double errors = 0;
  };

  /// Format id, seed: value.
  using Values = std::map<std::string, std::map<std::uint64_t, double>>;
  /// One way of measuring formats.
  struct Course {
    const BoundProxy* proxy = nullptr;
    std::string fidelity;
    std::uint64_t steps = 0;
    std::vector<std::uint64_t> seeds;
    Values* losses = nullptr;  ///< where validation losses go, too
  };

  void restore();
  void set_up_ladder();
  [[nodiscard]] bool climb(std::vector<MeasuredFormat>& formats, results::Batch& rows);
  [[nodiscard]] std::vector<double> judged_errors(const std::vector<MeasuredFormat>& formats,
                                                  std::size_t rung) const;
  [[nodiscard]] std::vector<MeasuredFormat> best_of(std::vector<MeasuredFormat> formats,
                                                    const std::vector<double>& errors,
                                                    std::uint64_t count);
  static void call_eliminated(Evaluator::Outcome& outcome);
  [[nodiscard]] bool budget_is_spent();
  [[nodiscard]] bool has_budget() const { return ladder_ && ladder_->budget_seconds > 0; }
  [[nodiscard]] double seconds_to_confirm_one() const;
  [[nodiscard]] double seconds_to_confirm();
  [[nodiscard]] std::size_t formats_between_looks() const;
  [[nodiscard]] bool budget_ends_confirmation() const;
  static void state_confirmation(std::size_t front, const std::vector<NearFormat>& near,
                                 std::size_t confirmed, results::Batch& rows);
  [[nodiscard]] std::uint64_t trained_formats_per_batch() const;
  void expect_next(const Range& range) const;
  /// Whether measuring a format takes seconds.
  [[nodiscard]] bool takes_long() const {
    return problem_.reads_accuracy &&
           (problem_.proxy->trains() || problem_.proxy->runs_command(problem_.proxy_parameters));
  }
  void plan_shard();
  [[nodiscard]] bool skips_next_batch();
  void absorb_accuracies(const std::vector<const results::Study*>& shards);
  void absorb_designs(const results::Study& shard);
  void absorb_records(const std::vector<const results::Study*>& shards, results::Batch& rows) const;
  [[nodiscard]] bool compare();
  [[nodiscard]] bool confirm(results::Batch& last);
  [[nodiscard]] std::string confirmed_fidelity() const {
    return problem_.fidelity() + ":confirmed";
  }
  [[nodiscard]] std::vector<MeasuredFormat> measured_formats() const;
  [[nodiscard]] bool confirms() const;
  [[nodiscard]] std::set<std::string> formats_of_front() const;
  [[nodiscard]] double pooled_deviation(const std::vector<MeasuredFormat>& formats,
                                        const std::set<std::string>& front) const;
  [[nodiscard]] bool train_afresh(const std::vector<MeasuredFormat>& formats);
  [[nodiscard]] std::vector<NearFormat> near_the_front(const std::vector<MeasuredFormat>& formats,
                                                       const std::set<std::string>& chosen,
                                                       double deviation, double errors);
  [[nodiscard]] Evaluator::Outcome outcome_of(const MeasuredFormat& format, double error,
                                              Evaluator::Keep keep, std::size_t worker);
  void rebuild_front(const std::vector<MeasuredFormat>& chosen,
                     const std::set<std::string>& front_before, results::Batch& last);
  [[nodiscard]] bool stopping() const;
  [[nodiscard]] Course own_course() const;
  /// Over the seeds of one format.
  [[nodiscard]] static double mean_of(const std::map<std::uint64_t, double>& values);
  [[nodiscard]] results::AccuracyRow accuracy_row(const std::string& format, const Course& course,
                                                  std::uint64_t seed,
                                                  const Measurement& result) const;
  void fit_into_memory(std::span<const Range> batch);
  [[nodiscard]] Evaluator::Keep kept_of_a_batch() const;
  [[nodiscard]] bool measure(std::span<const Range> batch, results::Batch& rows);
  [[nodiscard]] bool train(const std::vector<MeasuredFormat>& formats, const Course& course,
                           Values& into);
  [[nodiscard]] bool judge(const std::vector<MeasuredFormat>& formats, results::Batch& rows);
  [[nodiscard]] results::PrunedStatesRow states_row(const std::string& format,
                                                    const std::string& fidelity, std::uint64_t seed,
                                                    const MeasuredStates& states) const;
  [[nodiscard]] std::vector<Evaluator::Outcome> walk(std::span<const Range> batch, Closing closing);
  [[nodiscard]] Evaluator::AccuracyOf accuracy_of(std::size_t block) const;
  [[nodiscard]] bool closes_as_whole(std::span<const Range> batch) const;
  [[nodiscard]] bool close_block(std::size_t block);
  void finish_batch(results::Batch rows);
  [[nodiscard]] double uncounted_seconds();
  void certify(results::Batch& rows);
  [[nodiscard]] BlockRecord& record_of(std::size_t block);
  void record_walk(std::span<const Range> batch, const std::vector<Evaluator::Outcome>& outcomes,
                   results::Batch& rows);
  void state(const BlockRecord& record, results::Batch& rows) const;
  void keep(const std::vector<Evaluator::Outcome>& outcomes, results::Batch& rows);
  void add_row(const Evaluator::Row& row, results::Batch& rows);
  [[nodiscard]] DesignPlace place_of(std::uint64_t position) const {
    return dse::place_of(problem_.space, position);
  }
  void keep_all(const std::vector<Evaluator::Outcome>& outcomes, results::Batch& rows);
  void add_halves(const DesignPlace& place, results::Batch& rows);
  void add_format(const ModelHalf& half, results::Batch& rows);
  [[nodiscard]] std::string design_id(const DesignPlace& place);
  [[nodiscard]] std::string design_id(std::uint64_t position) {
    return design_id(place_of(position));
  }
  [[nodiscard]] std::vector<results::FrontRow> front_rows();
  [[nodiscard]] results::FrontCheckpoint checkpoint() const;
  [[nodiscard]] bool checkpoint_is_due() const;
  void report();

  const Problem& problem_;
  results::Study& study_;
  const Workers& workers_;
  const Evaluator& evaluator_;
  ExploreOptions options_;
  std::unique_ptr<BoundProxy> proxy_;
  std::optional<BlockClosure> closure_;         ///< where the search closes by bounds
  std::map<std::size_t, BlockRecord> records_;  ///< of the certificate, by block
  Comparison comparison_;
  std::vector<Evaluator::Scratch> scratch_;
  std::vector<std::uint64_t> seeds_;
  std::string fidelity_;

  Values known_;                         ///< on the last rung
  Values fresh_;                         ///< of confirmation
  std::map<std::size_t, Values> lower_;  ///< of each rung below the last
  std::map<std::size_t, Values> lower_losses_;
  std::optional<Ladder> ladder_;
  std::vector<std::unique_ptr<BoundProxy>> lower_proxies_;
  std::vector<MeasuredFormat> measured_;  ///< where a budget asks what confirming will take
  double spent_before_ = 0;               ///< seconds of earlier sessions
  double counted_until_ = 0;              ///< of this session, what is stored in `timing`
  double search_began_ = 0;
  double forecast_at_ = 0;
  double confirmation_seconds_ = 0;
  double top_seconds_ = 0;  ///< thread seconds on the last rung
  std::uint64_t trained_on_top_ = 0;
  bool budget_spent_ = false;  ///< no further bracket: what follows is confirmation
  std::map<std::string, double> given_errors_;  ///< standard errors that came with imported values
  std::map<FormatKey, Measured> formats_;
  Archive archive_;
  RowBuilder builder_;
  std::set<std::string> stored_formats_;  ///< rows sent in this session
  std::unordered_set<std::uint64_t> stored_models_;
  std::unordered_set<std::uint64_t> stored_hardware_;
  results::Progress progress_;
  std::uint64_t finished_before_ = 0;
  std::vector<std::uint32_t> shards_;  ///< of each batch of the schedule; empty: the run is whole
  std::size_t asked_ = 0;              ///< batches the search has asked for
  std::uint64_t asked_here_ = 0;       ///< those of this shard
  std::uint64_t last_checkpoint_ = 0;  ///< designs at the newest checkpoint
  sweeps::Retention retention_ = sweeps::Retention::front;  ///< of the study, as it is now
  std::optional<MemoryPlan> memory_;
  bool memory_warned_ = false;
  ProgressState state_;
  ProgressReporter reporter_;
  std::unordered_map<std::uint64_t, Id> hardware_ids_;
  std::optional<std::pair<std::uint64_t, Id>> last_model_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_EXPLORER_HPP
