#include "dse/space/hardware_space.hpp"

#include "dse/space/expression.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <set>

namespace paretree::dse {
namespace {

using Half = std::vector<std::pair<std::string, hwmodel::Value>>;

HardwareAxis axis(std::string name, std::vector<std::int64_t> values) {
  HardwareAxis result{std::move(name), {}};
  for (const std::int64_t value : values) {
    result.values.emplace_back(value);
  }
  return result;
}

std::vector<HardwareAxis> four_axes() {
  return {axis("a", {1, 2, 3}), axis("b", {1, 2}), axis("c", {5, 7, 9, 11}), axis("d", {0, 1})};
}

std::vector<AxisConstraint> numbered(
    const std::vector<std::pair<std::string, std::string>>& texts) {
  std::vector<AxisConstraint> constraints;
  for (const auto& [text, when] : texts) {
    constraints.push_back({text, when, constraints.size()});
  }
  return constraints;
}

/// Walks the whole product, last axis fastest, and charges every half to the first constraint it
/// fails.
struct BruteForce {
  std::vector<std::uint64_t> allowed;  ///< numbers in the product
  std::map<std::size_t, std::uint64_t> excluded;

  BruteForce(const std::vector<HardwareAxis>& axes, const std::map<std::string, double>& fixed,
             const std::vector<AxisConstraint>& constraints) {
    std::vector<std::string> names;
    std::uint64_t product = 1;
    for (const HardwareAxis& entry : axes) {
      names.push_back(entry.name);
      product *= entry.values.size();
    }
    for (const auto& [name, value] : fixed) {
      names.push_back(name);
    }
    for (std::uint64_t number = 0; number < product; ++number) {
      std::vector<double> values(names.size());
      std::uint64_t rest = number;
      for (std::size_t place = axes.size(); place > 0; --place) {
        const auto& choices = axes[place - 1].values;
        values[place - 1] = number_of(choices[rest % choices.size()]);
        rest /= choices.size();
      }
      std::size_t place = axes.size();
      for (const auto& [name, value] : fixed) {
        values[place++] = value;
      }
      bool stands = true;
      for (const AxisConstraint& constraint : constraints) {
        const bool applies =
            constraint.when.empty() || Expression(constraint.when, names, {}).holds(values);
        if (stands && applies && !Expression(constraint.text, names, {}).holds(values)) {
          ++excluded[constraint.number];
          stands = false;
        }
      }
      if (stands) {
        allowed.push_back(number);
      }
    }
  }
};

void expect_brute_force(const std::vector<HardwareAxis>& axes,
                        const std::map<std::string, double>& fixed,
                        const std::vector<AxisConstraint>& constraints) {
  const HardwareSpace space("tie", axes, fixed, constraints, {});
  const BruteForce expected(axes, fixed, constraints);

  std::set<std::uint64_t> numbers;
  std::set<Half> halves;
  for (std::uint64_t index = 0; index < space.size(); ++index) {
    numbers.insert(space.full_index(index));
    halves.insert(space.at(index).values());
  }
  ASSERT_EQ(space.size(), expected.allowed.size());
  EXPECT_EQ(numbers, std::set<std::uint64_t>(expected.allowed.begin(), expected.allowed.end()));
  EXPECT_EQ(halves.size(), space.size());
  std::map<std::size_t, std::uint64_t> excluded = space.excluded();
  std::erase_if(excluded, [](const auto& entry) { return entry.second == 0; });
  EXPECT_EQ(excluded, expected.excluded);
}

TEST(HardwareSpace, IsTheProductWithoutConstraints) {
  const HardwareSpace space("tie", four_axes(), {}, {}, {});

  EXPECT_EQ(space.template_name(), "tie");
  EXPECT_EQ(space.size(), 48U);  // 3 * 2 * 4 * 2
  EXPECT_EQ(space.full_size(), 48U);
  EXPECT_TRUE(space.excluded().empty());
  expect_brute_force(four_axes(), {}, {});
}

TEST(HardwareSpace, CountsInMixedRadixLastAxisFastest) {
  const HardwareSpace space("tie", four_axes(), {}, {}, {});

  // 29 = ((1 * 2 + 1) * 4 + 2) * 2 + 1: the second a, the second b, the third c, the second d.
  for (std::uint64_t index = 0; index < space.size(); ++index) {
    if (space.full_index(index) == 29) {
      const hwmodel::Configuration half = space.at(index);
      EXPECT_EQ(half.integer("a"), 2);
      EXPECT_EQ(half.integer("b"), 2);
      EXPECT_EQ(half.integer("c"), 9);
      EXPECT_EQ(half.integer("d"), 1);
      return;
    }
  }
  FAIL() << "no half has number 29";
}

TEST(HardwareSpace, ListsCoupledAxesAndLeavesTheRest) {
  // a * b <= 3 allows (1,1) (1,2) (2,1) (3,1) of 6; c and d stay free: 4 * 8 = 32 of 48.
  const HardwareSpace space("tie", four_axes(), {}, numbered({{"a * b <= 3", ""}}), {});

  EXPECT_EQ(space.size(), 32U);
  EXPECT_EQ(space.full_size(), 48U);
  EXPECT_EQ(space.excluded().at(0), 16U);
}

TEST(HardwareSpace, KeepsTheNumberOfAHalfWhateverTheConstraints) {
  const HardwareSpace all("tie", four_axes(), {}, {}, {});
  const HardwareSpace some("tie", four_axes(), {}, numbered({{"a * c >= 15", ""}}), {});
  std::map<Half, std::uint64_t> number_in_all;
  for (std::uint64_t index = 0; index < all.size(); ++index) {
    number_in_all[all.at(index).values()] = all.full_index(index);
  }

  for (std::uint64_t index = 0; index < some.size(); ++index) {
    EXPECT_EQ(some.full_index(index), number_in_all.at(some.at(index).values()));
  }
}

TEST(HardwareSpace, CountsExclusionsOfIndependentGroupsExactly) {
  // Group {a, b}: a + b <= 3 removes (2,2) (3,1) (3,2): 3 of 6. Group {c}: c < 9 removes 2 of 4.
  // The first constraint takes 3 * 4 * 2 = 24 halves; the second what is left: 3 * 2 * 2 = 12.
  const HardwareSpace space("tie", four_axes(), {}, numbered({{"a + b <= 3", ""}, {"c < 9", ""}}),
                            {});

  EXPECT_EQ(space.size(), 12U);
  EXPECT_EQ(space.excluded().at(0), 24U);
  EXPECT_EQ(space.excluded().at(1), 12U);
}

TEST(HardwareSpace, FollowsBruteForceForAnyMixOfConstraints) {
  const std::map<std::string, double> fixed = {{"weight_bits", 8}};

  expect_brute_force(four_axes(), fixed, numbered({{"a * b <= 3", ""}, {"c * d <= 8", ""}}));
  expect_brute_force(four_axes(), fixed,
                     numbered({{"c != 7", ""}, {"a * b <= 3", ""}, {"c * (d + 1) <= 10", ""}}));
  expect_brute_force(four_axes(), fixed, numbered({{"a == 1", "c == 5"}, {"b == 2", "d == 1"}}));
  expect_brute_force(four_axes(), fixed, numbered({{"a == 1", "weight_bits > 8"}}));
  expect_brute_force(four_axes(), fixed, numbered({{"a == 1", "weight_bits == 8"}}));
  expect_brute_force(four_axes(), fixed, numbered({{"weight_bits > 8", "a == 1"}}));
  expect_brute_force(four_axes(), fixed,
                     numbered({{"a > 1", ""}, {"weight_bits > 8", ""}, {"c > 5", ""}}));
  expect_brute_force(four_axes(), fixed, numbered({{"a * b * c * d > 40", ""}, {"a > 9", ""}}));
}

RC_GTEST_PROP(HardwareSpace, FollowsBruteForce, ()) {
  std::vector<std::pair<std::string, std::string>> texts;
  const std::vector<std::string> pool = {"a <= 2",     "a * b != 2", "c > 5",  "b == 1 || d == 1",
                                         "c + d < 12", "a < c - d",  "w == 8", "b * d <= w - 7"};
  const auto count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) {
    texts.emplace_back(*rc::gen::elementOf(pool),
                       *rc::gen::arbitrary<bool>() ? *rc::gen::elementOf(pool) : std::string());
  }
  const std::map<std::string, double> fixed = {{"w", *rc::gen::element(8, 16)}};
  const auto constraints = numbered(texts);

  const HardwareSpace space("tie", four_axes(), fixed, constraints, {});
  const BruteForce expected(four_axes(), fixed, constraints);

  RC_ASSERT(space.size() == expected.allowed.size());
  std::uint64_t gone = 0;
  for (const auto& [number, halves] : space.excluded()) {
    const auto known = expected.excluded.find(number);
    RC_ASSERT(halves == (known == expected.excluded.end() ? 0 : known->second));
    gone += halves;
  }
  RC_ASSERT(gone + space.size() == space.full_size());
}

TEST(HardwareSpace, IgnoresConstraintsOverAxesItDoesNotHave) {
  const HardwareSpace space("tie", four_axes(), {}, numbered({{"lanes <= 3", ""}}), {});

  EXPECT_EQ(space.size(), 48U);
}

TEST(HardwareSpace, ComparesWords) {
  std::vector<HardwareAxis> axes = {axis("a", {1, 2, 3}),
                                    {"cell", {std::string("hp"), std::string("lp")}}};
  const HardwareSpace space("tie", axes, {}, numbered({{"cell == lp", "a > 1"}}), {"hp", "lp"});

  EXPECT_EQ(space.size(), 4U);  // (1, hp) (1, lp) (2, lp) (3, lp)
}

TEST(HardwareSpace, IsEmptyWhereNothingFits) {
  const HardwareSpace space("tie", four_axes(), {}, numbered({{"a > 9", ""}}), {});

  EXPECT_EQ(space.size(), 0U);
  EXPECT_EQ(space.excluded().at(0), 48U);
}

TEST(HardwareSpace, RefusesToListTooManyCombinations) {
  std::vector<std::int64_t> many;
  for (std::int64_t value = 0; value < 400; ++value) {
    many.push_back(value);
  }
  const std::vector<HardwareAxis> axes = {axis("a", many), axis("b", many), axis("c", many)};

  // 400^3 = 64 million; uncoupled they are no trouble.
  EXPECT_EQ(HardwareSpace("tie", axes, {}, {}, {}).size(), 64'000'000U);
  EXPECT_THROW(HardwareSpace("tie", axes, {}, numbered({{"a + b + c > 3", ""}}), {}),
               std::invalid_argument);
}

TEST(NumberOf, ReadsEveryKindOfValue) {
  EXPECT_EQ(number_of(std::int64_t{16}), 16.0);
  EXPECT_EQ(number_of(0.5), 0.5);
  EXPECT_EQ(number_of(std::string("hp")), word_number("hp"));
}

}  // namespace
}  // namespace paretree::dse
