// Symptom: a design had another id in a sweep that wrote `node_nm: 28`, the default, than in one
// that did not.

#include "tests/support/workbench.hpp"

#include <gtest/gtest.h>

namespace paretree::testing {
namespace {

TEST(DefaultWrittenOut, LeavesTheIdsOfDesignsAsTheyAre) {
  const Workbench bench;
  bench.write("tiny.yaml", tiny_sweep);
  const std::vector<std::string> sample = {"sample", "tiny.yaml", "-n", "3"};
  std::vector<std::string> written = sample;
  written.insert(written.end(), {"--set", "hardware.node_nm=28"});

  const Json first = bench.json(sample);
  const Json second = bench.json(written);

  EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace paretree::testing
