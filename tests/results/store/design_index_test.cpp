// Are ids indexed once a study is finished, and rows written in groups the rows that were sent?
#include "results/store/study.hpp"
#include "tests/results/support/study_rows.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace paretree::results {
namespace {

using testing::HasSubstr;

TEST(DesignIndex, LetsDesignsBeReadInOrderWithoutSorting) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  {
    Study study = Study::create(file, example_run());
    Batch batch = example_batch(0, 100);
    batch.progress.finished = true;
    study.write(batch);
  }

  EXPECT_THAT(rows_of(file, "EXPLAIN QUERY PLAN SELECT * FROM design"),
              testing::Not(HasSubstr("TEMP B-TREE")));
}

TEST(DesignIndex, IsThereExactlyWhileAStudyIsFinished) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  Study study = Study::create(file, example_run());
  const auto indexed = [&] {
    study.flush();
    return rows_of(file, "SELECT name FROM sqlite_schema WHERE name = 'evaluation_design'") != "";
  };
  const auto ids = [&] {
    std::vector<std::string> found;
    study.for_each_design([&](const DesignRow& row) { found.push_back(row.design); });
    return found;
  };

  study.write(example_batch(0, 60));
  EXPECT_FALSE(indexed());
  const std::vector<std::string> before = ids();
  Batch last;
  last.progress = {.next = 60, .finished = true, .infeasible = {}};
  study.write(last);
  EXPECT_TRUE(indexed());
  EXPECT_EQ(ids(), before);
  EXPECT_TRUE(std::ranges::is_sorted(before));
  EXPECT_EQ(study.find(before[7]).size(), 1U);
  Batch again = example_batch(0, 60);
  again.restart = true;
  study.write(again);
  EXPECT_FALSE(indexed());
  EXPECT_EQ(ids(), before);
  EXPECT_EQ(study.find(before[7]).size(), 1U);
}

TEST(DesignIndex, RefusesTwoDesignsOfOneId) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), example_run());
  Batch batch = example_batch(0, 50);
  const std::string taken(batch.evaluations[30].key.design.text());
  change_row(batch.evaluations, 7, [&](EvaluationRow& row) { row.design = taken; });
  study.write(batch);
  study.flush();
  batch = {};
  batch.progress.finished = true;
  study.write(batch);

  EXPECT_THROW(study.flush(), StoreError);
  EXPECT_FALSE(Study::open(study.file(), Study::Access::read).progress().finished);
}

// More rows than one statement takes, some of them stored before and one with other figures.
TEST(GroupsOfRows, MayHoldSomeThatAreStored) {
  const TemporaryFolder folder;
  const std::string parts = folder.file("parts.db");
  const std::string whole = folder.file("whole.db");
  Batch better = example_batch(0, 200);
  change_row(better.evaluations, 50, [](EvaluationRow& row) { row.values[0] = 0.125; });
  {
    Study study = Study::create(parts, example_run());
    study.write(example_batch(40, 60));
    study.write(better);
    Study::create(whole, example_run()).write(better);
  }

  EXPECT_EQ(rows_of(parts, "SELECT * FROM evaluation"), rows_of(whole, "SELECT * FROM evaluation"));
  EXPECT_EQ(rows_of(parts, "SELECT * FROM infeasible"), rows_of(whole, "SELECT * FROM infeasible"));
}

}  // namespace
}  // namespace paretree::results
