#ifndef PARETREE_RESULTS_STORE_FILE_IDENTITY_HPP
#define PARETREE_RESULTS_STORE_FILE_IDENTITY_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace paretree::results {

/// Tells a file from another one that later has its name: device and inode.
using FileIdentity = std::pair<std::uint64_t, std::uint64_t>;

/// Nothing where there is no file.
[[nodiscard]] std::optional<FileIdentity> file_identity(const std::string& file);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_FILE_IDENTITY_HPP
