#include "tensor/checked.hpp"
#include "tensor/plan/plan.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <stdexcept>

namespace paretree::tensor {

std::uint64_t bt_macs(std::uint64_t blocks, const Modes& modes,
                      const std::vector<std::uint64_t>& core_ranks) {
  check(modes);
  if (core_ranks.size() != modes.in.size()) {
    throw std::invalid_argument(fmt::format("block term: {} modes and {} ranks; one rank per mode",
                                            modes.in.size(), core_ranks.size()));
  }
  std::uint64_t alive = modes.columns();
  std::uint64_t sum = 0;
  for (std::size_t k = 0; k < core_ranks.size(); ++k) {
    const std::uint64_t rows = times(modes.out[k], core_ranks[k]);
    sum = plus(sum, times(alive, rows));
    alive = times(alive / modes.in[k], rows);
  }
  // The core contracts all ranks at once and makes none: one row.
  return times(blocks, plus(sum, alive));
}

std::uint64_t tr_macs(const std::vector<std::uint64_t>& in_sizes,
                      const std::vector<std::uint64_t>& out_sizes,
                      const std::vector<std::uint64_t>& ring) {
  const std::size_t count = in_sizes.size() + out_sizes.size();
  if (in_sizes.empty() || ring.size() != count) {
    throw std::invalid_argument(
        fmt::format("tensor ring: {} input sizes, {} output sizes and {} ranks; at least one input "
                    "size and one rank per size",
                    in_sizes.size(), out_sizes.size(), ring.size()));
  }
  // With the index at R_0 fixed the ring is a chain with rank 1 at both ends.
  const auto rank = [&](std::size_t k) { return k == 0 || k == count ? 1 : ring[k]; };
  std::uint64_t alive = 1;
  for (const std::uint64_t size : in_sizes) alive = times(alive, size);
  std::uint64_t sum = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const bool is_input = k < in_sizes.size();
    const std::uint64_t inner = is_input ? times(rank(k), in_sizes[k]) : rank(k);
    const std::uint64_t made = is_input ? 1 : out_sizes[k - in_sizes.size()];
    const std::uint64_t rows = times(made, rank(k + 1));
    sum = plus(sum, times(alive, rows));
    alive = times(alive / inner, rows);
  }
  return times(ring[0], sum);
}

}  // namespace paretree::tensor
