#ifndef PARETREE_RESULTS_STORE_SCHEMA_HPP
#define PARETREE_RESULTS_STORE_SCHEMA_HPP

#include "results/records.hpp"
#include "results/store/sqlite.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::results {

inline constexpr std::int64_t application_id = 0x50747265;  ///< "Ptre"
inline constexpr std::int64_t schema_version = 3;

/// Throws: std::invalid_argument if a column's name is not [a-z0-9_]+, repeated, or one of ours.
void check_columns(const std::vector<ObjectiveColumn>& columns);

/// Makes tables and views in an empty database and writes the run, in one transaction.
void create_schema(const Connection& connection, const RunRow& run);

/// Throws: StoreError unless the database is a study of this or an older version and, where that
/// is cheap, sound.
void check_schema(const Connection& connection, const std::string& file, std::uintmax_t bytes);

/// Brings an older study to this version: adds what is missing and keys the front by position.
void migrate_schema(const Connection& connection);

/// A study has the unique index of its ids once it is finished: ids are hashes, and keeping them
/// sorted while designs arrive costs more than everything else together.
[[nodiscard]] bool has_design_index(const Connection& connection);
void create_design_index(const Connection& connection);
void drop_design_index(const Connection& connection);

/// The columns of the run, in order.
[[nodiscard]] std::vector<ObjectiveColumn> read_columns(const Connection& connection);
[[nodiscard]] RunRow read_run(const Connection& connection);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_SCHEMA_HPP
