#include "results/store/writer_lock.hpp"

#include "results/store/store_error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace paretree::results {

namespace {

// Two paths to one file (a symbolic link, a relative path) must meet at one lock.
std::string lock_path(const std::string& file) {
  std::error_code error;
  const std::filesystem::path canonical = std::filesystem::weakly_canonical(file, error);
  return (error ? file : canonical.string()) + ".lock";
}

std::string holder(int descriptor) {
  std::array<char, 256> text{};
  const ssize_t size = pread(descriptor, text.data(), text.size(), 0);
  if (size <= 0) {
    return "another program";
  }
  return std::string(text.data(), static_cast<std::size_t>(size));
}

void sign(int descriptor) {
  std::array<char, 128> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) {
    host[0] = '\0';
  }
  const std::string text = fmt::format("process {} on {}", getpid(), host.data());
  // The text only improves a message; the lock holds without it.
  if (ftruncate(descriptor, 0) == 0) {
    [[maybe_unused]] const ssize_t written = pwrite(descriptor, text.data(), text.size(), 0);
  }
}

// False if the previous holder removed the file between our open and our lock.
bool still_at(const std::string& path, int descriptor) {
  struct stat opened {};
  struct stat named {};
  return fstat(descriptor, &opened) == 0 && stat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

}  // namespace

WriterLock::WriterLock(const std::string& file) : path_(lock_path(file)) {
  for (;;) {
    descriptor_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0) {
      throw StoreError(
          fmt::format("{}: cannot be written here: {}: {}", file, path_, std::strerror(errno)));
    }
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      const std::string message =
          error == EWOULDBLOCK
              ? fmt::format("{}: is being written by {}; wait for it, or read only", file,
                            holder(descriptor_))
              : fmt::format("{}: cannot be locked: {}: {}", file, path_, std::strerror(error));
      close(descriptor_);
      throw StoreError(message);
    }
    if (still_at(path_, descriptor_)) {
      break;
    }
    close(descriptor_);
  }
  sign(descriptor_);
}

WriterLock::~WriterLock() {
  unlink(path_.c_str());
  close(descriptor_);
}

}  // namespace paretree::results
