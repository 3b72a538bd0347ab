#include "dse/cli/whole_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace paretree::dse::cli {

namespace {

[[nodiscard]] bool written(const std::string& file, std::string_view text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  return static_cast<bool>(stream);
}

}  // namespace

void write_whole(const std::string& file, std::string_view text) {
  namespace fs = std::filesystem;
  std::error_code error;
  const bool directly = fs::exists(file, error) && !fs::is_regular_file(file, error);
  const std::string beside = directly ? file : file + ".part";
  bool done = written(beside, text);
  if (!directly) {
    if (done) {
      fs::rename(beside, file, error);
      done = !error;
    }
    if (!done) {
      fs::remove(beside, error);
    }
  }
  if (!done) {
    throw std::runtime_error(
        fmt::format("{}: cannot be written (is its folder there, and the disk not full?)", file));
  }
}

}  // namespace paretree::dse::cli
