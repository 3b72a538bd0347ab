#include "tensor/plan/counts.hpp"

#include "tensor/checked.hpp"
#include "tensor/plan/plan.hpp"
#include "tensor/plan/steps.hpp"

#include <algorithm>

namespace paretree::tensor {

PlanCounts plan_counts(const MatrixFormat& format) {
  std::uint64_t alive = format.modes.columns();
  if (format.kind == FormatKind::dense) {
    const std::uint64_t rows = format.modes.rows();
    return {.macs = times(rows, alive), .peak_words = plus(rows, alive)};
  }
  PlanCounts counts;
  for_each_step(format, [&](const Step& step) {
    // inner * cols is the whole tensor alive, so rows * inner * cols is rows * alive.
    const std::uint64_t rows = step.rows.size();
    counts.macs = plus(counts.macs, times(alive, rows));
    const std::uint64_t after = times(alive / step.inner.size(), rows);
    counts.peak_words = std::max(counts.peak_words, plus(alive, after));
    alive = after;
  });
  return counts;
}

std::uint64_t macs(const MatrixFormat& format) {
  check(format);
  return plan_counts(format).macs;
}

}  // namespace paretree::tensor
