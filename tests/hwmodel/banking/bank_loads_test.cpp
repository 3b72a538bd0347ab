#include "hwmodel/banking/bank_loads.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

namespace paretree::hwmodel {
namespace {

using Sizes = std::vector<std::uint64_t>;

std::uint64_t drawn(std::uint64_t low, std::uint64_t high) {
  return *rc::gen::inRange<std::uint64_t>(low, high + 1);
}

/// Two stages: digits 1 to `count` between them, each a row or a column of either.
struct Pair {
  MatrixStage producer;
  MatrixStage consumer;
};

Pair drawn_pair() {
  Pair pair;
  std::vector<Digit> read;
  for (std::uint32_t label = 1; label <= 4; ++label) {
    const Digit digit{label, drawn(1, 6)};
    const bool row = drawn(0, 1) == 0;
    (row ? pair.producer.row_digits : pair.producer.col_digits).push_back(digit);
    (row ? pair.producer.rows : pair.producer.cols) *= digit.size;
    read.insert(read.begin() + static_cast<std::ptrdiff_t>(drawn(0, read.size())), digit);
  }
  for (const Digit& digit : read) {
    const bool inner = drawn(0, 1) == 0;
    (inner ? pair.consumer.inner_digits : pair.consumer.col_digits).push_back(digit);
    (inner ? pair.consumer.inner : pair.consumer.cols) *= digit.size;
  }
  // A stage without any digits would be one whose layout is not known.
  pair.producer.col_digits.push_back({8, 1});
  pair.consumer.col_digits.push_back({8, 1});
  return pair;
}

/// Every word into the bank of its group, one after the other.
template <typename Group>
std::vector<std::uint32_t> plain_loads(const Boundary& boundary, const BankFunction& function,
                                       const Group& group) {
  std::map<std::uint64_t, std::map<std::uint64_t, std::uint32_t>> banks_of;
  std::uint64_t address = 0;
  for_each_word(boundary, [&](std::uint64_t row, std::uint64_t column, std::uint64_t inner,
                              std::uint64_t read_column) {
    const std::uint64_t bank = function.bank(address++, inner, read_column);
    ++banks_of[group(row, column, inner, read_column)][bank];
  });
  std::vector<std::uint32_t> loads;
  for (const auto& [number, banks] : banks_of) {
    loads.push_back(std::max_element(banks.begin(), banks.end(), [](const auto& a, const auto& b) {
                      return a.second < b.second;
                    })->second);
  }
  return loads;
}

RC_GTEST_PROP(BankLoads, AreThoseOfEveryWordOneByOne, ()) {
  const Pair pair = drawn_pair();
  const std::uint64_t batch = drawn(1, 3);
  const Boundary boundary = boundary_between(&pair.producer, &pair.consumer, batch);
  const AccessGroups groups{drawn(1, 5), drawn(1, 5), drawn(1, 5), drawn(1, 5)};
  const auto mapping = static_cast<BankMapping>(drawn(1, 3));
  const std::uint64_t banks =
      needs_power_of_two(mapping) ? std::uint64_t{1} << drawn(0, 4) : drawn(1, 12);
  const BankFunction function(boundary, mapping, banks, groups);
  const auto tiles = [](std::uint64_t extent, std::uint64_t width) {
    return (extent + width - 1) / width;
  };

  RC_ASSERT(*read_loads(boundary, function, banks, groups) ==
            plain_loads(boundary, function, [&](auto, auto, auto inner, auto read_column) {
              return inner / groups.read_inner * tiles(boundary.read_columns, groups.read_columns) +
                     read_column / groups.read_columns;
            }));
  RC_ASSERT(*write_loads(boundary, function, banks, groups) ==
            plain_loads(boundary, function, [&](auto row, auto column, auto, auto) {
              return row / groups.write_rows * tiles(boundary.write_columns, groups.write_columns) +
                     column / groups.write_columns;
            }));
}

// 0x1234: 1 ^ 2 ^ 3 ^ 4 = 4; in pieces of 8 bits 0x12 ^ 0x34 = 0x26.
TEST(Folded, XorsThePiecesOfAnAddress) {
  EXPECT_EQ(folded(0x1234, 4), 4U);
  EXPECT_EQ(folded(0x1234, 8), 0x26U);
  EXPECT_EQ(folded(0x1234, 0), 0U);
  EXPECT_EQ(folded(0xffff, 1), 0U);
  EXPECT_EQ(folded(0x10000, 1), 1U);
}

}  // namespace
}  // namespace paretree::hwmodel
