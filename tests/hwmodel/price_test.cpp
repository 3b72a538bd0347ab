#include "hwmodel/price.hpp"

#include "dse/lowering/technology.hpp"
#include "hwmodel/components/sram.hpp"
#include "hwmodel/outside_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace paretree::hwmodel {
namespace {

Configuration with(std::vector<std::pair<std::string, Value>> values) {
  Configuration configuration;
  for (auto& [name, value] : values) {
    configuration.set(name, value);
  }
  return configuration;
}

double figure(const PricedComponent& component, std::string_view name) {
  for (const PricedFigure& entry : component.figures) {
    if (entry.name == name) {
      return entry.value;
    }
  }
  ADD_FAILURE() << name << " is not among the figures";
  return 0;
}

class Price : public testing::Test {
 protected:
  Technology horowitz = dse::built_in_technology("horowitz45");
  Technology aladdin = dse::built_in_technology("aladdin40");
};

TEST_F(Price, MultiplierIsTheSourcesFitAtItsNode) {
  const auto energy = [&](std::int64_t bits) {
    return figure(
        price(
            "multiplier",
            with({{"weight_bits", bits}, {"activation_bits", bits}, {"node_nm", std::int64_t{45}}}),
            horowitz),
        "energy_pj");
  };
  EXPECT_NEAR(energy(8), 0.2, 5e-4);
  EXPECT_NEAR(energy(12), 0.444, 5e-4);
  EXPECT_NEAR(energy(16), 0.783, 5e-4);
  EXPECT_NEAR(energy(32), 3.1, 5e-4);
}

TEST_F(Price, AdderIsTheSourcesFitAtItsNode) {
  // 0.003125 * 16 = 0.05 pJ
  EXPECT_NEAR(
      figure(price("adder", with({{"width_bits", std::int64_t{16}}, {"node_nm", std::int64_t{45}}}),
                   horowitz),
             "energy_pj"),
      0.05, 1e-12);
}

// 71 um2 for 32 bits of a comparator, 50.4 um2 for a row of 32 gates, of which a multiplexer has
// three.
TEST_F(Price, ComparatorAndMultiplexerAreTheSourcesRowsAtItsNode) {
  const Configuration wide =
      with({{"width_bits", std::int64_t{32}}, {"node_nm", std::int64_t{40}}});

  EXPECT_NEAR(figure(price("comparator", wide, aladdin), "area_um2"), 71, 1e-9);
  EXPECT_NEAR(figure(price("comparator", wide, aladdin), "energy_pj"), 0.02947, 1e-9);
  EXPECT_NEAR(figure(price("multiplexer", wide, aladdin), "area_um2"), 3 * 50.4, 1e-9);
}

TEST_F(Price, AladdinIsAnotherSetWithItsOwnMultiplier) {
  const Configuration wide = with({{"weight_bits", std::int64_t{32}},
                                   {"activation_bits", std::int64_t{32}},
                                   {"node_nm", std::int64_t{40}}});
  const PricedComponent multiplier = price("multiplier", wide, aladdin);

  EXPECT_NEAR(figure(multiplier, "energy_pj"), 12.68, 1e-9);
  EXPECT_NEAR(figure(multiplier, "area_um2"), 6350, 1e-9);
  EXPECT_NEAR(figure(multiplier, "leakage_mw"), 0.08, 1e-12);
  EXPECT_THAT(multiplier.source, testing::HasSubstr("Aladdin"));
}

TEST_F(Price, SramHasAllItsFigures) {
  // 32 nm, hp, 16 KiB, 16 bit, 1 bank: a row of the table; leakage 5.0954 + 0.621055
  const PricedComponent memory = price("sram",
                                       with({{"size_bytes", std::int64_t{16384}},
                                             {"width_bits", std::int64_t{16}},
                                             {"banks", std::int64_t{1}},
                                             {"node_nm", std::int64_t{32}},
                                             {"cell", std::string("hp")}}),
                                       horowitz);

  EXPECT_DOUBLE_EQ(figure(memory, "read_pj"), 4.60612);
  EXPECT_DOUBLE_EQ(figure(memory, "write_pj"), 2.17591);
  EXPECT_DOUBLE_EQ(figure(memory, "leakage_mw"), 5.716455);
  EXPECT_DOUBLE_EQ(figure(memory, "area_mm2"), 0.02572019);
  EXPECT_DOUBLE_EQ(figure(memory, "access_ns"), 0.241022);
  EXPECT_DOUBLE_EQ(figure(memory, "cycle_ns"), 0.270385);
  EXPECT_EQ(memory.basis, Basis::simulated);
  EXPECT_EQ(memory.status, Status::measured);
}

TEST_F(Price, SramFactorsScaleTheTable) {
  const Configuration memory = with({{"node_nm", std::int64_t{32}}});
  Constant factor = horowitz.constant("sram_energy_factor");
  factor.value = 1.5;

  EXPECT_DOUBLE_EQ(figure(price("sram", memory, horowitz.with("t", {factor})), "read_pj"),
                   1.5 * figure(price("sram", memory, horowitz), "read_pj"));
}

TEST_F(Price, MemoriesBeyondTheTableAreBuiltOfThoseInside) {
  Ledger ledger(horowitz, 32);
  const SramFigures half = sram(ledger, {131072, 16, 16, 32, SramCell::lstp});
  const SramFigures banked = sram(ledger, {262144, 16, 32, 32, SramCell::lstp});
  EXPECT_DOUBLE_EQ(banked.read.in(pJ), half.read.in(pJ));  // an access goes to one of the two
  EXPECT_DOUBLE_EQ(banked.area.in(mm2), 2 * half.area.in(mm2));
  EXPECT_DOUBLE_EQ(banked.leakage.in(mW), 2 * half.leakage.in(mW));

  const SramFigures slice = sram(ledger, {16384, 512, 1, 32, SramCell::lstp});
  const SramFigures wide = sram(ledger, {32768, 1024, 1, 32, SramCell::lstp});
  EXPECT_DOUBLE_EQ(wide.read.in(pJ), 2 * slice.read.in(pJ));  // both are read together
  EXPECT_DOUBLE_EQ(wide.area.in(mm2), 2 * slice.area.in(mm2));
}

TEST_F(Price, EveryKindHasFiguresAndASource) {
  for (const ComponentKind& kind : component_kinds()) {
    const PricedComponent component = price(kind.name, {}, horowitz);
    EXPECT_FALSE(component.figures.empty()) << kind.name;
    EXPECT_FALSE(component.source.empty()) << kind.name;
    for (const PricedFigure& entry : component.figures) {
      EXPECT_GT(entry.value, 0) << kind.name << " " << entry.name;
    }
  }
}

TEST_F(Price, RefusesUnknownKindsAndValuesOutsideTheRange) {
  try {
    (void)price("flux_capacitor", {}, horowitz);
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(),
                testing::HasSubstr("adder, comparator, dram, lookup, multiplexer, multiplier, "
                                   "register, sram"));
  }
  EXPECT_THROW((void)price("multiplier", with({{"weight_bits", std::int64_t{2}}}), horowitz),
               OutsideModel);
  EXPECT_THROW((void)price("adder", with({{"width_bits", std::int64_t{64}}}), horowitz),
               OutsideModel);
  EXPECT_THROW((void)price("sram", with({{"node_nm", std::int64_t{16}}}), horowitz), OutsideModel);
  EXPECT_THROW((void)price("sram", with({{"cell", std::string("edram")}}), horowitz),
               std::invalid_argument);
}

}  // namespace
}  // namespace paretree::hwmodel
