#include "results/store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cmath>
#include <limits>
#include <utility>

namespace paretree::results {

namespace {

constexpr int busy_timeout_ms = 20'000;

// A message is one line, however the statement is laid out.
std::string shortened(std::string_view sql) {
  constexpr std::size_t limit = 200;
  std::string line;
  for (const char c : sql) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || (!line.empty() && line.back() != ' ')) {
      line += blank ? ' ' : c;
    }
    if (line.size() == limit) {
      return line + "...";
    }
  }
  return line;
}

[[noreturn]] void fail(sqlite3* database, int code, std::string_view file, std::string_view sql) {
  const int extended = database != nullptr ? sqlite3_extended_errcode(database) : code;
  // A misuse is reported by the call alone, the connection still holds an older code.
  const int shown = (extended & 0xff) == (code & 0xff) ? extended : code;
  const char* message =
      database != nullptr && shown == extended ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  throw StoreError(fmt::format("{}: {} (SQLite {} {}), in: {}", file, message, shown,
                               sqlite3_errstr(shown), shortened(sql)));
}

// A file name as SQLite's URI; the three characters with a meaning there are escaped.
std::string uri(const std::string& file, std::string_view query) {
  std::string text = "file:";
  for (const char c : file) {
    if (c == '%' || c == '?' || c == '#') {
      text += fmt::format("%{:02x}", static_cast<unsigned>(c));
    } else {
      text += c;
    }
  }
  return text.append(query);
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(sqlite3* database, std::string_view sql, std::string file)
    : database_(database), file_(std::move(file)) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  statement_.reset(statement);
  if (code != SQLITE_OK) {
    fail(database, code, file_, sql);
  }
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) {
    fail(database_, code, file_, sqlite3_sql(statement_.get()));
  }
}

void Statement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL, where an empty text is meant.
  const char* begin = text.empty() ? "" : text.data();
  check(sqlite3_bind_text64(statement_.get(), index, begin, text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8));
}

void Statement::bind(int index, double value) {
  check(std::isnan(value) ? sqlite3_bind_null(statement_.get(), index)
                          : sqlite3_bind_double(statement_.get(), index, value));
}

void Statement::bind(int index, const std::optional<double>& value) {
  bind(index, value.value_or(std::numeric_limits<double>::quiet_NaN()));
}

void Statement::bind(int index, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), index, value));
}

void Statement::bind(int index, std::uint64_t count) {
  if (count > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    throw StoreError(fmt::format("{}: {} is above {}, the largest integer SQLite keeps, in: {}",
                                 file_, count, std::numeric_limits<std::int64_t>::max(),
                                 shortened(sqlite3_sql(statement_.get()))));
  }
  bind(index, static_cast<std::int64_t>(count));
}

void Statement::bind_kept(int index, std::string_view text) {
  const char* begin = text.empty() ? "" : text.data();
  check(
      sqlite3_bind_text64(statement_.get(), index, begin, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) {
    return true;
  }
  if (code == SQLITE_DONE) {
    return false;
  }
  fail(database_, code, file_, sqlite3_sql(statement_.get()));
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

// The code of a reset repeats that of the step before, which was reported.
void Statement::reset() {
  sqlite3_reset(statement_.get());
}

int Statement::columns() const {
  return sqlite3_column_count(statement_.get());
}

std::string Statement::column_name(int column) const {
  const char* name = sqlite3_column_name(statement_.get(), column);
  return name != nullptr ? name : "";
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::string Statement::text(int column) const {
  const auto* begin = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return begin != nullptr ? std::string(begin, static_cast<std::size_t>(size)) : std::string();
}

double Statement::real(int column) const {
  return is_null(column) ? std::numeric_limits<double>::quiet_NaN()
                         : sqlite3_column_double(statement_.get(), column);
}

std::optional<double> Statement::optional_real(int column) const {
  return is_null(column) ? std::nullopt : std::optional<double>(real(column));
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::uint64_t Statement::count(int column) const {
  return static_cast<std::uint64_t>(integer(column));
}

void Connection::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

Connection::Connection(const std::string& file, Mode mode) : file_(file) {
  const std::string name = uri(file, mode == Mode::snapshot ? "?immutable=1" : "");
  // A reader asks for more than it needs: only so can it take part in the write-ahead log and clear
  // it away as the last one out. SQLite falls back to reading where the file is write-protected.
  // Readers may be used from any thread; a writer from one at a time, and locks around every bound
  // value cost it an eighth of its time.
  const bool reads = mode == Mode::read || mode == Mode::snapshot;
  const int flags = SQLITE_OPEN_URI | (reads ? SQLITE_OPEN_FULLMUTEX : SQLITE_OPEN_NOMUTEX) |
                    (mode == Mode::snapshot ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                    (mode == Mode::create ? SQLITE_OPEN_CREATE : 0);
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &database, flags, nullptr);
  database_.reset(database);
  if (code != SQLITE_OK) {
    fail(database, code, file_, "open");
  }
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, busy_timeout_ms);
  execute("PRAGMA foreign_keys = ON");
  if (reads) {
    execute("PRAGMA query_only = ON");
  }
}

Statement Connection::prepare(std::string_view sql) const {
  return Statement(database_.get(), sql, file_);
}

void Connection::execute(std::string_view sql) const {
  const std::string text(sql);
  const int code = sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    fail(database_.get(), code, file_, sql);
  }
}

void Connection::roll_back() const noexcept {
  // Without a string or an exception: memory may be what ended the transaction. SQLite has rolled
  // back by itself after some errors (full disk, I/O), then this one fails.
  static_cast<void>(sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr));
}

std::int64_t Connection::integer(std::string_view sql) const {
  Statement statement = prepare(sql);
  if (!statement.step()) {
    throw StoreError(fmt::format("{}: no row, in: {}", file_, sql));
  }
  return statement.integer(0);
}

std::string Connection::text(std::string_view sql) const {
  Statement statement = prepare(sql);
  if (!statement.step()) {
    throw StoreError(fmt::format("{}: no row, in: {}", file_, sql));
  }
  return statement.text(0);
}

bool Connection::has_table(std::string_view name) const {
  Statement select = prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  select.bind(1, name);
  return select.step();
}

std::int64_t Connection::changes() const {
  return sqlite3_changes64(database_.get());
}

Transaction::Transaction(const Connection& connection) : connection_(connection) {
  connection_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (open_) {
    connection_.roll_back();
  }
}

void Transaction::commit() {
  connection_.execute("COMMIT");
  open_ = false;
}

std::string sql_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    text.append(c == '"' ? 2U : 1U, c);
  }
  return text + '"';
}

}  // namespace paretree::results
