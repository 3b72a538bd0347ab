// A certified front through the program: run, prove, check, and what a heuristic finds of it.
#include "tests/support/closing_sweep.hpp"
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;

class CertifiedFront : public ::testing::Test {
 protected:
  CertifiedFront() {
    bench_.write("small.yaml", closing_sweep);
    const Outcome outcome = bench_.run(run_words({"--witness", "small.witness"}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    said_ = outcome.out;
  }
  [[nodiscard]] static std::vector<std::string> run_words(std::vector<std::string> more) {
    std::vector<std::string> words = {"run", "small.yaml", "--db", "small.db", "--picture", "none"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  Workbench bench_;
  std::string said_;
};

TEST_F(CertifiedFront, IsProvedByAWitnessThatCheckReplays) {
  EXPECT_THAT(said_, HasSubstr("witness:  small.witness ("));
  const Outcome outcome = bench_.run({"check", "small.db", "--witness", "small.witness"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("valid and complete"));
  EXPECT_THAT(outcome.out, HasSubstr("witness"));
}

TEST_F(CertifiedFront, IsCheckedWithoutAWitness) {
  const Json report = bench_.json({"check", "small.db"});
  EXPECT_TRUE(report["complete"].get<bool>());
  EXPECT_GT(report["evaluated"].get<double>(), 0);
}

TEST_F(CertifiedFront, ADamagedWitnessIsAFaultWithAReason) {
  bench_.write("small.witness", "paretree-witness 1\nno such space\n");
  const Outcome outcome = bench_.run({"check", "small.db", "--witness", "small.witness"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err + outcome.out, HasSubstr("small.witness"));
}

TEST_F(CertifiedFront, NothingIsWitnessedWhereNoBlockIsARecursion) {
  const Outcome outcome =
      bench_.run({"run", "small.yaml", "--db", "tt.db", "--set", "model.format=tt", "--set",
                  "hardware.template=tie", "--picture", "none", "--witness", "tt.witness"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("nothing to witness"));
  EXPECT_FALSE(std::filesystem::exists(bench_.file("tt.db"))) << "found out before the run";
}

TEST_F(CertifiedFront, AWitnessNeedsAFolderBeforeTheRun) {
  const Outcome outcome =
      bench_.run({"run", "small.yaml", "--db", "no.db", "--witness", "nowhere/small.witness"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("there is no folder nowhere"));
  EXPECT_FALSE(std::filesystem::exists(bench_.file("no.db")));
}

TEST_F(CertifiedFront, IsComparedWithWhatNsga2Finds) {
  const Outcome evolved =
      bench_.run({"run", "small.yaml", "--db", "evolved.db", "--picture", "none", "--set",
                  "search={name: nsga2, designs: 60, population: 20}"});
  ASSERT_EQ(evolved.exit_code, 0) << evolved.err;
  const Json compared = bench_.json({"compare", "small.db", "evolved.db"});
  EXPECT_FALSE(compared.empty());
}

TEST_F(CertifiedFront, ASearchThatLearnsIsNotDivided) {
  const Outcome outcome = bench_.run({"run", "small.yaml", "--db", "part.db", "--set",
                                      "search=nsga2", "--shard", "1/2", "--picture", "none"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("cannot be divided"));
}

}  // namespace
}  // namespace paretree::testing
