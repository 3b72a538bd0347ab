// Does `report` leave one page that holds the study and loads nothing?
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ReportCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    bench_.write("tiny.yaml", tiny_sweep);
    ASSERT_EQ(bench_.run({"run", "tiny.yaml", "--picture", "none", "--progress", "none"}).exit_code,
              0);
  }
  /// The page, or nothing (and the test skipped) in a program that was built without it.
  std::string written(std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"report", "tiny.db", "-o", "tiny.html"});
    const Outcome outcome = bench_.run(options);
    if (outcome.err.find("built without the page") != std::string::npos) {
      EXPECT_EQ(outcome.exit_code, 1);
      return {};
    }
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "tiny.html\n");
    return bench_.read("tiny.html");
  }
  /// What stands in the page's study element.
  static Json study_of(const std::string& page) {
    const std::string start = "id=\"study\">";
    const std::size_t from = page.find(start) + start.size();
    return Json::parse(page.substr(from, page.find("</script>", from) - from));
  }

  Workbench bench_;
};

TEST_F(ReportCommand, HoldsEveryFrontMemberWithItsCard) {
  const std::string page = written();
  if (page.empty()) {
    // Without npm, or without a network at the first build, `report` says so and exits 1 (tested
    // here through written()); there is no page to look at.
    GTEST_SKIP() << "built without the page";
  }

  const Json report = study_of(page);
  for (const Json& member : bench_.json({"front", "tiny.db"})) {
    const std::string id = member["design"];
    SCOPED_TRACE(id);
    const auto row = std::find_if(report["rows"].begin(), report["rows"].end(),
                                  [&](const Json& found) { return found["design"] == id; });
    ASSERT_NE(row, report["rows"].end());
    EXPECT_TRUE((*row)["front"].get<bool>());
    EXPECT_EQ(report["models"][(*row)["model"].get<std::size_t>()], member["model"]);
    EXPECT_EQ(report["hardware"][(*row)["hardware"].get<std::size_t>()], member["hardware"]);
    const Json shown = bench_.json({"show", "tiny.db", id});
    EXPECT_EQ((*row)["card"]["breakdown"], shown["breakdown"]);
    EXPECT_EQ((*row)["card"]["stages"]["rows"].size(), shown["stages"].size());
    EXPECT_EQ((*row)["card"]["constants"].size(), shown["constants"].size());
  }
}

TEST_F(ReportCommand, LoadsNothingFromAnywhere) {
  const std::string page = written();
  if (page.empty()) {
    // Without npm, or without a network at the first build, `report` says so and exits 1 (tested
    // here through written()); there is no page to look at.
    GTEST_SKIP() << "built without the page";
  }

  EXPECT_THAT(page, StartsWith("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  static const std::regex loads(
      "(src|srcset|data|poster)\\s*=\\s*[\"']?\\s*https?:|<link|url\\(\\s*[\"']?https?:|"
      "@import|fetch\\(|XMLHttpRequest|WebSocket");
  std::smatch match;
  EXPECT_FALSE(std::regex_search(page, match, loads)) << match.str();
}

TEST_F(ReportCommand, KeepsToItsRowsAndIsTheSameEachTime) {
  const std::string once = written({"--rows", "5", "--cloud", "20"});
  if (once.empty()) {
    // Without npm, or without a network at the first build, `report` says so and exits 1 (tested
    // here through written()); there is no page to look at.
    GTEST_SKIP() << "built without the page";
  }

  EXPECT_EQ(study_of(once)["rows"].size(), 5U);
  EXPECT_EQ(study_of(once)["shown"], 20);
  EXPECT_EQ(written({"--rows", "5", "--cloud", "20"}), once);
}

TEST_F(ReportCommand, RefusesAnotherEndingAndWritesNothing) {
  const std::vector<std::string> before = bench_.files();

  const Outcome outcome = bench_.run({"report", "tiny.db", "-o", "tiny.pdf"});

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("tiny.pdf: a report ends in .html"));
  EXPECT_EQ(bench_.files(), before);
}

}  // namespace
}  // namespace paretree::testing
