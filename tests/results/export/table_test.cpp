#include "results/export/table.hpp"

#include "results/export/display_text.hpp"
#include "results/export/number_text.hpp"
#include "results/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace paretree::results {
namespace {

using testing::HasSubstr;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Table example() {
  return {.columns = {"design", "energy_pj", "macs", "note"},
          .rows = {{std::string("ab"), 1234.5678, std::uint64_t{19338240}, std::string("ok")},
                   {std::string("c"), 99.5, std::uint64_t{7}, std::monostate{}}}};
}

TEST(AsText, AlignsNumbersToTheRightAndTextToTheLeft) {
  // 4 significant digits of the largest energy are 0 decimals, its smallest neighbour keeps 3
  // digits.
  EXPECT_EQ(as_text(example()),
            "design  energy_pj        macs  note\n"
            "──────  ─────────  ──────────  ────\n"
            "ab           1235  19\u2009338\u2009240  ok\n"
            "c             100           7\n");
}

TEST(AsText, GivesEachNumberItsOwnDecimalsWhereSizesDiffer) {
  const Table table{.columns = {"x"}, .rows = {{12.345678}, {0.00123456}, {0.0}, {1e-9}}};

  EXPECT_EQ(as_text(table), "        x\n─────────\n    12.35\n 0.001235\n        0\n1.000e-09\n");
}

TEST(AsText, CutsTheWidestTextToTheWidth) {
  const Table table{
      .columns = {"id", "text", "n"},
      .rows = {{std::string("a"), std::string("a rather long sentence"), std::int64_t{123456}}}};

  const std::string text = as_text(table, 20);

  EXPECT_EQ(text, "id  text           n\n──  ───────  ───────\na   a rath…  123\u2009456\n");
}

TEST(AsText, CountsColumnsNotBytes) {
  const Table table{
      .columns = {"a", "b"},
      .rows = {{std::string("µs²"), std::string("x")}, {std::string("漢字"), std::string("y")}}};

  EXPECT_EQ(as_text(table), "a     b\n────  ─\nµs²   x\n漢字  y\n");
}

TEST(AsText, ShowsControlCharactersInsteadOfSendingThem) {
  const Table table{.columns = {"a\n"},
                    .rows = {{std::string("x\x1b[31m\ty\r\n\x7f")},
                             {std::string("\u202Eevil")},
                             {std::string("\u061Cevil")},
                             {std::string("\xff\xc0\xaf")}}};

  const std::string text = as_text(table);

  EXPECT_THAT(text, HasSubstr("x\\x1b[31m\\ty\\r\\n\\x7f"));
  EXPECT_THAT(text, HasSubstr("\\u202eevil"));
  EXPECT_THAT(text, HasSubstr("\\u061cevil"));
  EXPECT_THAT(text, HasSubstr("\uFFFD\uFFFD\uFFFD"));
  EXPECT_THAT(text, HasSubstr("a\\n"));
}

TEST(AsCsv, FollowsRfc4180) {
  const Table table{.columns = {"a", "b,c"},
                    .rows = {{std::string("say \"hi\""), std::string("two\r\nlines")},
                             {std::string("plain"), std::monostate{}}}};

  EXPECT_EQ(as_csv(table), "a,\"b,c\"\r\n\"say \"\"hi\"\"\",\"two\r\nlines\"\r\nplain,\r\n");
}

TEST(AsCsv, KeepsSpreadsheetsFromRunningText) {
  const Table table{.columns = {"a"},
                    .rows = {{std::string("=1+1")},
                             {std::string("+1")},
                             {std::string("-1")},
                             {std::string("@x")},
                             {std::string("\tx")},
                             {-1.5},
                             {std::int64_t{-2}}}};

  EXPECT_EQ(as_csv(table),
            "a\r\n\"'=1+1\"\r\n\"'+1\"\r\n\"'-1\"\r\n\"'@x\"\r\n\"'\tx\"\r\n-1.5\r\n-2\r\n");
}

TEST(AsCsv, WritesTheShortestNumbersThatReadBack) {
  const Table table{
      .columns = {"a", "b", "c", "d", "e"},
      .rows = {{0.1, 1.0 / 3, 1e300, not_a_number, std::uint64_t{18446744073709551615U}}}};

  EXPECT_EQ(as_csv(table), "a,b,c,d,e\r\n0.1,0.3333333333333333,1e+300,,18446744073709551615\r\n");
}

RC_GTEST_PROP(ExactNumber, ReadsBackAsItself, (double number)) {
  RC_PRE(std::isfinite(number));
  RC_ASSERT(std::stod(exact_number(number)) == number);
}

TEST(AsJson, IsAListOfObjectsWithColumnsInOrder) {
  const Table table{.columns = {"z", "a", "n"},
                    .rows = {{std::string("q\"\n\x01"), 0.1, std::monostate{}},
                             {std::string("\xff"), not_a_number, std::int64_t{-3}}}};

  EXPECT_EQ(as_json(table),
            "[\n {\"z\":\"q\\\"\\n\\u0001\",\"a\":0.1,\"n\":null},\n"
            " {\"z\":\"\uFFFD\",\"a\":null,\"n\":-3}\n]\n");
  EXPECT_EQ(Json::parse(as_json(table)).size(), 2U);
}

TEST(AsJson, OfNoRowsIsAnEmptyList) {
  EXPECT_EQ(Json::parse(as_json({.columns = {"a"}, .rows = {}})), Json::array());
}

TEST(Table, RefusesRowsOfAnotherLengthAndRepeatedKeys) {
  const Table ragged{.columns = {"a", "b"}, .rows = {{1.0}}};
  const Table repeated{.columns = {"a", "a"}, .rows = {{1.0, 2.0}}};

  EXPECT_THROW(static_cast<void>(as_text(ragged)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(as_csv(ragged)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(as_json(ragged)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(as_json(repeated)), std::invalid_argument);
}

RC_GTEST_PROP(Printable, NeverLeavesAControlByte, (const std::string& text)) {
  for (const char c : printable(text)) {
    RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
    RC_ASSERT(c != '\x7f');
  }
}

RC_GTEST_PROP(Shortened, FitsTheWidth, (const std::string& text, unsigned char width)) {
  const std::size_t limit = 1 + width % 20U;
  RC_ASSERT(display_width(shortened(printable(text), limit)) <= limit);
}

}  // namespace
}  // namespace paretree::results
