#ifndef PARETREE_RESULTS_STORE_KEY_TABLES_HPP
#define PARETREE_RESULTS_STORE_KEY_TABLES_HPP

#include "results/store/sqlite.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>

namespace paretree::results {

/// Names (fidelities, reasons) that rows refer to by number.
class NameTable {
 public:
  NameTable(const Connection& connection, std::string table);
  /// The number of a name; a new name is stored.
  [[nodiscard]] std::int64_t key(const std::string& name);

 private:
  const Connection& connection_;
  std::string table_;
  std::map<std::string, std::int64_t> keys_;
};

/// Keys that a table has, for rows that refer to them.
class KeySet {
 public:
  KeySet(const Connection& connection, const std::string& table);
  void add(std::uint64_t key) {
    if (known_.size() >= most_known) {
      known_.clear();  // asking the table again costs time, remembering all of it memory
    }
    known_.insert(key);
  }
  [[nodiscard]] bool contains(std::uint64_t key);

 private:
  static constexpr std::size_t most_known = std::size_t{1} << 20U;

  Statement select_;
  std::unordered_set<std::uint64_t> known_;
  std::optional<std::uint64_t> last_;  ///< rows come in runs of one
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_KEY_TABLES_HPP
