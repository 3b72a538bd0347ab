#ifndef PARETREE_DSE_EXEC_MEMORY_HPP
#define PARETREE_DSE_EXEC_MEMORY_HPP

namespace paretree::dse {

/// The most memory this process has held at once, in bytes.
[[nodiscard]] double peak_memory_bytes();

}  // namespace paretree::dse

#endif  // PARETREE_DSE_EXEC_MEMORY_HPP
