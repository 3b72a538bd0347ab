#include "dse/core/searcher.hpp"

#include <stdexcept>

namespace paretree::dse {

namespace {

[[noreturn]] void learns_nothing() {
  throw std::logic_error("a search that learns was given an evaluator that only walks schedules");
}

}  // namespace

std::vector<BatchEvaluator::Score> BatchEvaluator::scores(
    std::span<const std::uint64_t> /*positions*/) {
  learns_nothing();
}

std::uint64_t BatchEvaluator::mutated(std::uint64_t /*position*/, Random& /*random*/) const {
  learns_nothing();
}

std::uint64_t BatchEvaluator::crossed(std::uint64_t /*first*/, std::uint64_t /*second*/,
                                      Random& /*random*/) const {
  learns_nothing();
}

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
