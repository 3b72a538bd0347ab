#include "hwmodel/sram_table.hpp"

#include "hwmodel/accelerator.hpp"
#include "hwmodel/outside_model.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace paretree::hwmodel {
namespace {

constexpr std::string_view header =
    "tech_nm,cell_type,temp_K,size_bytes,width_bits,banks,read_pJ,write_pJ,leak_mW_total,"
    "gate_leak_mW_total,area_mm2,access_ns,cycle_ns\n";

SramTable tiny() {
  return SramTable::parse(std::string(header) +
                              "45,itrs-hp,350,1024,16,1,1,2,3,1,0.5,1,1\n"
                              "45,itrs-hp,350,4096,16,1,4,8,12,4,2,2,3\n",
                          "tiny.csv", "a test");
}

TEST(SramTable, IsExactAtEveryEntry) {
  const auto table = built_in_sram_table();
  ASSERT_EQ(table->entries(), 3080U);
  std::istringstream lines{std::string(embedded_file("technology/sram_cacti7.csv"))};
  std::string line;
  std::getline(lines, line);
  std::size_t rows = 0;
  while (std::getline(lines, line)) {
    for (char& c : line) {
      c = c == ',' ? ' ' : c;
    }
    std::istringstream fields(line);
    std::string cell;
    double node = 0, temperature = 0, read = 0, write = 0, leak = 0, gate = 0, area = 0, access = 0,
           cycle = 0;
    SramShape shape;
    fields >> node >> cell >> temperature >> shape.size_bytes >> shape.width_bits >> shape.banks >>
        read >> write >> leak >> gate >> area >> access >> cycle;
    shape.node_nm = node;
    shape.cell = cell == "itrs-hp" ? SramCell::hp : SramCell::lstp;

    const SramFigures figures = table->interpolate(shape);

    EXPECT_DOUBLE_EQ(figures.read.in(pJ), read);
    EXPECT_DOUBLE_EQ(figures.write.in(pJ), write);
    EXPECT_DOUBLE_EQ(figures.leakage.in(mW), leak + gate);
    EXPECT_DOUBLE_EQ(figures.area.in(mm2), area);
    EXPECT_DOUBLE_EQ(figures.access.in(ns), access);
    EXPECT_DOUBLE_EQ(figures.cycle.in(ns), cycle);
    EXPECT_DOUBLE_EQ(table->upper_cycle(shape).in(ns), cycle);
    ++rows;
  }
  EXPECT_EQ(rows, 3080U);
}

/// Relative errors of the interpolation against runs of CACTI between the points of the table.
struct Errors {
  double read = 0;
  double write = 0;
  double area = 0;
  double access = 0;
  double runs = 0;
};

double relative(double modelled, double measured) {
  return std::abs(modelled / measured - 1);
}

/// Mean errors over the runs with that cell; memories that the table refuses are left out.
Errors mean_errors(const std::string& cell_type) {
  std::ifstream file(PARETREE_SOURCE_DIR "/tests/hwmodel/cacti_off_grid.csv");
  const auto table = built_in_sram_table();
  Errors sum;
  std::string line;
  while (std::getline(file, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream fields(line);
    std::string cell;
    double temperature = 0, read = 0, write = 0, leak = 0, gate = 0, area = 0, access = 0;
    SramShape shape;
    fields >> shape.node_nm >> cell >> temperature >> shape.size_bytes >> shape.width_bits >>
        shape.banks >> read >> write >> leak >> gate >> area >> access;
    if (!fields || cell != cell_type) {
      continue;  // a comment, the header, or the other cell
    }
    shape.cell = cell == "itrs-hp" ? SramCell::hp : SramCell::lstp;
    try {
      const SramFigures figures = table->interpolate(shape);
      sum.read += relative(figures.read.in(pJ), read);
      sum.write += relative(figures.write.in(pJ), write);
      sum.area += relative(figures.area.in(mm2), area);
      sum.access += relative(figures.access.in(ns), access);
      sum.runs += 1;
    } catch (const OutsideModel&) {
      // A neighbour in the table would have fewer than 32 words per bank.
    }
  }
  return {sum.read / sum.runs, sum.write / sum.runs, sum.area / sum.runs, sum.access / sum.runs,
          sum.runs};
}

// 200 runs at 65 to 22 nm, 55, 40 and 28 among them: 6.8 % read, 4.6 % write, 4.2 % area, 3.3 %
// access in the mean of both cells.
TEST(SramTable, IsNearCactiBetweenItsPoints) {
  for (const std::string cell : {"itrs-hp", "itrs-lstp"}) {
    const Errors mean = mean_errors(cell);

    EXPECT_GE(mean.runs, 80) << cell;
    EXPECT_LE(mean.read, 0.08) << cell;
    EXPECT_LE(mean.write, 0.06) << cell;
    EXPECT_LE(mean.area, 0.05) << cell;
    EXPECT_LE(mean.access, 0.05) << cell;
  }
}

TEST(SramTable, InterpolatesInLogarithms) {
  // Half way from 1024 to 4096 in the logarithm is 2048; half way from 1 to 4 is 2, from 3+1 to
  // 12+4 is 8.
  const SramFigures figures = tiny().interpolate({2048, 16, 1, 45, SramCell::hp});

  EXPECT_NEAR(figures.read.in(pJ), 2, 1e-12);
  EXPECT_NEAR(figures.leakage.in(mW), 8, 1e-12);
  EXPECT_NEAR(figures.area.in(mm2), 1, 1e-12);
}

TEST(SramTable, LiesBetweenNeighboursInEveryDirection) {
  const auto table = built_in_sram_table();
  const SramShape base{65536, 64, 4, 32, SramCell::lstp};
  const auto read = [&](SramShape shape) { return table->interpolate(shape).read.in(pJ); };
  const auto expect_between = [&](SramShape low, SramShape middle, SramShape high) {
    EXPECT_GE(read(middle), std::min(read(low), read(high)) * (1 - 1e-12));
    EXPECT_LE(read(middle), std::max(read(low), read(high)) * (1 + 1e-12));
  };
  SramShape middle = base;
  SramShape high = base;
  middle.size_bytes = 98304;
  high.size_bytes = 131072;
  expect_between(base, middle, high);
  middle = high = base;
  middle.width_bits = 96;
  high.width_bits = 128;
  expect_between(base, middle, high);
  middle = high = base;
  middle.node_nm = 28;
  high.node_nm = 22;
  expect_between(base, middle, high);
  middle = high = base;
  middle.banks = 6;
  high.banks = 8;
  expect_between(base, middle, high);
}

TEST(SramTable, ClockRespectsTheUpperNeighbour) {
  EXPECT_DOUBLE_EQ(tiny().upper_cycle({1025, 16, 1, 45, SramCell::hp}).in(ns), 3);
  EXPECT_DOUBLE_EQ(tiny().upper_cycle({1024, 16, 1, 45, SramCell::hp}).in(ns), 1);
}

TEST(SramTable, RefusesOutsideItsGridWithTheRange) {
  const auto table = built_in_sram_table();
  for (const SramShape& shape :
       {SramShape{512, 16, 1, 45, SramCell::hp}, SramShape{4194304, 16, 1, 45, SramCell::hp},
        SramShape{65536, 4, 1, 45, SramCell::hp}, SramShape{65536, 1024, 1, 45, SramCell::hp},
        SramShape{65536, 16, 32, 45, SramCell::hp}, SramShape{65536, 16, 1, 16, SramCell::hp},
        SramShape{65536, 16, 1, 90, SramCell::hp}, SramShape{1024, 512, 1, 45, SramCell::hp}}) {
    try {
      (void)table->interpolate(shape);
      FAIL() << shape.size_bytes << " " << shape.width_bits;
    } catch (const OutsideModel& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("1024 to 2097152 bytes"));
    }
  }
  EXPECT_THROW((void)tiny().interpolate({2048, 16, 1, 45, SramCell::lstp}), OutsideModel);
}

TEST(SramTable, NamesTheLineOfAMalformedRow) {
  const auto message = [](const std::string& rows) {
    try {
      (void)SramTable::parse(std::string(header) + rows, "my.csv", "a test");
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const std::string good = "45,itrs-hp,350,1024,16,1,1,2,3,1,0.5,1,1\n";
  EXPECT_THAT(message(good + "45,itrs-hp\n"), testing::StartsWith("my.csv:3: 2 columns"));
  EXPECT_THAT(message(good + "# a comment\n" + good), testing::StartsWith("my.csv:4: this memory"));
  EXPECT_THAT(message("45,comm-dram,350,1024,16,1,1,2,3,1,0.5,1,1\n"),
              testing::StartsWith("my.csv:2: cell_type 'comm-dram'"));
  EXPECT_THAT(message("45,itrs-hp,350,1024,16,1,x,2,3,1,0.5,1,1\n"),
              testing::StartsWith("my.csv:2: 'x' is not a number"));
  EXPECT_THAT(message("45,itrs-hp,350,1024,16,1,0,2,3,1,0.5,1,1\n"),
              testing::StartsWith("my.csv:2: figures must be above 0"));
  EXPECT_THAT(message("45,itrs-hp,350,0,16,1,1,2,3,1,0.5,1,1\n"),
              testing::StartsWith("my.csv:2: node, size, width and banks must be above 0"));
  EXPECT_THAT(message(""), testing::StartsWith("my.csv: no rows"));
}

TEST(SramTable, RefusesColumnsInAnotherOrder) {
  // Widths where sizes are due, and the other way round: numbers all the same.
  const std::string text =
      "tech_nm,cell_type,temp_K,width_bits,size_bytes,banks,read_pJ,write_pJ,leak_mW_total,"
      "gate_leak_mW_total,area_mm2,access_ns,cycle_ns\n45,itrs-hp,350,16,1024,1,1,2,3,1,0.5,1,1\n";
  try {
    (void)SramTable::parse(text, "my.csv", "a test");
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("my.csv:1: the first line must name the columns, "
                                                  "in this order: tech_nm,cell_type,temp_K,size"));
  }
}

TEST(SramTable, RefusesMoreDifferentMemoriesThanAGridHolds) {
  // 200 sizes, widths and numbers of banks: 8,000,000 places for 200 memories.
  std::string rows(header);
  for (int number = 1; number <= 200; ++number) {
    rows +=
        fmt::format("45,itrs-hp,350,{},{},{},1,2,3,1,0.5,1,1\n", 1024 + number, 8 + number, number);
  }
  EXPECT_THROW((void)SramTable::parse(rows, "my.csv", "a test"), std::invalid_argument);
}

}  // namespace
}  // namespace paretree::hwmodel
