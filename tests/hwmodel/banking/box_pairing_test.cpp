#include "hwmodel/banking/box_pairing.hpp"

#include "hwmodel/banking/colouring.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <utility>
#include <vector>

namespace paretree::hwmodel {
namespace {

TEST(FewestTiles, TakesBitsWhereTheyDivide) {
  // 18 = 2 * 9 and 20 = 4 * 5 offer one and two factors 2: 3 bits fit without a remainder.
  EXPECT_EQ(fewest_tiles({{0, 18}, {1, 20}}, 3).tiles, 18U * 20 / 8);
  // 15 has none, but 16 boxes of one: 1 * 7 against ceil(105 / 16) = 7.
  EXPECT_EQ(fewest_tiles({{0, 15}, {1, 7}}, 4).tiles, 7U);
  // 3 * 5 = 15 columns do not fit one box of 16: 2 bits leave 1 * 2, 1 and 3 bits 2 * 1.
  EXPECT_EQ(fewest_tiles({{0, 3}, {1, 5}}, 4).tiles, 2U);
}

TEST(BoxPairing, SpreadsTheExampleOfFourBanks) {
  // Written along x (2 bits), read along y (2 bits): bank = x xor y, row = y.
  const BoxPairing pairing({{4, 2, 0}, {4, 0, 2}});

  EXPECT_EQ(pairing.banks(), 4U);
  EXPECT_EQ(pairing.depth(), 4U);
  // Bits are paired low with low, and the lowest comes first in the bank's number.
  EXPECT_EQ(pairing.place({0, 0}).bank, 0U);
  EXPECT_EQ(pairing.place({3, 0}).bank, 3U);
  EXPECT_EQ(pairing.place({3, 3}).bank, 0U);
}

RC_GTEST_PROP(BoxPairing, HasNoConflictsAndLosesNoWord, ()) {
  std::vector<BoxedDigit> digits;
  std::uint64_t words = 1;
  for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
    digits.push_back({*rc::gen::inRange<std::uint64_t>(1, 10), *rc::gen::inRange(0U, 3U),
                      *rc::gen::inRange(0U, 3U)});
    words *= digits.back().size;
  }
  const BoxPairing pairing(digits);
  std::set<std::pair<std::vector<std::uint64_t>, std::uint64_t>> written;
  std::set<std::pair<std::vector<std::uint64_t>, std::uint64_t>> read;
  std::set<std::pair<std::uint64_t, std::uint64_t>> places;
  for (std::uint64_t word = 0; word < words; ++word) {
    std::vector<std::uint64_t> at;
    std::vector<std::uint64_t> write_group;
    std::vector<std::uint64_t> read_group;
    std::uint64_t rest = word;
    for (const BoxedDigit& digit : digits) {
      at.push_back(rest % digit.size);
      rest /= digit.size;
      write_group.push_back(at.back() >> digit.write_bits);
      read_group.push_back(at.back() >> digit.read_bits);
    }
    const BoxPairing::Place place = pairing.place(at);
    RC_ASSERT(place.bank < pairing.banks() && place.row < pairing.depth());
    RC_ASSERT(written.insert({write_group, place.bank}).second);
    RC_ASSERT(read.insert({read_group, place.bank}).second);
    RC_ASSERT(places.insert({place.bank, place.row}).second);
  }
}

RC_GTEST_PROP(ColouredBanks, GiveEveryGroupDifferentBanks, ()) {
  const std::uint64_t banks = *rc::gen::inRange<std::uint64_t>(1, 9);
  const std::uint64_t groups = *rc::gen::inRange<std::uint64_t>(1, 12);
  WordGroups of;
  std::vector<std::uint64_t> written(groups, 0);
  std::vector<std::uint64_t> read(groups, 0);
  for (int word = *rc::gen::inRange(0, 80); word > 0; --word) {
    const auto w = *rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(groups));
    const auto r = *rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(groups));
    if (written[w] < banks && read[r] < banks) {
      ++written[w];
      ++read[r];
      of.written.push_back(w);
      of.read.push_back(r);
    }
  }

  const std::vector<std::uint32_t> bank = coloured_banks(of, banks);

  std::set<std::pair<std::uint32_t, std::uint32_t>> at_write;
  std::set<std::pair<std::uint32_t, std::uint32_t>> at_read;
  for (std::size_t word = 0; word < bank.size(); ++word) {
    RC_ASSERT(bank[word] < banks);
    RC_ASSERT(at_write.insert({of.written[word], bank[word]}).second);
    RC_ASSERT(at_read.insert({of.read[word], bank[word]}).second);
  }
}

}  // namespace
}  // namespace paretree::hwmodel
