// Does each kind of chart say in its file what it shows, and refuse what it cannot?
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ChartKinds : public ::testing::Test {
 protected:
  void SetUp() override {
    bench_.write("tiny.yaml", tiny_sweep);
    for (const char* template_name : {"tie", "fdht"}) {
      const Outcome outcome =
          bench_.run({"run", "tiny.yaml", "--db", std::string(template_name) + ".db", "--set",
                      "name=" + std::string(template_name) + "-only", "--set",
                      "hardware.template=" + std::string(template_name), "--picture", "none",
                      "--progress", "none"});
      ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    }
  }
  std::string drawn(std::vector<std::string> words) {
    words.insert(words.begin(), "chart");
    words.insert(words.end(), {"-o", "picture.svg"});
    const Outcome outcome = bench_.run(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return bench_.read("picture.svg");
  }
  Workbench bench_;
};

TEST_F(ChartKinds, ComparisonNamesEveryStudyAndBothAxes) {
  const std::string svg =
      drawn({"tie.db", "fdht.db", "--kind", "comparison", "--x", "energy_pj", "--y", "latency_ns"});

  EXPECT_THAT(svg, HasSubstr("<title>fdht-only, tie-only</title>"));
  EXPECT_THAT(svg, HasSubstr("x: energy (nJ), less is better. y: latency (ns), less is better."));
  const std::size_t members = bench_.json({"front", "tie.db"}).size();
  EXPECT_THAT(svg, HasSubstr("tie-only: " + std::to_string(members) + " designs on its front"));
}

TEST_F(ChartKinds, HistoryIsOverDesignsOrSeconds) {
  EXPECT_THAT(drawn({"fdht.db", "tie.db", "--kind", "history"}),
              HasSubstr("x: designs. y: hypervolume (%), more is better."));
  EXPECT_THAT(drawn({"fdht.db", "--kind", "history", "--x", "seconds"}), HasSubstr("x: spent ("));
  EXPECT_THAT(drawn({"fdht.db", "tie.db", "--kind", "history", "--y", "found"}),
              HasSubstr("y: found (%), more is better."));
}

TEST_F(ChartKinds, ParallelNamesItsAxes) {
  EXPECT_THAT(drawn({"fdht.db", "--kind", "parallel"}),
              HasSubstr("designs over capacity, energy (nJ), latency (ns), area (mm²), pes, MACs "
                        "per PE"));
}

TEST_F(ChartKinds, ParallelWritesSharesInTheUnitOfTheirAxis) {
  const Outcome outcome =
      bench_.run({"run", PARETREE_SOURCE_DIR "/sweeps/sparse_vs_dense.yaml", "--db", "sparse.db",
                  "--picture", "none", "--progress", "none"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;

  const std::string svg = drawn({"sparse.db", "--kind", "parallel"});

  EXPECT_THAT(svg, HasSubstr("state sparsity (%)"));
  EXPECT_THAT(svg, HasSubstr(">97</text>"));
  EXPECT_THAT(svg, ::testing::Not(HasSubstr(">0.97</text>")));
}

TEST_F(ChartKinds, BreakdownHasABarForEachDesign) {
  const Json front = bench_.json({"front", "fdht.db"});
  const std::string one = front[0]["design"];
  const std::string two = front[1]["design"];

  EXPECT_THAT(drawn({"fdht.db", "--kind", "breakdown", "--design", one + "," + two}),
              HasSubstr("energy (nJ) of 2 rows (design)."));
  EXPECT_THAT(drawn({"fdht.db", "--kind", "breakdown", "--figure", "cycles"}),
              HasSubstr("time (cycles) of "));
}

TEST_F(ChartKinds, RooflineAndTreeSayWhatTheyShow) {
  EXPECT_THAT(drawn({"fdht.db", "--kind", "roofline"}),
              HasSubstr("x: MACs per byte of DRAM, logarithmic. y: MACs per ns, logarithmic, more "
                        "is better."));
  const Json front = bench_.json({"front", "fdht.db"});
  EXPECT_THAT(drawn({"fdht.db", "--kind", "tree", "--design", front[0]["design"]}),
              HasSubstr("Dimension tree " + front[0]["model"]["tree"].dump() + " with ranks"));
}

TEST_F(ChartKinds, ProxiesAreDrawnFromTheirRecords) {
  bench_.write("p.json",
               R"([{"proxy": "short_training", "steps": 60, "n": 40, "family": "within ht",
                    "spearman": 0.8, "spearman_low": 0.6, "spearman_high": 0.9},
                   {"proxy": "capacity", "family": "between", "spearman": null}])");

  EXPECT_THAT(drawn({"--kind", "proxies", "--records", "p.json"}),
              HasSubstr("Spearman's rank correlation of 1 rows (proxy)."));
}

TEST_F(ChartKinds, WritesEveryKindOfFile) {
  for (const char* file : {"a.pdf", "a.png"}) {
    ASSERT_EQ(bench_.run({"chart", "fdht.db", "--kind", "parallel", "-o", file, "--width-mm", "88"})
                  .exit_code,
              0);
  }
  EXPECT_THAT(bench_.read("a.pdf"), StartsWith("%PDF-"));
  EXPECT_THAT(bench_.read("a.png"), StartsWith("\x89PNG\r\n\x1a\n"));
}

TEST_F(ChartKinds, RefusalsNameTheOption) {
  const auto refusal = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "chart");
    words.insert(words.end(), {"-o", "x.svg"});
    const Outcome outcome = bench_.run(words);
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.err;
  };
  EXPECT_THAT(refusal({"fdht.db", "--x", "enrgy_pj"}),
              HasSubstr("--x: 'enrgy_pj' is not stored in this study (did you mean 'energy_pj'?)"));
  EXPECT_THAT(refusal({"fdht.db", "--kind", "tree"}), HasSubstr("--design ID"));
  EXPECT_THAT(refusal({"fdht.db", "tie.db"}), HasSubstr("is of one database"));
  EXPECT_THAT(refusal({"--kind", "front"}), HasSubstr("which database?"));
  EXPECT_THAT(refusal({"--kind", "proxies"}), HasSubstr("--records"));
  EXPECT_THAT(refusal({"fdht.db", "--kind", "breakdown", "--figure", "energy"}),
              HasSubstr("energy_pj, area_mm2, cycles"));
  EXPECT_THAT(refusal({"fdht.db", "--kind", "history", "--x", "hours"}),
              HasSubstr("designs or seconds"));
  EXPECT_THAT(refusal({"fdht.db", "--kind", "history", "--y", "area"}),
              HasSubstr("hypervolume or found"));
}

}  // namespace
}  // namespace paretree::testing
