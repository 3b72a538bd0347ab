#include "tensor/io/idx.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace paretree::tensor {

namespace {

// A bound against headers that are noise, not a property of the format.
constexpr std::uint64_t largest_array = std::uint64_t{1} << 32U;
constexpr std::uint64_t largest_stretch = std::uint64_t{1} << 18U;

struct Close {
  void operator()(gzFile file) const { gzclose(file); }
};

class Reader {
 public:
  explicit Reader(const std::string& name) : name_(name), file_(gzopen(name.c_str(), "rb")) {
    if (file_ == nullptr) {
      fail(errno != 0 ? std::strerror(errno) : "cannot be opened");
    }
    gzbuffer(file_.get(), 1U << 17U);
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(fmt::format("{}: {}", name_, what));
  }

  void read(std::uint8_t* to, std::uint64_t count, const char* what) {
    std::uint64_t done = 0;
    while (done < count) {
      const auto chunk = static_cast<unsigned>(std::min<std::uint64_t>(count - done, 1U << 30U));
      const int got = gzread(file_.get(), to + done, chunk);
      if (got < 0) {
        int code = 0;
        fail(fmt::format("damaged: {}", gzerror(file_.get(), &code)));
      }
      if (got == 0) {
        fail(fmt::format("truncated: {} of {} bytes of {}", done, count, what));
      }
      done += static_cast<std::uint64_t>(got);
    }
  }

  [[nodiscard]] bool at_end() {
    std::uint8_t byte = 0;
    const int got = gzread(file_.get(), &byte, 1);
    int code = Z_OK;
    const char* what = gzerror(file_.get(), &code);
    if (got <= 0 && code != Z_OK && code != Z_STREAM_END) {
      fail(fmt::format("damaged: {}", what));
    }
    return got == 0;
  }

 private:
  std::string name_;
  std::unique_ptr<gzFile_s, Close> file_;
};

}  // namespace

IdxArray read_idx(const std::string& file) {
  errno = 0;
  Reader reader(file);
  std::uint8_t magic[4] = {};
  reader.read(magic, sizeof magic, "the header");
  if (magic[0] != 0 || magic[1] != 0 || magic[2] != 0x08 || magic[3] == 0) {
    reader.fail(
        fmt::format("not an IDX file of unsigned bytes: it starts with {:02x} {:02x} {:02x} {:02x}",
                    magic[0], magic[1], magic[2], magic[3]));
  }
  IdxArray array;
  std::uint64_t count = 1;
  for (int dimension = 0; dimension < magic[3]; ++dimension) {
    std::uint8_t bytes[4] = {};
    reader.read(bytes, sizeof bytes, "the extents");
    std::uint64_t extent = 0;
    for (const std::uint8_t byte : bytes) {
      extent = extent << 8U | byte;
    }
    array.extents.push_back(extent);
    if (extent != 0 && count > largest_array / extent) {
      reader.fail("more than 2^32 values");
    }
    count *= extent;
  }
  // Grows with what there is, not with what the header says there should be.
  while (array.values.size() < count) {
    const std::uint64_t done = array.values.size();
    const std::uint64_t stretch = std::min(count - done, largest_stretch);
    array.values.resize(done + stretch);
    reader.read(array.values.data() + done, stretch, "the values");
  }
  if (!reader.at_end()) {
    reader.fail(fmt::format("more than the {} values that its header names", count));
  }
  return array;
}

}  // namespace paretree::tensor
