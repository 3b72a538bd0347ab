#include "hwmodel/components/bitwise.hpp"

#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"
#include "hwmodel/components/adder.hpp"
#include "hwmodel/components/multiplier.hpp"
#include "hwmodel/outside_model.hpp"

#include <gtest/gtest.h>

namespace paretree::hwmodel {
namespace {

TEST(Bitwise, IsTheTableOfItsSourceAtItsNode) {
  const Technology technology = dse::built_in_technology("horowitz45");
  Ledger ledger(technology, 40);

  const LogicFigures word = bitwise(ledger, 32);

  EXPECT_NEAR(word.energy.in(pJ), 0.0181, 1e-9);
  EXPECT_NEAR(word.area.in(um2), 50.4, 1e-9);
  EXPECT_NEAR(word.leakage.in(mW), 6.1e-4, 1e-12);
}

TEST(Bitwise, RefusesWidthsOutsideItsRange) {
  const Technology technology = dse::built_in_technology("aladdin40");
  Ledger ledger(technology, 40);

  EXPECT_THROW(static_cast<void>(bitwise(ledger, 0)), OutsideModel);
  EXPECT_THROW(static_cast<void>(bitwise(ledger, 65)), OutsideModel);
}

TEST(LowBit, SelectsWhereFullPrecisionMultiplies) {
  const Technology technology = dse::built_in_technology("horowitz45");
  const auto machine = [&](int bits) {
    return std::get<Machine>(accelerators().at("low_bit").build({}, technology, bits));
  };
  Ledger ledger(technology, 65);
  const auto femtojoules = [](Energy energy) {
    return static_cast<std::uint64_t>(energy.in(fJ) + 0.5);
  };

  // Activations of 12 bits: a gate per bit negates, a second one switches off; the adder has 4
  // guard bits.
  EXPECT_EQ(machine(1).multiply_fj, femtojoules(bitwise(ledger, 12).energy));
  EXPECT_EQ(machine(2).multiply_fj, femtojoules(bitwise(ledger, 24).energy));
  EXPECT_EQ(machine(12).multiply_fj, femtojoules(multiplier(ledger, {12, 12}).energy));
  EXPECT_EQ(machine(1).accumulate_fj, femtojoules(adder(ledger, 1 + 12 + 4).energy));
  EXPECT_EQ(machine(12).accumulate_fj, femtojoules(adder(ledger, 12 + 12 + 4).energy));
  // 8 KiB hold as many words as their bits allow.
  EXPECT_EQ(machine(1).weight_capacity_words, 65536U);
  EXPECT_EQ(machine(2).weight_capacity_words, 32768U);
  EXPECT_EQ(machine(12).weight_capacity_words, 5461U);
}

}  // namespace
}  // namespace paretree::hwmodel
