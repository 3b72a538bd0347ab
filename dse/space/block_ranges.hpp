#ifndef PARETREE_DSE_SPACE_BLOCK_RANGES_HPP
#define PARETREE_DSE_SPACE_BLOCK_RANGES_HPP

#include "dse/core/searcher.hpp"
#include "dse/space/space.hpp"

#include <vector>

namespace paretree::dse {

/// The positions of each block of a space, in order.
[[nodiscard]] inline std::vector<Range> block_ranges(const Space& space) {
  std::vector<Range> ranges;
  for (const Space::Block& block : space.blocks()) {
    ranges.push_back({block.first, block.first + block.size()});
  }
  return ranges;
}

}  // namespace paretree::dse

#endif  // PARETREE_DSE_SPACE_BLOCK_RANGES_HPP
