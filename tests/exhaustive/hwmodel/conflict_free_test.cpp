// The claim of the on-the-fly permutation, by exhaustion: every stage of every ordered tree of up
// to five modes, every rank, every word.

#include "hwmodel/banking/box_pairing.hpp"
#include "hwmodel/banking/conflicts.hpp"
#include "tensor/plan/plan.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <set>
#include <tuple>
#include <vector>

namespace paretree::hwmodel {
namespace {

struct Shape {
  std::vector<std::uint64_t> in;
  std::vector<std::uint64_t> out;
  std::uint64_t lanes = 16;
  std::vector<std::uint64_t> ranks;
  unsigned row_bits = 0;  ///< 2^row_bits rows of a tile drain at once, into as many times the banks
};

std::vector<Digit> lowered(const std::vector<tensor::Digit>& digits) {
  std::vector<Digit> result;
  for (const tensor::Digit& digit : digits) {
    result.push_back(
        {static_cast<std::uint32_t>(digit.role) << 28U | static_cast<std::uint32_t>(digit.label),
         digit.size});
  }
  return result;
}

std::vector<MatrixStage> stages_of(const Shape& shape, const tensor::DimensionTree& tree,
                                   std::uint64_t rank) {
  tensor::MatrixFormat format;
  format.kind = tensor::FormatKind::ht;
  format.modes = {.in = shape.in, .out = shape.out};
  format.tree = tree;
  std::vector<std::pair<tensor::ModeSet, std::uint64_t>> ranks;
  for (const tensor::ModeSet edge : tree.unrooted()) {
    ranks.emplace_back(edge, rank);
  }
  format.ranks = tensor::EdgeRanks(std::move(ranks));
  std::vector<MatrixStage> stages;
  for (const tensor::Stage& stage : tensor::plan(format).stages) {
    stages.push_back({.kind = tensor::name(stage.kind),
                      .rows = stage.rows,
                      .inner = stage.inner,
                      .cols = stage.cols,
                      .row_digits = lowered(stage.row_digits),
                      .inner_digits = lowered(stage.inner_digits),
                      .col_digits = lowered(stage.col_digits)});
  }
  return stages;
}

/// All ordered trees, which are all orders of all rooted ones.
template <typename Visit>
void for_each_plan(const Shape& shape, const Visit& visit) {
  for (const tensor::DimensionTree& rooted :
       tensor::rooted_trees(static_cast<int>(shape.in.size()))) {
    for (const tensor::DimensionTree& tree : rooted.child_orders()) {
      for (const std::uint64_t rank : shape.ranks) {
        visit(stages_of(shape, tree, rank));
      }
    }
  }
}

unsigned bits_in(const std::vector<Digit>& digits, const Box& box, const Digit& digit) {
  const auto at = std::find(digits.begin(), digits.end(), digit);
  return at == digits.end() ? 0 : box.bits[static_cast<std::size_t>(at - digits.begin())];
}

/// The tensor between two stages, each in boxes of its own columns.
std::vector<BoxedDigit> boxed(const MatrixStage& producer, const MatrixStage& consumer,
                              unsigned bits, unsigned row_bits) {
  const Box written = fewest_tiles(producer.col_digits, bits);
  const Box read = fewest_tiles(consumer.col_digits, bits);
  std::vector<BoxedDigit> digits;
  for (const auto* group : {&producer.row_digits, &producer.col_digits}) {
    for (const Digit& digit : *group) {
      digits.push_back({digit.size, bits_in(producer.col_digits, written, digit),
                        bits_in(consumer.col_digits, read, digit)});
    }
  }
  // Neighbouring rows differ in the low bits of the last row digit of several values.
  for (std::size_t at = producer.row_digits.size(); row_bits > 0 && at-- > 0;) {
    if (digits[at].size > 1) {
      const bool full = digits[at].size % (std::uint64_t{1} << row_bits) == 0;
      digits[at].write_bits += full ? row_bits : 0;
      break;
    }
  }
  return digits;
}

using Signature = std::vector<std::tuple<std::uint64_t, unsigned, unsigned>>;

/// Of every word: how often a bank repeats within a box written or a box read, or a place is taken
/// twice. A digit without bits in either box takes part in neither the bank nor a group's inside.
std::uint64_t faults(const std::vector<BoxedDigit>& all, std::uint64_t banks) {
  std::vector<BoxedDigit> digits;
  for (const BoxedDigit& digit : all) {
    if (digit.write_bits + digit.read_bits > 0) {
      digits.push_back(digit);
    }
  }
  const BoxPairing pairing(digits);
  EXPECT_LE(pairing.banks(), banks);
  std::uint64_t words = 1;
  for (const BoxedDigit& digit : digits) {
    words *= digit.size;
  }
  std::vector<char> written(words * banks, 0);
  std::vector<char> read(words * banks, 0);
  std::vector<char> place(pairing.depth() * pairing.banks(), 0);
  std::uint64_t found_faults = 0;
  std::vector<std::uint64_t> at(digits.size());
  for (std::uint64_t word = 0; word < words; ++word) {
    std::uint64_t rest = word;
    std::uint64_t write_group = 0;
    std::uint64_t read_group = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
      at[i] = rest % digits[i].size;
      rest /= digits[i].size;
      write_group = write_group * digits[i].size + (at[i] >> digits[i].write_bits);
      read_group = read_group * digits[i].size + (at[i] >> digits[i].read_bits);
    }
    const BoxPairing::Place found = pairing.place(at);
    const std::vector<char*> taken{&written[write_group * banks + found.bank],
                                   &read[read_group * banks + found.bank],
                                   &place.at(found.row * pairing.banks() + found.bank)};
    for (char* mark : taken) {
      found_faults += *mark != 0 ? 1U : 0U;
      *mark = 1;
    }
  }
  return found_faults;
}

TEST(ConflictFree, XorOfBoxesInAsManyBanksAsLanesForEveryTree) {
  const std::vector<Shape> shapes{{{8, 20, 20, 18}, {4, 4, 4, 16}, 16, {2, 3, 4, 5, 6, 7, 8}},
                                  {{8, 20, 20, 18}, {4, 4, 4, 16}, 32, {2, 3, 4, 5, 6, 7, 8}},
                                  {{4, 20, 20, 36}, {4, 4, 4, 16}, 16, {2, 3, 4, 5, 6, 7, 8}},
                                  {{4, 20, 20, 36}, {4, 4, 4, 16}, 32, {2, 3, 4, 5, 6, 7, 8}},
                                  {{11, 13, 15, 27}, {4, 4, 4, 16}, 16, {2, 3, 4, 5, 6, 7, 8}},
                                  {{9, 15, 7, 5}, {3, 5, 4, 6}, 16, {2, 3, 4, 5, 6, 7, 8}},
                                  {{8, 20, 18}, {4, 4, 64}, 16, {2, 3, 5}},
                                  {{36, 15}, {16, 4}, 16, {2, 3, 5}},
                                  {{4, 10, 10, 6}, {4, 2, 2, 4}, 8, {2, 3, 4}},
                                  {{8, 20, 20, 18}, {4, 4, 4, 16}, 16, {2, 3, 4}, 1},
                                  {{8, 20, 20, 18}, {4, 4, 4, 16}, 16, {2, 3, 4}, 2},
                                  {{36, 18, 20, 13, 15}, {4, 4, 16, 2, 2}, 16, {2, 3, 4}},
                                  {{8, 10, 10, 9, 8}, {16, 4, 2, 4, 2}, 16, {2, 3, 4}, 1},
                                  {{8, 10, 10, 9, 8}, {16, 4, 2, 4, 2}, 16, {2, 3, 4}},
                                  {{8, 10, 10, 9, 8}, {16, 4, 2, 4, 2}, 32, {4}}};
  fmt::print("{:<18} {:>5} {:>5} {:>6} {:>8} {:>9} {:>10} {:>12}\n", "input modes", "lanes", "rows",
             "plans", "stages", "different", "conflicts", "more tiles");
  for (const Shape& shape : shapes) {
    const auto bits = static_cast<unsigned>(std::bit_width(shape.lanes - 1));
    std::set<Signature> proved;
    std::uint64_t plans = 0;
    std::uint64_t stages = 0;
    std::uint64_t more_tiles = 0;
    std::uint64_t conflicts_found = 0;
    for_each_plan(shape, [&](const std::vector<MatrixStage>& plan) {
      ++plans;
      for (std::size_t number = 0; number < plan.size(); ++number) {
        ++stages;
        const std::uint64_t tiles = fewest_tiles(plan[number].col_digits, bits).tiles;
        more_tiles += tiles > (plan[number].cols + shape.lanes - 1) / shape.lanes ? 1U : 0U;
        if (number == 0) {
          continue;
        }
        const std::vector<BoxedDigit> digits =
            boxed(plan[number - 1], plan[number], bits, shape.row_bits);
        Signature signature;
        for (const BoxedDigit& digit : digits) {
          if (digit.write_bits + digit.read_bits > 0) {
            signature.emplace_back(digit.size, digit.write_bits, digit.read_bits);
          }
        }
        if (proved.insert(signature).second) {
          conflicts_found += faults(digits, shape.lanes << shape.row_bits);
        }
      }
    });
    EXPECT_GT(proved.size(), 0U);
    EXPECT_EQ(conflicts_found, 0U);
    fmt::print("{:<18} {:>5} {:>5} {:>6} {:>8} {:>9} {:>10} {:>12}\n",
               fmt::format("{}", fmt::join(shape.in, ",")), shape.lanes, 1U << shape.row_bits,
               plans, stages, proved.size(), conflicts_found, more_tiles);
  }
}

/// Extra cycles of one row of a tile written, and of one group read, in a cycle each.
std::uint64_t conflicts(const Boundary& boundary, BankMapping mapping, std::uint64_t banks,
                        std::uint64_t lanes) {
  const AccessGroups groups{
      .write_rows = 1, .write_columns = lanes, .read_columns = lanes, .read_inner = 1};
  const BankFunction function(boundary, mapping, banks, groups);
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<std::uint32_t>> written;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<std::uint32_t>> read;
  std::uint64_t address = 0;
  for_each_word(boundary, [&](std::uint64_t row, std::uint64_t column, std::uint64_t inner,
                              std::uint64_t read_column) {
    const std::uint64_t bank = function.bank(address++, inner, read_column);
    for (auto* loads : {&written[{row, column / lanes}], &read[{inner, read_column / lanes}]}) {
      loads->resize(banks, 0);
      ++(*loads)[bank];
    }
  });
  std::uint64_t extra = 0;
  for (const auto* groups_of : {&written, &read}) {
    for (const auto& [group, loads] : *groups_of) {
      extra += *std::max_element(loads.begin(), loads.end()) - 1;
    }
  }
  return extra;
}

TEST(ConflictFree, FormulasOfAddressesAreNotWithAsManyBanksAsLanes) {
  // A quarter of the lanes and smaller modes than the published shapes: every tree and every word.
  const Shape shape{{4, 10, 10, 6}, {4, 2, 2, 4}, 8, {2, 3, 4}};
  constexpr std::array<BankMapping, 3> families{BankMapping::linear, BankMapping::skew,
                                                BankMapping::xor_fold};
  fmt::print("{:<8} {:>5} {:>14} {:>16}\n", "mapping", "banks", "plans without", "extra cycles");
  std::map<std::tuple<int, std::uint64_t>, std::uint64_t> clean;
  std::uint64_t plans = 0;
  for_each_plan(shape, [&](const auto& /*plan*/) { ++plans; });
  for (const BankMapping family : families) {
    for (const std::uint64_t banks : std::array<std::uint64_t, 4>{8, 9, 12, 16}) {
      if (needs_power_of_two(family) && !std::has_single_bit(banks)) {
        continue;
      }
      std::map<std::vector<std::uint64_t>, std::uint64_t> known;
      std::uint64_t without = 0;
      std::uint64_t extra = 0;
      for_each_plan(shape, [&](const std::vector<MatrixStage>& plan) {
        std::uint64_t of_plan = 0;
        for (std::size_t number = 1; number < plan.size(); ++number) {
          const Boundary boundary = boundary_between(&plan[number - 1], &plan[number], 1);
          std::vector<std::uint64_t> key;
          for (const Boundary::Part& part : boundary.parts) {
            key.insert(key.end(),
                       {part.size, part.write_stride, part.read_stride,
                        std::uint64_t{part.written_as_row}, std::uint64_t{part.read_as_inner}});
          }
          const auto [entry, fresh] = known.try_emplace(key, 0);
          if (fresh) {
            entry->second = conflicts(boundary, family, banks, shape.lanes);
          }
          of_plan += entry->second;
        }
        without += of_plan == 0 ? 1U : 0U;
        extra += of_plan;
      });
      clean[{static_cast<int>(family), banks}] = without;
      fmt::print("{:<8} {:>5} {:>7}/{:<6} {:>16}\n",
                 bank_mapping_names().at(static_cast<std::size_t>(family)), banks, without, plans,
                 extra);
      if (banks == shape.lanes) {
        EXPECT_LT(without, plans);
      }
    }
  }
  // Fewer banks than lanes cannot serve a full group in one cycle, whatever the mapping: the boxes
  // need as few as there can be.
}

}  // namespace
}  // namespace paretree::hwmodel
