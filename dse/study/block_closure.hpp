#ifndef PARETREE_DSE_STUDY_BLOCK_CLOSURE_HPP
#define PARETREE_DSE_STUDY_BLOCK_CLOSURE_HPP

#include "dse/exec/workers.hpp"
#include "dse/pareto/archive.hpp"
#include "dse/study/block_solver.hpp"
#include "dse/study/evaluator.hpp"
#include "dse/study/problem.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// Closes whole blocks of a space without visiting their designs: the undominated plans of every
/// class of hardware halves (one array, one activation memory), priced on every half of the class.
///
/// Classes go in fixed waves, the smallest area first; every class of a wave sees the front of the
/// waves before it. Bounds are compared with exact integers of evaluated feasible designs only, and
/// must be beaten strictly. Of equal vectors within a class the first one met represents the
/// others. Thread safety: one close() at a time.
class BlockClosure {
 public:
  /// Blocks of at most `most_listed` plans are listed instead of solved by recursion.
  BlockClosure(const Problem& problem, const Evaluator& evaluator, const Workers& workers,
               std::uint64_t most_listed = std::uint64_t{1} << 16U);

  /// Whether everything the sweep reads is monotone in the sums of a plan (no accuracy but
  /// `capacity`; constraints of the form `figure <= number`, or >= where more is better), and the
  /// block's plans are few, or those of the recursion: hierarchical Tucker with paired leaves over
  /// all trees, in all orders or the natural one. Others, and uncompressed layers, are walked.
  [[nodiscard]] bool takes(std::size_t block) const;
  /// Closing one block, wave by wave of its classes; it can go on where it stopped.
  class Block;
  /// `known`: the front of the study so far. `done`: classes closed in an earlier session, the end
  /// of a wave. Requires: takes(block).
  [[nodiscard]] Block begin(std::size_t block, const Archive& known, std::size_t done = 0) const;
  /// The solver of a block that is closed by recursion; null of others.
  [[nodiscard]] std::unique_ptr<BlockSolver> recursion_of(std::size_t block) const;
  /// The block's part of the front of everything, all waves at once. Nothing if `stopping` became
  /// true.
  [[nodiscard]] std::optional<Evaluator::Outcome> close(
      std::size_t block, const Archive& known, const std::function<bool()>& stopping) const;

 private:
  [[nodiscard]] std::optional<PlanSource> source(std::size_t block) const;
  [[nodiscard]] bool read_limits();
  friend class Block;
  [[nodiscard]] Archive exact_points(const BlockSolver& solver, const Archive& known) const;
  [[nodiscard]] PlainDesign plain(std::uint64_t position, const BoundProxy* proxy) const;
  void verify(const FeasibleRows& rows) const;

  const Problem& problem_;
  const Evaluator& evaluator_;
  const Workers& workers_;
  std::vector<ResultLimit> limits_;
  std::uint64_t most_listed_;
  bool applicable_ = false;
};

class BlockClosure::Block {
 public:
  [[nodiscard]] const char* method() const;
  [[nodiscard]] std::size_t classes() const { return solver_->classes(); }
  [[nodiscard]] std::size_t done() const { return done_; }
  [[nodiscard]] bool finished() const { return done_ == classes(); }
  /// Of this session's waves.
  [[nodiscard]] const PlanRecursion::Counts& counts() const { return counts_; }

  /// The next wave: what its classes add to the front. Nothing if `stopping` became true; the wave
  /// is to be asked for again then. Requires: not finished().
  [[nodiscard]] std::optional<Evaluator::Outcome> next(const std::function<bool()>& stopping);

 private:
  friend class BlockClosure;
  Block(const BlockClosure& closure, std::size_t block, const Archive& known, std::size_t done);

  const BlockClosure& closure_;
  PlanSource source_;
  std::unique_ptr<BlockSolver> solver_;
  std::size_t done_ = 0;
  Archive exact_front_;
  PlanRecursion::Counts counts_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_BLOCK_CLOSURE_HPP
