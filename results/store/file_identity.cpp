#include "results/store/file_identity.hpp"

#include <sys/stat.h>

namespace paretree::results {

std::optional<FileIdentity> file_identity(const std::string& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) != 0) {
    return std::nullopt;
  }
  return FileIdentity{status.st_dev, status.st_ino};
}

}  // namespace paretree::results
