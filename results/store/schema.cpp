#include "results/store/schema.hpp"

#include "results/store/front_history.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <set>
#include <stdexcept>
#include <string_view>

namespace paretree::results {

namespace {

// Larger files are checked page by page as they are read.
constexpr std::uintmax_t quick_check_limit_bytes = 8 << 20;

constexpr std::string_view fixed_tables = R"sql(
CREATE TABLE run(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  sweep_text TEXT NOT NULL,
  canonical_sweep TEXT NOT NULL,
  program_version TEXT NOT NULL,
  space TEXT NOT NULL,
  retention TEXT NOT NULL,
  seed INTEGER NOT NULL,
  created_utc TEXT NOT NULL);
CREATE TABLE run_column(
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  maximise INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  sampled INTEGER NOT NULL);
CREATE TABLE constant(
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  value REAL,
  unit TEXT NOT NULL,
  source TEXT NOT NULL,
  basis TEXT NOT NULL,
  status TEXT NOT NULL,
  low REAL,
  high REAL);
CREATE TABLE format(
  id TEXT PRIMARY KEY,
  json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE model(
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  format TEXT NOT NULL REFERENCES format(id) DEFERRABLE INITIALLY DEFERRED,
  json TEXT NOT NULL,
  parameters INTEGER NOT NULL,
  matrix_parameters INTEGER NOT NULL,
  weight_bytes INTEGER NOT NULL,
  macs INTEGER NOT NULL,
  matrix_macs INTEGER NOT NULL);
CREATE TABLE hardware(
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  json TEXT NOT NULL);
CREATE TABLE accuracy(
  format TEXT NOT NULL REFERENCES format(id) DEFERRABLE INITIALLY DEFERRED,
  fidelity TEXT NOT NULL,
  dataset TEXT NOT NULL,
  split TEXT NOT NULL,
  seed INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  value REAL,
  accuracy REAL,
  loss REAL,
  summed_loss REAL,
  standard_error REAL,
  PRIMARY KEY (format, fidelity, dataset, split, seed)) WITHOUT ROWID;
CREATE TABLE fidelity(
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE);
CREATE TABLE reason(
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE);
CREATE TABLE infeasible(
  position INTEGER PRIMARY KEY,
  design TEXT NOT NULL,
  model INTEGER NOT NULL,
  hardware INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  detail TEXT NOT NULL);
CREATE TABLE progress(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  next_position INTEGER NOT NULL,
  evaluated INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  feasible INTEGER NOT NULL,
  finished INTEGER NOT NULL);
CREATE TABLE progress_infeasible(
  reason TEXT PRIMARY KEY,
  designs INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE timing(
  session INTEGER PRIMARY KEY,
  started_utc TEXT NOT NULL,
  host TEXT NOT NULL,
  hardware_threads INTEGER NOT NULL,
  batches INTEGER NOT NULL,
  wall_s REAL NOT NULL);
INSERT INTO progress VALUES (1, 0, 0, 0, 0, 0);
CREATE VIEW infeasible_design AS
  SELECT i.design, m.id AS model, h.id AS hardware, r.name AS reason, i.detail
  FROM infeasible i JOIN model m ON m.key = i.model JOIN hardware h ON h.key = i.hardware
    JOIN reason r ON r.key = i.reason
  ORDER BY i.design;
)sql";

// Of version 2; each statement leaves a table alone that is there.
constexpr std::string_view added_tables = R"sql(
CREATE TABLE IF NOT EXISTS measuring(
  fidelity TEXT PRIMARY KEY,
  measurements INTEGER NOT NULL,
  thread_s REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS confirmed(
  format TEXT PRIMARY KEY REFERENCES format(id) DEFERRABLE INITIALLY DEFERRED,
  before REAL NOT NULL,
  after REAL NOT NULL,
  front_before INTEGER NOT NULL,
  front_after INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pruned_states(
  format TEXT NOT NULL REFERENCES format(id) DEFERRABLE INITIALLY DEFERRED,
  fidelity TEXT NOT NULL,
  seed INTEGER NOT NULL,
  threshold REAL NOT NULL,
  share REAL NOT NULL,
  joint_share REAL NOT NULL,
  trace TEXT NOT NULL,
  PRIMARY KEY (format, fidelity, seed)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS certificate(
  name TEXT PRIMARY KEY,
  json TEXT NOT NULL) WITHOUT ROWID;
)sql";

constexpr std::array<std::string_view, 5> counts = {"parameters", "matrix_parameters",
                                                    "weight_bytes", "macs", "matrix_macs"};

bool is_column(const std::vector<ObjectiveColumn>& columns, std::string_view name) {
  return std::ranges::any_of(columns, [&](const auto& column) { return column.name == name; });
}

// What model, hardware and fidelity refer to is looked up by BatchWriter, once for each value:
// SQLite would do it for each row, a third of what writing one costs.
std::string evaluation_table(const std::vector<ObjectiveColumn>& columns) {
  std::string sql =
      "CREATE TABLE evaluation(position INTEGER PRIMARY KEY, design TEXT NOT NULL, "
      "model INTEGER NOT NULL, hardware INTEGER NOT NULL, fidelity INTEGER NOT NULL";
  for (const ObjectiveColumn& column : columns) {
    sql += fmt::format(", {} REAL", sql_name(column.name));
  }
  return sql + ");";
}

std::string front_table(const std::vector<ObjectiveColumn>& columns) {
  std::string sql =
      "CREATE TABLE front_member(position INTEGER PRIMARY KEY REFERENCES evaluation(position) "
      "DEFERRABLE INITIALLY DEFERRED, probability REAL NOT NULL";
  for (const ObjectiveColumn& column : columns) {
    if (column.sampled) {
      sql += fmt::format(", {} REAL, {} REAL", sql_name(column.name + "_low"),
                         sql_name(column.name + "_high"));
    }
  }
  return sql + ");";
}

// What `design` and `front` share; a count that is also a column of the run is shown once.
std::vector<std::string> design_columns(const std::vector<ObjectiveColumn>& columns) {
  std::vector<std::string> names = {"e.design", "m.id AS model", "h.id AS hardware",
                                    "f.name AS fidelity"};
  for (const ObjectiveColumn& column : columns) {
    names.push_back("e." + sql_name(column.name));
  }
  for (const std::string_view count : counts) {
    if (!is_column(columns, count)) {
      names.push_back(fmt::format("m.{}", count));
    }
  }
  names.emplace_back("m.format");
  return names;
}

constexpr std::string_view joins =
    "JOIN model m ON m.key = e.model JOIN hardware h ON h.key = e.hardware "
    "JOIN fidelity f ON f.key = e.fidelity";

std::string design_view(const std::vector<ObjectiveColumn>& columns) {
  return fmt::format("CREATE VIEW design AS SELECT {} FROM evaluation e {} ORDER BY e.design;",
                     fmt::join(design_columns(columns), ", "), joins);
}

std::string front_view(const std::vector<ObjectiveColumn>& columns) {
  std::vector<std::string> names = design_columns(columns);
  for (const ObjectiveColumn& column : columns) {
    if (column.sampled) {
      names.push_back("p." + sql_name(column.name + "_low"));
      names.push_back("p." + sql_name(column.name + "_high"));
    }
  }
  names.emplace_back("p.probability");
  return fmt::format(
      "CREATE VIEW front AS SELECT {} FROM front_member p "
      "JOIN evaluation e ON e.position = p.position {} ORDER BY e.design;",
      fmt::join(names, ", "), joins);
}

void insert_columns(const Connection& connection, const std::vector<ObjectiveColumn>& columns) {
  Statement insert = connection.prepare("INSERT INTO run_column VALUES (?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    insert.bind(1, std::uint64_t{i});
    insert.bind(2, columns[i].name);
    insert.bind(3, std::int64_t{columns[i].maximise});
    insert.bind(4, std::int64_t{columns[i].objective});
    insert.bind(5, std::int64_t{columns[i].sampled});
    insert.run();
  }
}

void insert_constants(const Connection& connection, const std::vector<ConstantRow>& constants) {
  Statement insert = connection.prepare("INSERT INTO constant VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < constants.size(); ++i) {
    const ConstantRow& constant = constants[i];
    insert.bind(1, std::uint64_t{i});
    insert.bind(2, constant.name);
    insert.bind(3, constant.value);
    insert.bind(4, constant.unit);
    insert.bind(5, constant.source);
    insert.bind(6, constant.basis);
    insert.bind(7, constant.status);
    insert.bind(8, constant.low);
    insert.bind(9, constant.high);
    insert.run();
  }
}

// Only studies of a technology file have the table: others stay as they always were, byte for byte.
void insert_technology_files(const Connection& connection,
                             const std::vector<TechnologyFileRow>& files) {
  if (files.empty()) {
    return;
  }
  connection.execute(
      "CREATE TABLE technology_file(position INTEGER PRIMARY KEY, path TEXT NOT NULL, "
      "text TEXT NOT NULL)");
  Statement insert = connection.prepare("INSERT INTO technology_file VALUES (?, ?, ?)");
  for (std::size_t i = 0; i < files.size(); ++i) {
    insert.bind(1, std::uint64_t{i});
    insert.bind(2, files[i].path);
    insert.bind(3, files[i].text);
    insert.run();
  }
}

std::vector<TechnologyFileRow> read_technology_files(const Connection& connection) {
  std::vector<TechnologyFileRow> files;
  if (connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'technology_file'") > 0) {
    Statement select =
        connection.prepare("SELECT path, text FROM technology_file ORDER BY position");
    while (select.step()) {
      files.push_back({.path = select.text(0), .text = select.text(1)});
    }
  }
  return files;
}

void insert_run(const Connection& connection, const RunRow& run) {
  Statement insert =
      connection.prepare("INSERT INTO run VALUES (1, ?, ?, ?, ?, ?, ?, ?, datetime('now'))");
  insert.bind(1, run.name);
  insert.bind(2, run.sweep_text);
  insert.bind(3, run.canonical_sweep);
  insert.bind(4, run.program_version);
  insert.bind(5, run.space);
  insert.bind(6, run.retention);
  insert.bind(7, std::bit_cast<std::int64_t>(run.seed));
  insert.run();
  insert_columns(connection, run.columns);
  insert_constants(connection, run.constants);
  insert_technology_files(connection, run.technology_files);
}

}  // namespace

void check_columns(const std::vector<ObjectiveColumn>& columns) {
  std::set<std::string> taken = {"position", "design", "model",      "hardware",
                                 "fidelity", "format", "probability"};
  const auto claim = [&](const std::string& name) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
    if (name.empty() || name.find_first_not_of(letters) != std::string::npos) {
      throw std::invalid_argument(
          fmt::format("column \"{}\": a name consists of a-z, 0-9 and _", name));
    }
    if (!taken.insert(name).second) {
      throw std::invalid_argument(
          fmt::format("column \"{}\": the name is taken, by another column or by the store", name));
    }
  };
  for (const ObjectiveColumn& column : columns) {
    claim(column.name);
    if (column.sampled) {
      claim(column.name + "_low");
      claim(column.name + "_high");
    }
  }
}

void create_schema(const Connection& connection, const RunRow& run) {
  check_columns(run.columns);
  // Both are properties of the file that cannot change inside a transaction.
  connection.execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL");
  Transaction transaction(connection);
  connection.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                 application_id, schema_version));
  connection.execute(fixed_tables);
  connection.execute(added_tables);
  connection.execute(evaluation_table(run.columns));
  connection.execute(front_table(run.columns));
  connection.execute(design_view(run.columns));
  connection.execute(front_view(run.columns));
  create_front_history(connection, run.columns);
  insert_run(connection, run);
  transaction.commit();
}

namespace {

// Until version 2 the front was keyed by id, which took the index of ids to join it.
void key_front_by_position(const Connection& connection,
                           const std::vector<ObjectiveColumn>& columns) {
  if (connection.integer("SELECT count(*) FROM pragma_table_info('front_member') "
                         "WHERE name = 'design'") == 0) {
    return;
  }
  std::string intervals;
  for (const ObjectiveColumn& column : columns) {
    if (column.sampled) {
      intervals += fmt::format(", p.{}, p.{}", sql_name(column.name + "_low"),
                               sql_name(column.name + "_high"));
    }
  }
  connection.execute("DROP VIEW front; ALTER TABLE front_member RENAME TO front_member_by_id");
  connection.execute(front_table(columns));
  connection.execute(
      fmt::format("INSERT INTO front_member SELECT e.position, p.probability{} FROM "
                  "front_member_by_id p JOIN evaluation e ON e.design = p.design",
                  intervals));
  connection.execute("DROP TABLE front_member_by_id");
  connection.execute(front_view(columns));
}

}  // namespace

bool has_design_index(const Connection& connection) {
  return connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'evaluation_design'") >
         0;
}

void create_design_index(const Connection& connection) {
  // SQLite sorts as much at once as its cache may hold: runs that stay in the processor's own cache
  // take a quarter less time.
  const std::int64_t cache = connection.integer("PRAGMA cache_size");
  connection.execute("PRAGMA cache_size = -2000");
  connection.execute("CREATE UNIQUE INDEX evaluation_design ON evaluation(design)");
  connection.execute(fmt::format("PRAGMA cache_size = {}", cache));
}

void drop_design_index(const Connection& connection) {
  connection.execute("DROP INDEX evaluation_design");
}

void migrate_schema(const Connection& connection) {
  const bool whole = connection.integer(
                         "SELECT count(*) FROM sqlite_schema WHERE name IN "
                         "('front_history', 'measuring', 'confirmed', 'certificate', "
                         "'pruned_states')") == 5;
  if (whole && connection.integer("PRAGMA user_version") == schema_version) {
    return;  // opening a study that is up to date changes no byte of it
  }
  Transaction transaction(connection);
  // Each leaves alone what is there.
  const std::vector<ObjectiveColumn> columns = read_columns(connection);
  create_front_history(connection, columns);
  connection.execute(added_tables);
  key_front_by_position(connection, columns);
  connection.execute(fmt::format("PRAGMA user_version = {}", schema_version));
  transaction.commit();
}

void check_schema(const Connection& connection, const std::string& file, std::uintmax_t bytes) {
  const std::int64_t application = connection.integer("PRAGMA application_id");
  const std::int64_t version = connection.integer("PRAGMA user_version");
  if (application != application_id) {
    throw StoreError(
        fmt::format("{}: is a database but not a study (application_id {:#x}, a study has {:#x})",
                    file, application, application_id));
  }
  if (version > schema_version) {
    throw StoreError(
        fmt::format("{}: was written by a newer version (schema {}, this program reads up to {})",
                    file, version, schema_version));
  }
  if (version < 1) {
    throw StoreError(fmt::format("{}: is damaged: schema {} does not exist", file, version));
  }
  if (bytes <= quick_check_limit_bytes) {
    const std::string verdict = connection.text("PRAGMA quick_check(1)");
    if (verdict != "ok") {
      throw StoreError(fmt::format("{}: is damaged: {}", file, verdict));
    }
  }
}

std::vector<ObjectiveColumn> read_columns(const Connection& connection) {
  std::vector<ObjectiveColumn> columns;
  Statement select = connection.prepare(
      "SELECT name, maximise, objective, sampled FROM run_column ORDER BY position");
  while (select.step()) {
    columns.push_back({.name = select.text(0),
                       .maximise = select.integer(1) != 0,
                       .objective = select.integer(2) != 0,
                       .sampled = select.integer(3) != 0});
  }
  return columns;
}

RunRow read_run(const Connection& connection) {
  Statement select = connection.prepare(
      "SELECT name, sweep_text, canonical_sweep, program_version, space, retention, seed FROM run");
  if (!select.step()) {
    throw StoreError(connection.file() + ": the table run is empty: the study is damaged");
  }
  RunRow run;
  run.name = select.text(0);
  run.sweep_text = select.text(1);
  run.canonical_sweep = select.text(2);
  run.program_version = select.text(3);
  run.space = select.text(4);
  run.retention = select.text(5);
  run.seed = std::bit_cast<std::uint64_t>(select.integer(6));
  run.columns = read_columns(connection);
  Statement constants = connection.prepare(
      "SELECT name, value, unit, source, basis, status, low, high FROM constant "
      "ORDER BY position");
  while (constants.step()) {
    run.constants.push_back({.name = constants.text(0),
                             .value = constants.real(1),
                             .unit = constants.text(2),
                             .source = constants.text(3),
                             .basis = constants.text(4),
                             .status = constants.text(5),
                             .low = constants.real(6),
                             .high = constants.real(7)});
  }
  run.technology_files = read_technology_files(connection);
  return run;
}

}  // namespace paretree::results
