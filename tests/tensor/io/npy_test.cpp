#include "tensor/io/npy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace paretree::tensor {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Npy : public ::testing::Test {
 protected:
  Npy()
      : file_((std::filesystem::path(::testing::TempDir()) /
               (std::string("paretree-") +
                ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".npy"))
                  .string()) {}
  ~Npy() override { std::filesystem::remove(file_); }

  /// As numpy writes it: magic, version 1.0, length of the header, header, numbers.
  template <typename Number>
  NpyArray read(const std::string& dictionary, const std::vector<Number>& numbers) {
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(dictionary.size() % 256);
    bytes += static_cast<char>(dictionary.size() / 256);
    bytes += dictionary;
    std::string raw(numbers.size() * sizeof(Number), '\0');
    std::memcpy(raw.data(), numbers.data(), raw.size());
    std::ofstream(file_, std::ios::binary) << bytes << raw;
    return read_npy(file_);
  }
  template <typename Number>
  std::string refusal(const std::string& dictionary, const std::vector<Number>& numbers) {
    try {
      static_cast<void>(read(dictionary, numbers));
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "nothing was refused";
  }

  std::string file_;
};

TEST_F(Npy, ReadsDoublesRowMajor) {
  const NpyArray array = read("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }  \n",
                              std::vector<double>{1, 2, 3, 4, 5, 6.5});

  EXPECT_THAT(array.extents, ElementsAre(2, 3));
  EXPECT_THAT(array.values, ElementsAre(1, 2, 3, 4, 5, 6.5));
}

TEST_F(Npy, TurnsColumnMajorArrays) {
  // Columns (1, 2), (3, 4), (5, 6): rows 1 3 5 and 2 4 6.
  const NpyArray array = read("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }\n",
                              std::vector<float>{1, 2, 3, 4, 5, 6});

  EXPECT_THAT(array.values, ElementsAre(1, 3, 5, 2, 4, 6));
}

TEST_F(Npy, ReadsIntegersAndOneAxis) {
  const NpyArray array = read("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }\n",
                              std::vector<std::uint8_t>{7, 0, 255});

  EXPECT_THAT(array.extents, ElementsAre(3));
  EXPECT_THAT(array.values, ElementsAre(7, 0, 255));
}

TEST_F(Npy, RefusesWhatItIsNot) {
  const std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n";
  EXPECT_THAT(refusal(header, std::vector<double>{1, 2}), HasSubstr("16 bytes"));
  EXPECT_THAT(refusal(header, std::vector<double>(7, 0.0)), HasSubstr("6 numbers"));
  EXPECT_THAT(refusal("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }\n",
                      std::vector<double>{1, 2}),
              HasSubstr("<c16"));
  EXPECT_THAT(refusal("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }\n",
                      std::vector<double>{1}),
              HasSubstr("records"));
  std::ofstream(file_) << "not an array at all";
  EXPECT_THROW((void)read_npy(file_), std::runtime_error);
  EXPECT_THROW((void)read_npy(file_ + ".none"), std::runtime_error);
}

}  // namespace
}  // namespace paretree::tensor
