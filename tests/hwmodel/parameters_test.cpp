#include "hwmodel/parameters.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace paretree::hwmodel {
namespace {

TEST(Configuration, KeepsValuesByName) {
  Configuration configuration;
  configuration.set("pes", std::int64_t{16});
  configuration.set("dram", std::string("hmc"));
  configuration.set("node_nm", 28.5);
  configuration.set("pes", std::int64_t{32});

  EXPECT_EQ(configuration.integer("pes"), 32);
  EXPECT_EQ(configuration.choice("dram"), "hmc");
  EXPECT_EQ(configuration.number("node_nm"), 28.5);
  EXPECT_EQ(configuration.number("pes"), 32.0);  // an integer is a number, too
  ASSERT_EQ(configuration.values().size(), 3U);
  EXPECT_EQ(configuration.values().front().first, "dram");  // sorted by name
}

TEST(Configuration, RefusesMissingNamesAndWrongTypes) {
  Configuration configuration;
  configuration.set("pes", std::int64_t{16});

  EXPECT_FALSE(configuration.has("banks"));
  EXPECT_THROW((void)configuration.integer("banks"), std::invalid_argument);
  EXPECT_THROW((void)configuration.choice("pes"), std::invalid_argument);
}

TEST(Value, IsWrittenAsInASweep) {
  EXPECT_EQ(text(Value(std::int64_t{16})), "16");
  EXPECT_EQ(text(Value(0.5)), "0.5");
  EXPECT_EQ(text(Value(std::string("lstp"))), "lstp");
}

}  // namespace
}  // namespace paretree::hwmodel
