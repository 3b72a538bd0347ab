#ifndef PARETREE_DSE_STUDY_CLOSING_TRIAL_HPP
#define PARETREE_DSE_STUDY_CLOSING_TRIAL_HPP

#include "dse/exec/workers.hpp"
#include "dse/study/evaluator.hpp"
#include "dse/study/problem.hpp"

#include <cstdint>

namespace paretree::dse {

/// What closing blocks as wholes will take, from doing a little of it.
struct ClosingTrial {
  std::uint64_t designs = 0;  ///< in blocks that are closed without visiting them
  double seconds = 0;         ///< wall clock, for all of them
  double bytes = 0;           ///< of memory the process will need at its peak
  bool at_least = false;      ///< some block had no time for its first classes of hardware
};

/// Closes the first classes of each block for its share of `seconds`, and takes the rest of its
/// classes to be like the last ones: later ones have more to be bounded by, but larger arrays.
[[nodiscard]] ClosingTrial try_closing(const Problem& problem, const Evaluator& evaluator,
                                       const Workers& workers, double seconds);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_CLOSING_TRIAL_HPP
