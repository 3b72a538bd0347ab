#include "dse/core/searcher.hpp"

namespace paretree::dse {

bool walk_in_order(BatchEvaluator& evaluator, Closing closing) {
  constexpr std::uint64_t designs_per_batch = 1U << 17U;
  std::uint64_t number = 0;
  for (std::uint64_t position = 0; position < evaluator.size(); ++number) {
    const Range range{position, evaluator.stretch(position, designs_per_batch)};
    position = range.last;
    if (number >= evaluator.finished_batches() && !evaluator.evaluate({&range, 1}, closing)) {
      return false;
    }
  }
  return true;
}

}  // namespace paretree::dse
