// Can a user train the formats elsewhere and bring the accuracies back?
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A run of a sweep with `accuracy: external`, which has no accuracies yet.
class ExternalAccuracy : public ::testing::Test {
 protected:
  void SetUp() override {
    bench_.write("tiny.yaml", with(tiny_sweep, "accuracy: capacity\nobjectives: [capacity",
                                   "accuracy: external\nobjectives: [error"));
    first_ = bench_.run({"run", "tiny.yaml", "--picture", "none", "--progress", "none"});
    ASSERT_EQ(first_.exit_code, 0) << first_.err;
    wanted_ = bench_.json({"formats", "tiny.yaml"});
    ASSERT_EQ(wanted_.size(), 12U);  // 4 TT and 8 HT formats
  }
  [[nodiscard]] std::string format(std::size_t number) const {
    return wanted_[number]["format"].get<std::string>();
  }
  [[nodiscard]] Outcome import(const std::string& csv) const {
    bench_.write("accuracies.csv", csv);
    return bench_.run({"import", "tiny.db", "accuracies.csv"});
  }

  Workbench bench_;
  Outcome first_;
  Json wanted_;
};

TEST_F(ExternalAccuracy, IsAskedForByTheRun) {
  EXPECT_THAT(first_.out, HasSubstr("128 infeasible: accuracy_missing"));
  EXPECT_THAT(first_.out, HasSubstr("`paretree formats tiny.yaml` lists the formats"));
  EXPECT_TRUE(bench_.json({"front", "tiny.db"}).empty());
  EXPECT_THAT(bench_.run({"front", "tiny.db", "--format", "csv"}).out,
              ::testing::StartsWith("design,fidelity,error,"));
}

TEST_F(ExternalAccuracy, OfEveryFormatMakesAFront) {
  const Outcome list = bench_.run({"formats", "tiny.yaml", "--format", "csv"});
  EXPECT_THAT(list.out, StartsWith("format,"));
  std::string csv = "format,error,standard_error\n";
  for (std::size_t number = 0; number < wanted_.size(); ++number) {
    csv +=
        format(number) + "," + std::to_string(0.5 - 0.01 * static_cast<double>(number)) + ",0.01\n";
  }

  const Outcome imported = import(csv);

  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("12 accuracies of 12 formats taken"));
  const Json front = bench_.json({"front", "tiny.db"});
  ASSERT_FALSE(front.empty());
  double best = 1;
  for (const Json& member : front) {
    EXPECT_EQ(member["fidelity"], "external");
    const auto error = member["objectives"]["error"].get<double>();
    best = std::min(best, error);
    // value -+ 1.96 * 0.01
    EXPECT_NEAR(member["intervals"]["error"][0].get<double>(), error - 0.0196, 1e-12);
    EXPECT_NEAR(member["intervals"]["error"][1].get<double>(), error + 0.0196, 1e-12);
  }
  EXPECT_NEAR(best, 0.39, 1e-6) << "the format with the least error, 0.5 - 0.11, is on the front";
}

TEST_F(ExternalAccuracy, OfSomeFormatsMakesAFrontOfThose) {
  ASSERT_EQ(import("format,accuracy\n" + format(2) + ",0.75\n").exit_code, 0);

  const Json front = bench_.json({"front", "tiny.db"});

  ASSERT_FALSE(front.empty());
  for (const Json& member : front) {
    EXPECT_EQ(member["objectives"]["error"], 0.25);
    EXPECT_EQ(member["model"]["ranks"], wanted_[2]["model"]["ranks"]);
  }
}

TEST_F(ExternalAccuracy, MayComeInPortions) {
  ASSERT_EQ(import("format,error\n" + format(0) + ",0.4\n").exit_code, 0);
  ASSERT_EQ(import("format,error\n" + format(1) + ",0.3\n").exit_code, 0);

  std::set<double> errors;
  for (const Json& member : bench_.json({"front", "tiny.db"})) {
    errors.insert(member["objectives"]["error"].get<double>());
  }

  EXPECT_TRUE(errors.count(0.3) == 1) << ::testing::PrintToString(errors);
}

TEST_F(ExternalAccuracy, ThatIsWrongIsRefusedAtItsPlaceAndTakesNothing) {
  const auto expect_refusal = [&](const std::string& csv, const std::string& start) {
    const Outcome outcome = import(csv);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, StartsWith(start));
    EXPECT_TRUE(bench_.json({"front", "tiny.db"}).empty());
  };

  expect_refusal("format,error\n" + format(0) + ",0.2\nzz,0.3\n",
                 "accuracies.csv:3:1: 'zz' is not");
  // The value stands after the 20 digits of the id and a comma.
  expect_refusal("format,error\n" + format(0) + ",nan\n", "accuracies.csv:2:22: ");
  expect_refusal("format,error\n" + format(0) + ",1.5\n", "accuracies.csv:2:22: ");
  expect_refusal("format,loss\n" + format(0) + ",1.5\n", "accuracies.csv:1:");
  expect_refusal("", "accuracies.csv");
}

TEST_F(ExternalAccuracy, IsNotTakenByAStudyThatMeasuresItsOwn) {
  bench_.write("own.yaml", tiny_sweep);
  ASSERT_EQ(
      bench_.run({"run", "own.yaml", "--db", "own.db", "--picture", "none", "--progress", "none"})
          .exit_code,
      0);
  bench_.write("accuracies.csv", "format,error\n" + format(0) + ",0.2\n");

  const Outcome outcome = bench_.run({"import", "own.db", "accuracies.csv"});

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("accuracy: external"));
}

}  // namespace
}  // namespace paretree::testing
