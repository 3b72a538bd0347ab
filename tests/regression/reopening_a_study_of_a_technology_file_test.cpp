// Symptom: `check` called every study of a sweep with a technology file NOT VALID, and `show`,
// `simulate` and `front --robust` priced its designs anew with other figures than it stored: of the
// file only name, value and range of each constant were kept, not the process it holds for and not
// the SRAM table. And a run went on after the file had changed.

#include "results/store/sqlite.hpp"
#include "tests/support/workbench.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <sstream>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;

const std::string set_of_ours =
    "name: ours\n"
    "base: aladdin40\n"  // at 40 nm: scaled to the 28 of the template
    "sram_table: srams.csv\n";

/// The table that is built in, each access ten times as dear.
std::string dear_srams() {
  std::istringstream lines(
      results::read_text(std::string(PARETREE_SOURCE_DIR) + "/hwmodel/technology/sram_cacti7.csv"));
  std::string dear;
  for (std::string line; std::getline(lines, line);) {
    if (std::isdigit(static_cast<unsigned char>(line.front())) != 0) {
      std::size_t read_pj = 0;
      for (int column = 0; column < 6; ++column) {
        read_pj = line.find(',', read_pj) + 1;
      }
      const std::size_t end = line.find(',', read_pj);
      const double ten_times = 10 * std::stod(line.substr(read_pj, end - read_pj));
      line.replace(read_pj, end - read_pj, std::to_string(ten_times));
    }
    dear += line + "\n";
  }
  return dear;
}

class StudyOfATechnologyFile : public ::testing::Test {
 protected:
  void SetUp() override {
    bench_.write("s.yaml", tiny_sweep + "technology: ours.yaml\n");
    bench_.write("ours.yaml", set_of_ours);
    bench_.write("srams.csv", dear_srams());
  }
  [[nodiscard]] Outcome run() const {
    return bench_.run({"run", "s.yaml", "--db", "s.db", "--progress", "none", "--picture", "none"});
  }

  Workbench bench_;
};

TEST_F(StudyOfATechnologyFile, IsPricedAgainAsItWasWithoutTheFile) {
  ASSERT_EQ(run().exit_code, 0);
  std::filesystem::remove(bench_.file("ours.yaml"));
  std::filesystem::remove(bench_.file("srams.csv"));

  const Outcome checked = bench_.run({"check", "s.db"});

  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  const Json design = bench_.json({"show", "s.db"});
  double parts = 0;
  for (const auto& [name, part] : design["breakdown"]["energy_pj"].items()) {
    parts += part.get<double>();
  }
  const double stored = design["objectives"]["energy_pj"].get<double>();
  EXPECT_NEAR(parts, stored, 1e-9 * stored);
}

TEST_F(StudyOfATechnologyFile, DoesNotGoOnOnceTheFileHasChanged) {
  ASSERT_EQ(run().exit_code, 0);
  bench_.write("srams.csv", dear_srams() + "# a new edition\n");

  const Outcome outcome = run();

  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("s.db holds designs that were priced otherwise"));
  EXPECT_THAT(outcome.err, HasSubstr("srams.csv has changed"));
}

TEST_F(StudyOfATechnologyFile, OfAnEarlierVersionSaysThatItDoesNotHaveIt) {
  ASSERT_EQ(run().exit_code, 0);
  results::Connection(bench_.file("s.db"), results::Connection::Mode::write)
      .execute("DROP TABLE technology_file");

  const Outcome outcome = bench_.run({"show", "s.db"});

  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("ours.yaml"));
  EXPECT_THAT(outcome.err, HasSubstr("run its sweep again"));
}

}  // namespace
}  // namespace paretree::testing
