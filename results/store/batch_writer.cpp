#include "results/store/batch_writer.hpp"

#include "results/store/schema.hpp"
#include "results/store/study_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
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

// Rows of one statement: its cursor stays at the end of the table from row to row, where a
// statement of its own would search for it each time. Beyond some dozen rows nothing is gained.
constexpr std::size_t rows_per_statement = 32;

// A position means one design for ever; a row that says otherwise changes nothing and is noticed.
// Not one upsert: a statement that may insert and update costs SQLite a savepoint of its own.
std::string insert_of(std::string_view table, std::size_t width, std::size_t rows) {
  const std::vector<std::string_view> marks(width, "?");
  const std::vector<std::string> groups(rows, fmt::format("({})", fmt::join(marks, ", ")));
  return fmt::format("INSERT INTO {} VALUES {} ON CONFLICT (position) DO NOTHING", table,
                     fmt::join(groups, ", "));
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

BatchWriter::BatchWriter(const Connection& connection, std::string file,
                         const std::vector<ObjectiveColumn>& columns)
    : connection_(connection),
      file_(std::move(file)),
      columns_(columns),
      fidelities_(connection, "fidelity"),
      reasons_(connection, "reason"),
      models_(connection, "model"),
      hardware_(connection, "hardware"),
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
      insert_states_(
          connection.prepare("INSERT OR REPLACE INTO pruned_states VALUES (?, ?, ?, ?, ?, ?, ?)")),
      add_measuring_(connection.prepare(
          "INSERT INTO measuring VALUES (?, ?, ?) ON CONFLICT (fidelity) DO UPDATE SET "
          "measurements = measurements + excluded.measurements, "
          "thread_s = thread_s + excluded.thread_s")),
      insert_certificate_(connection.prepare("INSERT OR REPLACE INTO certificate VALUES (?, ?)")),
      insert_confirmed_(
          connection.prepare("INSERT OR REPLACE INTO confirmed VALUES (?, ?, ?, ?, ?)")),
      insert_evaluations_(
          connection.prepare(insert_of("evaluation", columns.size() + 5, rows_per_statement))),
      insert_evaluation_(connection.prepare(insert_of("evaluation", columns.size() + 5, 1))),
      update_evaluation_(connection.prepare(evaluation_update(columns))),
      insert_infeasibles_(connection.prepare(insert_of("infeasible", 6, rows_per_statement))),
      insert_infeasible_(connection.prepare(insert_of("infeasible", 6, 1))),
      update_infeasible_(connection.prepare(
          "UPDATE infeasible SET reason = ?5, detail = ?6 "
          "WHERE position = ?1 AND design = ?2 AND model = ?3 AND hardware = ?4")),
      delete_evaluation_(connection.prepare("DELETE FROM evaluation WHERE position = ?")),
      insert_member_(connection.prepare(member_upsert(columns))),
      delete_member_(connection.prepare("DELETE FROM front_member WHERE position = ?")),
      update_progress_(
          connection.prepare("INSERT OR REPLACE INTO progress VALUES (1, ?, ?, ?, ?, ?)")),
      insert_progress_reason_(connection.prepare("INSERT INTO progress_infeasible VALUES (?, ?)")),
      add_seconds_(connection.prepare(
          "UPDATE timing SET batches = batches + 1, wall_s = wall_s + ? WHERE session = ?")),
      history_(connection, columns),
      indexed_(has_design_index(connection)) {
  for (FrontRow& row : read_front_rows(connection, columns)) {
    front_.emplace(row.position, std::move(row));
  }
}

void BatchWriter::commit(std::span<const Batch* const> batches) {
  Transaction transaction(connection_);
  const bool finished = !batches.empty() && batches.back()->progress.finished;
  if (!finished) {
    index_designs(false);
  }
  for (const Batch* batch : batches) {
    write(*batch);
  }
  index_designs(finished);
  transaction.commit();
}

// In the transaction that says the run is finished, so that one is never without the other.
void BatchWriter::index_designs(bool finished) {
  if (finished && !indexed_) {
    create_design_index(connection_);
  } else if (!finished && indexed_) {
    drop_design_index(connection_);
  }
  indexed_ = finished;
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
  write_all(batch.pruned_states);
  write_all(batch.measuring);
  write_all(batch.confirmed);
  write_all(batch.certificate);
  write_rows(batch.evaluations, insert_evaluations_, insert_evaluation_, update_evaluation_);
  write_rows(batch.infeasible, insert_infeasibles_, insert_infeasible_, update_infeasible_);
  for (const std::uint64_t position : batch.dropped) {
    delete_evaluation_.bind(1, position);
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
  models_.add(model.key);
}

void BatchWriter::write(const HardwareRow& hardware) {
  insert_hardware_.bind(1, hardware.key);
  insert_hardware_.bind(2, hardware.id);
  insert_hardware_.bind(3, hardware.json);
  insert_hardware_.run();
  if (connection_.changes() == 0) {
    check_same(hardware_id_, hardware.key, hardware.id, "hardware");
  }
  hardware_.add(hardware.key);
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

void BatchWriter::write(const PrunedStatesRow& states) {
  insert_states_.bind(1, states.format);
  insert_states_.bind(2, states.fidelity);
  insert_states_.bind(3, std::bit_cast<std::int64_t>(states.seed));
  insert_states_.bind(4, states.threshold);
  insert_states_.bind(5, states.share);
  insert_states_.bind(6, states.joint_share);
  insert_states_.bind(7, states.trace);
  insert_states_.run();
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

template <typename Rows>
void BatchWriter::write_rows(const Rows& rows, Statement& insert_group, Statement& insert,
                             Statement& update) {
  const auto run = [this](const typename Rows::View& row, Statement& statement) {
    int index = 1;
    bind(row, statement, index);
    statement.run();
    return connection_.changes() == 1;
  };
  std::size_t taken = 0;
  for (std::size_t first = 0; first < rows.size(); first = taken) {
    taken = std::min(rows.size(), first + rows_per_statement);
    int index = 1;
    for (std::size_t at = first; at < taken; ++at) {
      check(rows[at]);
    }
    if (taken - first == rows_per_statement) {
      for (std::size_t at = first; at < taken; ++at) {
        bind(rows[at], insert_group, index);
      }
      insert_group.run();
      if (connection_.changes() == std::int64_t{rows_per_statement}) {
        continue;
      }
    }
    for (std::size_t at = first; at < taken; ++at) {
      // A row of the group that was new is updated to what it is.
      const typename Rows::View row = rows[at];
      if (!run(row, insert) && !run(row, update)) {
        fail(fmt::format("position {} is taken by another design than {}", row.key.position,
                         row.key.design.text()));
      }
    }
  }
}

void BatchWriter::check_halves(const DesignKey& key) {
  if (!models_.contains(key.model)) {
    fail(fmt::format("design {} refers to model {}, which is not in the file", key.design.text(),
                     key.model));
  }
  if (!hardware_.contains(key.hardware)) {
    fail(fmt::format("design {} refers to hardware {}, which is not in the file", key.design.text(),
                     key.hardware));
  }
}

void BatchWriter::check(const EvaluationRows::View& evaluation) {
  if (evaluation.values.size() != columns_.size()) {
    fail(fmt::format("design {} has {} values, the run has {} columns",
                     evaluation.key.design.text(), evaluation.values.size(), columns_.size()));
  }
  check_halves(evaluation.key);
}

void BatchWriter::check(const InfeasibleRows::View& infeasible) {
  check_halves(infeasible.key);
}

void BatchWriter::bind(const EvaluationRows::View& evaluation, Statement& statement, int& index) {
  if (evaluation.fidelity != last_fidelity_.first) {
    last_fidelity_ = {evaluation.fidelity, fidelities_.key(evaluation.fidelity)};
  }
  statement.bind(index++, evaluation.key.position);
  statement.bind_kept(index++, evaluation.key.design.text());
  statement.bind(index++, evaluation.key.model);
  statement.bind(index++, evaluation.key.hardware);
  statement.bind(index++, last_fidelity_.second);
  for (const double value : evaluation.values) {
    statement.bind(index++, value);
  }
}

void BatchWriter::bind(const InfeasibleRows::View& infeasible, Statement& statement, int& index) {
  if (infeasible.reason != last_reason_.first) {
    last_reason_ = {infeasible.reason, reasons_.key(infeasible.reason)};
  }
  statement.bind(index++, infeasible.key.position);
  statement.bind_kept(index++, infeasible.key.design.text());
  statement.bind(index++, infeasible.key.model);
  statement.bind(index++, infeasible.key.hardware);
  statement.bind(index++, last_reason_.second);
  statement.bind_kept(index++, infeasible.detail);
}

void BatchWriter::write(const FrontRow& member) {
  insert_member_.bind(1, member.position);
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
        member.position));
  }
  insert_member_.run();
}

void BatchWriter::replace_front(const std::vector<FrontRow>& front) {
  std::map<std::uint64_t, FrontRow> wanted;
  for (const FrontRow& row : front) {
    wanted.emplace(row.position, row);
  }
  for (const auto& [position, row] : front_) {
    if (!wanted.contains(position)) {
      delete_member_.bind(1, position);
      delete_member_.run();
    }
  }
  for (const auto& [position, row] : wanted) {
    const auto stored = front_.find(position);
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
