#include "results/store/study.hpp"
#include "tests/results/support/study_rows.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <sstream>

namespace paretree::results {
namespace {

// A run whose columns repeat none of the counts, so that the documented order is the whole truth.
RunRow documented_run() {
  RunRow run = example_run();
  run.columns = {{.name = "error", .maximise = false, .objective = true, .sampled = true},
                 {.name = "energy_pj", .maximise = false, .objective = true, .sampled = false}};
  run.technology_files = {{"ours.yaml", "name: ours\n"}};
  return run;
}

std::string document() {
  return read_text(PARETREE_SOURCE_DIR "/results/SCHEMA.md");
}

// Name and type of a line "| name | TYPE | meaning |"; nothing for other lines.
std::optional<std::pair<std::string, std::string>> table_row(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream parts(line);
  std::string cell;
  while (std::getline(parts, cell, '|')) {
    std::erase_if(cell, [](char c) { return c == ' ' || c == '`'; });
    cells.push_back(cell);
  }
  const bool typed = cells.size() >= 4 && cells[0].empty() &&
                     (cells[2] == "TEXT" || cells[2] == "INTEGER" || cells[2] == "REAL");
  return typed ? std::optional(std::pair(cells[1], cells[2])) : std::nullopt;
}

// "name TYPE" of every row of the tables of SCHEMA.md, by their heading; placeholders filled in.
std::map<std::string, std::vector<std::string>> documented() {
  std::map<std::string, std::vector<std::string>> tables;
  std::istringstream lines(document());
  std::string line;
  std::string table;
  while (std::getline(lines, line)) {
    if (line.starts_with("### ")) {
      table = line.substr(4);
    } else if (line.starts_with("## ")) {
      table.clear();
    }
    const auto row = table_row(line);
    if (table.empty() || !row) {
      continue;
    }
    const auto& [name, type] = *row;
    if (name == "<column>") {
      tables[table].push_back("error " + type);
      tables[table].push_back("energy_pj " + type);
    } else if (name == "<objective>") {
      tables[table].push_back("error " + type);
      tables[table].push_back("energy_pj " + type);
    } else if (name.starts_with("<sampled>")) {
      tables[table].push_back("error" + name.substr(9) + " " + type);
    } else {
      tables[table].push_back(name + " " + type);
    }
  }
  return tables;
}

std::map<std::string, std::vector<std::string>> created(const std::string& file) {
  std::map<std::string, std::vector<std::string>> tables;
  const Connection connection(file, Connection::Mode::read);
  Statement names = connection.prepare(
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name");
  while (names.step()) {
    const std::string table = names.text(0);
    Statement columns = connection.prepare("PRAGMA table_info(" + sql_name(table) + ")");
    while (columns.step()) {
      tables[table].push_back(columns.text(1) + " " + columns.text(2));
    }
  }
  return tables;
}

TEST(SchemaDocument, DescribesExactlyTheTablesOfAStudy) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  { const Study study = Study::create(file, documented_run()); }

  const auto written = documented();
  const auto real = created(file);

  for (const auto& [table, columns] : real) {
    const auto found = written.find(table);
    ASSERT_NE(found, written.end()) << table << " is not described";
    EXPECT_EQ(found->second, columns) << table;
  }
  EXPECT_EQ(written.size(), real.size());
}

TEST(SchemaDocument, NamesTheMarksOfTheFile) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  { const Study study = Study::create(file, documented_run()); }
  const Connection connection(file, Connection::Mode::read);

  EXPECT_EQ(connection.integer("PRAGMA application_id"), 0x50747265);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), 3);
  EXPECT_EQ(connection.integer("PRAGMA page_size"), 8192);
  EXPECT_EQ(connection.text("PRAGMA journal_mode"), "wal");
  EXPECT_THAT(document(), testing::HasSubstr("`application_id` 0x50747265"));
  EXPECT_THAT(document(), testing::HasSubstr("`user_version` 3, page size 8192, UTF-8, WAL"));
}

TEST(SchemaDocument, HasQueriesThatRun) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  {
    Study study = Study::create(file, documented_run());
    Batch batch = example_batch(0, 50);
    change_each(batch.evaluations, [](EvaluationRow& row) { row.values.resize(2); });
    batch.front = {{.position = 48, .probability = 1, .intervals = {}}};
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      // Errors 0.1 and 0.3: mean 0.2, standard deviation sqrt(0.02), over 2 seeds 0.1.
      batch.accuracies.push_back({.format = "format0",
                                  .fidelity = "short_training:60",
                                  .seed = seed,
                                  .dataset = "d",
                                  .split = "validation",
                                  .steps = 60,
                                  .value = seed == 1 ? 0.1 : 0.3,
                                  .accuracy = {},
                                  .loss = {},
                                  .summed_loss = {},
                                  .standard_error = {}});
    }
    study.write(batch);
  }
  const std::string text = document();
  const Connection connection(file, Connection::Mode::read);
  std::size_t queries = 0;
  for (std::size_t at = text.find("```sql"); at != std::string::npos;
       at = text.find("```sql", at + 1)) {
    const std::size_t begin = at + 7;
    Statement query = connection.prepare(text.substr(begin, text.find("```", begin) - begin));
    EXPECT_TRUE(query.step()) << text.substr(begin, 60);
    if (query.column_name(query.columns() - 1) == "standard_error") {
      EXPECT_NEAR(query.real(3), 0.2, 1e-12);
      EXPECT_NEAR(query.real(4), 0.1, 1e-12);
    }
    ++queries;
  }
  EXPECT_EQ(queries, 4U);
}

}  // namespace
}  // namespace paretree::results
