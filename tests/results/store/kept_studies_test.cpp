// Are files that earlier versions of the program wrote still read, and brought up to date when they
// are written?
#include "results/store/schema.hpp"
#include "results/store/study.hpp"
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

}  // namespace
}  // namespace paretree::results
