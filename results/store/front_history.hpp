#ifndef PARETREE_RESULTS_STORE_FRONT_HISTORY_HPP
#define PARETREE_RESULTS_STORE_FRONT_HISTORY_HPP

#include "results/records.hpp"
#include "results/store/sqlite.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace paretree::results {

/// Makes the tables of the history where they are missing, as in a study of an older version.
void create_front_history(const Connection& connection,
                          const std::vector<ObjectiveColumn>& columns);

/// Empty for a study that has none.
[[nodiscard]] FrontHistory read_front_history(const Connection& connection,
                                              const std::vector<ObjectiveColumn>& columns);

/// Stores what changed on the front from one checkpoint to the next.
class FrontHistoryWriter {
 public:
  /// Requires: the connection outlives the writer, and has the tables.
  FrontHistoryWriter(const Connection& connection, const std::vector<ObjectiveColumn>& columns);

  /// A checkpoint that is stored already changes nothing. Inside a transaction of the caller's.
  void write(const FrontCheckpoint& checkpoint);
  /// Forgets everything.
  void clear();

 private:
  const Connection& connection_;
  std::size_t width_;
  Statement insert_checkpoint_;
  Statement insert_seconds_;
  Statement enter_;
  Statement leave_;
  std::map<std::uint64_t, std::uint64_t> members_;  // position: checkpoint it entered at
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_FRONT_HISTORY_HPP
