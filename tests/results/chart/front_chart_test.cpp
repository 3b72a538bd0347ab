#include "results/chart/front_chart.hpp"

#include "results/chart/metadata.hpp"
#include "results/chart/staircase.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <stdexcept>

namespace paretree::results {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

ChartPoint point(double x, double y, bool on_front) {
  return {.x = x,
          .y = y,
          .on_front = on_front,
          .series = "ht on fdht",
          .x_interval = {},
          .y_interval = {}};
}

FrontChart example(std::size_t others) {
  FrontChart chart{
      .title = "A <study> & its front",
      .caption = "study a.db, 42 designs",
      .x = {.name = "energy_pj", .maximise = false, .logarithmic = {}},
      .y = {.name = "error", .maximise = false, .logarithmic = {}},
      .points = {point(2e6, 0.4, true), point(3e6, 0.3, true), point(4e6, 0.35, true)}};
  chart.points[0].y_interval = {0.38, 0.43};
  for (std::size_t i = 0; i < others; ++i) {
    const auto step = static_cast<double>(i);
    chart.points.push_back(point(2.5e6 + 1e3 * step, 0.45 + 1e-5 * step, false));
  }
  return chart;
}

std::string drawn(const FrontChart& chart, const std::string& ending) {
  const TemporaryFolder folder;
  draw(chart, folder.file("chart" + ending));
  return read_text(folder.file("chart" + ending));
}

TEST(FrontChart, WritesTheKindOfFileItsEndingNames) {
  EXPECT_THAT(drawn(example(10), ".svg"), HasSubstr("<svg"));
  EXPECT_THAT(drawn(example(10), ".pdf"), StartsWith("%PDF-"));
  EXPECT_THAT(drawn(example(10), ".png"), StartsWith("\x89PNG\r\n"));
}

TEST(FrontChart, SaysInTheSvgWhatItShows) {
  const std::string svg = drawn(example(10), ".svg");

  EXPECT_THAT(svg, HasSubstr("<title>A &lt;study&gt; &amp; its front</title>"));
  EXPECT_THAT(svg, HasSubstr("x: energy (µJ), less is better. y: error (%), less is better."));
  EXPECT_THAT(svg, HasSubstr("Designs: 13, on the front of the two axes: 2."));
  EXPECT_THAT(svg, HasSubstr("study a.db, 42 designs"));
}

// Outlines are drawn; text that is not painted lies over them.
TEST(FrontChart, HasItsWordsInTheSvgToBeFoundAndCopied) {
  const std::string svg = drawn(example(10), ".svg");

  const std::size_t layer = svg.find("<g fill-opacity=\"0\" font-family=\"DejaVu Sans\">");
  ASSERT_NE(layer, std::string::npos);
  EXPECT_THAT(svg.substr(layer), HasSubstr(">energy (µJ)</text>"));
  EXPECT_THAT(svg.substr(layer), HasSubstr("rotate(-90)\""));
  EXPECT_THAT(svg.substr(layer), HasSubstr(">A &lt;study&gt; &amp; its front</text>"));
  EXPECT_THAT(svg.substr(0, layer), testing::Not(HasSubstr("<text")));
}

TEST(FrontChart, IsAsLargeAsAskedAt300DotsPerInch) {
  FrontChart chart = example(10);
  chart.width_mm = 50.8;  // 2 inches
  chart.height_mm = 76.2;
  const std::string png = drawn(chart, ".png");

  // Width and height are the first two numbers of the first chunk.
  const auto number = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
      value = value << 8U | static_cast<unsigned char>(png[i]);
    }
    return value;
  };
  EXPECT_EQ(number(16), 600U);
  EXPECT_EQ(number(20), 900U);
  EXPECT_THAT(png, HasSubstr("pHYs"));
  EXPECT_THAT(png, HasSubstr("study a.db, 42 designs"));
}

TEST(FrontChart, GivesEqualBytesForEqualCharts) {
  for (const char* ending : {".svg", ".pdf", ".png"}) {
    EXPECT_EQ(drawn(example(10), ending), drawn(example(10), ending)) << ending;
    EXPECT_EQ(drawn(example(6000), ending), drawn(example(6000), ending)) << ending;
  }
}

TEST(FrontChart, StaysBelowAMegabyteForManyDesigns) {
  for (const char* ending : {".svg", ".pdf"}) {
    EXPECT_LT(drawn(example(50'000), ending).size(), 1'000'000U) << ending;
    EXPECT_LT(drawn(example(5000), ending).size(), 1'000'000U) << ending;
    FrontChart many = example(5000);
    for (ChartPoint& member : many.points) {
      member.on_front = true;
    }
    EXPECT_LT(drawn(many, ending).size(), 1'000'000U) << ending;
  }
}

TEST(FrontChart, DrawsWhatHasNoExtent) {
  FrontChart chart = example(0);
  chart.points = {point(0, 0, true)};
  EXPECT_THAT(drawn(chart, ".svg"), HasSubstr("Designs: 1, on the front of the two axes: 1."));

  chart.points = {point(5, 5, false), point(5, 5, false)};
  EXPECT_THAT(drawn(chart, ".svg"), HasSubstr("Designs: 2, on the front of the two axes: 1."));
}

TEST(FrontChart, DrawsAnIntervalThatReachesBelowALogarithmicAxis) {
  FrontChart chart = example(0);
  chart.y.logarithmic = true;
  chart.points[0].y_interval = {-0.1, 0.5};

  EXPECT_THAT(drawn(chart, ".svg"), HasSubstr("y: error (%), logarithmic"));
}

TEST(FrontChart, RefusesWhatItCannotDraw) {
  const TemporaryFolder folder;
  FrontChart chart = example(1);
  EXPECT_THROW(draw(chart, folder.file("a.jpg")), std::invalid_argument);
  EXPECT_THROW(draw(chart, folder.file("none/a.svg")), std::runtime_error);

  chart.width_mm = 10;
  EXPECT_THROW(draw(chart, folder.file("a.svg")), std::invalid_argument);

  chart = example(1);
  chart.points[0].x = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(draw(chart, folder.file("a.svg")), std::invalid_argument);

  chart = example(1);
  chart.x.logarithmic = true;
  chart.points[0].x = 0;
  EXPECT_THROW(draw(chart, folder.file("a.svg")), std::invalid_argument);

  chart.points.clear();
  EXPECT_THROW(draw(chart, folder.file("a.svg")), std::invalid_argument);
  EXPECT_EQ(folder.files(), 0U);
}

TEST(SvgMetadata, NumbersIdsInOrderOfAppearance) {
  EXPECT_EQ(with_svg_metadata(R"(<svg><g id="glyph0-1"/><g id="surface93"/>)"
                              R"(<use xlink:href="#surface93"/><p fill="#surface9"/></svg>)",
                              {.title = "t", .description = "d"}),
            "<svg>\n<title>t</title>\n<desc>d</desc>"
            R"(<g id="glyph0"/><g id="surface1"/><use xlink:href="#surface1"/>)"
            R"(<p fill="#surface9"/></svg>)");
}

TEST(PdfDate, IsTheSameEveryDay) {
  EXPECT_EQ(without_pdf_date("a /CreationDate (D:20261121123456-05'30) b"),
            "a /CreationDate (D:20000101000000+00'00) b");
  EXPECT_EQ(without_pdf_date("no date"), "no date");
}

// Dominated: another is at least as good in both and better in one; of equal points the first
// stands.
std::vector<std::size_t> slow_staircase(const std::vector<ChartPoint>& points, const ChartAxis& x,
                                        const ChartAxis& y) {
  const auto better = [](double a, double b, bool maximise) { return maximise ? a > b : a < b; };
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < points.size(); ++i) {
    bool stands = true;
    for (std::size_t j = 0; j < points.size() && stands; ++j) {
      const bool worse_somewhere = better(points[i].x, points[j].x, x.maximise) ||
                                   better(points[i].y, points[j].y, y.maximise);
      const bool better_somewhere = better(points[j].x, points[i].x, x.maximise) ||
                                    better(points[j].y, points[i].y, y.maximise);
      stands = worse_somewhere || (!better_somewhere && i <= j);
    }
    if (stands) {
      kept.push_back(i);
    }
  }
  std::ranges::sort(kept, [&](std::size_t a, std::size_t b) {
    return better(points[a].x, points[b].x, x.maximise);
  });
  return kept;
}

RC_GTEST_PROP(Staircase, AgreesWithTheQuadraticDefinition,
              (const std::vector<std::pair<unsigned char, unsigned char>>& coordinates,
               bool maximise_x, bool maximise_y)) {
  std::vector<ChartPoint> points;
  for (const auto& [x, y] : coordinates) {
    points.push_back(point(x % 16, y % 16, false));
  }
  const ChartAxis x{.name = "x", .maximise = maximise_x, .logarithmic = {}};
  const ChartAxis y{.name = "y", .maximise = maximise_y, .logarithmic = {}};

  RC_ASSERT(staircase(points, x, y) == slow_staircase(points, x, y));
}

TEST(Staircase, LooksOnlyAtTheFrontWhereThereIsOne) {
  // The second point is best in both, but off the front: it breaks no constraint the front knows.
  const std::vector<ChartPoint> points = {point(2, 2, true), point(1, 1, false), point(3, 3, true)};

  EXPECT_THAT(staircase(points, {.name = "x", .maximise = false, .logarithmic = {}},
                        {.name = "y", .maximise = false, .logarithmic = {}}),
              testing::ElementsAre(0));
}

}  // namespace
}  // namespace paretree::results
