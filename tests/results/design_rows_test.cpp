#include "results/design_rows.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace paretree::results {
namespace {

EvaluationRow row(std::uint64_t position, const std::string& fidelity, std::vector<double> values) {
  return {.design = "d" + std::to_string(position),
          .position = position,
          .model = position * 10,
          .hardware = position * 100,
          .fidelity = fidelity,
          .values = std::move(values)};
}

void expect_row(const EvaluationRows::View& view, const EvaluationRow& row) {
  EXPECT_EQ(view.key.design.text(), row.design);
  EXPECT_EQ(view.key.position, row.position);
  EXPECT_EQ(view.key.model, row.model);
  EXPECT_EQ(view.key.hardware, row.hardware);
  EXPECT_EQ(view.fidelity, row.fidelity);
  EXPECT_EQ(std::vector(view.values.begin(), view.values.end()), row.values);
}

TEST(EvaluationRows, AppendedKeepTheirFidelitiesAndValues) {
  EvaluationRows first;
  first.push_back(row(1, "capacity", {1, 2}));
  first.push_back(row(2, "short_training:60", {3, 4, 5}));
  EvaluationRows second;
  second.push_back(row(3, "capacity", {6}));
  second.push_back(row(4, "short_training:60", {}));

  first.append(second);
  first.append(EvaluationRows());

  ASSERT_EQ(first.size(), 4U);
  expect_row(first[0], row(1, "capacity", {1, 2}));
  expect_row(first[1], row(2, "short_training:60", {3, 4, 5}));
  expect_row(first[2], row(3, "capacity", {6}));
  expect_row(first[3], row(4, "short_training:60", {}));
}

TEST(InfeasibleRows, AppendedKeepTheirReasons) {
  InfeasibleRows first;
  first.push_back(InfeasibleRow{"a", 1, 2, 3, "too small", "by 5"});
  InfeasibleRows second;
  second.push_back(InfeasibleRow{"b", 4, 5, 6, "too fast", ""});
  second.push_back(InfeasibleRow{"c", 7, 8, 9, "too fast", "by 1"});

  first.append(second);

  ASSERT_EQ(first.size(), 3U);
  EXPECT_EQ(first[0].reason + first[0].detail, "too smallby 5");
  EXPECT_EQ(first[1].reason + first[1].detail, "too fast");
  EXPECT_EQ(first[2].reason + first[2].detail, "too fastby 1");
  EXPECT_EQ(first[2].key.position, 7U);
}

TEST(SharedTexts, KeepAnEqualTextOnce) {
  SharedTexts texts;

  EXPECT_EQ(texts.add("a"), 0U);
  EXPECT_EQ(texts.add("a"), 0U);
  EXPECT_EQ(texts.add("b"), 1U);
  EXPECT_EQ(texts.size(), 2U);
}

TEST(DesignName, RefusesWhatItCannotHold) {
  EXPECT_EQ(DesignName(std::string(23, 'x')).text(), std::string(23, 'x'));
  EXPECT_THROW(DesignName(std::string(24, 'x')), std::length_error);
}

}  // namespace
}  // namespace paretree::results
