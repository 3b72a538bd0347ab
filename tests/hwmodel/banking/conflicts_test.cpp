#include "hwmodel/banking/conflicts.hpp"

#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace paretree::hwmodel {
namespace {

constexpr std::uint64_t linear = static_cast<std::uint64_t>(BankMapping::linear);
constexpr std::uint64_t skew = static_cast<std::uint64_t>(BankMapping::skew);
constexpr std::uint64_t fold = static_cast<std::uint64_t>(BankMapping::xor_fold);

/// A stage makes a 4 x 4 matrix that the next one reads transposed, all of a column at once.
LstmWork transposition() {
  LstmWork work;
  work.stages = {{.kind = "core",
                  .rows = 4,
                  .inner = 2,
                  .cols = 4,
                  .row_digits = {{10, 4}},
                  .inner_digits = {{1, 2}},
                  .col_digits = {{2, 4}}},
                 {.kind = "core",
                  .rows = 4,
                  .inner = 4,
                  .cols = 4,
                  .row_digits = {{11, 4}},
                  .inner_digits = {{2, 4}},
                  .col_digits = {{10, 4}}}};
  work.inputs = 8;
  work.parameters = 24;
  return work;
}

Array array(std::uint64_t banks, std::uint64_t mapping) {
  return {.pes = 4,
          .macs_per_pe = 4,
          .mapping = 0,
          .banks = banks,
          .bank_mapping = mapping,
          .sram_access_cycles = 1};
}

TEST(BankConflicts, OfATranspositionAreThoseCountedByHand) {
  const Accelerator& fdht = accelerators().at("fdht");
  const Activity free = fdht.count(transposition(), array(4, 0));
  const Activity naive = fdht.count(transposition(), array(4, linear));
  const Activity skewed = fdht.count(transposition(), array(4, skew));
  const Activity folded = fdht.count(transposition(), array(4, fold));

  // Word (row, column) lies at 4 row + column, bank = column: the four words that the second stage
  // reads at once have one column, hence one bank: 4 cycles instead of 1, four times over.
  EXPECT_EQ(naive.stages[1].read_conflicts, 4U * 3U);
  EXPECT_EQ(naive.stages[1].cycles, free.stages[1].cycles + 12);
  EXPECT_EQ(naive.stages[1].conflict_cycles, 12U);
  EXPECT_EQ(naive.stages[1].stall_cycles, free.stages[1].stall_cycles + 12);
  // The tile of 16 words has four in every bank: it drains as fast as it can.
  EXPECT_EQ(naive.stages[0].write_conflicts, 0U);
  // Bank = row + pitch column, and bank = row xor column: a Latin square each.
  EXPECT_EQ(skewed.stages[1].read_conflicts + skewed.stages[0].write_conflicts, 0U);
  EXPECT_EQ(folded.stages[1].read_conflicts + folded.stages[0].write_conflicts, 0U);
  EXPECT_EQ(skewed.stages[1].cycles, free.stages[1].cycles);
  EXPECT_EQ(folded.cycles_per_step, free.cycles_per_step);
}

TEST(BankConflicts, OfFiveBanksVanishForTheTransposition) {
  // 4 row + column mod 5 for column 0: 0, 4, 3, 2.
  const Activity naive = accelerators().at("fdht").count(transposition(), array(5, linear));

  EXPECT_EQ(naive.stages[1].read_conflicts, 0U);
}

TEST(BankConflicts, AreNotCountedAlone) {
  const Accelerator& fdht = accelerators().at("fdht");

  EXPECT_TRUE(fdht.counts_stages_alone(array(4, 0)));
  EXPECT_FALSE(fdht.counts_stages_alone(array(4, linear)));
}

TEST(BankNetwork, OfXorBoxesIsSmallerThanACrossbar) {
  const Technology technology = dse::built_in_technology("horowitz45");
  const auto area = [&](const std::string& mapping) {
    Configuration configuration;
    configuration.set("bank_mapping", mapping);
    const auto machine =
        std::get<Machine>(accelerators().at("fdht").build(configuration, technology, 16));
    return machine.area_um2.at(static_cast<std::size_t>(Component::addressing));
  };

  // 16 banks: per half 2 * 16 * 4 = 128 multiplexers of 16 bits and 64 gates against 2 * 16 * 15 =
  // 480 and 32 adders.
  EXPECT_GT(area("linear"), 3 * area("xor_box"));
  EXPECT_GT(area("xor_box"), 0U);
  EXPECT_EQ(area("skew"), area("linear"));
}

}  // namespace
}  // namespace paretree::hwmodel
