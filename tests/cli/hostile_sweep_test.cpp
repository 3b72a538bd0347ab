// Does a hostile sweep end with its place and reason, within a second of processor time and
// bounded memory?
#include "tests/support/instrumented.hpp"
#include "tests/support/workbench.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace paretree::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string repeated(const std::string& text, int count) {
  std::string all;
  for (int number = 0; number < count; ++number) {
    all += text;
  }
  return all;
}

struct Hostile {
  std::string name;
  std::string sweep;
  std::string said;  ///< how the message begins, with its place
};

/// `*a` of `*b` of ...: 8^9 values in two hundred bytes.
std::string alias_bomb() {
  std::string text = "a: &a [x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'j'; ++c) {
    const char before = static_cast<char>(c - 1);
    text += fmt::format("{0}: &{0} [*{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}, *{1}]\n", c, before);
  }
  return text;
}

std::vector<Hostile> hostile_sweeps() {
  const std::string pes = "pes: [4, 8]\n  macs";
  const std::string modes = "{in: [2, 2, 3], out: [4, 2, 3]}";
  const auto hardware = [](const std::string& line) {
    return with(tiny_sweep, "accuracy:", "  " + line + "\naccuracy:");
  };
  return {
      {"alias_bomb", alias_bomb(), "s.yaml:"},
      {"range_of_a_billion_ranks",
       with(tiny_sweep, "leaf: [2, 3]", "leaf: {from: 1, to: 1000000000, step: 1}"), "s.yaml:8:"},
      {"range_of_a_billion_clocks", hardware("clock_mhz: {from: 1, to: 1000, step: 0.000001}"),
       "s.yaml:13:"},
      {"product_beyond_64_bits",
       with(tiny_sweep, modes,
            "{in: [65536, 65536, 65536, 65536, 65536], out: [65536, 65536, 65536, 65536, 65536]}"),
       "s.yaml:7:"},
      {"steps_beyond_64_bits", with(tiny_sweep, "steps: 3", "steps: 18446744073709551616"),
       "s.yaml:2:"},
      {"not_a_number", with(tiny_sweep, pes, "pes: [.nan, 8]\n  macs"), "s.yaml:11:9:"},
      {"infinite", hardware("clock_mhz: .inf"), "s.yaml:13:14:"},
      {"negative_size", hardware("weight_sram_kib: -16"), "s.yaml:13:20:"},
      {"deep_nesting", "a: " + repeated("[", 500'000), "s.yaml:1:"},
      {"deep_tree",
       with(tiny_sweep,
            "  ranks:", "  trees: " + repeated("[", 60) + "0" + repeated("]", 60) + "\n  ranks:"),
       "s.yaml:8:"},
      {"deep_expression",
       tiny_sweep + "constraints: [\"" + repeated("(", 20'000) + "pes" + repeated(")", 20'000) +
           " <= 1\"]\n",
       "s.yaml:17:16:"},
      {"long_expression",
       tiny_sweep + "constraints: [\"" + repeated("pes + ", 100'000) + "pes <= 1\"]\n",
       "s.yaml:17:16:"},
      {"a_hundred_megabytes", std::string(100'000'000, '#'), "s.yaml: more than 1048576 bytes"},
      {"path_in_a_name", with(tiny_sweep, "name: tiny", "name: ../../etc/passwd"), "s.yaml:1:7:"},
      {"markup_in_a_name", with(tiny_sweep, "name: tiny", "name: \"<script>1</script>\""),
       "s.yaml:1:7:"},
      {"kinds_of_hardware_beyond_memory",
       with(hardware("clock_mhz: {from: 1, to: 4000, step: 1}\n  weight_sram_kib: {from: 1, to: "
                     "2000, step: 1}"),
            pes, "pes: {from: 1, to: 4000, step: 1}\n  macs"),
       "s.yaml:10:3: hardware:"},
      {"a_constraint_over_too_many_combinations",
       with(hardware("clock_mhz: {from: 1, to: 400, step: 1}\n  weight_sram_kib: {from: 1, to: "
                     "400, step: 1}"),
            pes, "pes: {from: 1, to: 400, step: 1}\n  macs") +
           "constraints: [\"clock_mhz + weight_sram_kib + pes > 3\"]\n",
       "s.yaml:19:15: constraints:"},
      {"unknown_scalar_of_a_megabyte", "name: " + std::string(1'000'000, 'x') + "\n", "s.yaml:1:"},
  };
}

/// A second of processor time and 1 GiB of addresses: more is a kill by the kernel.
Outcome run_bounded(const std::vector<std::string>& arguments, const Workbench& bench,
                    rlim_t most_seconds = 1) {
  RunningProgram program(arguments, bench.folder(), [most_seconds] {
    const rlim_t allowed = instrumented ? 60 * most_seconds : most_seconds;
    const rlimit seconds{allowed, allowed};
    const rlimit bytes{rlim_t{1} << 30U, rlim_t{1} << 30U};
    static_cast<void>(setrlimit(RLIMIT_CPU, &seconds));
    if (!instrumented) {
      static_cast<void>(setrlimit(RLIMIT_AS, &bytes));
    }
  });
  return program.wait();
}

class HostileSweep : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostileSweep, EndsWithItsPlaceAndReason) {
  const Workbench bench;
  bench.write("s.yaml", GetParam().sweep);
  for (const char* command : {"plan", "run"}) {
    const Outcome outcome = run_bounded({command, "s.yaml"}, bench);

    EXPECT_EQ(outcome.exit_code, 2) << command << ": " << outcome.err.substr(0, 1000);
    EXPECT_THAT(outcome.err.substr(0, 1000), StartsWith(GetParam().said)) << command;
    EXPECT_LT(outcome.err.size(), 4096U) << "a message is not the sweep again";
  }
  EXPECT_THAT(bench.files(), ::testing::ElementsAre("s.yaml"));
}

INSTANTIATE_TEST_SUITE_P(Of, HostileSweep, ::testing::ValuesIn(hostile_sweeps()),
                         [](const auto& instance) { return instance.param.name; });

/// A file of constants that a colleague's sweep names.
class HostileTechnology : public ::testing::TestWithParam<Hostile> {};

std::vector<Hostile> hostile_technologies() {
  const auto constant = [](const std::string& value) {
    return "name: t\nbase: horowitz45\nconstants:\n  register_energy_per_bit: {value: " + value +
           ", unit: pJ, node_nm: 28, source: ours, basis: simulated, status: quoted}\n";
  };
  return {{"alias_bomb", alias_bomb(), "t.yaml:"},
          {"deep_nesting", "name: " + repeated("[", 500'000), "t.yaml:1:"},
          {"not_a_number", constant(".nan"), "t.yaml:4:"},
          {"infinite", constant(".inf"), "t.yaml:4:"},
          {"negative", constant("-0.004"), "t.yaml:4:"},
          {"a_hundred_megabytes", std::string(100'000'000, '#'), "t.yaml: more than "},
          {"base_that_is_itself", "name: t\nbase: t.yaml\n", "t.yaml:2:"}};
}

TEST_P(HostileTechnology, EndsWithItsPlaceAndReason) {
  const Workbench bench;
  bench.write("s.yaml", tiny_sweep + "technology: t.yaml\n");
  bench.write("t.yaml", GetParam().sweep);
  for (const char* command : {"plan", "run"}) {
    const Outcome outcome = run_bounded({command, "s.yaml"}, bench);

    EXPECT_EQ(outcome.exit_code, 2) << command << ": " << outcome.err.substr(0, 1000);
    EXPECT_THAT(outcome.err.substr(0, 1000), StartsWith(GetParam().said)) << command;
    EXPECT_LT(outcome.err.size(), 4096U) << "a message is not the file again";
  }
  EXPECT_THAT(bench.files(), ::testing::ElementsAre("s.yaml", "t.yaml"));
}

INSTANTIATE_TEST_SUITE_P(Of, HostileTechnology, ::testing::ValuesIn(hostile_technologies()),
                         [](const auto& instance) { return instance.param.name; });

TEST(HostileAccuracies, EndWithTheirPlaceAndReason) {
  const Workbench bench;
  bench.write("s.yaml", with(with(tiny_sweep, "accuracy: capacity", "accuracy: external"),
                             "objectives: [capacity,", "objectives: [error,"));
  ASSERT_EQ(bench.run({"run", "s.yaml", "--db", "x.db", "--progress", "none"}).exit_code, 0);
  const std::string header = "format,error\n";
  for (const auto& [text, said] :
       {std::pair<std::string, std::string>{std::string(100'000'000, ' '), "a.csv:1:1: "},
        {header + std::string(100'000'000, 'x'), "a.csv:2:1: "},
        {header + std::string(4000, ','), "a.csv:2:1: "},
        {header + "'); DROP TABLE accuracy;--,0.5\n", "a.csv:2:1: "}}) {
    bench.write("a.csv", text);

    const Outcome outcome = run_bounded({"import", "x.db", "a.csv"}, bench);

    EXPECT_EQ(outcome.exit_code, 2) << outcome.err.substr(0, 1000);
    EXPECT_THAT(outcome.err.substr(0, 1000), StartsWith(said));
    EXPECT_LT(outcome.err.size(), 4096U) << "a message is not the file again";
  }
}

TEST(HostileName, IsTextToTheDatabase) {
  const Workbench bench;
  bench.write("s.yaml", with(tiny_sweep, "name: tiny", "name: \"x'); DROP TABLE run;--\""));

  const Outcome run = bench.run({"run", "s.yaml", "--db", "x.db", "--progress", "none"});

  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Outcome names = bench.run({"sql", "x.db", "SELECT name FROM run", "--format", "csv"});
  EXPECT_THAT(names.out, HasSubstr("x'); DROP TABLE run;--"));
}

TEST(LongRankLists, CostWhatTheirFeasibleValuesCost) {
  const Workbench bench;
  bench.write("s.yaml",
              with(tiny_sweep, "leaf: [2, 3], inner: 2",
                   "leaf: {from: 1, to: 4000, step: 1}, inner: {from: 1, to: 4000, step: 1}"));

  const Outcome plan = run_bounded({"plan", "s.yaml"}, bench, 4);

  // Leaves hold at most 2*4, 2*2 and 3*3, bonds at most 8 and 9: the rest is redundant.
  EXPECT_EQ(plan.exit_code, 0) << plan.err;
}

}  // namespace
}  // namespace paretree::testing
