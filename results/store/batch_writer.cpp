#include "results/store/batch_writer.hpp"

#include "results/store/study_reader.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <string_view>
#include <thread>
#include <utility>

namespace paretree::results {

namespace {

// A position means one design for ever; a row that says otherwise changes nothing and is noticed.
// Not one upsert: with foreign keys, a statement that may insert and update costs SQLite a
// savepoint of its own for each row, 2 of 6 microseconds.
std::string evaluation_insert(const std::vector<ObjectiveColumn>& columns) {
  std::string marks = "?1, ?2, ?3, ?4, ?5";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    marks += fmt::format(", ?{}", i + 6);
  }
  return fmt::format("INSERT INTO evaluation VALUES ({}) ON CONFLICT (position) DO NOTHING", marks);
}

std::string evaluation_update(const std::vector<ObjectiveColumn>& columns) {
  std::string updates = "fidelity = ?5";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    updates += fmt::format(", {} = ?{}", sql_name(columns[i].name), i + 6);
  }
  return fmt::format(
      "UPDATE evaluation SET {} WHERE position = ?1 AND design = ?2 AND model = ?3 "
      "AND hardware = ?4",
      updates);
}

std::string member_upsert(const std::vector<ObjectiveColumn>& columns) {
  std::string marks = "?, ?";
  for (const ObjectiveColumn& column : columns) {
    marks += column.sampled ? ", ?, ?" : "";
  }
  return fmt::format("INSERT OR REPLACE INTO front_member VALUES ({})", marks);
}

bool same(const FrontRow& a, const FrontRow& b) {
  return a.probability == b.probability && a.intervals == b.intervals;
}

}  // namespace

NameTable::NameTable(const Connection& connection, std::string table)
    : connection_(connection), table_(std::move(table)) {
  Statement select = connection_.prepare(fmt::format("SELECT name, key FROM {}", table_));
  while (select.step()) {
    keys_.emplace(select.text(0), select.integer(1));
  }
}

std::int64_t NameTable::key(const std::string& name) {
  const auto found = keys_.find(name);
  if (found != keys_.end()) {
    return found->second;
  }
  const auto next = static_cast<std::int64_t>(keys_.size()) + 1;
  Statement insert = connection_.prepare(fmt::format("INSERT INTO {} VALUES (?, ?)", table_));
  insert.bind(1, next);
  insert.bind(2, name);
  insert.run();
  keys_.emplace(name, next);
  return next;
}

BatchWriter::BatchWriter(const Connection& connection, std::string file,
                         const std::vector<ObjectiveColumn>& columns)
    : connection_(connection),
      file_(std::move(file)),
      columns_(columns),
      fidelities_(connection, "fidelity"),
      reasons_(connection, "reason"),
      insert_model_(connection.prepare(
          "INSERT INTO model VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING")),
      model_id_(connection.prepare("SELECT id FROM model WHERE key = ?")),
      insert_hardware_(
          connection.prepare("INSERT INTO hardware VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING")),
      hardware_id_(connection.prepare("SELECT id FROM hardware WHERE key = ?")),
      insert_format_(
          connection.prepare("INSERT INTO format VALUES (?, ?) ON CONFLICT (id) DO NOTHING")),
      insert_accuracy_(connection.prepare(
          "INSERT OR REPLACE INTO accuracy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      add_measuring_(connection.prepare(
          "INSERT INTO measuring VALUES (?, ?, ?) ON CONFLICT (fidelity) DO UPDATE SET "
          "measurements = measurements + excluded.measurements, "
          "thread_s = thread_s + excluded.thread_s")),
      insert_certificate_(connection.prepare("INSERT OR REPLACE INTO certificate VALUES (?, ?)")),
      insert_confirmed_(
          connection.prepare("INSERT OR REPLACE INTO confirmed VALUES (?, ?, ?, ?, ?)")),
      insert_evaluation_(connection.prepare(evaluation_insert(columns))),
      update_evaluation_(connection.prepare(evaluation_update(columns))),
      insert_infeasible_(
          connection.prepare("INSERT INTO infeasible VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
                             "ON CONFLICT (position) DO NOTHING")),
      update_infeasible_(connection.prepare(
          "UPDATE infeasible SET reason = ?5, detail = ?6 "
          "WHERE position = ?1 AND design = ?2 AND model = ?3 AND hardware = ?4")),
      delete_evaluation_(connection.prepare("DELETE FROM evaluation WHERE design = ?")),
      insert_member_(connection.prepare(member_upsert(columns))),
      delete_member_(connection.prepare("DELETE FROM front_member WHERE design = ?")),
      update_progress_(
          connection.prepare("INSERT OR REPLACE INTO progress VALUES (1, ?, ?, ?, ?, ?)")),
      insert_progress_reason_(connection.prepare("INSERT INTO progress_infeasible VALUES (?, ?)")),
      add_seconds_(connection.prepare(
          "UPDATE timing SET batches = batches + 1, wall_s = wall_s + ? WHERE session = ?")),
      history_(connection, columns) {
  for (FrontRow& row : read_front_rows(connection, columns)) {
    std::string design = row.design;
    front_.emplace(std::move(design), std::move(row));
  }
}

void BatchWriter::commit(std::span<const Batch* const> batches) {
  Transaction transaction(connection_);
  for (const Batch* batch : batches) {
    write(*batch);
  }
  transaction.commit();
}

void BatchWriter::write(const Batch& batch) {
  const auto write_all = [this](const auto& rows) {
    for (const auto& row : rows) {
      write(row);
    }
  };
  if (batch.restart) {
    replace_front({});
    history_.clear();
    for (const char* table : {"evaluation", "infeasible", "confirmed", "certificate"}) {
      Statement forget = connection_.prepare(fmt::format("DELETE FROM {}", table));
      forget.run();
    }
  }
  write_all(batch.formats);
  write_all(batch.models);
  write_all(batch.hardware);
  write_all(batch.accuracies);
  write_all(batch.measuring);
  write_all(batch.confirmed);
  write_all(batch.certificate);
  write_all(batch.evaluations);
  write_all(batch.infeasible);
  for (const std::string& design : batch.dropped) {
    delete_evaluation_.bind(1, design);
    delete_evaluation_.run();
  }
  if (batch.front) {
    replace_front(*batch.front);
  }
  write(batch.progress);
  add_seconds(batch.wall_seconds);
  if (batch.checkpoint) {
    history_.write(*batch.checkpoint);
  }
}

void BatchWriter::write(const ModelRow& model) {
  insert_model_.bind(1, model.key);
  insert_model_.bind(2, model.id);
  insert_model_.bind(3, model.format);
  insert_model_.bind(4, model.json);
  insert_model_.bind(5, model.parameters);
  insert_model_.bind(6, model.matrix_parameters);
  insert_model_.bind(7, model.weight_bytes);
  insert_model_.bind(8, model.macs);
  insert_model_.bind(9, model.matrix_macs);
  insert_model_.run();
  if (connection_.changes() == 0) {
    check_same(model_id_, model.key, model.id, "model");
  }
}

void BatchWriter::write(const HardwareRow& hardware) {
  insert_hardware_.bind(1, hardware.key);
  insert_hardware_.bind(2, hardware.id);
  insert_hardware_.bind(3, hardware.json);
  insert_hardware_.run();
  if (connection_.changes() == 0) {
    check_same(hardware_id_, hardware.key, hardware.id, "hardware");
  }
}

void BatchWriter::check_same(Statement& stored_id, std::uint64_t key, const std::string& id,
                             const char* table) {
  stored_id.bind(1, key);
  const std::string stored = stored_id.step() ? stored_id.text(0) : std::string();
  stored_id.reset();
  if (stored != id) {
    fail(fmt::format("{} {} is {} here and {} in the file: two spaces in one study", table, key, id,
                     stored));
  }
}

void BatchWriter::write(const FormatRow& format) {
  insert_format_.bind(1, format.id);
  insert_format_.bind(2, format.json);
  insert_format_.run();
}

void BatchWriter::write(const AccuracyRow& accuracy) {
  insert_accuracy_.bind(1, accuracy.format);
  insert_accuracy_.bind(2, accuracy.fidelity);
  insert_accuracy_.bind(3, accuracy.dataset);
  insert_accuracy_.bind(4, accuracy.split);
  insert_accuracy_.bind(5, std::bit_cast<std::int64_t>(accuracy.seed));
  insert_accuracy_.bind(6, accuracy.steps);
  insert_accuracy_.bind(7, accuracy.value);
  insert_accuracy_.bind(8, accuracy.accuracy);
  insert_accuracy_.bind(9, accuracy.loss);
  insert_accuracy_.bind(10, accuracy.summed_loss);
  insert_accuracy_.bind(11, accuracy.standard_error);
  insert_accuracy_.run();
}

void BatchWriter::write(const MeasuringRow& measuring) {
  add_measuring_.bind(1, measuring.fidelity);
  add_measuring_.bind(2, measuring.measurements);
  add_measuring_.bind(3, measuring.thread_seconds);
  add_measuring_.run();
}

void BatchWriter::write(const CertificateRow& statement) {
  insert_certificate_.bind(1, statement.name);
  insert_certificate_.bind(2, statement.json);
  insert_certificate_.run();
}

void BatchWriter::write(const ConfirmedRow& confirmed) {
  insert_confirmed_.bind(1, confirmed.format);
  insert_confirmed_.bind(2, confirmed.before);
  insert_confirmed_.bind(3, confirmed.after);
  insert_confirmed_.bind(4, std::int64_t{confirmed.front_before});
  insert_confirmed_.bind(5, std::int64_t{confirmed.front_after});
  insert_confirmed_.run();
}

void BatchWriter::write(const EvaluationRow& evaluation) {
  if (evaluation.values.size() != columns_.size()) {
    fail(fmt::format("design {} has {} values, the run has {} columns", evaluation.design,
                     evaluation.values.size(), columns_.size()));
  }
  if (evaluation.fidelity != last_fidelity_.first) {
    last_fidelity_ = {evaluation.fidelity, fidelities_.key(evaluation.fidelity)};
  }
  if (!write(evaluation, insert_evaluation_) && !write(evaluation, update_evaluation_)) {
    fail(fmt::format("position {} is taken by another design than {}", evaluation.position,
                     evaluation.design));
  }
}

bool BatchWriter::write(const EvaluationRow& evaluation, Statement& statement) {
  statement.bind(1, evaluation.position);
  statement.bind_kept(2, evaluation.design);
  statement.bind(3, evaluation.model);
  statement.bind(4, evaluation.hardware);
  statement.bind(5, last_fidelity_.second);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    statement.bind(static_cast<int>(i) + 6, evaluation.values[i]);
  }
  statement.run();
  return connection_.changes() > 0;
}

void BatchWriter::write(const InfeasibleRow& infeasible) {
  if (!write(infeasible, insert_infeasible_) && !write(infeasible, update_infeasible_)) {
    fail(fmt::format("position {} is taken by another design than {}", infeasible.position,
                     infeasible.design));
  }
}

bool BatchWriter::write(const InfeasibleRow& infeasible, Statement& statement) {
  statement.bind(1, infeasible.position);
  statement.bind_kept(2, infeasible.design);
  statement.bind(3, infeasible.model);
  statement.bind(4, infeasible.hardware);
  statement.bind(5, reasons_.key(infeasible.reason));
  statement.bind_kept(6, infeasible.detail);
  statement.run();
  return connection_.changes() > 0;
}

void BatchWriter::write(const FrontRow& member) {
  insert_member_.bind(1, member.design);
  insert_member_.bind(2, member.probability);
  std::size_t bound = 0;
  int index = 3;
  for (const ObjectiveColumn& column : columns_) {
    if (!column.sampled) {
      continue;
    }
    const auto found = std::ranges::find(member.intervals, column.name,
                                         [](const auto& interval) { return interval.first; });
    constexpr double absent = std::numeric_limits<double>::quiet_NaN();
    const bool present = found != member.intervals.end();
    bound += present ? 1U : 0U;
    insert_member_.bind(index++, present ? found->second.first : absent);
    insert_member_.bind(index++, present ? found->second.second : absent);
  }
  if (bound != member.intervals.size()) {
    fail(fmt::format(
        "front member {} has an interval of a column that is not sampled, or two of one",
        member.design));
  }
  insert_member_.run();
}

void BatchWriter::replace_front(const std::vector<FrontRow>& front) {
  std::map<std::string, FrontRow> wanted;
  for (const FrontRow& row : front) {
    wanted.emplace(row.design, row);
  }
  for (const auto& [design, row] : front_) {
    if (!wanted.contains(design)) {
      delete_member_.bind(1, design);
      delete_member_.run();
    }
  }
  for (const auto& [design, row] : wanted) {
    const auto stored = front_.find(design);
    if (stored == front_.end() || !same(stored->second, row)) {
      write(row);
    }
  }
  front_ = std::move(wanted);
}

void BatchWriter::write(const Progress& progress) {
  update_progress_.bind(1, progress.next);
  update_progress_.bind(2, progress.evaluated);
  update_progress_.bind(3, progress.closed);
  update_progress_.bind(4, progress.feasible);
  update_progress_.bind(5, std::int64_t{progress.finished});
  update_progress_.run();
  connection_.execute("DELETE FROM progress_infeasible");
  for (const auto& [reason, designs] : progress.infeasible) {
    insert_progress_reason_.bind(1, reason);
    insert_progress_reason_.bind(2, designs);
    insert_progress_reason_.run();
  }
}

void BatchWriter::add_seconds(double wall_seconds) {
  if (session_ == 0) {
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) {
      host[0] = '\0';
    }
    Statement insert = connection_.prepare(
        "INSERT INTO timing SELECT coalesce(max(session), 0) + 1, datetime('now'), ?, ?, 0, 0 "
        "FROM timing RETURNING session");
    insert.bind(1, std::string_view(host.data()));
    insert.bind(2, std::uint64_t{std::thread::hardware_concurrency()});
    insert.step();
    session_ = insert.integer(0);
    insert.run();
  }
  add_seconds_.bind(1, wall_seconds);
  add_seconds_.bind(2, session_);
  add_seconds_.run();
}

void BatchWriter::fail(const std::string& what) const {
  throw StoreError(fmt::format("{}: {}", file_, what));
}

}  // namespace paretree::results
