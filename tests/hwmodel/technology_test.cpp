#include "hwmodel/technology.hpp"

#include "dse/lowering/technology.hpp"
#include "hwmodel/ledger.hpp"
#include "hwmodel/outside_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace paretree::hwmodel {
namespace {

Constant constant(std::string name, double value, std::string unit = "pJ", double node_nm = 0) {
  return {.name = std::move(name),
          .value = value,
          .unit = std::move(unit),
          .source = "a test",
          .basis = Basis::assumed,
          .status = Status::derived,
          .low = value / 2,
          .high = value * 2,
          .node_nm = node_nm};
}

TEST(Technology, OverridesAndAddsByName) {
  const Technology base("base", {constant("b", 2), constant("a", 1)});

  const Technology changed = base.with("changed", {constant("b", 20), constant("c", 30)});

  EXPECT_EQ(changed.name(), "changed");
  EXPECT_EQ(changed.constant("a").value, 1);
  EXPECT_EQ(changed.constant("b").value, 20);
  EXPECT_EQ(changed.constant("c").value, 30);
  EXPECT_EQ(base.constant("b").value, 2);
  EXPECT_FALSE(base.has("c"));
}

TEST(Technology, NamesTheNearestConstantForAMisspeltOne) {
  const Technology base("base", {constant("add_energy_per_bit", 2), constant("dram", 1)});
  try {
    (void)base.constant("add_energy_perbit");
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("'add_energy_per_bit'"));
  }
}

TEST(Technology, RefusesRepeatedNamesAndInfiniteValues) {
  EXPECT_THROW(Technology("t", {constant("a", 1), constant("a", 2)}), std::invalid_argument);
  EXPECT_THROW(Technology("t", {constant("a", std::numeric_limits<double>::infinity())}),
               std::invalid_argument);
}

TEST(BuiltInTechnology, SetsAreComplete) {
  EXPECT_THAT(dse::built_in_technologies(), testing::ElementsAre("horowitz45", "aladdin40"));
  for (const std::string& name : dse::built_in_technologies()) {
    const Technology technology = dse::built_in_technology(name);
    EXPECT_EQ(technology.name(), name);
    for (const Constant& entry : technology.constants()) {
      EXPECT_FALSE(entry.source.empty()) << entry.name;
      EXPECT_FALSE(entry.unit.empty()) << entry.name;
      EXPECT_LE(entry.low, entry.value) << entry.name;
      EXPECT_GE(entry.high, entry.value) << entry.name;
    }
  }
  EXPECT_THROW((void)dse::built_in_technology("shared"), std::invalid_argument);
}

TEST(Ledger, ScalesEnergyAsTheSourceDerives) {
  const Technology technology = dse::built_in_technology("horowitz45");
  const auto ratio = [&](double node_nm) { return Ledger(technology, node_nm).energy_ratio(45); };
  // E(0.9 V) at 45 nm: 1.018 * 0.81 - 0.3107 * 0.9 + 0.1539 = 0.69885
  // E(1.0 V) at 65 nm: 3.755 - 4.398 + 1.975 = 1.332; at 32 nm: 0.457137; at 20 nm: 0.20079
  EXPECT_NEAR(ratio(65), 1.332 / 0.69885, 1e-9);
  EXPECT_NEAR(ratio(65), 1.906, 5e-4);
  EXPECT_NEAR(ratio(32), 0.654, 5e-4);
  EXPECT_NEAR(ratio(20), 0.287, 5e-4);
  // 28 nm is a third of the way from 32 to 20: 0.457137 - (0.457137 - 0.20079) / 3 = 0.371688
  EXPECT_NEAR(ratio(28), 0.371688 / 0.69885, 1e-6);
  EXPECT_EQ(ratio(45), 1);
}

TEST(Ledger, TakesTheUnitOfASupplyFromItsConstant) {
  const auto ratio = [](double value, const std::string& unit) {
    const Technology technology = dse::built_in_technology("horowitz45")
                                      .with("t", {constant("stillmaker_32_voltage", value, unit)});
    return Ledger(technology, 32).energy_ratio(45);
  };
  EXPECT_DOUBLE_EQ(ratio(900, "mV"), ratio(0.9, "V"));
  EXPECT_THROW((void)ratio(0.9, "kV"), std::invalid_argument);
}

TEST(Ledger, ScalesAreaAndDelay) {
  const Technology technology = dse::built_in_technology("horowitz45");
  Ledger at_28(technology, 28);
  // 0.46 - (0.46 - 0.21) / 3 = 0.376667 of 45 nm
  EXPECT_NEAR(at_28.area_ratio(45), 0.376667, 1e-6);
  Ledger at_32(technology, 32);
  EXPECT_NEAR(at_32.delay_ratio(45), 0.66, 5e-3);
  Ledger at_65(technology, 65);
  EXPECT_NEAR(at_65.delay_ratio(45), 1.73, 5e-3);
}

TEST(Ledger, DoesNotScaleConstantsWithoutANode) {
  const Technology technology =
      dse::built_in_technology("horowitz45")
          .with("t", {constant("here", 2, "pJ", 28), constant("none", 3)});
  Ledger ledger(technology, 28);

  EXPECT_DOUBLE_EQ(ledger.energy("here").in(pJ), 2);
  EXPECT_DOUBLE_EQ(ledger.energy("none").in(pJ), 3);
  EXPECT_EQ(ledger.used().size(), 2U);
}

TEST(Ledger, RefusesOtherNodesAndUnits) {
  const Technology technology = dse::built_in_technology("horowitz45");
  EXPECT_THROW(Ledger(technology, 16), OutsideModel);
  EXPECT_THROW(Ledger(technology, 90), OutsideModel);
  Ledger ledger(technology, 28);
  EXPECT_THROW((void)ledger.area("add_energy_per_bit"), std::invalid_argument);
}

}  // namespace
}  // namespace paretree::hwmodel
