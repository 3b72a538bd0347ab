#include "dse/core/objective.hpp"

#include "dse/study/plain_design.hpp"
#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace paretree::dse {
namespace {

/// One feasible design of each template, in the order of the space.
const std::vector<PlainDesign>& designs() {
  static const std::vector<PlainDesign> found = [] {
    const Problem problem = testing::problem_of(testing::tiny_sweep);
    std::vector<PlainDesign> first;
    std::set<std::string> seen;
    for (std::uint64_t position = 0; position < problem.space.size(); ++position) {
      PlainDesign design = evaluate_plainly(problem, position, 0.25);
      if (design.feasible() && seen.insert(design.template_name).second) {
        first.push_back(std::move(design));
      }
    }
    return first;
  }();
  return found;
}

TEST(Objectives, ThatAreSharesAreAtMostOne) {
  const Objective& utilisation = objectives().at("utilisation");
  for (const PlainDesign& design : designs()) {
    Figures figures;
    figures.cost = &*design.estimate;
    EXPECT_LE(utilisation.value(figures), 1.0) << design.template_name;
  }
}

class AnObjective : public ::testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] static const Objective& objective() { return objectives().at(GetParam()); }
  /// Of a design, with just the figures that decided_by() promises to suffice.
  [[nodiscard]] static double value(const PlainDesign& design) {
    const DecidedBy by = objective().decided_by();
    Figures figures;
    figures.accuracy_axis = by == DecidedBy::accuracy ? 0.25 : NAN;
    figures.model = by == DecidedBy::model || by == DecidedBy::both ? &design.counts : nullptr;
    figures.machine =
        by == DecidedBy::hardware || by == DecidedBy::both ? &*design.machine : nullptr;
    figures.cost = by == DecidedBy::both ? &*design.estimate : nullptr;
    return objective().value(figures);
  }
};

TEST(Objectives, AreTriedOnEveryTemplateOfTheSweep) {
  EXPECT_EQ(designs().size(), 3U);  // dense, tie, fdht
}

TEST_P(AnObjective, NamesItsUnitOrIsAKnownRatioOrCount) {
  static const std::set<std::string> ratios_and_counts = {"error",
                                                          "capacity",
                                                          "utilisation",
                                                          "parameters",
                                                          "matrix_parameters",
                                                          "macs",
                                                          "cycles",
                                                          "matrix_macs",
                                                          "effective_rank",
                                                          "hidden_covariance",
                                                          "capacity_effective_rank",
                                                          "capacity_hidden_covariance",
                                                          "spectral",
                                                          "kept_states",
                                                          "kept_columns",
                                                          "fitted"};
  static const std::vector<std::string> units = {
      "_pj",       "_ns",      "_mm2",           "_mw",  "_bytes", "_per_second", "gops",
      "_per_watt", "_per_mm2", "_per_character", "_bits"};
  const std::string& name = GetParam();

  EXPECT_TRUE(ratios_and_counts.count(name) == 1 ||
              std::any_of(units.begin(), units.end(),
                          [&](const std::string& unit) { return name.ends_with(unit); }))
      << name << " says no unit";
}

TEST_P(AnObjective, SaysWhatItIs) {
  EXPECT_GT(objective().sentence().size(), 10U);
  EXPECT_EQ(objective().sentence().back(), '.');
}

TEST_P(AnObjective, WantsMoreOfWhatIsGoodAndLessOfWhatCosts) {
  const std::string& name = GetParam();
  const bool good = name.find("gops") != std::string::npos || name == "utilisation" ||
                    name == "frames_per_second" || name.find("capacity") != std::string::npos ||
                    name == "effective_rank" || name == "hidden_covariance" ||
                    name == "kept_states" || name == "precision_bits";

  EXPECT_EQ(objective().sense(), good ? Sense::maximise : Sense::minimise);
}

TEST_P(AnObjective, IsFiniteOnFeasibleDesigns) {
  for (const PlainDesign& design : designs()) {
    const double found = value(design);
    EXPECT_TRUE(std::isfinite(found)) << design.template_name;
  }
}

TEST_P(AnObjective, IsPositiveOnFeasibleDesigns) {
  for (const PlainDesign& design : designs()) {
    EXPECT_GT(value(design), 0.0) << design.template_name;
  }
}

TEST_P(AnObjective, GivesTheSameTwice) {
  for (const PlainDesign& design : designs()) {
    EXPECT_EQ(value(design), value(design));
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, AnObjective, ::testing::ValuesIn(objectives().names()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace paretree::dse
