// What a search that learns may ask an Explorer.

#include "dse/study/explorer.hpp"

#include <algorithm>
#include <map>

namespace paretree::dse {

/// The proxy's value of a plan's format, among those measured last.
Evaluator::AccuracyOf Explorer::accuracy_of(std::size_t block_number) const {
  return [this, block_number](std::uint64_t plan, std::size_t bits) -> std::optional<double> {
    const Space::Block& block = problem_.space.blocks()[block_number];
    const auto found = formats_.find({block_number, block.model->format_of(plan).format, bits});
    return found == formats_.end() || found->second.sample.values.empty()
               ? std::nullopt
               : std::optional(found->second.sample.mean());
  };
}

/// Nothing is stored: rows of these designs, and what measuring them gave, are in the study.
std::vector<BatchEvaluator::Score> Explorer::scores(std::span<const std::uint64_t> positions) {
  std::vector<Range> batch;
  for (const std::uint64_t position : positions) {
    batch.push_back({position, position + 1});
  }
  if (results::Batch unused; problem_.reads_accuracy && !measure(batch, unused)) {
    return {};
  }
  std::vector<Score> scores(positions.size());
  workers_.for_each(batch.size(), [&](std::size_t number, std::size_t worker) {
    const std::size_t block = problem_.space.decode(positions[number]).block;
    const Evaluator::Outcome outcome = evaluator_.evaluate(
        batch[number], accuracy_of(block), Evaluator::Keep::all, nullptr, scratch_[worker]);
    if (!outcome.rows.empty()) {
      scores[number].feasible = true;
      evaluator_.to_minimise(outcome.rows.front().values, scores[number].point);
    }
  });
  return scores;
}

}  // namespace paretree::dse
