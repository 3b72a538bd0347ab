#ifndef PARETREE_TESTS_RESULTS_SUPPORT_STUDY_ROWS_HPP
#define PARETREE_TESTS_RESULTS_SUPPORT_STUDY_ROWS_HPP

#include "results/records.hpp"
#include "results/store/sqlite.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::results {

/// A run with a sampled objective, one to maximise, one that is also a count, and one that is no
/// objective.
inline RunRow example_run() {
  return {
      .name = "example",
      .sweep_text = "name: example  # as written\n",
      .canonical_sweep = "{\"name\":\"example\"}",
      .program_version = "0.1.0+abc",
      .space = "340282366920938463463374607431768211456",
      .retention = "all",
      .seed = 0xffff'ffff'ffff'fff1,
      .columns = {{.name = "error", .maximise = false, .objective = true, .sampled = true},
                  {.name = "gops", .maximise = true, .objective = true, .sampled = false},
                  {.name = "macs", .maximise = false, .objective = true, .sampled = false},
                  {.name = "area_mm2", .maximise = false, .objective = false, .sampled = false}},
      .constants = {{.name = "sram.read",
                     .value = 0.1,
                     .unit = "pJ",
                     .source = "a paper",
                     .basis = "measured",
                     .status = "quoted",
                     .low = 0.05,
                     .high = 0.2},
                    {.name = "mac",
                     .value = 1.0 / 3,
                     .unit = "pJ",
                     .source = "another",
                     .basis = "derived",
                     .status = "derived",
                     .low = 0,
                     .high = 1}}};
}

/// Design ids sort in another order than positions, as hashes do.
inline std::string design_id(std::uint64_t position) {
  return fmt::format("{:020x}", (position * 0x9e3779b97f4a7c15ULL) ^ 0x5bd1e995ULL);
}

inline EvaluationRow example_evaluation(std::uint64_t position) {
  const auto x = static_cast<double>(position);
  return {.design = design_id(position),
          .position = position,
          .model = position / 10,
          .hardware = position % 10,
          .fidelity = position % 2 == 0 ? "short_training:60" : "short_training:600",
          .values = {1 / (x + 3), x * 1e9 + 0.1, x, 0.25}};
}

/// The rows with some of them changed: `change(row)` is called with every one.
template <typename Change>
void change_each(EvaluationRows& rows, Change&& change) {
  EvaluationRows changed;
  for (std::size_t number = 0; number < rows.size(); ++number) {
    const EvaluationRows::View view = rows[number];
    EvaluationRow row{std::string(view.key.design.text()),
                      view.key.position,
                      view.key.model,
                      view.key.hardware,
                      view.fidelity,
                      {view.values.begin(), view.values.end()}};
    change(row);
    changed.push_back(row);
  }
  rows = std::move(changed);
}

template <typename Change>
void change_row(EvaluationRows& rows, std::size_t number, Change&& change) {
  std::size_t at = 0;
  change_each(rows, [&](EvaluationRow& row) {
    if (at++ == number) {
      change(row);
    }
  });
}

/// Designs [first, last), all feasible but every fifth, with the halves they are made of.
inline Batch example_batch(std::uint64_t first, std::uint64_t last) {
  Batch batch;
  for (std::uint64_t key = first / 10; key * 10 < last; ++key) {
    const std::string format = fmt::format("format{}", key % 3);
    batch.models.push_back({.key = key,
                            .id = fmt::format("model{}", key),
                            .format = format,
                            .json = fmt::format("{{\"tree\": [[0, 1], {}]}}", key),
                            .parameters = 1000 + key,
                            .matrix_parameters = 500 + key,
                            .weight_bytes = 2000 + 2 * key,
                            .macs = 7,
                            .matrix_macs = 3});
    batch.formats.push_back({.id = format, .json = "{\"format\": \"ht\"}"});
  }
  for (std::uint64_t key = 0; key < 10; ++key) {
    batch.hardware.push_back({.key = key,
                              .id = fmt::format("hardware{}", key),
                              .json = fmt::format("{{\"pes\": {}}}", key)});
  }
  for (std::uint64_t position = first; position < last; ++position) {
    if (position % 5 == 4) {
      batch.infeasible.push_back({.design = design_id(position),
                                  .position = position,
                                  .model = position / 10,
                                  .hardware = position % 10,
                                  .reason = "area_mm2 <= 2.0",
                                  .detail = "3.1"});
    } else {
      batch.evaluations.push_back(example_evaluation(position));
    }
  }
  const std::uint64_t infeasible = last / 5;
  batch.progress = {.next = last,
                    .evaluated = last,
                    .feasible = last - infeasible,
                    .finished = false,
                    .infeasible = {{"area_mm2 <= 2.0", infeasible}}};
  batch.wall_seconds = 0.5;
  return batch;
}

/// All rows of a query as text, one line each; doubles to the last bit.
inline std::string rows_of(const std::string& file, const std::string& sql) {
  const Connection connection(file, Connection::Mode::read);
  Statement select = connection.prepare(sql);
  std::string rows;
  while (select.step()) {
    for (int column = 0; column < select.columns(); ++column) {
      rows += select.is_null(column) ? "NULL" : select.text(column);
      rows += fmt::format("({:a})|", select.real(column));
    }
    rows += '\n';
  }
  return rows;
}

inline std::vector<std::string> columns_of(const std::string& file, const std::string& table) {
  const Connection connection(file, Connection::Mode::read);
  Statement select = connection.prepare("SELECT * FROM " + sql_name(table) + " LIMIT 0");
  std::vector<std::string> names;
  for (int column = 0; column < select.columns(); ++column) {
    names.push_back(select.column_name(column));
  }
  return names;
}

}  // namespace paretree::results

#endif  // PARETREE_TESTS_RESULTS_SUPPORT_STUDY_ROWS_HPP
