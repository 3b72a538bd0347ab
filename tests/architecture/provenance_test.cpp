// Does every constant say where it comes from, and lie within its own spread?
#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"
#include "hwmodel/sram_table.hpp"
#include "tests/architecture/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace paretree::architecture {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> bases = {"measured", "simulated", "datasheet", "derived", "assumed"};
const std::vector<std::string> statuses = {"quoted", "recalled", "derived", "measured"};

bool is_one_of(std::string_view name, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Faults constant_faults(const std::string& where, const hwmodel::Constant& constant) {
  Faults faults;
  const auto fault = [&](const std::string& what) {
    faults.push_back(where + ", " + constant.name + ": " + what);
  };
  // A citation and a place in it are not two letters.
  if (constant.source.size() < 8) {
    fault("no source");
  }
  if (constant.unit.empty()) {
    fault("no unit");
  }
  if (!std::isfinite(constant.value)) {
    fault("not finite");
  }
  if (!(constant.low <= constant.value && constant.value <= constant.high)) {
    fault("outside its own spread");
  }
  if (!is_one_of(hwmodel::name(constant.basis), bases)) {
    fault("no known basis");
  }
  if (!is_one_of(hwmodel::name(constant.status), statuses)) {
    fault("no known status");
  }
  return faults;
}

TEST(Constants, OfEveryBuiltInTechnologySayWhereTheyComeFrom) {
  Faults faults;
  std::size_t constants = 0;
  for (const std::string& name : dse::built_in_technologies()) {
    const hwmodel::Technology technology = dse::built_in_technology(name);
    EXPECT_FALSE(technology.sram().source().empty()) << name;
    for (const hwmodel::Constant& constant : technology.constants()) {
      ++constants;
      const Faults found = constant_faults(name, constant);
      faults.insert(faults.end(), found.begin(), found.end());
    }
  }
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_GT(constants, 20U);
}

// What a run stores: the constants that went into a machine, its SRAM figures among them.
TEST(Constants, ThatGoIntoAMachineSayWhereTheyComeFrom) {
  Faults faults;
  for (const auto& [name, accelerator] : hwmodel::accelerators()) {
    hwmodel::Configuration defaults;
    for (const hwmodel::Parameter& parameter : accelerator->parameters()) {
      defaults.set(parameter.name, parameter.default_value);
    }
    for (const std::string& set : dse::built_in_technologies()) {
      const auto built = accelerator->build(defaults, dse::built_in_technology(set),
                                            accelerator->weight_bits().front());
      const auto* machine = std::get_if<hwmodel::Machine>(&built);
      ASSERT_NE(machine, nullptr) << name << " does not build at its defaults with " << set;
      EXPECT_FALSE(machine->constants.empty()) << name;
      for (const hwmodel::Constant& constant : machine->constants) {
        std::string where = name;
        where += " with " + set;
        const Faults found = constant_faults(where, constant);
        faults.insert(faults.end(), found.begin(), found.end());
      }
    }
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST(Constants, WithoutSourceOrOutsideTheirSpreadAreFound) {
  hwmodel::Constant constant{.name = "add_energy",
                             .value = 2,
                             .unit = "pJ",
                             .source = "Author, Title, 2020, Table 1",
                             .low = 1,
                             .high = 3};
  EXPECT_THAT(constant_faults("set", constant), IsEmpty());

  constant.source.clear();
  EXPECT_THAT(constant_faults("set", constant), ElementsAre("set, add_energy: no source"));
  constant.source = "Author, Title, 2020, Table 1";
  constant.high = 1.5;
  EXPECT_THAT(constant_faults("set", constant),
              ElementsAre("set, add_energy: outside its own spread"));
  constant.high = NAN;
  EXPECT_THAT(constant_faults("set", constant),
              ElementsAre("set, add_energy: outside its own spread"));
}

// Numbers of physics belong into hwmodel/technology, with their sources, not into the models' code.
TEST(Constants, AreNotWrittenIntoTemplates) {
  static const std::regex literal("[0-9.]+(e-?[0-9]+)?\\s*\\*\\s*(pJ|fJ|mm2|um2|ns|mW)\\b");
  const auto rule = [](const SourceFile& file) {
    std::smatch match;
    return std::regex_search(file.text, match, literal)
               ? Faults{file.path + ": a number without a source: " + match.str()}
               : Faults{};
  };

  EXPECT_THAT(
      all_faults(files_of({"hwmodel/templates", "hwmodel/components"}, {".cpp", ".hpp"}), rule),
      IsEmpty());
  EXPECT_THAT(rule({"hwmodel/templates/x.cpp", "const Energy read = 0.08 * pJ;\n"}),
              ::testing::SizeIs(1));
}

}  // namespace
}  // namespace paretree::architecture
