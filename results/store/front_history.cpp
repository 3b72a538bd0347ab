#include "results/store/front_history.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace paretree::results {

namespace {

std::vector<std::string> objectives_of(const std::vector<ObjectiveColumn>& columns) {
  std::vector<std::string> names;
  for (const ObjectiveColumn& column : columns) {
    if (column.objective) {
      names.push_back(sql_name(column.name));
    }
  }
  return names;
}

std::string enter_statement(std::size_t width) {
  std::string marks = "?, ?, NULL";
  for (std::size_t i = 0; i < width; ++i) {
    marks += ", ?";
  }
  return fmt::format("INSERT INTO front_history VALUES ({})", marks);
}

}  // namespace

void create_front_history(const Connection& connection,
                          const std::vector<ObjectiveColumn>& columns) {
  std::string sql =
      "CREATE TABLE IF NOT EXISTS front_checkpoint(designs INTEGER PRIMARY KEY, "
      "batches INTEGER NOT NULL, members INTEGER NOT NULL);"
      "CREATE TABLE IF NOT EXISTS timing_checkpoint(designs INTEGER PRIMARY KEY, "
      "wall_s REAL NOT NULL);"
      "CREATE TABLE IF NOT EXISTS front_history(position INTEGER NOT NULL, "
      "entered INTEGER NOT NULL, gone INTEGER";
  for (const std::string& name : objectives_of(columns)) {
    sql += fmt::format(", {} REAL", name);
  }
  connection.execute(sql + ", PRIMARY KEY (position, entered)) WITHOUT ROWID;");
}

FrontHistory read_front_history(const Connection& connection,
                                const std::vector<ObjectiveColumn>& columns) {
  FrontHistory history;
  if (!connection.has_table("front_history")) {
    return history;
  }
  // Read once as a whole: a writer may add checkpoints between two statements.
  Statement checkpoints = connection.prepare(
      "SELECT c.designs, c.batches, c.members, t.wall_s FROM front_checkpoint c "
      "LEFT JOIN timing_checkpoint t ON t.designs = c.designs ORDER BY c.designs");
  while (checkpoints.step()) {
    history.checkpoints.push_back({.designs = checkpoints.count(0),
                                   .batches = checkpoints.count(1),
                                   .members = checkpoints.count(2),
                                   .wall_seconds = checkpoints.optional_real(3)});
  }
  const std::vector<std::string> names = objectives_of(columns);
  std::string sql = "SELECT position, entered, gone";
  for (const std::string& name : names) {
    sql += ", " + name;
  }
  Statement spans = connection.prepare(sql + " FROM front_history ORDER BY entered, position");
  while (spans.step()) {
    FrontSpan& span = history.spans.emplace_back();
    span.position = spans.count(0);
    span.entered = spans.count(1);
    if (!spans.is_null(2)) {
      span.gone = spans.count(2);
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      span.values.push_back(spans.real(static_cast<int>(i) + 3));
    }
  }
  return history;
}

FrontHistoryWriter::FrontHistoryWriter(const Connection& connection,
                                       const std::vector<ObjectiveColumn>& columns)
    : connection_(connection),
      width_(objectives_of(columns).size()),
      insert_checkpoint_(connection.prepare(
          "INSERT INTO front_checkpoint VALUES (?, ?, ?) ON CONFLICT (designs) DO NOTHING")),
      insert_seconds_(
          connection.prepare("INSERT INTO timing_checkpoint SELECT ?, total(wall_s) FROM timing")),
      enter_(connection.prepare(enter_statement(width_))),
      leave_(connection.prepare(
          "UPDATE front_history SET gone = ? WHERE position = ? AND entered = ?")) {
  Statement select =
      connection.prepare("SELECT position, entered FROM front_history WHERE gone IS NULL");
  while (select.step()) {
    members_.emplace(select.count(0), select.count(1));
  }
}

void FrontHistoryWriter::write(const FrontCheckpoint& checkpoint) {
  insert_checkpoint_.bind(1, checkpoint.designs);
  insert_checkpoint_.bind(2, checkpoint.batches);
  insert_checkpoint_.bind(3, std::uint64_t{checkpoint.front.size()});
  insert_checkpoint_.run();
  if (connection_.changes() == 0) {
    return;
  }
  insert_seconds_.bind(1, checkpoint.designs);
  insert_seconds_.run();
  std::map<std::uint64_t, std::uint64_t> now;
  for (const FrontCheckpoint::Member& member : checkpoint.front) {
    if (member.values.size() != width_) {
      throw StoreError(fmt::format("{}: a member of a front has {} objectives, the run has {}",
                                   connection_.file(), member.values.size(), width_));
    }
    const auto known = members_.find(member.position);
    now.emplace(member.position, known == members_.end() ? checkpoint.designs : known->second);
    if (known != members_.end()) {
      continue;
    }
    enter_.bind(1, member.position);
    enter_.bind(2, checkpoint.designs);
    for (std::size_t i = 0; i < width_; ++i) {
      enter_.bind(static_cast<int>(i) + 3, member.values[i]);
    }
    enter_.run();
  }
  for (const auto& [position, entered] : members_) {
    if (now.count(position) == 0) {
      leave_.bind(1, checkpoint.designs);
      leave_.bind(2, position);
      leave_.bind(3, entered);
      leave_.run();
    }
  }
  members_ = std::move(now);
}

void FrontHistoryWriter::clear() {
  connection_.execute(
      "DELETE FROM front_checkpoint; DELETE FROM timing_checkpoint; DELETE FROM front_history");
  members_.clear();
}

}  // namespace paretree::results
