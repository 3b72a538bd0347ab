#include "results/store/shards.hpp"

#include "results/store/sqlite.hpp"

#include <algorithm>
#include <string_view>

namespace paretree::results {

namespace {

constexpr std::string_view merged_tables = R"sql(
CREATE TABLE IF NOT EXISTS merged_shard(
  number INTEGER PRIMARY KEY,
  shards INTEGER NOT NULL,
  batches INTEGER NOT NULL,
  evaluated INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  feasible INTEGER NOT NULL,
  finished INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS merged_infeasible(
  number INTEGER NOT NULL REFERENCES merged_shard(number) DEFERRABLE INITIALLY DEFERRED,
  reason TEXT NOT NULL,
  designs INTEGER NOT NULL,
  PRIMARY KEY (number, reason)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS merged_measuring(
  number INTEGER NOT NULL REFERENCES merged_shard(number) DEFERRABLE INITIALLY DEFERRED,
  fidelity TEXT NOT NULL,
  measurements INTEGER NOT NULL,
  thread_s REAL NOT NULL,
  PRIMARY KEY (number, fidelity)) WITHOUT ROWID;
)sql";

bool same(const std::vector<MeasuringRow>& a, const std::vector<MeasuringRow>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
    return one.fidelity == other.fidelity && one.measurements == other.measurements &&
           one.thread_seconds == other.thread_seconds;
  });
}

std::vector<MeasuringRow> merged_measuring(const Connection& connection, std::uint64_t number) {
  Statement select = connection.prepare(
      "SELECT fidelity, measurements, thread_s FROM merged_measuring WHERE number = ? "
      "ORDER BY fidelity");
  select.bind(1, number);
  std::vector<MeasuringRow> rows;
  while (select.step()) {
    rows.push_back({select.text(0), select.count(1), select.real(2)});
  }
  return rows;
}

/// Puts a shard's new share of `measuring` in the place of its former one. One that has not changed
/// is left alone: sums of seconds would not come back to the last bit.
void replace_measuring(const Connection& connection, const MergedShard& shard) {
  const std::vector<MeasuringRow> before = merged_measuring(connection, shard.shard.number);
  if (same(before, shard.measuring)) {
    return;
  }
  Statement take = connection.prepare(
      "UPDATE measuring SET measurements = measurements - ?2, thread_s = max(0.0, thread_s - ?3) "
      "WHERE fidelity = ?1");
  for (const MeasuringRow& row : before) {
    take.bind(1, row.fidelity);
    take.bind(2, row.measurements);
    take.bind(3, row.thread_seconds);
    take.run();
  }
  Statement forget = connection.prepare("DELETE FROM merged_measuring WHERE number = ?");
  forget.bind(1, shard.shard.number);
  forget.run();
  Statement share = connection.prepare("INSERT INTO merged_measuring VALUES (?, ?, ?, ?)");
  Statement add = connection.prepare(
      "INSERT INTO measuring VALUES (?, ?, ?) ON CONFLICT (fidelity) DO UPDATE SET "
      "measurements = measurements + excluded.measurements, thread_s = thread_s + "
      "excluded.thread_s");
  for (const MeasuringRow& row : shard.measuring) {
    share.bind(1, shard.shard.number);
    share.bind(2, row.fidelity);
    share.bind(3, row.measurements);
    share.bind(4, row.thread_seconds);
    share.run();
    add.bind(1, row.fidelity);
    add.bind(2, row.measurements);
    add.bind(3, row.thread_seconds);
    add.run();
  }
}

}  // namespace

void mark_as_shard(const Study& study, const Shard& shard) {
  const Connection connection(study.file(), Connection::Mode::write);
  Transaction transaction(connection);
  connection.execute(
      "CREATE TABLE shard(id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL, "
      "shards INTEGER NOT NULL)");
  Statement insert = connection.prepare("INSERT INTO shard VALUES (1, ?, ?)");
  insert.bind(1, shard.number);
  insert.bind(2, shard.count);
  insert.run();
  transaction.commit();
}

std::optional<Shard> shard_of(const Study& study) {
  const Connection connection(study.file(), Connection::Mode::read);
  if (!connection.has_table("shard")) {
    return std::nullopt;
  }
  Statement select = connection.prepare("SELECT number, shards FROM shard");
  if (!select.step()) {
    throw StoreError(study.file() + ": the table shard is empty: the study is damaged");
  }
  return Shard{select.count(0), select.count(1)};
}

void write_merged_shards(const Study& study, const std::vector<MergedShard>& shards) {
  const Connection connection(study.file(), Connection::Mode::write);
  Transaction transaction(connection);
  connection.execute(merged_tables);
  Statement shard =
      connection.prepare("INSERT OR REPLACE INTO merged_shard VALUES (?, ?, ?, ?, ?, ?, ?)");
  Statement forget = connection.prepare("DELETE FROM merged_infeasible WHERE number = ?");
  Statement reason = connection.prepare("INSERT INTO merged_infeasible VALUES (?, ?, ?)");
  for (const MergedShard& row : shards) {
    forget.bind(1, row.shard.number);
    forget.run();
    shard.bind(1, row.shard.number);
    shard.bind(2, row.shard.count);
    shard.bind(3, row.progress.next);
    shard.bind(4, row.progress.evaluated);
    shard.bind(5, row.progress.closed);
    shard.bind(6, row.progress.feasible);
    shard.bind(7, std::int64_t{row.progress.finished});
    shard.run();
    for (const auto& [name, designs] : row.progress.infeasible) {
      reason.bind(1, row.shard.number);
      reason.bind(2, name);
      reason.bind(3, designs);
      reason.run();
    }
    replace_measuring(connection, row);
  }
  transaction.commit();
}

std::vector<MergedShard> merged_shards(const Study& study) {
  const Connection connection(study.file(), Connection::Mode::read);
  std::vector<MergedShard> rows;
  if (!connection.has_table("merged_shard")) {
    return rows;
  }
  // One statement, so that all of it is of the same transaction.
  Statement select = connection.prepare(
      "SELECT s.number, s.shards, s.batches, s.evaluated, s.closed, s.feasible, s.finished, "
      "i.reason, i.designs FROM merged_shard s LEFT JOIN merged_infeasible i "
      "ON i.number = s.number ORDER BY s.number, i.reason");
  while (select.step()) {
    const Shard shard{select.count(0), select.count(1)};
    if (rows.empty() || !(rows.back().shard == shard)) {
      rows.push_back({shard,
                      {.next = select.count(2),
                       .evaluated = select.count(3),
                       .closed = select.count(4),
                       .feasible = select.count(5),
                       .finished = select.integer(6) != 0,
                       .infeasible = {}},
                      {}});
    }
    if (!select.is_null(7)) {
      rows.back().progress.infeasible.emplace_back(select.text(7), select.count(8));
    }
  }
  if (connection.has_table("merged_measuring")) {
    for (MergedShard& row : rows) {
      row.measuring = merged_measuring(connection, row.shard.number);
    }
  }
  return rows;
}

void for_each_infeasible_row(const Study& study,
                             const std::function<void(const InfeasibleRow&)>& visit) {
  const Connection connection(study.file(), Connection::Mode::read);
  Statement select = connection.prepare(
      "SELECT i.design, i.position, i.model, i.hardware, r.name, i.detail FROM infeasible i "
      "JOIN reason r ON r.key = i.reason ORDER BY i.position");
  while (select.step()) {
    visit({.design = select.text(0),
           .position = select.count(1),
           .model = select.count(2),
           .hardware = select.count(3),
           .reason = select.text(4),
           .detail = select.text(5)});
  }
}

}  // namespace paretree::results
