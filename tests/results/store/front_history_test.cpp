#include "results/store/front_history.hpp"

#include "results/store/schema.hpp"
#include "results/store/study.hpp"
#include "tests/results/support/study_rows.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace paretree::results {
namespace {

RunRow two_objectives() {
  RunRow run = example_run();
  run.columns = {{"energy_pj", false, true, false},
                 {"gops", true, true, false},
                 {"macs", false, false, false}};
  return run;
}

Batch at(std::uint64_t designs, std::vector<FrontCheckpoint::Member> front) {
  Batch batch;
  batch.checkpoint = FrontCheckpoint{designs, designs / 10, std::move(front)};
  batch.wall_seconds = 0.25;
  return batch;
}

std::string text_of(const FrontHistory& history) {
  std::string text;
  for (const auto& checkpoint : history.checkpoints) {
    text += std::to_string(checkpoint.designs) + ":" + std::to_string(checkpoint.members) + " ";
  }
  for (const FrontSpan& span : history.spans) {
    text += "[" + std::to_string(span.position) + " " + std::to_string(span.entered) + "-" +
            (span.gone ? std::to_string(*span.gone) : "") + "]";
  }
  return text;
}

TEST(FrontHistory, KeepsWhenDesignsEnteredAndLeft) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), two_objectives());
  study.write(at(10, {{3, {5, 1}}, {4, {6, 2}}}));
  study.write(at(20, {{4, {6, 2}}, {17, {4, 2}}}));
  study.flush();

  const FrontHistory history = study.front_history();

  EXPECT_EQ(text_of(history), "10:2 20:2 [3 10-20][4 10-][17 20-]");
  EXPECT_EQ(history.spans[2].values, (std::vector<double>{4, 2}));
  EXPECT_EQ(history.checkpoints[0].wall_seconds, 0.25);
  EXPECT_EQ(history.checkpoints[1].wall_seconds, 0.5);
}

TEST(FrontHistory, GoesOnWhereAnEarlierSessionStopped) {
  const TemporaryFolder folder;
  {
    Study study = Study::create(folder.file("a.db"), two_objectives());
    study.write(at(10, {{3, {5, 1}}, {4, {6, 2}}}));
    study.flush();
  }
  Study study = Study::open(folder.file("a.db"), Study::Access::write);
  study.write(at(10, {{3, {5, 1}}, {4, {6, 2}}}));  // sent again: changes nothing
  study.write(at(20, {{3, {5, 1}}}));
  study.flush();

  EXPECT_EQ(text_of(study.front_history()), "10:2 20:1 [3 10-][4 10-20]");
}

TEST(FrontHistory, IsForgottenWhenTheStudyStartsAgain) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), two_objectives());
  study.write(at(10, {{3, {5, 1}}}));
  Batch again = at(10, {{8, {1, 1}}});
  again.restart = true;
  study.write(std::move(again));
  study.flush();

  EXPECT_EQ(text_of(study.front_history()), "10:1 [8 10-]");
}

// A study of version 1 has none of the tables.
TEST(FrontHistory, IsAddedToAStudyOfVersionOneWhenItIsWritten) {
  const TemporaryFolder folder;
  const std::string file = folder.file("a.db");
  { const Study study = Study::create(file, two_objectives()); }
  {
    const Connection connection(file, Connection::Mode::write);
    connection.execute(
        "DROP TABLE front_history; DROP TABLE front_checkpoint; DROP TABLE timing_checkpoint; "
        "PRAGMA user_version = 1");
  }

  EXPECT_EQ(text_of(Study::open(file, Study::Access::read).front_history()), "");
  {
    Study study = Study::open(file, Study::Access::write);
    study.write(at(10, {{3, {5, 1}}}));
    study.flush();
  }
  EXPECT_EQ(text_of(Study::open(file, Study::Access::read).front_history()), "10:1 [3 10-]");
  const Connection connection(file, Connection::Mode::read);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), schema_version);
}

TEST(FrontHistory, RefusesAMemberOfAnotherRun) {
  const TemporaryFolder folder;
  Study study = Study::create(folder.file("a.db"), two_objectives());
  study.write(at(10, {{3, {5, 1, 7}}}));

  EXPECT_THROW(study.flush(), StoreError);
}

}  // namespace
}  // namespace paretree::results
