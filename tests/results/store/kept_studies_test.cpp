// Are files that earlier versions of the program wrote still read, and brought up to date when they
// are written?
#include "results/store/schema.hpp"
#include "results/store/study.hpp"
#include "tests/results/support/study_rows.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace paretree::results {
namespace {

/// tests/results/kept/<name>.sql as a file of SQLite.
std::string kept_study(const TemporaryFolder& folder, const std::string& name) {
  const std::string sql = read_text(PARETREE_SOURCE_DIR "/tests/results/kept/" + name + ".sql");
  EXPECT_FALSE(sql.empty()) << name;
  const std::string file = folder.file(name + ".db");
  const Connection connection(file, Connection::Mode::create);
  connection.execute(sql);
  return file;
}

TEST(KeptStudies, VersionOneIsReadAsItIs) {
  const TemporaryFolder folder;
  const std::string file = kept_study(folder, "version_1");

  const Study study = Study::open(file, Study::Access::read);

  EXPECT_EQ(study.run().name, "tiny");
  EXPECT_TRUE(study.progress().finished);
  EXPECT_EQ(study.progress().evaluated, 6);
  ASSERT_EQ(study.front().size(), 2);
  EXPECT_EQ(study.front()[0].design, "246b669299ca9862d988");
  EXPECT_TRUE(study.front_history().checkpoints.empty());
  const Connection connection(file, Connection::Mode::read);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), 1);
}

TEST(KeptStudies, VersionOneIsBroughtUpToDateWhenItIsWritten) {
  const TemporaryFolder folder;
  const std::string file = kept_study(folder, "version_1");
  const std::string before = [&] {
    const Connection connection(file, Connection::Mode::read);
    return connection.text("SELECT group_concat(design || ' ' || energy_pj, ',') FROM design");
  }();

  { const Study study = Study::open(file, Study::Access::write); }

  const Connection connection(file, Connection::Mode::read);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), schema_version);
  EXPECT_EQ(connection.text("SELECT group_concat(design || ' ' || energy_pj, ',') FROM design"),
            before);
  EXPECT_EQ(connection.integer("SELECT count(*) FROM front"), 2);
  EXPECT_EQ(connection.integer("SELECT count(*) FROM confirmed"), 0);
  EXPECT_EQ(connection.text("PRAGMA quick_check"), "ok");
}

// Version 2 kept the front by ids and an index of them from the first design on.
TEST(KeptStudies, VersionTwoIsReadAsItIs) {
  const TemporaryFolder folder;
  const std::string file = kept_study(folder, "version_2");

  const Study study = Study::open(file, Study::Access::read);
  const std::vector<DesignRow> front = study.front();

  EXPECT_EQ(study.designs().size(), 10U);
  ASSERT_EQ(front.size(), 4U);
  EXPECT_EQ(front[1].design, "b0c2a0944b2885addcd4");
  EXPECT_EQ(front[1].probability, 0.86);
  ASSERT_EQ(front[1].intervals.size(), 1U);
  EXPECT_NEAR(front[1].intervals[0].second.first, 0.692527711230937, 1e-12);
  EXPECT_EQ(study.find("fe406118").size(), 1U);
  EXPECT_EQ(Connection(file, Connection::Mode::read).integer("PRAGMA user_version"), 2);
}

TEST(KeptStudies, VersionTwoIsBroughtUpToDateWhenItIsWritten) {
  const TemporaryFolder folder;
  const std::string file = kept_study(folder, "version_2");
  const std::string designs = rows_of(file, "SELECT * FROM design");
  const std::string front = rows_of(file, "SELECT * FROM front");

  { const Study study = Study::open(file, Study::Access::write); }

  const Connection connection(file, Connection::Mode::read);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), schema_version);
  EXPECT_EQ(rows_of(file, "SELECT * FROM design"), designs);
  EXPECT_EQ(rows_of(file, "SELECT * FROM front"), front);
  EXPECT_EQ(connection.integer("SELECT count(*) FROM pragma_foreign_key_check"), 0);
  EXPECT_EQ(connection.text("PRAGMA quick_check"), "ok");
}

// As a run that was stopped before the change and goes on after it.
TEST(KeptStudies, VersionTwoGoesOnWhereItWasStopped) {
  const TemporaryFolder folder;
  const std::string file = kept_study(folder, "version_2");
  Connection(file, Connection::Mode::write).execute("UPDATE progress SET finished = 0");
  const std::string designs = rows_of(file, "SELECT * FROM design");
  {
    Study study = Study::open(file, Study::Access::write);
    Batch batch;
    batch.progress = study.progress();
    study.write(batch);
    study.flush();
    EXPECT_EQ(rows_of(file, "SELECT name FROM sqlite_schema WHERE name = 'evaluation_design'"), "");
    batch.progress.finished = true;
    study.write(batch);
  }

  EXPECT_NE(rows_of(file, "SELECT name FROM sqlite_schema WHERE name = 'evaluation_design'"), "");
  EXPECT_EQ(rows_of(file, "SELECT * FROM design"), designs);
}

}  // namespace
}  // namespace paretree::results
