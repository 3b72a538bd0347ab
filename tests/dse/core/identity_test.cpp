#include "dse/core/identity.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace paretree::dse {
namespace {

TEST(Id, IsTheSameOnEveryMachine) {
  // The first ten bytes of XXH3-128 (seed 0); the empty text's are in xxHash's own test vectors.
  EXPECT_EQ(id_of("").text(), "99aa06d3014798d86001");
  EXPECT_EQ(id_of("paretree").text(), "1facdaa596137b8e6a04");
  EXPECT_EQ(id_of(id_of("model"), id_of("hardware")).text(), "171faa56c688742f2b2c");
}

TEST(Id, IsTwentyHexadecimalDigits) {
  Id id;
  id.bytes = {0x00, 0x01, 0x0f, 0x10, 0xab, 0xcd, 0xef, 0xff, 0x7f, 0x80};

  EXPECT_EQ(id.text(), "00010f10abcdefff7f80");
}

TEST(Id, DependsOnTheOrderOfHalves) {
  const Id a = id_of("a");
  const Id b = id_of("b");

  EXPECT_NE(id_of(a, b), id_of(b, a));
  EXPECT_NE(id_of(a, a), a);
}

RC_GTEST_PROP(Id, SortsAsItsText, (const std::string& one, const std::string& other)) {
  const Id a = id_of(one);
  const Id b = id_of(other);

  RC_ASSERT((a < b) == (a.text() < b.text()));
  RC_ASSERT((a == b) == (one == other));
}

TEST(Random, FollowsSplitmix64) {
  // The sequence of the reference implementation for seed 1234567.
  Random random(1234567);

  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
  EXPECT_EQ(random.next(), 9817491932198370423ULL);
  EXPECT_EQ(random.next(), 4593380528125082431ULL);
  EXPECT_EQ(random.next(), 16408922859458223821ULL);
}

TEST(Random, DrawsBelowItsBound) {
  Random random(3);
  std::set<std::uint64_t> seen;
  for (int draw = 0; draw < 200; ++draw) {
    const std::uint64_t value = random.below(7);
    EXPECT_LT(value, 7U);
    seen.insert(value);
  }

  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(random.below(1), 0U);
}

RC_GTEST_PROP(Random, StaysBelowAnyBound, (std::uint64_t seed)) {
  const auto bound = *rc::gen::suchThat<std::uint64_t>([](std::uint64_t b) { return b > 0; });
  Random random(seed);

  RC_ASSERT(random.below(bound) < bound);
}

}  // namespace
}  // namespace paretree::dse
