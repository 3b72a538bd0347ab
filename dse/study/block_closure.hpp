#ifndef PARETREE_DSE_STUDY_BLOCK_CLOSURE_HPP
#define PARETREE_DSE_STUDY_BLOCK_CLOSURE_HPP

#include "dse/exec/workers.hpp"
#include "dse/pareto/archive.hpp"
#include "dse/study/evaluator.hpp"
#include "dse/study/plan_recursion.hpp"
#include "dse/study/problem.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// Closes whole blocks of a space without visiting their designs: PlanRecursion once per class of
/// hardware halves (one array, one activation memory), its plans priced on every half of the class.
///
/// Classes go in fixed waves, the smallest area first; every class of a wave sees the front of the
/// waves before it. Bounds are compared with exact integers of evaluated feasible designs only, and
/// must be beaten strictly. Of equal vectors within a class the first one met represents the
/// others. Thread safety: one close() at a time.
class BlockClosure {
 public:
  BlockClosure(const Problem& problem, const Evaluator& evaluator, const Workers& workers);

  /// Whether a block's plans are those of the recursion and everything the sweep reads is monotone
  /// in its sums: hierarchical Tucker with paired leaves over all trees in all orders or the
  /// natural one, no accuracy but `capacity`, constraints of the form `figure <= number` (or >=
  /// where more is better). Others are walked.
  [[nodiscard]] bool takes(std::size_t block) const;
  /// The block's part of the front of everything: `known` is that of the study so far. Nothing if
  /// `stopping` became true.
  [[nodiscard]] std::optional<Evaluator::Outcome> close(
      std::size_t block, const Archive& known, const std::function<bool()>& stopping) const;

 private:
  class Run;
  /// `figure <= limit`, or `>=` where more is better.
  struct Limit {
    const Objective* objective = nullptr;
    std::size_t column = 0;
    bool strict = false;
    double value = 0;
    std::string text;
  };
  [[nodiscard]] bool read_limits();

  const Problem& problem_;
  const Evaluator& evaluator_;
  const Workers& workers_;
  std::vector<Limit> limits_;
  bool applicable_ = false;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_BLOCK_CLOSURE_HPP
