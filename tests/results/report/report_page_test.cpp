#include "results/report/report_page.hpp"

#include "results/report/cloud.hpp"
#include "tests/results/support/study_rows.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <set>

namespace paretree::results {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string hostile = "</script><script>alert('x')</script> & <b>";

std::string unbase64(const std::string& text) {
  static const std::string digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == '=') {
      break;
    }
    group = (group << 6) | static_cast<std::uint32_t>(digits.find(c));
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>((group >> bits) & 0xff);
    }
  }
  return bytes;
}

/// The value of a column for a design, as the page reads it.
Json decoded(const Json& column, std::size_t place) {
  const auto bits = column.at("bits").get<std::size_t>();
  if (bits == 0) {
    return column.at("values").at(0);
  }
  const std::string bytes = unbase64(column.at("codes").get<std::string>());
  std::uint64_t code = 0;
  for (std::size_t byte = 0; byte < bits / 8; ++byte) {
    code |=
        static_cast<std::uint64_t>(static_cast<unsigned char>(bytes.at(place * bits / 8 + byte)))
        << (8 * byte);
  }
  return bits == 64 ? Json(std::bit_cast<double>(code)) : column.at("values").at(code);
}

const Json& column_of(const Json& report, const std::string& kind, const std::string& name) {
  for (const Json& column : report.at(kind)) {
    if (column.at("name") == name) {
      return column;
    }
  }
  throw std::out_of_range("no column " + name);
}

std::string counted(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return std::to_string(count);
}

class ReportOfAStudy : public ::testing::Test {
 protected:
  Study study(std::uint64_t designs, const std::string& name = "example") {
    const std::string file = folder_.file(std::to_string(designs) + ".db");
    RunRow run = example_run();
    run.name = name;
    Study study = Study::create(file, run);
    Batch batch = example_batch(0, designs);
    batch.front = {{{.position = 0, .probability = 0.75, .intervals = {{"error", {0.2, 0.5}}}},
                    {.position = 2, .probability = 1, .intervals = {}}}};
    study.write(std::move(batch));
    study.flush();
    return study;
  }
  static Json report(const Study& study, const ReportLimits& limits, const DesignCard& card = {}) {
    return report_json(study, limits, card);
  }
  static std::set<std::string> ids(const Json& report) {
    std::set<std::string> ids;
    for (const Json& row : report.at("rows")) {
      ids.insert(row.at("design").get<std::string>());
    }
    return ids;
  }

  TemporaryFolder folder_;
};

TEST(Base64, IsThatOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("\xff\xfe"), "//4=");
}

// 50 designs of which every fifth is infeasible: 40 are kept.
TEST_F(ReportOfAStudy, ColumnsGiveEveryFigureAndAxisToTheLastBit) {
  const Study study = this->study(50);

  const Json report = this->report(study, {});

  EXPECT_EQ(report.at("kept"), 40);
  ASSERT_EQ(report.at("rows").size(), 40U);
  std::map<std::string, DesignRow> stored;
  study.for_each_design([&](const DesignRow& row) { stored[row.design] = row; });
  for (const Json& row : report.at("rows")) {
    const DesignRow& design = stored.at(row.at("design").get<std::string>());
    const auto place = row.at("at").get<std::size_t>();
    EXPECT_EQ(decoded(column_of(report, "figures", "error"), place), design.values[0]);
    EXPECT_EQ(decoded(column_of(report, "figures", "gops"), place), design.values[1]);
    EXPECT_EQ(decoded(column_of(report, "figures", "parameters"), place), design.parameters);
    EXPECT_EQ(decoded(column_of(report, "axes", "pes"), place),
              Json::parse(design.hardware_json).at("pes"));
    EXPECT_EQ(decoded(column_of(report, "axes", "tree"), place),
              Json::parse(design.model_json).at("tree").dump());
  }
  EXPECT_TRUE(column_of(report, "figures", "gops").at("maximise").get<bool>());
}

// 90,000 designs, every fifth infeasible: 72,000 different values, more than 16 bits can number.
TEST_F(ReportOfAStudy, ColumnsOfManyValuesHoldTheNumbersThemselves) {
  const Study study = this->study(90000);

  const Json report = this->report(study, {.rows = 20, .cloud = 100000});

  const Json& column = column_of(report, "figures", "gops");
  EXPECT_EQ(column.at("bits"), 64);
  for (const Json& row : report.at("rows")) {
    const DesignRow design = study.find(row.at("design").get<std::string>()).front();
    EXPECT_EQ(decoded(column, row.at("at").get<std::size_t>()), design.values[1]);
  }
}

TEST_F(ReportOfAStudy, RowsKeepToTheLimitAndHoldTheFront) {
  const Study study = this->study(500);

  const Json report = this->report(study, {.rows = 30, .cloud = 100});

  EXPECT_EQ(report.at("rows").size(), 30U);
  EXPECT_EQ(report.at("shown"), 100);
  EXPECT_EQ(report.at("kept"), 400);
  EXPECT_EQ(ids(report).count(design_id(0)), 1U);
  EXPECT_EQ(ids(report).count(design_id(2)), 1U);
  for (const Json& row : report.at("rows")) {
    EXPECT_EQ(row.contains("front"),
              row.at("design") == design_id(0) || row.at("design") == design_id(2));
    if (row.at("design") == design_id(0)) {
      EXPECT_EQ(row.at("probability"), 0.75);
      EXPECT_EQ(row.at("intervals").at("error"), Json({0.2, 0.5}));
    }
  }
}

// All of it is decided by the study: ids are hashes, ties have an order.
TEST_F(ReportOfAStudy, RowsAreTheSameEachTimeAndDoNotDependOnTheCard) {
  const Study study = this->study(500);

  const Json once = this->report(study, {.rows = 30, .cloud = 100});
  const Json again =
      this->report(study, {.rows = 30, .cloud = 100}, [](const DesignRow&) { return Json(); });

  EXPECT_EQ(once.dump(), again.dump());
}

TEST_F(ReportOfAStudy, CardsShareTheirConstants) {
  const Study study = this->study(50);
  const Json constant = {{"name", "mac"}, {"value", 1.5}};

  const Json report = this->report(study, {.rows = 5, .cloud = 5}, [&](const DesignRow& row) {
    return Json{{"constants", {constant}},
                {"stages", Json::array({{{"kind", "leaf"}, {"cycles", row.macs}}})}};
  });

  EXPECT_EQ(report.at("constants"), Json::array({constant}));
  for (const Json& row : report.at("rows")) {
    EXPECT_EQ(row.at("card").at("constants"), Json::array({0}));
    EXPECT_EQ(row.at("card").at("stages").at("keys"), Json({"kind", "cycles"}));
    EXPECT_EQ(row.at("card").at("stages").at("rows"), Json::array({{"leaf", 7}}));
  }
}

TEST(ReportText, CannotEndTheElementItStandsIn) {
  const Json json = {{"name", hostile}, {"note", "<!-- \xff"}};

  const std::string text = json_for_page(json);

  EXPECT_THAT(text, Not(HasSubstr("<")));
  EXPECT_EQ(Json::parse(text).at("name"), hostile);
}

TEST_F(ReportOfAStudy, PageHoldsNamesAsTextAndLoadsNothing) {
  const Study study = this->study(50, hostile);
  std::string page;
  try {
    page = report_page(report(study, {}));
  } catch (const std::runtime_error& error) {
    GTEST_SKIP() << error.what();
  }

  EXPECT_THAT(page, StartsWith("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy\" content=\"default-src 'none'; script-src "
                              "'sha256-"));
  EXPECT_THAT(page, HasSubstr("<title>&lt;/script&gt;&lt;script&gt;"));
  // The study's element and the program's.
  EXPECT_EQ(counted(page, "<script"), "2");
  EXPECT_EQ(counted(page, "</script"), "2");
  EXPECT_THAT(page, Not(HasSubstr("alert('x')</")));
  for (const char* loads : {"<link", " src=\"", " src='", "@import", "url(http", "import(\"http"}) {
    EXPECT_THAT(page, Not(HasSubstr(loads))) << loads;
  }
}

}  // namespace
}  // namespace paretree::results
