#include "dse/study/formats_wanted.hpp"

#include "tests/support/problems.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace paretree::dse {
namespace {

using ::testing::AllOf;
using testing::four_mode_sweep;
using ::testing::HasSubstr;
using testing::problem_of;
using testing::tiny_sweep;

class Accuracies : public ::testing::Test {
 protected:
  Accuracies()
      : file_((std::filesystem::path(::testing::TempDir()) /
               (std::string("paretree-accuracies-") +
                ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv"))
                  .string()),
        wanted_(formats_wanted(problem_of(tiny_sweep))) {}
  ~Accuracies() override { std::filesystem::remove(file_); }

  std::vector<results::AccuracyRow> read(const std::string& text) {
    std::ofstream(file_) << text;
    return read_accuracies(file_, wanted_);
  }
  std::string refusal(const std::string& text) {
    try {
      static_cast<void>(read(text));
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "nothing was refused";
  }
  [[nodiscard]] const std::string& id(std::size_t number) const { return wanted_[number].id; }

  std::string file_;
  std::vector<WantedFormat> wanted_;
};

TEST(FormatsWanted, AreTheFormatsOfTheSpaceEachOnce) {
  for (const std::string& yaml : {tiny_sweep, four_mode_sweep}) {
    const Problem problem = problem_of(yaml);
    const std::vector<WantedFormat> wanted = formats_wanted(problem);

    std::set<std::string> ids;
    for (const WantedFormat& format : wanted) {
      EXPECT_EQ(format.id, format.half.format_id().text());
      ids.insert(format.id);
    }
    std::set<std::string> in_space;
    for (std::uint64_t position = 0; position < problem.space.size(); ++position) {
      in_space.insert(problem.space.model_half(problem.space.decode(position)).format_id().text());
    }
    EXPECT_EQ(ids, in_space);
    EXPECT_EQ(wanted.size(), problem.space.formats());
  }
}

TEST_F(Accuracies, ReadErrorsOrAccuracies) {
  const auto errors = read("format,error\n" + id(0) + ",0.25\n" + id(1) + ",0.5\n");
  const auto accuracies = read("accuracy,format,standard_error\n0.75," + id(0) + ",0.01\n");

  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].format, id(0));
  EXPECT_EQ(errors[0].value, 0.25);
  EXPECT_EQ(errors[0].accuracy, 0.75);
  EXPECT_EQ(errors[0].fidelity, "external");
  EXPECT_FALSE(errors[0].standard_error.has_value());
  ASSERT_EQ(accuracies.size(), 1U);
  EXPECT_EQ(accuracies[0].value, 0.25);
  EXPECT_EQ(accuracies[0].standard_error, 0.01);

  // An empty field is how tables write a number that is not known.
  const auto unknown = read("format,error,standard_error\n" + id(0) + ",0.25,\n");
  ASSERT_EQ(unknown.size(), 1U);
  EXPECT_FALSE(unknown[0].standard_error.has_value());
}

TEST_F(Accuracies, TolerateQuotesBlanksAndWindowsLineEnds) {
  const auto rows = read("\"format\" , \"error\"\r\n\r\n \"" + id(0) + "\", 0.5 \r\n");

  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].value, 0.5);
}

TEST_F(Accuracies, AreRefusedWithLineAndColumn) {
  EXPECT_THAT(refusal("format,error\n" + id(0) + ",0.5\nnonsense,0.5\n"),
              AllOf(HasSubstr(file_ + ":3:1"), HasSubstr("'nonsense' is not a format")));
  // The value starts after 20 digits and a comma.
  EXPECT_THAT(refusal("format,error\n" + id(0) + ",1.5\n"), HasSubstr(file_ + ":2:22"));
  EXPECT_THAT(refusal("format,error\n" + id(0) + ",nan\n"), HasSubstr(":2:22"));
  EXPECT_THAT(refusal("format,error\n" + id(0) + ",0.5x\n"), HasSubstr(":2:22"));
  EXPECT_THAT(refusal("format,error\n" + id(0) + ",\n"), HasSubstr(":2:22"));
  EXPECT_THAT(refusal("format,error\n" + id(0) + "\n"), HasSubstr(":2:1"));
  EXPECT_THAT(refusal("format,error\n" + id(0) + ",0.5\n" + id(0) + ",0.5\n"),
              AllOf(HasSubstr(":3:1"), HasSubstr("second time")));
}

TEST_F(Accuracies, AreRefusedWithoutAHeader) {
  EXPECT_THAT(refusal(id(0) + ",0.5\n"), AllOf(HasSubstr(":1:"), HasSubstr("format")));
  EXPECT_THAT(refusal(""), HasSubstr("format"));
  EXPECT_THAT(refusal("format,colour\n"), HasSubstr(":1:"));
}

TEST_F(Accuracies, AreRefusedWhereTheFileIsMissing) {
  EXPECT_THROW((void)read_accuracies(file_ + ".missing", wanted_), std::invalid_argument);
}

}  // namespace
}  // namespace paretree::dse
