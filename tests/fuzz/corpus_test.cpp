// Does every input that the fuzzers kept, and every one that once broke something, end well?
#include "tests/fuzz/target.hpp"
#include "tests/results/support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>
#include <string>
#include <vector>

namespace paretree::fuzz {
namespace {

class FuzzCorpus : public ::testing::TestWithParam<Target> {};

std::vector<std::filesystem::path> files_of(std::string_view target) {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder =
      std::filesystem::path(PARETREE_SOURCE_DIR "/tests/fuzz/corpus") / target;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST_P(FuzzCorpus, EndsWell) {
  const std::vector<std::filesystem::path> files = files_of(GetParam().name);
  ASSERT_GE(files.size(), 3U);
  for (const std::filesystem::path& file : files) {
    const std::string bytes = results::read_text(file);
    std::vector<std::uint8_t> input(bytes.begin(), bytes.end());

    EXPECT_NO_THROW(GetParam().run(input)) << file;
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  EXPECT_LT(used.ru_maxrss, 1 << 20U) << "KiB";  // with everything before it, below a GiB
}

// An input of nothing at all is one every reader gets sooner or later.
TEST_P(FuzzCorpus, EndsWellOfNothing) {
  EXPECT_NO_THROW(GetParam().run({}));
}

INSTANTIATE_TEST_SUITE_P(Every, FuzzCorpus, ::testing::ValuesIn(targets),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace paretree::fuzz
