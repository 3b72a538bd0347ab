// Symptom: `show` on a study of a trained sweep said "accuracy.folder: an empty text stands where a
// text is needed": the canonical text of a sweep with an empty default did not read back.

#include "tests/support/problems.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace paretree::dse {

namespace {

TEST(ReopeningAStudy, WorksForEverySweepThatIsShipped) {
  int sweeps = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(PARETREE_SOURCE_DIR) + "/sweeps")) {
    if (entry.path().extension() != ".yaml") {
      continue;
    }
    ++sweeps;
    const Problem problem = load_problem(entry.path().string(), {});

    const Problem again = reopen_problem(problem.run_row({}));

    EXPECT_EQ(sweeps::canonical_text(again.sweep), sweeps::canonical_text(problem.sweep))
        << entry.path();
    EXPECT_EQ(again.space.size(), problem.space.size()) << entry.path();
  }
  EXPECT_GE(sweeps, 3);
}

}  // namespace

}  // namespace paretree::dse
