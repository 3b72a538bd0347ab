#include "dse/core/accuracy_proxy.hpp"

#include "dse/space/space.hpp"
#include "results/store/study.hpp"
#include "tests/results/support/temporary_folder.hpp"
#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

namespace paretree::dse {
namespace {

/// Fashion-MNIST as 7 strips of 4 rows: what every proxy of this program can measure.
const std::string strips = R"(workload: {input: 112, hidden: 8, steps: 7, batch: 1, classes: 10}
model:
  scope: input
  format: [tt, ht]
  modes:
    input: {in: [4, 4, 7], out: [4, 2, 4]}
  trees: all
  ranks: {leaf: 2, inner: 2}
  order: all
hardware:
  template: fdht
accuracy: capacity
objectives: [capacity, energy_pj]
)";

class AProxy : public ::testing::TestWithParam<std::string> {
 protected:
  AProxy() : space_(Space::compile(testing::sweep_of(strips))) {
    workload_ = testing::sweep_of(strips).workload;
    for (const hwmodel::Parameter& parameter : proxy().parameters()) {
      parameters_.set(parameter.name, parameter.default_value);
    }
    if (parameters_.has("table")) {
      parameters_.set("table", trained_table());
    }
    // A few steps tell the same as many whether a value depends on what it may depend on.
    for (const auto& [name, value] : {std::pair{"steps", 2}, {"batch", 4}, {"evaluated", 40}}) {
      if (parameters_.has(name)) {
        parameters_.set(name, std::int64_t{value});
      }
    }
  }

  [[nodiscard]] static const AccuracyProxy& proxy() { return accuracy_proxies().at(GetParam()); }

  /// A study of eight formats, one of them per rank, that err less the larger they are.
  [[nodiscard]] std::string trained_table() const {
    const std::string file = folder_.file("table.db");
    results::Study study = results::Study::create(file, testing::problem_of(strips).run_row({}));
    results::Batch batch;
    for (std::uint64_t rank = 1; rank <= 8; ++rank) {
      ModelHalf half = space_.model_half(space_.decode(0));
      std::vector<std::pair<tensor::ModeSet, std::uint64_t>> ranks;
      for (const auto& [edge, old] : half.matrix.ranks.edges()) {
        ranks.emplace_back(edge, rank);
      }
      half.matrix.ranks = tensor::EdgeRanks(std::move(ranks));
      const std::string id = half.format_id().text();
      batch.formats.push_back({id, half.format_json().dump()});
      for (const auto& [fidelity, value] :
           {std::pair{"capacity", 100.0 * static_cast<double>(rank)},
            {"full_training:9", 0.5 / static_cast<double>(rank)}}) {
        results::AccuracyRow row;
        row.format = id;
        row.fidelity = fidelity;
        row.steps = 9;
        row.value = value;
        batch.accuracies.push_back(std::move(row));
      }
    }
    study.write(std::move(batch));
    study.flush();
    return file;
  }

  void SetUp() override {
    try {
      bound_ = proxy().bind(parameters_, workload_);
    } catch (const std::runtime_error& error) {
      // `bootstrap` installs it; a proxy that needs none is never skipped here.
      GTEST_SKIP() << "its data set is not installed: " << error.what();
    }
  }

  [[nodiscard]] std::optional<double> value(const ModelHalf& half, std::uint64_t seed) const {
    const auto measured = bound_->measure(half, seed, [] { return false; });
    return measured ? std::optional(measured->value) : std::nullopt;
  }

  results::TemporaryFolder folder_;
  Space space_;
  sweeps::Workload workload_;
  hwmodel::Configuration parameters_;
  std::unique_ptr<BoundProxy> bound_;
};

TEST_P(AProxy, SaysWhatItNeeds) {
  EXPECT_FALSE(proxy().sentence().empty());
  for (const hwmodel::Parameter& parameter : proxy().parameters()) {
    EXPECT_FALSE(parameter.sentence.empty()) << parameter.name;
  }
}

TEST_P(AProxy, CallsItsAxisAnErrorOnlyIfItMeasuresAccuracy) {
  const Objective* objective = objectives().find(proxy().axis());

  ASSERT_NE(objective, nullptr) << proxy().axis() << " is no objective";
  EXPECT_EQ(objective->decided_by(), DecidedBy::accuracy);
  const bool measures = proxy().trains() || GetParam() == "external";
  if (!measures) {
    EXPECT_NE(proxy().axis(), "error");
    EXPECT_NE(proxy().axis(), "accuracy");
    EXPECT_EQ(proxy().axis(), GetParam());
  }
}

TEST_P(AProxy, IsKnownByItsNameInAStudy) {
  const std::string fidelity = proxy().fidelity(parameters_);

  EXPECT_EQ(fidelity.substr(0, GetParam().size()), GetParam());
  EXPECT_EQ(fidelity, proxy().fidelity(parameters_));
}

TEST_P(AProxy, ChangesItsFidelityWithItsSteps) {
  if (!parameters_.has("steps")) {
    // The claim is about proxies that train for a number of steps.
    GTEST_SKIP() << GetParam() << " takes no steps";
  }
  hwmodel::Configuration longer = parameters_;
  longer.set("steps", std::int64_t{3});

  EXPECT_NE(proxy().fidelity(longer), proxy().fidelity(parameters_));
}

TEST_P(AProxy, TakesItsSeedsFromTheSweep) {
  const auto seeds = proxy().seeds(parameters_, 11);

  EXPECT_FALSE(seeds.empty());
  EXPECT_EQ(std::set<std::uint64_t>(seeds.begin(), seeds.end()).size(), seeds.size());
  EXPECT_EQ(proxy().seeds(parameters_, 11), seeds);
  if (proxy().trains()) {
    EXPECT_NE(proxy().seeds(parameters_, 12), seeds);
  }
}

TEST_P(AProxy, MeasuresTheSameUnderOneSeed) {
  const ModelHalf half = space_.model_half(space_.decode(space_.size() - 1));

  EXPECT_EQ(value(half, 7), value(half, 7));
}

TEST_P(AProxy, MeasuresTheSameForAllPlansOfAFormat) {
  std::map<Id, std::optional<double>> values;
  for (std::uint64_t position = 0; position < space_.size(); ++position) {
    const ModelHalf half = space_.model_half(space_.decode(position));
    const std::optional<double> measured = value(half, 3);
    const auto [known, fresh] = values.emplace(half.format_id(), measured);
    EXPECT_EQ(known->second, measured) << half.canonical_text();
  }

  EXPECT_EQ(values.size(), 2U);             // one chain, one tree
  EXPECT_GT(space_.size(), values.size());  // with several plans
}

TEST_P(AProxy, MeasuresFiniteValues) {
  const auto measured = value(space_.model_half(space_.decode(0)), 3);
  if (GetParam() == "external") {
    EXPECT_FALSE(measured.has_value());
    return;
  }

  ASSERT_TRUE(measured.has_value());
  EXPECT_TRUE(std::isfinite(*measured));
  if (proxy().axis() == "error") {
    EXPECT_GE(*measured, 0);
    EXPECT_LE(*measured, 1);
  }
}

TEST_P(AProxy, GivesNothingOnceItIsCancelled) {
  if (!proxy().trains()) {
    GTEST_SKIP() << GetParam() << " is done before it could be cancelled";
  }
  const auto measured =
      bound_->measure(space_.model_half(space_.decode(0)), 3, [] { return true; });

  EXPECT_FALSE(measured.has_value());
}

TEST_P(AProxy, SaysWhichDataItUsedIfItTrains) {
  const auto [dataset, split] = proxy().origin(parameters_);

  EXPECT_EQ(dataset.empty(), split.empty());
  if (proxy().trains()) {
    EXPECT_FALSE(dataset.empty());
    EXPECT_NE(split, "test") << "the test split is read once, for designs reported";
  }
}

INSTANTIATE_TEST_SUITE_P(Registry, AProxy, ::testing::ValuesIn(accuracy_proxies().names()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace paretree::dse
