#include "sweeps/parse_error.hpp"

#include <gtest/gtest.h>

namespace paretree::sweeps {
namespace {

TEST(ParseErrorText, NamesFilePlaceAndKey) {
  EXPECT_STREQ(ParseError("s.yaml", {3, 7}, "model.order", "why").what(),
               "s.yaml:3:7: model.order: why");
  EXPECT_STREQ(ParseError("s.yaml", {3, 7}, "", "why").what(), "s.yaml:3:7: why");
  EXPECT_STREQ(ParseError("s.yaml", {}, "", "why").what(), "s.yaml: why");
  EXPECT_EQ(ParseError("s.yaml", {3, 7}, "", "why").mark(), (Mark{3, 7}));
}

TEST(Nearest, FindsSmallSlips) {
  const std::vector<std::string> known{"name", "model", "energy_pj", "best_per_stage"};

  EXPECT_EQ(nearest("nmae", known), "name");   // exchanged
  EXPECT_EQ(nearest("mdel", known), "model");  // left out
  EXPECT_EQ(nearest("Model", known), "model");
  EXPECT_EQ(nearest("energy-pj", known), "energy_pj");
  EXPECT_EQ(nearest("energy", known), "energy_pj");
  EXPECT_EQ(nearest("best_per_stages", known), "best_per_stage");
}

TEST(Nearest, IsEmptyWhereNothingIsNear) {
  EXPECT_EQ(nearest("zzzz", {"name", "model"}), "");
  EXPECT_EQ(nearest("x", {"ht", "tt"}), "");
  EXPECT_EQ(nearest("", {"a"}), "");
  EXPECT_EQ(nearest("name", {}), "");
  EXPECT_EQ(nearest(std::string(100'000, 'a'), {"a"}), "");
}

TEST(Nearest, TakesTheFirstOfEquals) {
  EXPECT_EQ(nearest("tr", {"tt", "ht"}), "tt");
}

}  // namespace
}  // namespace paretree::sweeps
