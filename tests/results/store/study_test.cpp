#include "results/store/study.hpp"

#include "tests/results/support/study_rows.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace paretree::results {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string view_bytes(const std::string& file) {
  return rows_of(file, "SELECT * FROM design") + rows_of(file, "SELECT * FROM front") +
         rows_of(file, "SELECT * FROM infeasible_design") +
         rows_of(file, "SELECT * FROM progress") +
         rows_of(file, "SELECT * FROM progress_infeasible");
}

std::vector<FrontRow> example_front() {
  return {{.position = 0, .probability = 0.75, .intervals = {{"error", {0.2, 0.5}}}},
          {.position = 2, .probability = 1, .intervals = {}}};
}

TEST(Study, GivesTheRunBackAsItWasWritten) {
  const TemporaryFolder folder;
  const RunRow written = example_run();
  { const Study study = Study::create(folder.file("a.db"), written); }

  const RunRow read = Study::open(folder.file("a.db"), Study::Access::read).run();

  EXPECT_EQ(read.name, written.name);
  EXPECT_EQ(read.sweep_text, written.sweep_text);
  EXPECT_EQ(read.canonical_sweep, written.canonical_sweep);
  EXPECT_EQ(read.program_version, written.program_version);
  EXPECT_EQ(read.space, written.space);
  EXPECT_EQ(read.retention, written.retention);
  EXPECT_EQ(read.seed, written.seed);
  ASSERT_EQ(read.columns.size(), written.columns.size());
  for (std::size_t i = 0; i < read.columns.size(); ++i) {
    EXPECT_EQ(read.columns[i].name, written.columns[i].name);
    EXPECT_EQ(read.columns[i].maximise, written.columns[i].maximise);
    EXPECT_EQ(read.columns[i].objective, written.columns[i].objective);
    EXPECT_EQ(read.columns[i].sampled, written.columns[i].sampled);
  }
  ASSERT_EQ(read.constants.size(), written.constants.size());
  for (std::size_t i = 0; i < read.constants.size(); ++i) {
    EXPECT_EQ(read.constants[i].name, written.constants[i].name);
    EXPECT_EQ(read.constants[i].value, written.constants[i].value);
    EXPECT_EQ(read.constants[i].unit, written.constants[i].unit);
    EXPECT_EQ(read.constants[i].source, written.constants[i].source);
    EXPECT_EQ(read.constants[i].basis, written.constants[i].basis);
    EXPECT_EQ(read.constants[i].status, written.constants[i].status);
    EXPECT_EQ(read.constants[i].low, written.constants[i].low);
    EXPECT_EQ(read.constants[i].high, written.constants[i].high);
  }
}

TEST(Study, GivesDesignsBackSortedByIdAndJoined) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 40);
  batch.front = example_front();
  study.write(batch);
  study.flush();

  const std::vector<DesignRow> designs = study.designs();

  ASSERT_EQ(designs.size(), 32U);  // 40 less every fifth
  EXPECT_TRUE(std::ranges::is_sorted(designs, {}, &DesignRow::design));
  for (const DesignRow& row : designs) {
    const EvaluationRow sent = example_evaluation(row.position);
    EXPECT_EQ(row.design, sent.design);
    EXPECT_EQ(row.values, sent.values);
    EXPECT_EQ(row.fidelity, sent.fidelity);
    EXPECT_EQ(row.model, fmt::format("model{}", sent.model));
    EXPECT_EQ(row.hardware, fmt::format("hardware{}", sent.hardware));
    EXPECT_EQ(row.model_json, fmt::format("{{\"tree\": [[0, 1], {}]}}", sent.model));
    EXPECT_EQ(row.hardware_json, fmt::format("{{\"pes\": {}}}", sent.hardware));
    EXPECT_EQ(row.format, fmt::format("format{}", sent.model % 3));
    EXPECT_EQ(row.parameters, 1000 + sent.model);
    EXPECT_EQ(row.matrix_parameters, 500 + sent.model);
    EXPECT_EQ(row.weight_bytes, 2000 + 2 * sent.model);
    EXPECT_EQ(row.macs, 7U);
    EXPECT_EQ(row.matrix_macs, 3U);
    EXPECT_EQ(row.probability.has_value(), row.position == 0 || row.position == 2);
  }
}

TEST(Study, GivesTheFrontBackWithIntervals) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 10);
  batch.front = example_front();
  study.write(batch);
  study.flush();

  std::vector<DesignRow> front = study.front();

  ASSERT_EQ(front.size(), 2U);
  EXPECT_LT(front[0].design, front[1].design);
  std::ranges::sort(front, {}, &DesignRow::position);
  EXPECT_EQ(front[0].probability, 0.75);
  EXPECT_EQ(front[0].intervals, example_front()[0].intervals);
  EXPECT_EQ(front[1].probability, 1.0);
  EXPECT_TRUE(front[1].intervals.empty());
}

TEST(Study, ReplacesTheFront) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 10);
  batch.front = example_front();
  study.write(batch);
  batch.front = {{.position = 2, .probability = 0.5, .intervals = {}},
                 {.position = 3, .probability = 1, .intervals = {}}};
  study.write(batch);
  study.flush();

  std::vector<std::uint64_t> positions;
  for (const DesignRow& row : study.front()) {
    positions.push_back(row.position);
    EXPECT_EQ(row.probability, row.position == 2 ? 0.5 : 1.0);
  }
  EXPECT_THAT(positions, testing::UnorderedElementsAre(2, 3));
}

TEST(Study, ForgetsDroppedDesigns) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 10);
  batch.front = example_front();
  study.write(batch);
  Batch second = example_batch(10, 20);
  second.dropped = {0, 11, 1000};  // the last was never stored
  second.front = {{.position = 2, .probability = 1, .intervals = {}}};
  study.write(second);
  study.flush();

  EXPECT_EQ(study.designs().size(), 14U);  // 20 less 4 infeasible less 2 dropped
  EXPECT_TRUE(study.find(design_id(0)).empty());
  EXPECT_EQ(study.front().size(), 1U);
}

TEST(Study, RefusesAFrontMemberThatIsNotKept) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 10);
  batch.front = example_front();
  batch.dropped = {0};
  study.write(batch);

  EXPECT_THROW(study.flush(), StoreError);
}

TEST(Study, GivesAccuraciesAndFormatsBackSorted) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch;
  batch.formats = {{.id = "b", .json = "{}"}, {.id = "a", .json = "[1]"}};
  const AccuracyRow full{.format = "a",
                         .fidelity = "short_training:60",
                         .seed = 0x8000'0000'0000'0001,
                         .dataset = "moving-fashion",
                         .split = "validation",
                         .steps = 60,
                         .value = 0.1,
                         .accuracy = 0.9,
                         .loss = 0.3,
                         .summed_loss = 1e3,
                         .standard_error = 0.01};
  AccuracyRow bare = full;
  bare.seed = 7;
  bare.accuracy.reset();
  bare.loss.reset();
  bare.summed_loss.reset();
  bare.standard_error.reset();
  AccuracyRow other = bare;
  other.format = "b";
  batch.accuracies = {other, full, bare};
  study.write(batch);
  study.flush();

  const std::vector<AccuracyRow> rows = study.accuracies();
  const std::vector<FormatRow> formats = study.formats();

  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].seed, 7U);
  EXPECT_EQ(rows[0].loss, std::nullopt);
  EXPECT_EQ(rows[0].standard_error, std::nullopt);
  EXPECT_EQ(rows[1].seed, full.seed);  // the upper half of 64 bits sorts last
  EXPECT_EQ(rows[1].dataset, full.dataset);
  EXPECT_EQ(rows[1].split, full.split);
  EXPECT_EQ(rows[1].steps, full.steps);
  EXPECT_EQ(rows[1].value, full.value);
  EXPECT_EQ(rows[1].accuracy, full.accuracy);
  EXPECT_EQ(rows[1].loss, full.loss);
  EXPECT_EQ(rows[1].summed_loss, full.summed_loss);
  EXPECT_EQ(rows[1].standard_error, full.standard_error);
  EXPECT_EQ(rows[2].format, "b");
  ASSERT_EQ(formats.size(), 2U);
  EXPECT_EQ(formats[0].id, "a");
  EXPECT_EQ(formats[0].json, "[1]");
}

TEST(Study, GivesProgressAndSecondsBackAfterReopening) {
  const TemporaryFolder folder;
  {
    Study study = Study::create(folder.file("a.db"), example_run());
    EXPECT_EQ(study.progress().next, 0U);
    study.write(example_batch(0, 10));
    study.write(example_batch(10, 20));
  }
  {
    Study study = Study::open(folder.file("a.db"), Study::Access::write);
    EXPECT_EQ(study.progress().next, 20U);
    EXPECT_FALSE(study.progress().finished);
    Batch last = example_batch(20, 30);
    last.progress.finished = true;
    study.write(last);
  }

  const Study study = Study::open(folder.file("a.db"), Study::Access::read);

  EXPECT_EQ(study.progress().next, 30U);
  EXPECT_EQ(study.progress().evaluated, 30U);
  EXPECT_EQ(study.progress().feasible, 24U);
  EXPECT_TRUE(study.progress().finished);
  EXPECT_THAT(study.progress().infeasible,
              ElementsAre(testing::Pair("area_mm2 <= 2.0", std::uint64_t{6})));
  EXPECT_EQ(study.seconds(), 1.5);  // three batches of half a second
  EXPECT_EQ(rows_of(folder.file("a.db"), "SELECT count(*) FROM timing").substr(0, 1), "2");
}

TEST(Study, ShowsTheSameForAnyBatchBoundaries) {
  const TemporaryFolder folder;
  std::vector<std::string> bytes;
  for (const std::uint64_t size : {100U, 10U, 7U, 1U}) {
    const std::string file = folder.file(fmt::format("{}.db", size));
    {
      Study study = Study::create(file, example_run());
      for (std::uint64_t first = 0; first < 100; first += size) {
        Batch batch = example_batch(first, std::min<std::uint64_t>(first + size, 100));
        std::ranges::reverse(batch.models);
        if (first + size >= 100) {
          batch.front = example_front();
        }
        study.write(batch);
      }
    }
    bytes.push_back(view_bytes(file));
  }

  EXPECT_NE(bytes[0], "");
  EXPECT_EQ(bytes[0], bytes[1]);
  EXPECT_EQ(bytes[0], bytes[2]);
  EXPECT_EQ(bytes[0], bytes[3]);
}

TEST(Study, ChangesNothingWhenABatchIsSentAgain) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  Batch batch = example_batch(0, 20);
  batch.front = example_front();
  batch.accuracies = {{.format = "format0",
                       .fidelity = "capacity",
                       .seed = 1,
                       .dataset = "",
                       .split = "",
                       .steps = 0,
                       .value = 0.5,
                       .accuracy = {},
                       .loss = {},
                       .summed_loss = {},
                       .standard_error = {}}};
  {
    Study study = Study::create(file, example_run());
    study.write(batch);
  }
  const std::string once = view_bytes(file) + rows_of(file, "SELECT * FROM accuracy");
  {
    Study study = Study::open(file, Study::Access::write);
    study.write(batch);
    study.write(batch);
  }

  EXPECT_EQ(view_bytes(file) + rows_of(file, "SELECT * FROM accuracy"), once);
}

TEST(Study, TakesABetterFidelityOfTheSameDesign) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 10);
  study.write(batch);
  change_row(batch.evaluations, 0, [](EvaluationRow& row) {
    row.fidelity = "full_training";
    row.values[0] = 0.125;
  });
  study.write(batch);
  study.flush();

  const std::vector<DesignRow> found = study.find(batch.evaluations[0].key.design.text());

  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].fidelity, "full_training");
  EXPECT_EQ(found[0].values[0], 0.125);
}

TEST(Study, RefusesAnotherDesignAtATakenPosition) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 10);
  study.write(batch);
  study.flush();
  change_row(batch.evaluations, 0, [](EvaluationRow& row) { row.design = "another"; });
  study.write(batch);

  EXPECT_THROW(study.flush(), StoreError);
}

TEST(Study, RefusesAnotherModelUnderATakenKey) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 10);
  study.write(batch);
  batch.models[0].id = "another";
  study.write(batch);

  EXPECT_THROW(study.flush(), StoreError);
}

TEST(Study, RefusesRowsThatReferToNothing) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 10);
  batch.models.clear();
  study.write(batch);

  EXPECT_THROW(study.flush(), StoreError);
}

TEST(Study, KeepsAnErrorForEveryLaterCallAndCommitsNothingMore) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  study.write(example_batch(0, 10));
  Batch bad = example_batch(10, 20);
  change_row(bad.evaluations, 3, [](EvaluationRow& row) { row.values.pop_back(); });
  study.write(bad);
  EXPECT_THROW(study.flush(), StoreError);

  EXPECT_THROW(study.write(example_batch(10, 20)), StoreError);
  EXPECT_THROW(study.flush(), StoreError);
  EXPECT_EQ(study.progress().next, 10U);
  EXPECT_EQ(study.designs().size(), 8U);
}

TEST(Study, CommitsWhatIsQueuedAtItsEnd) {
  const TemporaryFolder folder;
  {
    Study study = Study::create(folder.file("a.db"), example_run());
    for (std::uint64_t first = 0; first < 500; first += 10) {
      study.write(example_batch(first, first + 10));
    }
  }

  EXPECT_EQ(Study::open(folder.file("a.db"), Study::Access::read).progress().next, 500U);
}

TEST(Study, FindsAtMostTwoDesignsByPrefix) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 4);
  change_each(batch.evaluations, [](EvaluationRow& row) {
    row.design = std::vector{"abc1", "abc2", "abd%", "b_"}.at(row.position);
  });
  study.write(batch);
  study.flush();

  const auto ids = [&](std::string_view prefix) {
    std::vector<std::string> found;
    for (const DesignRow& row : study.find(prefix)) {
      found.push_back(row.design);
    }
    return found;
  };

  EXPECT_THAT(ids("abc"), ElementsAre("abc1", "abc2"));
  EXPECT_THAT(ids("ab"), ElementsAre("abc1", "abc2"));
  EXPECT_THAT(ids("abc2"), ElementsAre("abc2"));
  EXPECT_THAT(ids("ab_"), ElementsAre());
  EXPECT_THAT(ids("b"), ElementsAre("b_"));
  EXPECT_THAT(ids(""), ElementsAre("abc1", "abc2"));
}

TEST(Study, HasTheViewsThatSchemaPromises) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  { const Study study = Study::create(file, example_run()); }

  EXPECT_THAT(
      columns_of(file, "design"),
      ElementsAre("design", "model", "hardware", "fidelity", "error", "gops", "macs", "area_mm2",
                  "parameters", "matrix_parameters", "weight_bytes", "matrix_macs", "format"));
  EXPECT_THAT(columns_of(file, "front"),
              ElementsAre("design", "model", "hardware", "fidelity", "error", "gops", "macs",
                          "area_mm2", "parameters", "matrix_parameters", "weight_bytes",
                          "matrix_macs", "format", "error_low", "error_high", "probability"));
}

TEST(Study, ShowsOnlyCommittedRowsToAReaderWhileItWrites) {
  const TemporaryFolder folder;
  Study writer = Study::create(folder.file("a.db"), example_run());
  writer.write(example_batch(0, 10));
  writer.flush();
  const Study reader = Study::open(folder.file("a.db"), Study::Access::read);

  std::size_t seen = 0;
  reader.for_each_design([&](const DesignRow&) {
    if (seen++ == 0) {
      writer.write(example_batch(10, 20));
      writer.flush();
    }
  });

  EXPECT_EQ(seen, 8U);  // the snapshot the reader began with
  EXPECT_EQ(reader.designs().size(), 16U);
}

TEST(Study, RefusesToWriteWhatWasOpenedForReading) {
  const TemporaryFolder folder;
  { const Study study = Study::create(folder.file("a.db"), example_run()); }
  Study study = Study::open(folder.file("a.db"), Study::Access::read);

  EXPECT_THROW(study.write(example_batch(0, 10)), StoreError);
  EXPECT_NO_THROW(study.flush());
}

TEST(Study, LeavesOneFileBehind) {
  const TemporaryFolder folder;
  {
    Study study = Study::create(folder.file("a.db"), example_run());
    study.write(example_batch(0, 10));
  }
  EXPECT_EQ(folder.files(), 1U);
  static_cast<void>(Study::open(folder.file("a.db"), Study::Access::read).designs());
  EXPECT_EQ(folder.files(), 1U);
}

}  // namespace
}  // namespace paretree::results
