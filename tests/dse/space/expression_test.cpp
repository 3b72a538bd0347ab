#include "dse/space/expression.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

namespace paretree::dse {
namespace {

const std::vector<std::string> names = {"macs_per_pe", "pes", "template", "pe"};
const std::vector<std::string> words = {"fdht", "tie", "pes", "not-a-word"};

bool holds(const std::string& text, double pes = 8) {
  Expression expression(text, names, words);
  return expression.holds(std::vector<double>{4, pes, word_number("tie"), 1});
}

/// Where the refusal points to; -1 if there is none.
long refused_at(const std::string& text, std::string* token = nullptr) {
  try {
    const Expression expression(text, names, words);
  } catch (const ExpressionError& error) {
    if (token != nullptr) {
      *token = error.token();
    }
    return static_cast<long>(error.offset());
  }
  return -1;
}

TEST(Expression, ComparesProducts) {
  EXPECT_TRUE(holds("pes * macs_per_pe <= 32"));  // 8 * 4 = 32
  EXPECT_FALSE(holds("pes * macs_per_pe < 32"));
  EXPECT_TRUE(holds("pes * macs_per_pe >= 32"));
  EXPECT_FALSE(holds("pes * macs_per_pe > 32"));
  EXPECT_TRUE(holds("pes == 8"));
  EXPECT_TRUE(holds("pes != 7"));
}

TEST(Expression, BindsAsInArithmetic) {
  EXPECT_TRUE(holds("2 + 3 * 4 == 14"));
  EXPECT_TRUE(holds("(2 + 3) * 4 == 20"));
  EXPECT_TRUE(holds("2 ^ 3 ^ 2 == 512"));  // 2^(3^2)
  EXPECT_TRUE(holds("-2 ^ 2 == -4"));      // -(2^2)
  EXPECT_TRUE(holds("12 / 4 / 3 == 1"));   // from the left
  EXPECT_TRUE(holds("10 - 4 - 3 == 3"));
  EXPECT_TRUE(holds("1 + 1 < 3"));    // the sum first
  EXPECT_TRUE(holds("1 || 1 && 0"));  // && before ||
  EXPECT_FALSE(holds("(1 || 1) && 0"));
  EXPECT_TRUE(holds("min(pes, 3) == 3 && max(pes, 9) == 9 && sqrt(16) == 4"));
}

TEST(Expression, Negates) {
  EXPECT_TRUE(holds("!(pes > 9)"));
  EXPECT_FALSE(holds("!pes"));
  EXPECT_TRUE(holds("!0 && !(template == fdht)"));
}

TEST(Expression, ComparesWordsWithAndWithoutQuotes) {
  EXPECT_TRUE(holds("template == tie"));
  EXPECT_FALSE(holds("template == fdht"));
  EXPECT_TRUE(holds("template != fdht"));
  EXPECT_TRUE(holds("template == 'tie' && template != \"fdht\""));
}

TEST(Expression, GivesEveryWordItsOwnNumber) {
  EXPECT_EQ(word_number("tie"), word_number("tie"));
  EXPECT_NE(word_number("tie"), word_number("fdht"));
  EXPECT_LT(word_number("some word of a test"), -1e8);  // unlike any value of an axis
}

TEST(Expression, TakesANameBeforeAWordOfTheSameSpelling) {
  EXPECT_TRUE(holds("pes == 8"));  // "pes" is also a word above
}

TEST(Expression, KeepsSlotsOfUsedNamesAscending) {
  EXPECT_EQ(Expression("pes > 1 && macs_per_pe > 1 && pes < 9", names, words).used(),
            (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(Expression("1 < 2", names, words).used().empty());
}

TEST(Expression, PointsAtAnUnknownName) {
  std::string token;

  EXPECT_EQ(refused_at("pes * colour <= 3", &token), 6);
  EXPECT_EQ(token, "colour");
  EXPECT_EQ(refused_at("pes > 1 && pesky > 2", &token), 11);
  EXPECT_EQ(token, "pesky");
}

TEST(Expression, PointsAtAWholeWordOnly) {
  std::string token;

  // "macs" stands inside macs_per_pe first.
  EXPECT_EQ(refused_at("macs_per_pe > 1 && macs > 2", &token), 19);
  EXPECT_EQ(token, "macs");
}

TEST(Expression, RefusesAssignment) {
  EXPECT_EQ(refused_at("pes = 8"), 4);
  EXPECT_EQ(refused_at("pes == 8 && (pe = 1)"), 16);
  EXPECT_EQ(refused_at("pes === 8"), 6);
  EXPECT_EQ(refused_at("pes <= 8 && pes >= 2 && pes != 3 && pes == pes"), -1);
}

TEST(Expression, RefusesListsAndRubbish) {
  EXPECT_EQ(refused_at("pes > 9, 1"), 7);
  for (const char* text : {"", "  ", "pes >", "(pes", "pes pes", "pes += 1", "'two words' == pes",
                           "template == 'tie", "pes # 3", "pes % 2"}) {
    EXPECT_GE(refused_at(text), 0) << text;
  }
}

TEST(Expression, HoldsForNoNan) {
  const double nan = std::numeric_limits<double>::quiet_NaN();

  for (const char* text : {"pes <= 8", "pes >= 8", "pes == pes", "pes"}) {
    EXPECT_FALSE(holds(text, nan)) << text;
  }
  EXPECT_FALSE(holds("0.0 / 0.0"));
}

TEST(Expression, ReadsOnlyWhatItIsGiven) {
  Expression expression("pes > 5", names, words);

  EXPECT_TRUE(expression.holds(std::vector<double>{0, 6, 0, 0}));
  EXPECT_FALSE(expression.holds(std::vector<double>{9, 5, 9, 9}));
  EXPECT_TRUE(expression.holds(std::vector<double>{0, 6, 0, 0}));
}

TEST(Expression, LivesOnInItsCopies) {
  auto original = std::make_unique<Expression>("pes > 5", names, words);
  Expression copy(*original);
  Expression assigned("1", names, words);
  assigned = *original;
  original.reset();
  Expression moved(std::move(copy));

  for (Expression* expression : {&assigned, &moved}) {
    EXPECT_EQ(expression->text(), "pes > 5");
    EXPECT_TRUE(expression->holds(std::vector<double>{0, 6, 0, 0}));
    EXPECT_FALSE(expression->holds(std::vector<double>{0, 4, 0, 0}));
  }
}

RC_GTEST_PROP(Expression, AgreesWithTheSameConditionInCpp, ()) {
  const int a = *rc::gen::inRange(-5, 6);
  const int b = *rc::gen::inRange(-5, 6);
  const int c = *rc::gen::inRange(-5, 6);
  Expression expression("a * b - c <= a + b ^ 2 && !(a == c) || b > c", {"a", "b", "c"}, {});

  const bool expected = (a * b - c <= a + b * b && !(a == c)) || b > c;

  RC_ASSERT(expression.holds(std::vector<double>{double(a), double(b), double(c)}) == expected);
}

}  // namespace
}  // namespace paretree::dse
