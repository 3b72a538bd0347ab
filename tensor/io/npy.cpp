#include "tensor/io/npy.hpp"

#include "tensor/checked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace paretree::tensor {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers are read as they are stored");

constexpr std::uint64_t largest_extent = std::uint64_t{1} << 58U;

/// What the header says: a Python dictionary of three keys.
struct Header {
  std::string type;  ///< "<f8"
  bool column_major = false;
  std::vector<std::uint64_t> extents;
};

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file), stream_(file, std::ios::binary) {
    if (!stream_) fail("cannot be read");
    stream_.seekg(0, std::ios::end);
    bytes_ = static_cast<std::uint64_t>(stream_.tellg());
    stream_.seekg(0);
  }

  NpyArray array() {
    const Header header = parsed(header_text());
    NpyArray array;
    array.extents = header.extents;
    std::uint64_t count = 1;
    try {
      for (const std::uint64_t extent : array.extents) count = times(count, extent);
    } catch (const std::exception&) {
      fail("has more numbers than can be counted");
    }
    array.values = numbers(header.type, count);
    if (header.column_major && array.extents.size() > 1) turn(array);
    return array;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(fmt::format("{}: {}", file_, what));
  }

  std::string text(std::uint64_t length) {
    if (length > bytes_) fail("is truncated");
    std::string buffer(length, '\0');
    stream_.read(buffer.data(), static_cast<std::streamsize>(length));
    if (!stream_) fail("is truncated");
    return buffer;
  }

  std::string header_text() {
    if (bytes_ < 10 || text(6) != std::string_view("\x93NUMPY", 6)) fail("is not .npy");
    const std::string version = text(2);
    if (version[0] < 1 || version[0] > 3) {
      fail(fmt::format("is .npy of version {}; 1 to 3 are read", static_cast<int>(version[0])));
    }
    const std::string length = text(version[0] == 1 ? 2 : 4);
    std::uint64_t size = 0;
    for (std::size_t byte = length.size(); byte-- > 0;) {
      size = size * 256 + static_cast<unsigned char>(length[byte]);
    }
    return text(size);
  }

  /// What stands behind "'key':", up to `ends`.
  [[nodiscard]] std::string value_of(const std::string& header, std::string_view key,
                                     std::string_view ends) const {
    const std::size_t at = header.find(fmt::format("'{}':", key));
    if (at == std::string::npos) fail(fmt::format("has no {} in its header", key));
    const std::size_t begin = header.find_first_not_of(' ', at + key.size() + 3);
    const std::size_t end = header.find_first_of(ends, begin);
    if (begin == std::string::npos || end == std::string::npos) {
      fail(fmt::format("has no {} in its header", key));
    }
    return header.substr(begin, end - begin);
  }

  [[nodiscard]] Header parsed(const std::string& text) const {
    Header header;
    const std::string type = value_of(text, "descr", ",");
    if (type.size() < 4 || type.front() != '\'' || type.back() != '\'') {
      fail(fmt::format("holds records ({}); plain numbers are read", type));
    }
    header.type = type.substr(1, type.size() - 2);
    header.column_major = value_of(text, "fortran_order", ",}") == "True";
    std::string shape = value_of(text, "shape", ")");
    if (shape.empty() || shape.front() != '(') fail("has no shape in its header");
    std::uint64_t extent = 0;
    bool digits = false;
    shape += ',';
    for (const char c : shape.substr(1)) {
      if (c >= '0' && c <= '9') {
        if (extent > largest_extent) fail("has more numbers than can be counted");
        extent = extent * 10 + static_cast<std::uint64_t>(c - '0');
        digits = true;
      } else if (c == ',' && digits) {
        header.extents.push_back(std::exchange(extent, 0));
        digits = false;
      } else if (c != ',' && c != ' ') {
        fail(fmt::format("has the shape {}", shape));
      }
    }
    return header;
  }

  template <typename Number>
  std::vector<double> as(std::uint64_t count) {
    const auto here = static_cast<std::uint64_t>(stream_.tellg());
    const std::uint64_t there = bytes_ - here;
    if (there / sizeof(Number) != count || there % sizeof(Number) != 0) {
      fail(fmt::format("has {} bytes of numbers; its header says {} numbers of {}", there, count,
                       sizeof(Number)));
    }
    std::vector<double> values;
    values.reserve(count);
    std::vector<Number> stretch;
    while (values.size() < count) {
      stretch.resize(std::min<std::uint64_t>(count - values.size(), 1U << 16U));
      const auto length = static_cast<std::streamsize>(stretch.size() * sizeof(Number));
      std::string bytes(static_cast<std::size_t>(length), '\0');
      stream_.read(bytes.data(), length);
      if (!stream_) fail("is truncated");
      std::memcpy(stretch.data(), bytes.data(), bytes.size());
      for (const Number number : stretch) values.push_back(static_cast<double>(number));
    }
    return values;
  }

  std::vector<double> numbers(const std::string& type, std::uint64_t count) {
    if (type == "<f8") return as<double>(count);
    if (type == "<f4") return as<float>(count);
    if (type == "<i8") return as<std::int64_t>(count);
    if (type == "<i4") return as<std::int32_t>(count);
    if (type == "<i2") return as<std::int16_t>(count);
    if (type == "|i1") return as<std::int8_t>(count);
    if (type == "<u8") return as<std::uint64_t>(count);
    if (type == "<u4") return as<std::uint32_t>(count);
    if (type == "<u2") return as<std::uint16_t>(count);
    if (type == "|u1" || type == "|b1") return as<std::uint8_t>(count);
    fail(fmt::format("holds numbers of type {}; read are <f8, <f4, and integers of 8 to 64 bits",
                     type));
  }

  /// From column-major to row-major.
  static void turn(NpyArray& array) {
    std::vector<double> turned;
    turned.reserve(array.values.size());
    std::vector<std::uint64_t> at(array.extents.size(), 0);
    for (std::size_t done = 0; done < array.values.size(); ++done) {
      std::uint64_t place = 0;
      for (std::size_t axis = at.size(); axis-- > 0;) {
        place = place * array.extents[axis] + at[axis];
      }
      turned.push_back(array.values[place]);
      for (std::size_t axis = at.size(); axis-- > 0 && ++at[axis] == array.extents[axis];) {
        at[axis] = 0;
      }
    }
    array.values = std::move(turned);
  }

  std::string file_;
  std::ifstream stream_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

NpyArray read_npy(const std::string& file) {
  return Reader(file).array();
}

}  // namespace paretree::tensor
