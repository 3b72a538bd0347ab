#ifndef PARETREE_DSE_CLI_WHOLE_FILE_HPP
#define PARETREE_DSE_CLI_WHOLE_FILE_HPP

#include <string>
#include <string_view>

namespace paretree::dse::cli {

/// The whole text or nothing: written beside its place, then renamed, so that on a full disk what
/// was there stays. What is there and no regular file (/dev/stdout, a pipe) is written to.
/// Throws: std::runtime_error "FILE: cannot be written (is the disk full?)".
void write_whole(const std::string& file, std::string_view text);

}  // namespace paretree::dse::cli

#endif  // PARETREE_DSE_CLI_WHOLE_FILE_HPP
