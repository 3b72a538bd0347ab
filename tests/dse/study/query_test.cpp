#include "dse/study/query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace paretree::dse {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// A study of four designs on two models and two machines, in a folder of its own.
///
///   design  model  hardware      energy  throughput  parameters
///   aa..    m0     tie, pes 8      10        5          100
///   bb..    m0     fdht, pes 16    20        9          100
///   cc..    m1     tie, pes 8      30        9           50
///   dd..    m1     fdht, pes 16    40       12           50
class Query : public ::testing::Test {
 protected:
  Query()
      : folder_(std::filesystem::path(::testing::TempDir()) /
                (std::string("paretree-query-") +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~Query() override {
    study_.reset();
    std::filesystem::remove_all(folder_);
  }

  results::Study& study(const std::string& retention = "all") {
    results::RunRow run;
    run.name = "four";
    run.sweep_text = run.canonical_sweep = "name: four\n";
    run.program_version = "test";
    run.space = "4";
    run.retention = retention;
    run.columns = {{"energy_pj", false, true, false},
                   {"gops", true, true, false},
                   {"area_mm2", false, false, false}};
    study_.emplace(results::Study::create((folder_ / "s.db").string(), run));

    results::Batch batch;
    batch.formats = {{"f0", "{}"}, {"f1", "{}"}};
    batch.models = {
        {0, "m0", "f0",
         R"({"scope":"input","format":"tt","tree":[0,1],"ranks":{"0":2},"weight_bits":16})", 100,
         90, 200, 1000, 900},
        {1, "m1", "f1",
         R"({"scope":"full","format":"ht","tree":[1,0],"ranks":{"0":4},"weight_bits":8})", 50, 40,
         50, 500, 400}};
    batch.hardware = {{0, "h0", R"({"template":"tie","pes":8})"},
                      {1, "h1", R"({"template":"fdht","pes":16,"mapping":"fixed"})"}};
    const std::vector<std::vector<double>> values = {
        {10, 5, 1}, {20, 9, 3}, {30, 9, 2}, {40, 12, 4}};
    for (std::size_t number = 0; number < values.size(); ++number) {
      batch.evaluations.push_back(
          results::EvaluationRow{std::string(20, static_cast<char>('a' + number)), number,
                                 number / 2, number % 2, "capacity", values[number]});
    }
    batch.front = std::vector<results::FrontRow>{{0, 1, {}}, {1, 0.5, {}}, {3, 1, {}}};
    batch.progress.next = 1;
    batch.progress.evaluated = batch.progress.feasible = 4;
    batch.progress.finished = true;
    study_->write(std::move(batch));
    study_->flush();
    return *study_;
  }

  std::string members(const FrontQuery& query) {
    std::string initials;
    for (const results::DesignRow& row : query_front(*study_, query).members) {
      initials += row.design[0];
    }
    return initials;
  }

  std::string refusal(const FrontQuery& query) {
    try {
      static_cast<void>(query_front(*study_, query));
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "nothing was refused";
  }

  std::filesystem::path folder_;
  std::optional<results::Study> study_;
};

TEST_F(Query, ReadsTheStoredFrontWhenNothingElseIsAsked) {
  const FrontAnswer answer = query_front(study(), {});

  EXPECT_EQ(answer.objectives, (std::vector<std::string>{"energy_pj", "gops"}));
  EXPECT_EQ(answer.members.size(), 3U);
  EXPECT_EQ(answer.members[1].probability, 0.5);
  EXPECT_FALSE(answer.from_kept_only);
}

TEST_F(Query, DrawsTheFrontOfOtherObjectives) {
  study();

  EXPECT_EQ(members({{"energy_pj"}, {}}), "a");
  EXPECT_EQ(members({{"gops"}, {}}), "d");                // to be maximised
  EXPECT_EQ(members({{"area_mm2", "gops"}, {}}), "acd");  // b: more area than c, as fast
  EXPECT_EQ(members({{"parameters", "energy_pj"}, {}}), "ac");
  EXPECT_EQ(members({{"energy_pj", "gops"}, {}}), "abd");  // the run's own
}

TEST_F(Query, FiltersByAxesAndFigures) {
  study();

  EXPECT_EQ(members({{}, {"template == tie"}}), "ac");
  EXPECT_EQ(members({{}, {"template == 'tie'", "energy_pj > 10"}}), "c");
  EXPECT_EQ(members({{}, {"format == ht && pes >= 16"}}), "d");
  EXPECT_EQ(members({{}, {"parameters < 100"}}), "cd");
  EXPECT_EQ(members({{}, {"area_mm2 > 9"}}), "");
}

TEST_F(Query, TellsADesignWithoutAnAxisFromEveryValueOfIt) {
  study();

  EXPECT_EQ(members({{}, {"mapping == fixed"}}), "bd");  // tie has no mapping here
  EXPECT_EQ(members({{}, {"mapping != fixed"}}), "ac");
}

TEST_F(Query, SaysWhenOnlyKeptDesignsCouldBeSearched) {
  study("front");

  EXPECT_FALSE(query_front(*study_, {}).from_kept_only);
  EXPECT_TRUE(query_front(*study_, {{"energy_pj"}, {}}).from_kept_only);
}

TEST_F(Query, NamesTheNearestKnownFigure) {
  study();

  EXPECT_THAT(refusal({{"energy_pjj"}, {}}),
              AllOf(HasSubstr("'energy_pjj'"), HasSubstr("did you mean 'energy_pj'?")));
  EXPECT_THAT(refusal({{}, {"tempate == tie"}}), HasSubstr("did you mean 'template'?"));
}

TEST_F(Query, RefusesAssignmentInACondition) {
  study();

  EXPECT_THAT(refusal({{}, {"pes = 8"}}), HasSubstr("pes = 8"));
}

TEST_F(Query, SortsMembersByDesign) {
  study();
  const FrontAnswer answer = query_front(*study_, {{"energy_pj", "gops", "parameters"}, {}});

  EXPECT_TRUE(std::is_sorted(answer.members.begin(), answer.members.end(),
                             [](const auto& a, const auto& b) { return a.design < b.design; }));
  EXPECT_EQ(answer.members.size(), 4U);
}

TEST_F(Query, FindsEveryFigureByName) {
  study();
  const results::RunRow run = study_->run();
  const results::DesignRow row = study_->designs().front();

  EXPECT_EQ(figure_names(run),
            (std::vector<std::string>{"energy_pj", "gops", "area_mm2", "parameters",
                                      "matrix_parameters", "weight_bytes", "macs", "matrix_macs"}));
  EXPECT_EQ(figure(run, row, "area_mm2"), 1);
  EXPECT_EQ(figure(run, row, "weight_bytes"), 200);
  EXPECT_EQ(figure(run, row, "matrix_macs"), 900);
  EXPECT_THROW((void)figure(run, row, "colour"), std::invalid_argument);
}

TEST_F(Query, WritesADesignAsJson) {
  study();
  const results::Json json = design_json(study_->run(), study_->front()[1]);

  EXPECT_EQ(json["design"], std::string(20, 'b'));
  EXPECT_EQ(json["fidelity"], "capacity");
  EXPECT_EQ(json["objectives"]["energy_pj"], 20.0);
  EXPECT_EQ(json["objectives"]["parameters"], 100.0);
  EXPECT_EQ(json["probability"], 0.5);
  EXPECT_EQ(json["model"]["format"], "tt");
  EXPECT_EQ(json["hardware"]["template"], "fdht");
}

TEST_F(Query, PrintsTheBestFirstAndTellsHowManyAreLeftOut) {
  study();
  const FrontAnswer answer = query_front(*study_, {});

  const std::string text = front_text(study_->run(), answer, 2);

  EXPECT_LT(text.find("aaaaaaaa"), text.find("bbbbbbbb"));
  EXPECT_EQ(text.find("dddddddd"), std::string::npos);
  EXPECT_THAT(text, AllOf(HasSubstr("10 pJ"), HasSubstr("... and 1 more")));
  EXPECT_THAT(front_text(study_->run(), answer, 0), HasSubstr("dddddddd"));
}

}  // namespace
}  // namespace paretree::dse
