// Does `sql` answer SELECTs with its two aggregates, and nothing else?
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;

class SqlCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    bench_.write("tiny.yaml", tiny_sweep);
    ASSERT_EQ(bench_.run({"run", "tiny.yaml", "--picture", "none", "--progress", "none"}).exit_code,
              0);
  }
  Workbench bench_;
};

TEST_F(SqlCommand, ParetoGivesTheFrontOfAnyFigures) {
  const Json rows = bench_.json(
      {"sql", "tiny.db",
       "SELECT value AS design FROM json_each((SELECT pareto(design, energy_pj, area_mm2) FROM "
       "design)) ORDER BY 1"});

  const Json front = bench_.json({"front", "tiny.db", "--objectives", "energy_pj,area_mm2"});
  ASSERT_EQ(rows.size(), front.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i]["design"], front[i]["design"]);
  }
}

// Points (1, 3) and (2, 2), reference (4, 4): 3 * 1 + 2 * 1 = 5. A NULL leaves its row out.
TEST_F(SqlCommand, HypervolumeIsThatOfAPictureByHand) {
  const Json rows =
      bench_.json({"sql", "tiny.db",
                   "SELECT hypervolume(column1, 4, column2, 4) AS v, count(*) AS n FROM "
                   "(VALUES (1, 3), (2.0, 2), (NULL, 0))"});

  EXPECT_EQ(rows, (Json::array({{{"v", 5.0}, {"n", 3}}})));
}

TEST_F(SqlCommand, CountsTheDesignsOfAView) {
  const Json rows = bench_.json({"sql", "tiny.db", "SELECT count(*) AS n FROM design"});

  EXPECT_EQ(rows[0]["n"], 128);
}

TEST_F(SqlCommand, RefusesWhateverIsNotOneSelect) {
  const std::string before = bench_.read("tiny.db");
  for (const char* text :
       {"DELETE FROM run", "UPDATE run SET name = 'x'", "DROP TABLE run", "ATTACH 'x.db' AS x",
        "PRAGMA query_only = 0", "VACUUM INTO 'x.db'", "CREATE TEMP TABLE t(a)", "BEGIN",
        "SELECT 1; SELECT 2", "SELECT load_extension('x')", "SELECT", "",
        "SELECT pareto(design) FROM design", "SELECT pareto(design, design) FROM design",
        "SELECT hypervolume(energy_pj) FROM design",
        "SELECT hypervolume(energy_pj, area_mm2) FROM design"}) {
    const Outcome outcome = bench_.run({"sql", "tiny.db", text});
    EXPECT_EQ(outcome.exit_code, 2) << text;
    EXPECT_EQ(outcome.out, "") << text;
    EXPECT_NE(outcome.err, "") << text;
  }
  EXPECT_EQ(bench_.read("tiny.db"), before);
  for (const std::string& file : bench_.files()) {
    EXPECT_NE(file, "x.db");
  }
}

TEST_F(SqlCommand, RunsTheWorkedQueriesOfTheDocument) {
  const std::string text = results::read_text(PARETREE_SOURCE_DIR "/results/SCHEMA.md");
  std::size_t queries = 0;
  for (std::size_t at = text.find("```SQL\n"); at != std::string::npos;
       at = text.find("```SQL\n", at + 1)) {
    const std::size_t begin = at + 7;
    const std::string query = text.substr(begin, text.find("```", begin) - begin);
    EXPECT_FALSE(bench_.json({"sql", "tiny.db", query}).empty()) << query;
    ++queries;
  }
  EXPECT_EQ(queries, 3U);
}

TEST_F(SqlCommand, SaysWhatSqliteSays) {
  const Outcome outcome = bench_.run({"sql", "tiny.db", "SELECT energi FROM design"});

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("no such column: energi"));
}

}  // namespace
}  // namespace paretree::testing
