#include "tensor/io/idx.hpp"

#include "tensor/io/sequences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace paretree::tensor {

namespace {

using ::testing::HasSubstr;

// A file of the given bytes, removed with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes)
      : path_(::testing::TempDir() + "paretree_idx_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string bytes(const std::vector<int>& values) {
  std::string text;
  for (const int value : values) {
    text.push_back(static_cast<char>(value));
  }
  return text;
}

std::string failure(const std::string& path) {
  try {
    static_cast<void>(read_idx(path));
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Idx, ReadsExtentsAndBytes) {
  const TemporaryFile file(bytes({0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255}));

  const IdxArray array = read_idx(file.path());

  EXPECT_EQ(array.extents, (std::vector<std::uint64_t>{2, 3}));
  EXPECT_EQ(array.values, (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 255}));
}

TEST(Idx, NamesAMissingFile) {
  EXPECT_THAT(failure("/no/such/file.gz"), HasSubstr("/no/such/file.gz: No such file"));
}

TEST(Idx, RefusesTruncatedValues) {
  const TemporaryFile file(bytes({0, 0, 8, 1, 0, 0, 0, 3, 1, 2}));

  EXPECT_THAT(failure(file.path()), HasSubstr("truncated: 2 of 3 bytes of the values"));
  EXPECT_THAT(failure(file.path()), HasSubstr(file.path()));
}

TEST(Idx, RefusesATruncatedHeader) {
  const TemporaryFile file(bytes({0, 0, 8, 1, 0, 0}));

  EXPECT_THAT(failure(file.path()), HasSubstr("truncated: 2 of 4 bytes of the extents"));
}

TEST(Idx, RefusesOtherFormats) {
  const TemporaryFile file("PNG, not IDX");

  EXPECT_THAT(failure(file.path()), HasSubstr("not an IDX file"));
}

TEST(Idx, RefusesMoreValuesThanTheHeaderNames) {
  const TemporaryFile file(bytes({0, 0, 8, 1, 0, 0, 0, 1, 1, 2}));

  EXPECT_THAT(failure(file.path()), HasSubstr("more than the 1 values"));
}

TEST(Idx, RefusesHeadersThatOverflow) {
  const TemporaryFile file(bytes({0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255}));

  EXPECT_THAT(failure(file.path()), HasSubstr("more than 2^32 values"));
}

TEST(Idx, RefusesATruncatedGzipStream) {
  std::ifstream whole(default_fashion_mnist_folder() + "/t10k-labels-idx1-ubyte.gz",
                      std::ios::binary);
  std::string start(2000, '\0');
  whole.read(start.data(), 2000);
  ASSERT_TRUE(whole) << "Debian package dataset-fashion-mnist is needed";
  const TemporaryFile file(start);

  EXPECT_THAT(failure(file.path()), HasSubstr("truncated"));
}

}  // namespace

}  // namespace paretree::tensor
