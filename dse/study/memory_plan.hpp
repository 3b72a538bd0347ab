#ifndef PARETREE_DSE_STUDY_MEMORY_PLAN_HPP
#define PARETREE_DSE_STUDY_MEMORY_PLAN_HPP

#include "dse/study/evaluator.hpp"
#include "dse/study/problem.hpp"
#include "sweeps/sweep.hpp"

#include <cstdint>
#include <string>

namespace paretree::dse {

/// How much memory a run needs with what it keeps: an estimate from above, of counts alone. It is a
/// function of the sweep and of what was evaluated, never of threads, clocks or the machine, so
/// that a run which gives up keeping something does so at the same design everywhere.
class MemoryPlan {
 public:
  /// `data_bytes`: of the data set that is trained on; 0 where there is none.
  MemoryPlan(const Problem& problem, const Evaluator& evaluator, std::uint64_t data_bytes);

  /// While a batch of `designs` is evaluated and `front` members are on the front.
  [[nodiscard]] std::uint64_t bytes(sweeps::Retention retention, std::uint64_t designs,
                                    std::uint64_t front) const;

  /// A limit below this is no limit but an error.
  static constexpr std::uint64_t least_limit_bytes = std::uint64_t{64} << 20U;

 private:
  std::uint64_t fixed_ = 0;  ///< program, hardware halves, data set, accuracies
  std::uint64_t columns_ = 0;
};

/// all, front+sample, front: the next one to give up; `front` where nothing is left.
[[nodiscard]] sweeps::Retention less_than(sweeps::Retention retention);

/// Whether `a` is further along that way than `b`.
[[nodiscard]] bool keeps_less(sweeps::Retention a, sweeps::Retention b);

/// "612 MiB", "1.5 GiB".
[[nodiscard]] std::string memory_text(std::uint64_t bytes);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_MEMORY_PLAN_HPP
