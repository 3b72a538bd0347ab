#ifndef PARETREE_RESULTS_STORE_RETENTION_HPP
#define PARETREE_RESULTS_STORE_RETENTION_HPP

#include "results/store/study.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::results {

/// The moment from which a study keeps less than its sweep says, and why.
struct RetentionChange {
  std::uint64_t batch = 0;            ///< of the search's schedule, the first that it holds for
  std::uint64_t designs = 0;          ///< evaluated or closed before
  std::string retention;              ///< front+sample, front
  std::uint64_t estimated_bytes = 0;  ///< of memory, with the retention until then
  std::uint64_t limit_bytes = 0;
};

/// In order; empty where the study keeps what its sweep says. Throws: StoreError.
[[nodiscard]] std::vector<RetentionChange> retention_changes(const Study& study);
/// From now on RunRow::retention is the change's. Requires: opened for writing; its batches are
/// flushed. Throws: StoreError.
void change_retention(const Study& study, const RetentionChange& change);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_RETENTION_HPP
