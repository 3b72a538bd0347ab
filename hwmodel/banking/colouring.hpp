#ifndef PARETREE_HWMODEL_BANKING_COLOURING_HPP
#define PARETREE_HWMODEL_BANKING_COLOURING_HPP

#include <cstdint>
#include <vector>

namespace paretree::hwmodel {

/// The group that every word is written with and the one it is read with.
struct WordGroups {
  std::vector<std::uint32_t> written;  ///< by word
  std::vector<std::uint32_t> read;     ///< by word
};

/// A bank for every word, such that no two words of a written group share one, nor two of a read
/// group: a proper edge colouring of the bipartite multigraph of groups, whose edges are the words.
/// One exists with as many banks as the largest group has words, whatever the groups are.
///
/// Requires: no group has more than `banks` words.   Complexity: O(words (groups + words)) at
/// worst. Reference: Koenig, Mathematische Annalen 77, 1916.
[[nodiscard]] std::vector<std::uint32_t> coloured_banks(const WordGroups& groups,
                                                        std::uint64_t banks);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_BANKING_COLOURING_HPP
