#ifndef PARETREE_TENSOR_FORMAT_HPP
#define PARETREE_TENSOR_FORMAT_HPP

#include "tensor/dimension_tree.hpp"
#include "tensor/modes.hpp"
#include "tensor/ranks.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace paretree::tensor {

enum class FormatKind { dense, tt, ht };

[[nodiscard]] std::string_view name(FormatKind kind);

/// A matrix format with the order in which it is executed.
///
/// dense: only `modes.in`/`modes.out` products count. tt: `tree` is the chain in execution order,
/// [[[0, 1], 2], 3] (core 0 first) or [[[3, 2], 1], 0] (core d-1 first); ranks on the splits of
/// the chain. ht: any ordered tree; ranks on the edges of its unrooted tree.
struct MatrixFormat {
  FormatKind kind = FormatKind::dense;
  Modes modes{};
  DimensionTree tree = DimensionTree::leaf(0);
  EdgeRanks ranks{};

  friend bool operator==(const MatrixFormat&, const MatrixFormat&) = default;
};

/// Weights stored. Throws: CountOverflow.
///   HT: sum over leaves n_j m_j r_j + sum over inner nodes r_t r_left r_right (r_root = 1)
///   TT: sum n_k m_k r_(k-1) r_k
[[nodiscard]] std::uint64_t parameters(const MatrixFormat& format);

/// Throws: std::invalid_argument, naming what is wrong, unless the modes are sound, the tree has
/// them all (TT: is a chain in one of its two directions) and there is a rank on every edge and no
/// other.
void check(const MatrixFormat& format);

/// The rank on the edge above a node of the format's own tree (HT), 1 at the root.
[[nodiscard]] std::uint64_t rank_above(const MatrixFormat& format, const DimensionTree::Node& node);
/// The rank of the bond before core k of a TT, 1 for k = 0 and k = d.
[[nodiscard]] std::uint64_t bond_rank(const MatrixFormat& format, int core);

/// Dimension of the set of matrices the format can represent (parameters minus the gauge freedom
/// r_e^2 of every edge, counted on the unrooted tree): the same for all rootings and orders.
/// Throws: std::invalid_argument if that is negative, which only redundant ranks can make it.
[[nodiscard]] std::uint64_t degrees_of_freedom(const MatrixFormat& format);

/// Published formats that are counted but are not designs.
/// TR: one core per input and per output mode, ring[k] x sizes[k] x ring[k+1 mod n].
[[nodiscard]] std::uint64_t tr_parameters(const std::vector<std::uint64_t>& sizes,
                                          const std::vector<std::uint64_t>& ring);
/// BT: blocks * (sum n_k m_k R_k + prod R_k).
[[nodiscard]] std::uint64_t bt_parameters(std::uint64_t blocks, const Modes& modes,
                                          const std::vector<std::uint64_t>& core_ranks);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_FORMAT_HPP
