#include "results/store/study_reader.hpp"

#include <fmt/format.h>

#include <bit>
#include <string>

namespace paretree::results {

namespace {

// Low and high of every sampled column, as a tail of a SELECT list over front_member p.
std::string interval_columns(const std::vector<ObjectiveColumn>& columns) {
  std::string sql;
  for (const ObjectiveColumn& column : columns) {
    if (column.sampled) {
      sql += fmt::format(", p.{}, p.{}", sql_name(column.name + "_low"),
                         sql_name(column.name + "_high"));
    }
  }
  return sql;
}

decltype(FrontRow::intervals) read_intervals(const Statement& row, int first,
                                             const std::vector<ObjectiveColumn>& columns) {
  decltype(FrontRow::intervals) intervals;
  for (const ObjectiveColumn& column : columns) {
    if (column.sampled) {
      if (!row.is_null(first)) {
        intervals.push_back({column.name, {row.real(first), row.real(first + 1)}});
      }
      first += 2;
    }
  }
  return intervals;
}

// Until version 2 the front was keyed by id.
std::string member_key(const Connection& connection) {
  const bool by_id =
      connection.integer(
          "SELECT count(*) FROM pragma_table_info('front_member') WHERE name = 'design'") > 0;
  return by_id ? "design" : "position";
}

// Rows in the order of ids. A finished study has an index of them, else SQLite sorts the ids alone
// and not the wide rows: `wanted` says which designs, as a query of positions. CROSS JOIN keeps the
// order: the first table is read first.
std::string design_query(const Connection& connection, const std::vector<ObjectiveColumn>& columns,
                         std::string_view wanted) {
  const std::string key = member_key(connection);
  std::string sql =
      "SELECT e.design, e.position, m.id, h.id, m.json, h.json, m.format, m.parameters, "
      "m.matrix_parameters, m.weight_bytes, m.macs, m.matrix_macs, f.name, p.probability";
  for (const ObjectiveColumn& column : columns) {
    sql += ", e." + sql_name(column.name);
  }
  sql += interval_columns(columns);
  sql += fmt::format(
      " FROM ({}) w CROSS JOIN evaluation e ON e.position = w.position"
      " CROSS JOIN model m ON m.key = e.model CROSS JOIN hardware h ON h.key = e.hardware"
      " CROSS JOIN fidelity f ON f.key = e.fidelity LEFT JOIN front_member p ON p.{} = e.{}",
      wanted, key, key);
  return sql;
}

// A LIMIT, even none, keeps SQLite from taking the order of a subquery for needless.
constexpr std::string_view kept_designs =
    "SELECT position FROM evaluation ORDER BY design LIMIT -1";

std::string front_designs(const Connection& connection) {
  return fmt::format(
      "SELECT e.position FROM front_member p JOIN evaluation e ON e.{0} = p.{0} "
      "ORDER BY e.design LIMIT -1",
      member_key(connection));
}

DesignRow read_design(const Statement& row, const std::vector<ObjectiveColumn>& columns) {
  DesignRow design;
  design.design = row.text(0);
  design.position = row.count(1);
  design.model = row.text(2);
  design.hardware = row.text(3);
  design.model_json = row.text(4);
  design.hardware_json = row.text(5);
  design.format = row.text(6);
  design.parameters = row.count(7);
  design.matrix_parameters = row.count(8);
  design.weight_bytes = row.count(9);
  design.macs = row.count(10);
  design.matrix_macs = row.count(11);
  design.fidelity = row.text(12);
  design.probability = row.optional_real(13);
  int column = 14;
  design.values.reserve(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    design.values.push_back(row.real(column++));
  }
  design.intervals = read_intervals(row, column, columns);
  return design;
}

}  // namespace

std::vector<FrontRow> read_front_rows(const Connection& connection,
                                      const std::vector<ObjectiveColumn>& columns) {
  std::vector<FrontRow> front;
  Statement select = connection.prepare(
      fmt::format("SELECT p.position, p.probability{} FROM front_member p ORDER BY p.position",
                  interval_columns(columns)));
  while (select.step()) {
    front.push_back({.position = select.count(0),
                     .probability = select.real(1),
                     .intervals = read_intervals(select, 2, columns)});
  }
  return front;
}

Progress read_progress(const Connection& connection) {
  // One statement, so that counters and reasons are of the same transaction.
  Statement select = connection.prepare(
      "SELECT p.next_position, p.evaluated, p.closed, p.feasible, p.finished, r.reason, r.designs "
      "FROM progress p LEFT JOIN progress_infeasible r ORDER BY r.reason");
  Progress progress;
  while (select.step()) {
    progress.next = select.count(0);
    progress.evaluated = select.count(1);
    progress.closed = select.count(2);
    progress.feasible = select.count(3);
    progress.finished = select.integer(4) != 0;
    if (!select.is_null(5)) {
      progress.infeasible.emplace_back(select.text(5), select.count(6));
    }
  }
  return progress;
}

std::vector<ConfirmedRow> read_confirmed(const Connection& connection) {
  std::vector<ConfirmedRow> rows;
  if (!connection.has_table("confirmed")) {
    return rows;
  }
  Statement select = connection.prepare(
      "SELECT format, before, after, front_before, front_after FROM confirmed ORDER BY format");
  while (select.step()) {
    rows.push_back({.format = select.text(0),
                    .before = select.real(1),
                    .after = select.real(2),
                    .front_before = select.integer(3) != 0,
                    .front_after = select.integer(4) != 0});
  }
  return rows;
}

std::vector<CertificateRow> read_certificate(const Connection& connection) {
  std::vector<CertificateRow> rows;
  if (!connection.has_table("certificate")) {
    return rows;
  }
  Statement select = connection.prepare("SELECT name, json FROM certificate ORDER BY name");
  while (select.step()) {
    rows.push_back({select.text(0), select.text(1)});
  }
  return rows;
}

std::vector<MeasuringRow> read_measuring(const Connection& connection) {
  std::vector<MeasuringRow> rows;
  if (!connection.has_table("measuring")) {
    return rows;
  }
  Statement select = connection.prepare(
      "SELECT fidelity, measurements, thread_s FROM measuring ORDER BY fidelity");
  while (select.step()) {
    rows.push_back({.fidelity = select.text(0),
                    .measurements = select.count(1),
                    .thread_seconds = select.real(2)});
  }
  return rows;
}

std::vector<AccuracyRow> read_accuracies(const Connection& connection) {
  std::vector<AccuracyRow> rows;
  // Seeds use all 64 bits: the upper half of their range is stored as negative numbers.
  Statement select = connection.prepare(
      "SELECT format, fidelity, seed, dataset, split, steps, value, accuracy, loss, summed_loss, "
      "standard_error FROM accuracy ORDER BY format, fidelity, seed < 0, seed, dataset, split");
  while (select.step()) {
    rows.push_back({.format = select.text(0),
                    .fidelity = select.text(1),
                    .seed = std::bit_cast<std::uint64_t>(select.integer(2)),
                    .dataset = select.text(3),
                    .split = select.text(4),
                    .steps = select.count(5),
                    .value = select.real(6),
                    .accuracy = select.optional_real(7),
                    .loss = select.optional_real(8),
                    .summed_loss = select.optional_real(9),
                    .standard_error = select.optional_real(10)});
  }
  return rows;
}

std::vector<PrunedStatesRow> read_pruned_states(const Connection& connection) {
  std::vector<PrunedStatesRow> rows;
  if (!connection.has_table("pruned_states")) {
    return rows;
  }
  Statement select = connection.prepare(
      "SELECT format, fidelity, seed, threshold, share, joint_share, trace FROM pruned_states "
      "ORDER BY format, fidelity, seed < 0, seed");
  while (select.step()) {
    rows.push_back({.format = select.text(0),
                    .fidelity = select.text(1),
                    .seed = std::bit_cast<std::uint64_t>(select.integer(2)),
                    .threshold = select.real(3),
                    .share = select.real(4),
                    .joint_share = select.real(5),
                    .trace = select.text(6)});
  }
  return rows;
}

std::vector<FormatRow> read_formats(const Connection& connection) {
  std::vector<FormatRow> rows;
  Statement select = connection.prepare("SELECT id, json FROM format ORDER BY id");
  while (select.step()) {
    rows.push_back({.id = select.text(0), .json = select.text(1)});
  }
  return rows;
}

void read_designs(const Connection& connection, const std::vector<ObjectiveColumn>& columns,
                  Selection selection, const std::function<void(const DesignRow&)>& visit) {
  Statement select = connection.prepare(design_query(
      connection, columns,
      selection == Selection::front ? front_designs(connection) : std::string(kept_designs)));
  while (select.step()) {
    visit(read_design(select, columns));
  }
}

std::vector<DesignRow> read_designs_from(const Connection& connection,
                                         const std::vector<ObjectiveColumn>& columns,
                                         std::string_view prefix, std::uint64_t limit) {
  Statement select = connection.prepare(
      design_query(connection, columns,
                   "SELECT position FROM evaluation WHERE design >= ?1 AND design < ?1 || "
                   "char(1114111) ORDER BY design LIMIT ?2"));
  select.bind(1, prefix);
  select.bind(2, limit);
  std::vector<DesignRow> rows;
  while (select.step()) {
    rows.push_back(read_design(select, columns));
  }
  return rows;
}

}  // namespace paretree::results
