#ifndef PARETREE_DSE_CORE_SEARCHER_HPP
#define PARETREE_DSE_CORE_SEARCHER_HPP

#include "dse/core/identity.hpp"
#include "hwmodel/parameters.hpp"
#include "hwmodel/registry.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

/// Positions first .. last - 1 of the space.
struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  [[nodiscard]] std::uint64_t size() const { return last - first; }
  friend bool operator==(const Range&, const Range&) = default;
};

/// Whether a batch may leave out designs that a lower bound proves to be dominated.
enum class Closing { evaluate_all, by_bounds };

/// What a search asks for. Implemented by the study, which evaluates in parallel, keeps and stores.
class BatchEvaluator {
 public:
  virtual ~BatchEvaluator() = default;
  /// Designs in the space.
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// The end of the smallest stretch of work that starts at `position` and evaluates no half twice,
  /// at least `least` designs where the space allows.
  [[nodiscard]] virtual std::uint64_t stretch(std::uint64_t position,
                                              std::uint64_t least) const = 0;
  /// The space cut where scope, format, factorisation or kind of leaves change, in order. One range
  /// unless an evaluator knows better.
  [[nodiscard]] virtual std::vector<Range> blocks() const { return {{0, size()}}; }
  /// Designs to a batch of a search that draws them one by one: fewer than `usual` where measuring
  /// a format takes long. A function of the problem alone.
  [[nodiscard]] virtual std::uint64_t draws_per_batch(std::uint64_t usual) const { return usual; }
  /// Batches of this search that an earlier session finished: to be skipped, not evaluated again.
  [[nodiscard]] virtual std::uint64_t finished_batches() const = 0;
  /// Evaluates and stores one batch. False: stop now (time is up or interrupted); the batch may be
  /// unfinished and will be asked for again on resume. `by_bounds`: designs are closed without
  /// being evaluated where an evaluated feasible design of an earlier batch dominates a lower bound
  /// of theirs.
  [[nodiscard]] virtual bool evaluate(std::span<const Range> batch, Closing closing) = 0;

  /// What a search that learns may know of a design.
  struct Score {
    bool feasible = false;
    std::vector<double> point;  ///< objectives, minimised; empty if infeasible
  };
  // For searches that learn; std::logic_error of an evaluator that only walks schedules.
  /// Of designs of a batch that was evaluated, in this session or an earlier one. Stores nothing.
  /// Empty: stop now.
  [[nodiscard]] virtual std::vector<Score> scores(std::span<const std::uint64_t> positions);
  /// A design that differs in one axis of the model or the hardware.
  [[nodiscard]] virtual std::uint64_t mutated(std::uint64_t position, Random& random) const;
  /// A design that has each axis from one of two.
  [[nodiscard]] virtual std::uint64_t crossed(std::uint64_t first, std::uint64_t second,
                                              Random& random) const;
};

/// Which designs are evaluated, in which order. The schedule is a pure function of space,
/// parameters and seed.
class Searcher {
 public:
  virtual ~Searcher() = default;
  [[nodiscard]] virtual std::string sentence() const = 0;
  [[nodiscard]] virtual std::vector<hwmodel::Parameter> parameters() const = 0;
  /// Designs it will evaluate in all.
  [[nodiscard]] virtual std::uint64_t budget(std::uint64_t space_size,
                                             const hwmodel::Configuration& parameters) const = 0;
  /// Whether it closes designs by bounds, and so needs objectives that are monotone.
  [[nodiscard]] virtual bool needs_monotone_objectives() const { return false; }
  /// Whether what it evaluates next depends on what it found: then its batches cannot be divided
  /// among shards beforehand.
  [[nodiscard]] virtual bool learns() const { return false; }
  /// True if it ran to its end.
  [[nodiscard]] virtual bool run(BatchEvaluator& evaluator,
                                 const hwmodel::Configuration& parameters,
                                 std::uint64_t seed) const = 0;
};

/// Every stretch of the space in the order of positions: the loop of the complete searches.
[[nodiscard]] bool walk_in_order(BatchEvaluator& evaluator, Closing closing);

[[nodiscard]] const hwmodel::Registry<Searcher>& searchers();
[[nodiscard]] std::vector<std::pair<std::string, std::unique_ptr<Searcher>>> searcher_table();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_SEARCHER_HPP
