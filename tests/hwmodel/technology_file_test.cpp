#include "sweeps/technology_file.hpp"

#include "dse/lowering/technology.hpp"
#include "hwmodel/sram_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace paretree {
namespace {

std::string message(const std::string& text) {
  try {
    (void)sweeps::parse_technology(text, "my.yaml");
  } catch (const sweeps::ParseError& error) {
    return error.what();
  }
  return {};
}

class TechnologyFolder : public testing::Test {
 protected:
  TechnologyFolder()
      : path_(std::filesystem::temp_directory_path() /
              ("paretree_technology_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~TechnologyFolder() override { std::filesystem::remove_all(path_); }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

TEST(TechnologyFile, ReadsConstantsWithDefaultsForTheirSpread) {
  const sweeps::TechnologyFile file = sweeps::parse_technology(
      "name: my28\n"
      "base: horowitz45\n"
      "sources: {house: &house our library}\n"
      "constants:\n"
      "  add_energy_per_bit: {value: 0.002, unit: pJ, node_nm: 28, source: *house, basis: "
      "simulated,\n"
      "                       status: measured}\n",
      "my.yaml");

  EXPECT_EQ(file.name, "my28");
  EXPECT_EQ(file.base, "horowitz45");
  ASSERT_EQ(file.constants.size(), 1U);
  const sweeps::TechnologyConstant& constant = file.constants.front();
  EXPECT_EQ(constant.name, "add_energy_per_bit");
  EXPECT_EQ(constant.source, "our library");
  EXPECT_EQ(constant.value, 0.002);
  EXPECT_EQ(constant.low, 0.001);
  EXPECT_EQ(constant.high, 0.004);
  EXPECT_EQ(constant.node_nm, 28);
  EXPECT_EQ(constant.at, (sweeps::Mark{5, 3}));
}

TEST(TechnologyFile, NamesThePlaceOfWhatIsWrong) {
  const std::string rest = "unit: pJ, source: us, basis: simulated, status: measured";
  EXPECT_THAT(message("name: t\nbasis: x\n"),
              testing::StartsWith("my.yaml:2:1: basis: unknown key"));
  EXPECT_THAT(message("name: t\nconstants:\n  a: {value: 1x, " + rest + "}\n"),
              testing::StartsWith("my.yaml:3:14: constants.a.value: must be a finite number"));
  EXPECT_THAT(message("name: t\nconstants:\n  a: {" + rest + "}\n"),
              testing::HasSubstr("constants.a.value: is missing"));
  EXPECT_THAT(message("name: t\nconstants:\n  a: {value: 1, unit: pJ, source: us, basis: guessed, "
                      "status: measured}\n"),
              testing::HasSubstr("'guessed' is not known; allowed: measured, simulated"));
  EXPECT_THAT(message("name: t\nconstants:\n  a: {value: 1, low: 2, " + rest + "}\n"),
              testing::HasSubstr("must lie between"));
  EXPECT_THAT(message("name: t\nconstants:\n  a: {valeu: 1, " + rest + "}\n"),
              testing::HasSubstr("did you mean 'value'"));
  EXPECT_THAT(message("constants: {}\n"), testing::HasSubstr("name: is missing"));
}

TEST_F(TechnologyFolder, OverridesItsBaseByName) {
  const std::string file =
      write("my28.yaml",
            "name: my28\nbase: horowitz45\nconstants:\n"
            "  add_energy_per_bit: {value: 0.5, unit: pJ, node_nm: 28, source: us, "
            "basis: simulated, status: measured}\n"
            "  own: {value: 7, unit: \"1\", source: us, basis: assumed, status: "
            "derived}\n");

  const hwmodel::Technology technology = dse::load_technology(file);

  EXPECT_EQ(technology.name(), "my28");
  EXPECT_EQ(technology.constant("add_energy_per_bit").value, 0.5);
  EXPECT_EQ(technology.constant("own").value, 7);
  EXPECT_EQ(technology.constant("dram_lpddr4_energy").value, 8);  // from the base's base
}

TEST_F(TechnologyFolder, BringsItsOwnSramTable) {
  write(
      "srams.csv",
      "tech_nm,cell_type,temp_K,size_bytes,width_bits,banks,read_pJ,write_pJ,leak_mW_total,"
      "gate_leak_mW_total,area_mm2,access_ns,cycle_ns\n28,itrs-hp,350,1024,16,1,1,2,3,1,0.5,1,1\n");
  const std::string file = write("t.yaml", "name: t\nbase: aladdin40\nsram_table: srams.csv\n");

  const hwmodel::Technology technology = dse::load_technology(file);

  EXPECT_EQ(technology.sram().entries(), 1U);
  EXPECT_EQ(dse::built_in_technology("aladdin40").sram().entries(), 3080U);
}

TEST_F(TechnologyFolder, RefusesUnknownBasesAndFiles) {
  const std::string file = write("t.yaml", "name: t\nbase: horowitz90\n");
  try {
    (void)dse::load_technology(file);
    FAIL();
  } catch (const sweeps::ParseError& error) {
    EXPECT_THAT(error.what(),
                testing::HasSubstr("t.yaml:2:7: base: 'horowitz90' is no built-in set"));
  }
  EXPECT_THROW((void)dse::load_technology("nowhere.yaml"), std::invalid_argument);
}

}  // namespace
}  // namespace paretree
