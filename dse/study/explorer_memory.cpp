// What an Explorer gives up keeping where memory is limited.

#include "dse/study/explorer.hpp"

#include <fmt/format.h>

namespace paretree::dse {

std::string retention_text(const results::RetentionChange& change) {
  return fmt::format(
      "memory: from batch {} on (after {} designs) the store is {}: more was estimated to need {}, "
      "--memory is {}",
      change.batch, change.designs, change.retention, memory_text(change.estimated_bytes),
      memory_text(change.limit_bytes));
}

Evaluator::Keep Explorer::kept_of_a_batch() const {
  switch (retention_) {
    case sweeps::Retention::all:
      return Evaluator::Keep::all;
    case sweeps::Retention::front_and_sample:
      return Evaluator::Keep::front_and_sample;
    case sweeps::Retention::front:
      break;
  }
  return Evaluator::Keep::front;
}

/// Before a batch, so that nothing of it is held that will not be kept.
void Explorer::fit_into_memory(std::span<const Range> batch) {
  if (!options_.memory_bytes) {
    return;
  }
  std::uint64_t designs = 0;
  for (const Range& range : batch) {
    designs += range.size();
  }
  if (!memory_) {
    memory_.emplace(problem_, evaluator_, proxy_ ? proxy_->data_bytes() : 0);
  }
  while (true) {
    const std::uint64_t needed = memory_->bytes(retention_, designs, archive_.size());
    if (needed <= *options_.memory_bytes) {
      return;
    }
    if (retention_ == sweeps::Retention::front) {
      if (!memory_warned_) {
        memory_warned_ = true;
        reporter_.note(fmt::format(
            "memory: the front alone is estimated to need {}, --memory is {}; nothing is left to "
            "give up, the run goes on",
            memory_text(needed), memory_text(*options_.memory_bytes)));
      }
      return;
    }
    retention_ = less_than(retention_);
    const results::RetentionChange change{.batch = progress_.next,
                                          .designs = progress_.evaluated + progress_.closed,
                                          .retention = sweeps::retention_name(retention_),
                                          .estimated_bytes = needed,
                                          .limit_bytes = *options_.memory_bytes};
    study_.flush();
    results::change_retention(study_, change);
    reporter_.note(retention_text(change));
  }
}

}  // namespace paretree::dse
