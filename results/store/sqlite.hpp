#ifndef PARETREE_RESULTS_STORE_SQLITE_HPP
#define PARETREE_RESULTS_STORE_SQLITE_HPP

#include "results/store/store_error.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace paretree::results {

/// A prepared statement: bind from 1, step, read columns from 0. Everything throws StoreError.
class Statement {
 public:
  void bind(int index, std::string_view text);
  /// Without a copy. Requires: the text outlives the next run() or reset().
  void bind_kept(int index, std::string_view text);
  /// Not a number is stored as NULL.
  void bind(int index, double value);
  void bind(int index, const std::optional<double>& value);
  void bind(int index, std::int64_t value);
  /// Throws: StoreError above 2^63 - 1, the largest integer of SQLite.
  void bind(int index, std::uint64_t count);

  /// True while there is a row.
  bool step();
  /// Steps to the end and makes the statement ready for the next binding.
  void run();
  void reset();

  [[nodiscard]] int columns() const;
  [[nodiscard]] std::string column_name(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::string text(int column) const;
  /// NULL reads as not a number.
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::optional<double> optional_real(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::uint64_t count(int column) const;

 private:
  friend class Connection;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(sqlite3* database, std::string_view sql, std::string file);
  void check(int code) const;

  sqlite3* database_;
  std::string file_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One connection to one file. SQLite is called here, and by sql_query for its own aggregates.
class Connection {
 public:
  /// `snapshot` reads a file that nobody can change (read-only media), without its write-ahead log.
  enum class Mode { create, write, read, snapshot };

  /// Throws: StoreError. Foreign keys are on; a reader cannot write. Thread safety: create and
  /// write from one thread at a time; the others from any.
  Connection(const std::string& file, Mode mode);

  [[nodiscard]] Statement prepare(std::string_view sql) const;
  /// Runs statements separated by semicolons and drops their rows.
  void execute(std::string_view sql) const;
  /// Ends an open transaction without what it did; says nothing and allocates nothing.
  void roll_back() const noexcept;
  /// The first column of the first row, which must exist.
  [[nodiscard]] std::int64_t integer(std::string_view sql) const;
  [[nodiscard]] std::string text(std::string_view sql) const;
  [[nodiscard]] bool has_table(std::string_view name) const;
  [[nodiscard]] const std::string& file() const { return file_; }
  /// For what only SQLite's own interface can do; null never.
  [[nodiscard]] sqlite3* handle() const { return database_.get(); }
  /// Rows changed by the last INSERT, UPDATE or DELETE.
  [[nodiscard]] std::int64_t changes() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::string file_;
  std::unique_ptr<sqlite3, Close> database_;
};

/// BEGIN IMMEDIATE ... COMMIT; rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(const Connection& connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  const Connection& connection_;
  bool open_ = true;
};

/// A name as an SQL identifier.
[[nodiscard]] std::string sql_name(std::string_view name);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_SQLITE_HPP
