#include "dse/core/searcher.hpp"

#include "dse/pareto/archive.hpp"
#include "dse/study/explorer.hpp"
#include "dse/study/plain_design.hpp"
#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace paretree::dse {
namespace {

using Batches = std::vector<std::vector<Range>>;

/// Evaluates nothing, records what it is asked for.
class Recorder final : public BatchEvaluator {
 public:
  Recorder(std::uint64_t size, std::uint64_t finished, std::uint64_t patience)
      : size_(size), finished_(finished), patience_(patience) {}

  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] std::uint64_t stretch(std::uint64_t position, std::uint64_t least) const override {
    // Work comes in pieces of seven designs.
    const std::uint64_t end = (position + least + 6) / 7 * 7;
    return std::min(size_, end);
  }
  [[nodiscard]] std::uint64_t finished_batches() const override { return finished_; }
  [[nodiscard]] bool evaluate(std::span<const Range> batch, Closing /*closing*/) override {
    if (batches.size() == patience_) {
      ++refused;
      return false;
    }
    batches.emplace_back(batch.begin(), batch.end());
    return true;
  }

  // A landscape of two objectives that pull apart; every third design is infeasible.
  [[nodiscard]] std::vector<Score> scores(std::span<const std::uint64_t> positions) override {
    std::vector<Score> scores;
    for (const std::uint64_t position : positions) {
      const double at = static_cast<double>(position % 1000);
      scores.push_back(position % 3 == 0 ? Score{} : Score{true, {at * at, (1000 - at) * at}});
    }
    return scores;
  }
  [[nodiscard]] std::uint64_t mutated(std::uint64_t position, Random& random) const override {
    return (position + 1 + random.below(size_)) % size_;
  }
  [[nodiscard]] std::uint64_t crossed(std::uint64_t first, std::uint64_t second,
                                      Random& /*random*/) const override {
    return first + (second > first ? (second - first) / 2 : 0);
  }

  Batches batches;
  int refused = 0;

 private:
  std::uint64_t size_;
  std::uint64_t finished_;
  std::uint64_t patience_;
};

class ASearcher : public ::testing::TestWithParam<std::string> {
 protected:
  static constexpr std::uint64_t forever = ~std::uint64_t{0};

  [[nodiscard]] static const Searcher& searcher() { return searchers().at(GetParam()); }
  [[nodiscard]] static hwmodel::Configuration defaults() {
    hwmodel::Configuration configuration;
    for (const hwmodel::Parameter& parameter : searcher().parameters()) {
      configuration.set(parameter.name, parameter.default_value);
    }
    return configuration;
  }
  [[nodiscard]] static Batches asked(std::uint64_t size, std::uint64_t seed,
                                     std::uint64_t finished = 0) {
    Recorder recorder(size, finished, forever);
    EXPECT_TRUE(searcher().run(recorder, defaults(), seed));
    return recorder.batches;
  }
};

std::uint64_t designs_in(const Batches& batches) {
  std::uint64_t sum = 0;
  for (const std::vector<Range>& batch : batches) {
    for (const Range& range : batch) {
      sum += range.size();
    }
  }
  return sum;
}

// Larger than the batches of any searcher, and no multiple of them.
constexpr std::uint64_t several_batches = 500'009;

TEST_P(ASearcher, SaysWhatItDoes) {
  EXPECT_FALSE(searcher().sentence().empty());
}

TEST_P(ASearcher, RepeatsUnderASeed) {
  EXPECT_EQ(asked(several_batches, 5), asked(several_batches, 5));
}

TEST_P(ASearcher, StaysInTheSpace) {
  for (const std::uint64_t size : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{1000},
                                   std::uint64_t{1001}, several_batches}) {
    for (const std::vector<Range>& batch : asked(size, 3)) {
      EXPECT_FALSE(batch.empty());
      for (const Range& range : batch) {
        ASSERT_LT(range.first, range.last);
        ASSERT_LE(range.last, size);
      }
    }
  }
}

TEST_P(ASearcher, KeepsItsBudget) {
  for (const std::uint64_t size : {std::uint64_t{1}, std::uint64_t{999}, several_batches}) {
    const std::uint64_t budget = searcher().budget(size, defaults());

    EXPECT_GE(budget, 1U);
    EXPECT_LE(budget, size);
    EXPECT_EQ(designs_in(asked(size, 3)), budget);
  }
}

TEST_P(ASearcher, AsksForNoDesignTwice) {
  std::vector<Range> ranges;
  for (const std::vector<Range>& batch : asked(several_batches, 3)) {
    ranges.insert(ranges.end(), batch.begin(), batch.end());
  }
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.first < b.first; });
  for (std::size_t number = 1; number < ranges.size(); ++number) {
    ASSERT_LE(ranges[number - 1].last, ranges[number].first);
  }
}

TEST_P(ASearcher, GoesOnAfterAnyNumberOfFinishedBatches) {
  const Batches whole = asked(several_batches, 7);
  ASSERT_GT(whole.size(), 2U);

  for (std::size_t finished = 0; finished <= whole.size(); ++finished) {
    const Batches rest = asked(several_batches, 7, finished);
    ASSERT_EQ(rest, Batches(whole.begin() + static_cast<std::ptrdiff_t>(finished), whole.end()));
  }
}

TEST_P(ASearcher, StopsWhenItIsTold) {
  const Batches whole = asked(several_batches, 7);

  for (const std::uint64_t patience : {0U, 1U, 2U}) {
    Recorder recorder(several_batches, 0, patience);

    EXPECT_FALSE(searcher().run(recorder, defaults(), 7));

    EXPECT_EQ(recorder.refused, 1);
    EXPECT_EQ(recorder.batches,
              Batches(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(patience)));
  }
}

TEST_P(ASearcher, FindsTheWholeFrontOfATinySpace) {
  Problem problem = testing::problem_of(testing::tiny_sweep, {"search=" + GetParam()});
  ASSERT_GE(searcher().budget(problem.space.size(), problem.search_parameters),
            problem.space.size());
  // The oracle: every design by the plain path, then the definition of a front.
  const auto proxy = bind_proxy(problem);
  std::vector<std::string> ids;
  Points points;
  points.width = problem.objective_count;
  for (std::uint64_t position = 0; position < problem.space.size(); ++position) {
    const ModelHalf half = problem.space.model_half(problem.space.decode(position));
    const PlainDesign design =
        evaluate_plainly(problem, position, proxy->measure(half, 0, [] { return false; })->value);
    if (design.feasible()) {
      ids.push_back(design.id.text());
      for (std::size_t number = 0; number < points.width; ++number) {
        const bool maximise = problem.columns[number].objective->sense() == Sense::maximise;
        points.values.push_back(maximise ? -design.values[number] : design.values[number]);
      }
    }
  }
  std::set<std::string> expected;
  for (const std::size_t row : nondominated(points)) {
    expected.insert(ids[row]);
  }
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / ("paretree-searcher-" + GetParam());
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);

  std::set<std::string> found;
  {
    const Workers workers(2);
    const Evaluator evaluator(problem, workers);
    results::Study study =
        results::Study::create((folder / "s.db").string(), problem.run_row(evaluator.constants()));
    ExploreOptions options;
    options.progress = ProgressMode::none;
    const ExploreSummary summary = Explorer(problem, study, workers, evaluator, options).run();
    study.flush();
    EXPECT_TRUE(summary.finished);
    for (const results::DesignRow& row : study.front()) {
      found.insert(row.design);
    }
  }
  std::filesystem::remove_all(folder);

  EXPECT_EQ(found, expected);
  EXPECT_GT(expected.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Registry, ASearcher, ::testing::ValuesIn(searchers().names()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace paretree::dse
