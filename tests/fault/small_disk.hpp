#ifndef PARETREE_TESTS_FAULT_SMALL_DISK_HPP
#define PARETREE_TESTS_FAULT_SMALL_DISK_HPP

#include <fmt/format.h>
#include <sys/mount.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

namespace paretree::testing {

/// A small file system, if this process may mount one.
class SmallDisk {
 public:
  SmallDisk(std::string folder, std::uintmax_t bytes) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    mounted_ =
        mount("tmpfs", folder_.c_str(), "tmpfs", 0, fmt::format("size={}", bytes).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) {
      static_cast<void>(umount2(folder_.c_str(), MNT_DETACH));
    }
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] bool remount(unsigned long flags, std::uintmax_t bytes) const {
    return mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT | flags,
                 fmt::format("size={}", bytes).c_str()) == 0;
  }

 private:
  std::string folder_;
  bool mounted_ = false;
};

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_FAULT_SMALL_DISK_HPP
