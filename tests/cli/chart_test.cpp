// Does `chart` leave pictures that say what is on their axes?
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ChartCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    bench_.write("tiny.yaml", tiny_sweep);
    ASSERT_EQ(bench_.run({"run", "tiny.yaml", "--picture", "none", "--progress", "none"}).exit_code,
              0);
  }
  Workbench bench_;
};

TEST_F(ChartCommand, WritesSvgWhoseDescriptionNamesAxesAndUnits) {
  const Outcome outcome = bench_.run({"chart", "tiny.db", "-o", "front.svg", "--x", "energy_pj",
                                      "--y", "area_mm2", "--title", "Tiny & small"});

  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "front.svg\n");
  const std::string svg = bench_.read("front.svg");
  EXPECT_THAT(svg, StartsWith("<?xml"));
  EXPECT_THAT(svg, HasSubstr("<svg"));
  EXPECT_THAT(svg, HasSubstr("<title>Tiny &amp; small</title>"));
  EXPECT_THAT(svg, HasSubstr("x: energy (nJ), less is better. y: area (mm²), less is better."));
  EXPECT_THAT(svg, HasSubstr("</svg>"));
  // Text is drawn as outlines, so that it looks the same wherever it is opened.
  EXPECT_THAT(svg, HasSubstr("id=\"glyph"));
}

TEST_F(ChartCommand, WritesPngAndPdfWithTheirSignatures) {
  ASSERT_EQ(bench_.run({"chart", "tiny.db", "-o", "front.png"}).exit_code, 0);
  ASSERT_EQ(bench_.run({"chart", "tiny.db", "-o", "front.pdf"}).exit_code, 0);

  EXPECT_THAT(bench_.read("front.png"), StartsWith("\x89PNG\r\n\x1a\n"));
  EXPECT_THAT(bench_.read("front.pdf"), StartsWith("%PDF-"));
}

TEST_F(ChartCommand, EqualStudiesGiveEqualBytes) {
  ASSERT_EQ(bench_.run({"chart", "tiny.db", "-o", "one.svg"}).exit_code, 0);
  ASSERT_EQ(bench_.run({"chart", "tiny.db", "-o", "two.svg"}).exit_code, 0);

  EXPECT_EQ(bench_.read("one.svg"), bench_.read("two.svg"));
}

TEST_F(ChartCommand, RefusesAnUnknownEndingAndWritesNothing) {
  const std::vector<std::string> before = bench_.files();

  const Outcome outcome = bench_.run({"chart", "tiny.db", "-o", "front.gif"});

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("front.gif: a chart ends in .svg, .pdf or .png"));
  EXPECT_EQ(bench_.files(), before);
}

}  // namespace
}  // namespace paretree::testing
