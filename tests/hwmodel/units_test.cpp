#include "hwmodel/units.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <type_traits>

namespace paretree::hwmodel {
namespace {

template <typename A, typename B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <typename A, typename B>
concept Comparable = requires(A a, B b) {
  a < b;
};
template <typename A, typename B>
concept ReadableIn = requires(A a, B b) {
  a.in(b);
};

static_assert(Addable<Energy, Energy>);
static_assert(!Addable<Energy, Time>);
static_assert(!Addable<Energy, double>);
static_assert(!Addable<Cycles, Time>);
static_assert(!Addable<Cycles, int>);
static_assert(!Comparable<Energy, Power>);
static_assert(!Comparable<Area, double>);
static_assert(!ReadableIn<Energy, Time>);
static_assert(!std::constructible_from<Energy, double>);
static_assert(!std::convertible_to<Energy, double>);
static_assert(!std::convertible_to<int, Cycles>);

static_assert(std::same_as<decltype(mW * ns), Energy>);
static_assert(std::same_as<decltype(pJ / bit), EnergyPerBit>);
static_assert(std::same_as<decltype(pJ / bit * byte), Energy>);
static_assert(std::same_as<decltype(1.0 / ns), Frequency>);
static_assert(std::same_as<decltype(ns / ps), double>);
static_assert(std::same_as<decltype(Cycles(3) / GHz), Time>);
static_assert(std::same_as<decltype(Gbps * ns), Data>);

TEST(Units, ConvertsBetweenMultiples) {
  EXPECT_DOUBLE_EQ((3.0 * pJ).in(fJ), 3000.0);
  EXPECT_DOUBLE_EQ((1.74 * mm2).in(um2), 1.74e6);
  EXPECT_DOUBLE_EQ((2.0 * KiB).in(byte), 2048.0);
}

TEST(Units, PowerTimesTimeIsEnergy) {
  // 2 mW over 5 ns: 2e-3 * 5e-9 J = 10 pJ
  EXPECT_DOUBLE_EQ((2.0 * mW * (5.0 * ns)).in(pJ), 10.0);
}

TEST(Units, CyclesOverFrequencyIsTime) {
  // 7,568 cycles at 1 GHz
  EXPECT_DOUBLE_EQ((Cycles(7568) / (1.0 * GHz)).in(ns), 7568.0);
  EXPECT_EQ((Cycles(2) + 3 * Cycles(4)).count(), 14U);
}

TEST(Units, AddsAndCompares) {
  EXPECT_DOUBLE_EQ((1.0 * pJ + 500.0 * fJ - 0.25 * pJ).in(pJ), 1.25);
  EXPECT_LT(999.0 * ps, 1.0 * ns);
}

}  // namespace
}  // namespace paretree::hwmodel
