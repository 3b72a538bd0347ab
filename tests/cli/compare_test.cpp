// Does `compare` say how fronts differ, by how much, and why?
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class CompareCommand : public ::testing::Test {
 protected:
  void run(const std::string& db, const std::vector<std::string>& changes) {
    std::vector<std::string> words = {"run",       "tiny.yaml", "--db",       db,
                                      "--picture", "none",      "--progress", "none"};
    for (const std::string& change : changes) {
      words.insert(words.end(), {"--set", change});
    }
    const Outcome outcome = bench_.run(words);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  }
  void SetUp() override { bench_.write("tiny.yaml", tiny_sweep); }

  Workbench bench_;
};

TEST_F(CompareCommand, AStudyWithItselfIsEqualInEverything) {
  run("a.db", {});
  run("b.db", {"name=other"});

  const Json json = bench_.json({"compare", "a.db", "b.db"});

  EXPECT_EQ(json["studies"][0]["hypervolume"], json["studies"][1]["hypervolume"]);
  EXPECT_GT(json["studies"][0]["hypervolume"].get<double>(), 0);
  EXPECT_EQ(json["studies"][0]["alone"], 0);
  EXPECT_EQ(json["coverage"][0]["share"], 1.0);
  EXPECT_EQ(json["coverage"][1]["share"], 1.0);
  const Json& change = json["changes"][0];
  EXPECT_EQ(change["differences"], Json::array());
  EXPECT_EQ(change["gained"].size() + change["lost"].size() + change["moved"].size(), 0U);
  EXPECT_EQ(change["shared_designs"], 128);
}

TEST_F(CompareCommand, GainedAndLostDesignsSayWhereTheyAre) {
  run("a.db", {});
  run("b.db", {"hardware.pes=[8,16]"});

  const Json change = bench_.json({"compare", "a.db", "b.db"})["changes"][0];

  ASSERT_EQ(change["differences"].size(), 1U);
  EXPECT_EQ(change["differences"][0]["kind"], "sweep");
  EXPECT_EQ(change["differences"][0]["name"], "hardware.pes");
  EXPECT_EQ(change["differences"][0]["before"], "[4, 8]");
  EXPECT_EQ(change["differences"][0]["after"], "[8, 16]");
  const auto ids = [&](const std::string& db) {
    std::vector<std::string> list;
    for (const Json& member : bench_.json({"front", db})) {
      list.push_back(member["design"]);
    }
    return list;
  };
  const std::vector<std::string> before = ids("a.db");
  const std::vector<std::string> after = ids("b.db");
  std::size_t gained = 0;
  for (const std::string& id : after) {
    gained += std::find(before.begin(), before.end(), id) == before.end() ? 1U : 0U;
  }
  EXPECT_EQ(change["gained"].size(), gained);
  EXPECT_EQ(change["lost"].size(), before.size() - (after.size() - gained));
  for (const Json& design : change["gained"]) {
    // New machines of 16 PEs were not in the first space; the others were there and beaten.
    const Json shown = bench_.json({"show", "b.db", design["design"]});
    if (shown["hardware"]["pes"] == 16) {
      EXPECT_EQ(design["because"], "not in that space");
    } else {
      EXPECT_THAT(design["because"].get<std::string>(), StartsWith("dominated by "));
    }
  }
  EXPECT_EQ(change["moved_designs"], 0);
}

TEST_F(CompareCommand, MovedObjectivesNameTheConstantsThatDiffer) {
  run("a.db", {});
  run("b.db", {"technology=aladdin40"});

  const Json change = bench_.json({"compare", "a.db", "b.db"})["changes"][0];

  EXPECT_EQ(change["moved_designs"], 128);
  ASSERT_FALSE(change["moved"].empty());
  bool energy = false;
  for (const Json& moved : change["moved"]) {
    EXPECT_NE(moved["objective"], "capacity");
    if (moved["objective"] == "energy_pj") {
      energy = true;
      EXPECT_THAT(moved["because"].get<std::vector<std::string>>(),
                  Contains(StartsWith("constant multiply_energy_per_bit2: ")));
      EXPECT_NEAR(moved["relative"].get<double>(),
                  moved["after"].get<double>() / moved["before"].get<double>() - 1, 1e-12);
    }
  }
  EXPECT_TRUE(energy);
}

TEST_F(CompareCommand, ConditionsAndObjectivesAreThoseOfFront) {
  run("a.db", {});
  run("b.db", {"hardware.template=fdht"});

  const Json json = bench_.json(
      {"compare", "a.db", "b.db", "--objectives", "energy_pj,area_mm2", "--where", "pes == 4"});

  EXPECT_EQ(
      json["studies"][0]["members"],
      bench_.json({"front", "a.db", "--objectives", "energy_pj,area_mm2", "--where", "pes == 4"})
          .size());
  const Outcome wrong = bench_.run({"compare", "a.db", "b.db", "--objectives", "energi_pj"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'energy_pj'?"));
}

TEST_F(CompareCommand, PrintsTheSameFactsAsTableAndCsv) {
  run("a.db", {});
  run("b.db", {"technology=aladdin40"});

  const Outcome table = bench_.run({"compare", "a.db", "b.db"});
  const Outcome csv = bench_.run({"compare", "a.db", "b.db", "--format", "csv"});

  EXPECT_EQ(table.exit_code, 0);
  EXPECT_THAT(table.out, HasSubstr("128 designs in both, 128 moved"));
  EXPECT_THAT(csv.out, StartsWith("fact,from,to,design,name,before,after,because"));
  EXPECT_THAT(csv.out, HasSubstr("study,,a.db,,hypervolume,,"));
  EXPECT_THAT(csv.out, HasSubstr("coverage,b.db,a.db,"));
  EXPECT_THAT(csv.out, HasSubstr("constant,a.db,b.db,,multiply_energy_per_bit2,"));
}

}  // namespace
}  // namespace paretree::testing
