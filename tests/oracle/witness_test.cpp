// Proofs that are replayed: true ones pass, damaged ones are rejected or prove the same front.

#include "dse/check/check_study.hpp"
#include "dse/check/witness_reader.hpp"
#include "dse/core/identity.hpp"
#include "dse/core/varint.hpp"
#include "dse/study/witness_file.hpp"
#include "results/store/sqlite.hpp"
#include "tests/results/support/temporary_folder.hpp"
#include "tests/support/closing_sweep.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/random_sweeps.hpp"
#include "tests/support/studies.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace paretree::dse {

namespace {

using ::testing::HasSubstr;

const std::vector<std::string> trees_alone = {"model.format=ht", "hardware.template=fdht"};

bool write(const Problem& problem, const std::string& file, std::size_t threads = 1) {
  const Workers workers(threads);
  const Evaluator evaluator(problem, workers);
  return write_witness(
      problem, evaluator, problem.run_row(evaluator.constants()), workers, file, [](auto, auto) {},
      [] { return false; });
}

CheckReport replayed(const std::string& study_file, const std::string& witness) {
  const results::Study study = results::Study::open(study_file, results::Study::Access::read);
  const Workers workers(2);
  CheckOptions options;
  options.witness = witness;
  return check_study(study, workers, options);
}

std::string faults_of(const CheckReport& report) {
  return fmt::format("{}", fmt::join(report.faults, "\n"));
}

std::string bytes_of(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

void put(const std::string& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

TEST(Witness, ProvesTheFrontsOfRandomSpaces) {
  int proved = 0;
  for (std::uint64_t seed = 100; seed < 130; ++seed) {
    const results::TemporaryFolder folder;
    const std::string text = testing::random_sweep(seed);
    const Problem problem = testing::problem_of(text, trees_alone);
    const auto summary = testing::explore(problem, folder.file("study.db"));
    try {
      ASSERT_TRUE(write(problem, folder.file("proof"), 2));
    } catch (const std::invalid_argument&) {
      continue;  // no block of it is a recursion
    }

    const CheckReport report = replayed(folder.file("study.db"), folder.file("proof"));

    EXPECT_TRUE(report.complete) << text << faults_of(report);
    EXPECT_EQ(report.blocks[0].method, "witness");
    proved += summary.front > 0 ? 1 : 0;
  }
  EXPECT_GT(proved, 20);
}

TEST(Witness, HasTheSameBytesForAnyNumberOfThreads) {
  const results::TemporaryFolder folder;
  const Problem problem = testing::problem_of(testing::closing_sweep);
  ASSERT_TRUE(write(problem, folder.file("1"), 1));
  ASSERT_TRUE(write(problem, folder.file("4"), 4));

  EXPECT_EQ(bytes_of(folder.file("1")), bytes_of(folder.file("4")));
  EXPECT_GT(bytes_of(folder.file("1")).size(), 10'000U);
}

// Halves with 32 KiB of activation memory take 0.076 to 0.129 mm2, those with 64 KiB 0.133 to
// 0.187: the limit refuses whole classes.
TEST(Witness, NeedsNoStreamWhereHardwareAloneIsRefused) {
  const results::TemporaryFolder folder;
  const std::string text = testing::closing_sweep + "constraints: [\"area_mm2 <= 0.13\"]\n";
  const Problem problem = testing::problem_of(text, trees_alone);
  const auto summary = testing::explore(problem, folder.file("study.db"));
  ASSERT_GT(summary.front, 10U);
  ASSERT_TRUE(write(problem, folder.file("proof"), 2));

  const CheckReport report = replayed(folder.file("study.db"), folder.file("proof"));

  EXPECT_TRUE(report.complete) << faults_of(report);
}

TEST(Witness, LeavesNoFileWhenItIsStopped) {
  const results::TemporaryFolder folder;
  const Problem problem = testing::problem_of(testing::closing_sweep);
  const Workers workers(1);
  const Evaluator evaluator(problem, workers);
  int asked = 0;

  EXPECT_FALSE(write_witness(
      problem, evaluator, problem.run_row(evaluator.constants()), workers, folder.file("proof"),
      [](auto, auto) {}, [&] { return ++asked > 5; }));

  EXPECT_FALSE(std::filesystem::exists(folder.file("proof")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("proof.part")));
}

class ADamagedWitness : public ::testing::Test {
 protected:
  void SetUp() override {
    const Problem problem = testing::problem_of(testing::closing_sweep, trees_alone);
    ASSERT_GT(testing::explore(problem, folder_.file("study.db")).front, 20U);
    ASSERT_TRUE(write(problem, folder_.file("proof"), 2));
    ASSERT_TRUE(replayed(folder_.file("study.db"), folder_.file("proof")).complete);
    bytes_ = bytes_of(folder_.file("proof"));
    first_ = bytes_.find('\n', bytes_.find('\n') + 1) + 1;
  }
  /// Whether the check of the study with these bytes proves the front; damaged files prove nothing.
  [[nodiscard]] bool proves(const std::string& bytes) const {
    put(folder_.file("damaged"), bytes);
    try {
      return replayed(folder_.file("study.db"), folder_.file("damaged")).complete;
    } catch (const WitnessError&) {
      return false;
    }
  }

  results::TemporaryFolder folder_;
  std::string bytes_;
  std::size_t first_ = 0;  ///< after the two lines
};

// The study's front is the true one, so that a proof of it that passes has proved what is so.
TEST_F(ADamagedWitness, IsRejectedOrStillProvesTheTrueFront) {
  Random random(11);
  int rejected = 0;
  constexpr int faults = 60;
  for (int fault = 0; fault < faults; ++fault) {
    std::string bytes = bytes_;
    const std::size_t at = first_ + random.below(bytes.size() - first_);
    switch (fault % 3) {
      case 0:
        bytes[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        bytes.erase(at, 1);
        break;
      default:
        bytes.insert(at, 1, static_cast<char>(random.below(128)));
        break;
    }
    rejected += proves(bytes) ? 0 : 1;
  }
  EXPECT_GT(rejected, faults / 2);
}

// A symbol that says "dropped" of what must be kept has no element that could stand for it.
TEST_F(ADamagedWitness, CannotDropWhatTheFrontNeeds) {
  // The same candidates, every one of them said to be beaten by the first one kept.
  std::string bytes = bytes_.substr(0, first_);
  std::string_view rest = std::string_view(bytes_).substr(first_);
  while (const auto tag = take_varint(rest)) {
    put_varint(*tag, bytes);
    if (*tag == 0) {
      break;
    }
    for (int field = 0; field < 3; ++field) {
      put_varint(*take_varint(rest), bytes);
    }
    const std::uint64_t length = *take_varint(rest);
    std::string_view stream = rest.substr(0, length);
    rest.remove_prefix(length);
    std::string changed;
    while (!stream.empty()) {
      for (int field = 0; field < 3; ++field) {
        put_varint(*take_varint(stream), changed);
      }
      const std::uint64_t size = *take_varint(stream);
      std::string_view symbols = stream.substr(0, size);
      stream.remove_prefix(size);
      std::string dropped;
      while (take_varint(symbols)) {
        put_varint(dropped.empty() ? 0 : 1, dropped);
      }
      put_varint(dropped.size(), changed);
      changed += dropped;
    }
    put_varint(changed.size(), bytes);
    bytes += changed;
  }
  put(folder_.file("damaged"), bytes);

  const CheckReport report = replayed(folder_.file("study.db"), folder_.file("damaged"));

  EXPECT_FALSE(report.valid());
  EXPECT_THAT(faults_of(report), HasSubstr("costs more somewhere"));
}

TEST_F(ADamagedWitness, OfAFrontWithoutAMemberShowsTheMissingOne) {
  const results::Connection connection(folder_.file("study.db"), results::Connection::Mode::write);
  connection.execute(
      "DELETE FROM front_member WHERE position = (SELECT position FROM front_member LIMIT 1);");

  const CheckReport report = replayed(folder_.file("study.db"), folder_.file("proof"));

  EXPECT_FALSE(report.valid());
  EXPECT_THAT(faults_of(report), HasSubstr("no front member covers"));
}

TEST_F(ADamagedWitness, OfOtherConstantsOrAnotherSpaceIsNone) {
  const Problem other = testing::problem_of(testing::closing_sweep, {"model.ranks.leaf=[1, 2]"});
  ASSERT_TRUE(write(other, folder_.file("other")));

  const CheckReport report = replayed(folder_.file("study.db"), folder_.file("other"));

  EXPECT_FALSE(report.valid());
  EXPECT_THAT(faults_of(report), HasSubstr("another space"));
}

TEST_F(ADamagedWitness, WithoutAClassIsRejected) {
  // Heading and end alone.
  const std::string bytes = bytes_.substr(0, first_) + std::string(1, '\0');

  put(folder_.file("damaged"), bytes);
  EXPECT_THAT(faults_of(replayed(folder_.file("study.db"), folder_.file("damaged"))),
              HasSubstr("no stream"));
}

}  // namespace

}  // namespace paretree::dse
