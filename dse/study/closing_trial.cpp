#include "dse/study/closing_trial.hpp"

#include "dse/exec/memory.hpp"
#include "dse/study/block_closure.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace paretree::dse {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

ClosingTrial try_closing(const Problem& problem, const Evaluator& evaluator, const Workers& workers,
                         double seconds) {
  ClosingTrial trial;
  if (!problem.searcher->needs_monotone_objectives()) {
    return trial;
  }
  const BlockClosure closure(problem, evaluator, workers);
  std::vector<std::size_t> blocks;
  for (std::size_t block = 0; block < problem.space.blocks().size(); ++block) {
    if (closure.takes(block)) {
      blocks.push_back(block);
      trial.designs += problem.space.blocks()[block].size();
    }
  }
  const Clock::time_point start = Clock::now();
  Archive front(problem.objective_count);
  std::vector<double> point;
  for (std::size_t number = 0; number < blocks.size(); ++number) {
    const double share =
        std::max(0.0, seconds - seconds_since(start)) / static_cast<double>(blocks.size() - number);
    const Clock::time_point begun = Clock::now();
    BlockClosure::Block block = closure.begin(blocks[number], front);
    double last = seconds_since(begun);
    double per_class = 0;
    while (!block.finished()) {
      const std::size_t before = block.done();
      const auto wave = block.next([&] { return seconds_since(begun) > share; });
      const double now = seconds_since(begun);
      if (!wave) {
        break;
      }
      per_class = (now - last) / static_cast<double>(block.done() - before);
      last = now;
      for (const Evaluator::Row& row : wave->rows) {
        evaluator.to_minimise(row.values, point);
        front.insert(point, row.position);
      }
    }
    const std::size_t left = block.classes() - block.done();
    trial.seconds += last;
    if (left > 0 && block.done() == 0) {
      trial.at_least = true;
      per_class = seconds_since(begun) - last;
    }
    trial.seconds += per_class * static_cast<double>(left);
  }
  trial.bytes = peak_memory_bytes();
  return trial;
}

}  // namespace paretree::dse
