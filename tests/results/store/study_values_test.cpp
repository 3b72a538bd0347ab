#include "results/store/study.hpp"
#include "tests/results/support/study_rows.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace paretree::results {
namespace {

TEST(Study, KeepsExtremeNumbers) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 1);
  const double infinity = std::numeric_limits<double>::infinity();
  const double smallest = std::numeric_limits<double>::denorm_min();
  change_row(batch.evaluations, 0, [&](EvaluationRow& row) {
    row.values = {0.1 + 0.2, infinity, smallest, std::numeric_limits<double>::quiet_NaN()};
  });
  study.write(batch);
  study.flush();

  const std::vector<double> values = study.designs().at(0).values;

  EXPECT_EQ(values[0], 0.1 + 0.2);
  EXPECT_EQ(values[1], infinity);
  EXPECT_EQ(values[2], smallest);
  EXPECT_TRUE(std::isnan(values[3]));  // not modelled: NULL in the file
}

TEST(Study, RefusesCountsAboveTheLargestIntegerOfSqlite) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 1);
  batch.models[0].macs = std::uint64_t{1} << 63U;
  study.write(batch);

  EXPECT_THROW(study.flush(), StoreError);
}

TEST(Study, KeepsHostileTextAsItIs) {
  const TemporaryFolder folder;
  RunRow run = example_run();
  run.name = "x'); DROP TABLE run; --\"";
  run.sweep_text = std::string("a\0b", 3);
  { const Study study = Study::create(folder.file("a ?#%41.db"), run); }

  const RunRow read = Study::open(folder.file("a ?#%41.db"), Study::Access::read).run();

  EXPECT_EQ(read.name, run.name);
  EXPECT_EQ(read.sweep_text, run.sweep_text);
}

}  // namespace
}  // namespace paretree::results
