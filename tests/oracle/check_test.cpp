// A study's claims, checked with nothing of the search: what is true passes, what is not is found.

#include "dse/check/check_study.hpp"
#include "dse/check/claims.hpp"
#include "dse/check/plan_graph.hpp"
#include "results/store/sqlite.hpp"
#include "tests/results/support/temporary_folder.hpp"
#include "tests/support/closing_sweep.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/random_sweeps.hpp"
#include "tests/support/studies.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace paretree::dse {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CheckReport checked(const std::string& file) {
  const results::Study study = results::Study::open(file, results::Study::Access::read);
  const Workers workers(2);
  return check_study(study, workers, {});
}

std::string faults_of(const CheckReport& report) {
  return fmt::format("{}", fmt::join(report.faults, "\n"));
}

TEST(CheckStudy, AcceptsEveryFrontOfRandomSpaces) {
  constexpr std::uint64_t spaces = 40;
  std::uint64_t empty = 0;
  for (std::uint64_t seed = 100; seed < 100 + spaces; ++seed) {
    const results::TemporaryFolder folder;
    const std::string text = testing::random_sweep(seed);
    const Problem problem = testing::problem_of(text);
    const auto summary = testing::explore(problem, folder.file("study.db"));
    empty += summary.front == 0 ? 1 : 0;

    const CheckReport report = checked(folder.file("study.db"));

    EXPECT_TRUE(report.complete) << text << faults_of(report);
    EXPECT_EQ(report.space, std::to_string(problem.space.size()));
  }
  EXPECT_LT(empty, spaces / 10);
}

TEST(CheckStudy, AcceptsAFrontWithinAFactor) {
  std::uint64_t exact_members = 0;
  std::uint64_t members = 0;
  for (std::uint64_t seed = 100; seed < 115; ++seed) {
    const results::TemporaryFolder folder;
    const Problem exact = testing::problem_of(testing::random_sweep(seed));
    const Problem problem =
        testing::problem_of(testing::random_sweep(seed), {"search={name: certified, eps: 0.2}"});
    exact_members += testing::explore(exact, folder.file("exact.db")).front;
    members += testing::explore(problem, folder.file("study.db")).front;

    const CheckReport report = checked(folder.file("study.db"));

    EXPECT_TRUE(report.complete) << faults_of(report);
    // By the definition, too: every member of the exact front is within 1.2 of one kept.
    const results::Study all =
        results::Study::open(folder.file("exact.db"), results::Study::Access::read);
    const results::Study kept =
        results::Study::open(folder.file("study.db"), results::Study::Access::read);
    for (const results::DesignRow& member : all.front()) {
      const auto front = kept.front();
      EXPECT_TRUE(std::any_of(front.begin(), front.end(), [&](const results::DesignRow& other) {
        for (std::size_t column = 0; column < exact.objective_count; ++column) {
          const bool up = exact.columns[column].objective->sense() == Sense::maximise;
          const double own = member.values[column];
          if (up ? other.values[column] * 1.2 < own : other.values[column] > own * 1.2) {
            return false;
          }
        }
        return true;
      })) << member.design;
    }
  }
  EXPECT_LT(members, exact_members);
}

TEST(CheckStudy, VisitsBlocksThatNoRecursionCloses) {
  const results::TemporaryFolder folder;
  const Problem problem = testing::problem_of(testing::tiny_sweep);
  static_cast<void>(testing::explore(problem, folder.file("study.db")));

  const CheckReport report = checked(folder.file("study.db"));

  EXPECT_TRUE(report.complete) << faults_of(report);
  ASSERT_EQ(report.blocks.size(), 3U);
  EXPECT_EQ(report.blocks[0].method, "visit");  // the uncompressed layer is no graph
  EXPECT_EQ(report.blocks[2].method, "recursion");
}

TEST(CheckStudy, LeavesBlocksOpenThatAreTooLargeToVisit) {
  const results::TemporaryFolder folder;
  const Problem problem = testing::problem_of(testing::tiny_sweep);
  static_cast<void>(testing::explore(problem, folder.file("study.db")));
  const results::Study study =
      results::Study::open(folder.file("study.db"), results::Study::Access::read);

  CheckOptions options;
  options.most_visits = 0;
  const CheckReport report = check_study(study, Workers(1), options);

  EXPECT_TRUE(report.valid());
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(report.blocks[0].method, "open");
}

TEST(CheckStudy, ClaimsNoCompletenessForASampleOrAnUnfinishedRun) {
  const results::TemporaryFolder folder;
  const Problem problem =
      testing::problem_of(testing::tiny_sweep, {"search={name: random, designs: 50}"});
  static_cast<void>(testing::explore(problem, folder.file("study.db")));

  const CheckReport report = checked(folder.file("study.db"));

  EXPECT_TRUE(report.valid()) << faults_of(report);
  EXPECT_FALSE(report.complete);
}

/// Each lie is told with plain SQL to the file of a finished study.
struct Lie {
  std::string name;
  std::string sql;
  std::string fault;  ///< what the check says about it
};

class ALie : public ::testing::TestWithParam<Lie> {
 public:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<results::TemporaryFolder>();
    const Problem problem = testing::problem_of(testing::closing_sweep);
    ASSERT_GT(testing::explore(problem, folder_->file("true.db")).front, 20U);
    ASSERT_TRUE(checked(folder_->file("true.db")).complete);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static std::unique_ptr<results::TemporaryFolder> folder_;
};
std::unique_ptr<results::TemporaryFolder> ALie::folder_;

TEST_P(ALie, IsFound) {
  const std::string file = folder_->file("lie.db");
  std::filesystem::remove(file);
  std::filesystem::copy_file(folder_->file("true.db"), file);
  {
    const results::Connection connection(file, results::Connection::Mode::write);
    connection.execute(GetParam().sql);
  }

  const CheckReport report = checked(file);

  EXPECT_FALSE(report.valid());
  EXPECT_FALSE(report.complete);
  ASSERT_FALSE(report.faults.empty());
  EXPECT_THAT(faults_of(report), HasSubstr(GetParam().fault));
}

INSTANTIATE_TEST_SUITE_P(
    InAFinishedStudy, ALie,
    ::testing::Values(
        Lie{"MemberRemoved",
            "DELETE FROM front_member WHERE position = (SELECT min(position) FROM front_member);",
            "no front member covers"},
        Lie{"LastMemberRemoved",
            "DELETE FROM front_member WHERE position = (SELECT max(position) FROM front_member);",
            "no front member covers"},
        Lie{"AllMembersRemoved", "DELETE FROM front_member;", "the front is empty"},
        Lie{"MemberMadeBetter",
            "UPDATE evaluation SET energy_pj = energy_pj * 0.5 WHERE position = (SELECT position "
            "FROM front_member LIMIT 1);",
            "energy_pj is"},
        Lie{"MemberMovedElsewhere",
            "PRAGMA foreign_keys = OFF;"
            "UPDATE evaluation SET position = position + 1 WHERE position = (SELECT max(position) "
            "FROM front_member);"
            "UPDATE front_member SET position = position + 1 WHERE position = (SELECT "
            "max(position) FROM front_member);",
            "the design at its position is"},
        Lie{"ModelHalfChanged",
            "UPDATE model SET json = replace(json, '\"weight_bits\":8', '\"weight_bits\":16');",
            "the stored model half is another one"},
        Lie{"ConstantChanged",
            "UPDATE constant SET value = value * 0.9 WHERE name LIKE '%multiply%' OR name LIKE "
            "'%mult%';",
            "is used"},
        Lie{"ConstantForgotten", "DELETE FROM constant WHERE position = 0;",
            "used, but not stored"},
        Lie{"SpaceGrown", "UPDATE run SET space = space || '0';", "the study says"},
        Lie{"RanksAdded",
            "UPDATE run SET canonical_sweep = replace(canonical_sweep, '[1, 2, 3]', '[1, 2, 3, "
            "5]'), "
            "space = space;",
            "the study says"},
        Lie{"CertificateForgotten", "DELETE FROM certificate;", "is not closed"},
        Lie{"BlockNotClosed",
            "UPDATE certificate SET json = replace(json, '\"complete\":true', "
            "'\"complete\":false') WHERE name LIKE 'block/%';",
            "is not closed"},
        Lie{"OtherFrontStated",
            "UPDATE certificate SET json = replace(json, '\"members\":', '\"members\":1') WHERE "
            "name = 'front';",
            "of the front"},
        Lie{"DesignsForgotten", "UPDATE progress SET closed = closed - 1;", "are not the"}),
    [](const auto& lie) { return lie.param.name; });

TEST(CheckStudy, FindsADominatedMember) {
  const results::TemporaryFolder folder;
  const Problem problem =
      testing::problem_of(testing::closing_sweep, {"store=all", "search=exhaustive"});
  static_cast<void>(testing::explore(problem, folder.file("study.db")));
  {
    const results::Connection connection(folder.file("study.db"), results::Connection::Mode::write);
    connection.execute(
        "INSERT INTO front_member (position, probability) SELECT position, 1 FROM evaluation "
        "WHERE position NOT IN (SELECT position FROM front_member) LIMIT 1;");
  }

  const CheckReport report = checked(folder.file("study.db"));

  EXPECT_THAT(faults_of(report), HasSubstr("is dominated by"));
}

TEST(CheckStudy, FindsARunThatSaysItIsFinishedAndIsNot) {
  const results::TemporaryFolder folder;
  const Problem problem = testing::problem_of(testing::closing_sweep, {"search=certified"});
  static_cast<void>(testing::explore(problem, folder.file("study.db"), 1, 0.0));
  {
    const results::Connection connection(folder.file("study.db"), results::Connection::Mode::write);
    connection.execute(
        fmt::format("UPDATE progress SET finished = 1, closed = {};", problem.space.size()));
  }

  EXPECT_THAT(faults_of(checked(folder.file("study.db"))), HasSubstr("no front member covers"));
}

TEST(CountPlans, AgreesWithTheEnumeratedSpace) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Problem problem = testing::problem_of(testing::random_sweep(seed));
    for (const Space::Block& block : problem.space.blocks()) {
      ASSERT_TRUE(PlanGraph::describes(block.model->axes()));
      EXPECT_EQ(static_cast<std::uint64_t>(count_plans(block.model->axes())), block.model->plans());
    }
  }
}

TEST(PlanGraph, HasAChoiceOfChoicesForEveryPlan) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Problem problem = testing::problem_of(testing::random_sweep(seed));
    for (const Space::Block& block : problem.space.blocks()) {
      const PlanGraph graph(block.model->axes(), std::uint64_t{1} << 40U);
      std::vector<std::uint64_t> ways(graph.nodes().size(), 0);
      for (std::size_t node = 0; node < ways.size(); ++node) {
        for (std::size_t at = graph.nodes()[node].begin; at < graph.nodes()[node].end; ++at) {
          const PlanGraph::Choice& choice = graph.choices()[at];
          ways[node] += (choice.first == PlanGraph::none ? 1 : ways[choice.first]) *
                        (choice.second == PlanGraph::none ? 1 : ways[choice.second]);
        }
      }
      EXPECT_EQ(ways[graph.root()], block.model->plans());
    }
  }
}

TEST(Claims, FindsACoveringVectorExactlyWhereThereIsOne) {
  Random random(7);
  std::vector<std::vector<double>> vectors;
  for (int row = 0; row < 500; ++row) {
    std::vector<double> vector;
    double sum = 0;
    for (int k = 0; k < 3; ++k) {
      vector.push_back(static_cast<double>(random.below(60)));
      sum += vector.back();
    }
    vector.push_back(180 - sum);
    vectors.push_back(std::move(vector));
  }
  const Claims claims(4, vectors);
  int covered = 0;
  for (int query = 0; query < 2000; ++query) {
    std::vector<double> point;
    for (int k = 0; k < 4; ++k) {
      point.push_back(static_cast<double>(random.below(100)));
    }
    const auto covers_point = [&](const std::vector<double>& vector) {
      for (std::size_t k = 0; k < 4; ++k) {
        if (vector[k] > point[k]) {
          return false;
        }
      }
      return true;
    };
    const bool expected = std::any_of(vectors.begin(), vectors.end(), covers_point);
    const std::size_t found = claims.covering(point);
    ASSERT_EQ(found != Claims::none, expected);
    ASSERT_TRUE(!expected || covers_point(vectors[found]));
    covered += expected ? 1 : 0;
  }
  EXPECT_GT(covered, 200);
  EXPECT_LT(covered, 1800);
}

TEST(Claims, PairsADominatedVectorWithABetterOne) {
  const Claims claims(2, {{1, 4}, {2, 2}, {3, 3}, {4, 1}, {2, 2}});

  const auto pairs = claims.dominated(10);

  // (3,3) is worse than a (2,2); of the two equal ones the later is represented by the earlier.
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].worse, 2U);
  EXPECT_EQ(pairs[1].worse, 4U);
  EXPECT_EQ(pairs[1].better, 1U);
}

}  // namespace

}  // namespace paretree::dse
