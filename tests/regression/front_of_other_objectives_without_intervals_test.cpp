// Symptom: `front DB --objectives error,energy_pj` gave intervals and probabilities only for those
// of its members that were on the run's own front.

#include "dse/study/query.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {

namespace {

TEST(FrontOfOtherObjectives, HasIntervalsAndProbabilitiesOfItsOwn) {
  const results::TemporaryFolder folder;
  results::RunRow run;
  run.name = "asked";
  run.sweep_text = run.canonical_sweep = "name: asked\n";
  run.space = "2";
  run.retention = "all";
  run.columns = {{"error", false, true, true},
                 {"energy_pj", false, true, false},
                 {"area_mm2", false, true, false}};
  results::Study study = results::Study::create(folder.file("s.db"), run);
  results::Batch batch;
  batch.formats = {{"f", "{}"}};
  // Mean 0.3, standard error 0.01: t(2 - 1) = 12.706, so 0.3 -+ 0.12706.
  for (const auto& [seed, value] : {std::pair{0, 0.29}, std::pair{1, 0.31}}) {
    batch.accuracies.push_back({.format = "f",
                                .fidelity = "short_training:2",
                                .seed = static_cast<std::uint64_t>(seed),
                                .dataset = "set",
                                .split = "validation",
                                .steps = 2,
                                .value = value,
                                .accuracy = {},
                                .loss = {},
                                .summed_loss = {},
                                .standard_error = {}});
  }
  batch.models = {{0, "m", "f", R"({"scope":"input"})", 1, 1, 2, 1, 1}};
  batch.hardware = {{0, "h", R"({"template":"tie"})"}};
  batch.evaluations.push_back(
      results::EvaluationRow{std::string(20, 'a'), 0, 0, 0, "short_training:2", {0.3, 10, 1}});
  batch.evaluations.push_back(
      results::EvaluationRow{std::string(20, 'b'), 1, 0, 0, "short_training:2", {0.3, 5, 2}});
  batch.front = std::vector<results::FrontRow>{{0, 1, {}}};
  study.write(std::move(batch));
  study.flush();

  const FrontAnswer answer =
      query_front(study, {.objectives = {"error", "energy_pj"}, .conditions = {}});

  ASSERT_EQ(answer.members.size(), 1U);
  EXPECT_EQ(answer.members[0].design, std::string(20, 'b'));
  ASSERT_EQ(answer.members[0].intervals.size(), 1U);
  EXPECT_NEAR(answer.members[0].intervals[0].second.first, 0.3 - 0.12706, 1e-9);
  EXPECT_NEAR(answer.members[0].intervals[0].second.second, 0.3 + 0.12706, 1e-9);
  EXPECT_EQ(answer.members[0].probability, 1.0);
}

}  // namespace

}  // namespace paretree::dse
