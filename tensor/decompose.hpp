#ifndef PARETREE_TENSOR_DECOMPOSE_HPP
#define PARETREE_TENSOR_DECOMPOSE_HPP

#include "tensor/cores.hpp"
#include "tensor/format.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace paretree::tensor {

/// Where a decomposition may cut. Either limit alone, or both; without any it is exact.
struct Truncation {
  /// The most on each edge; edges that it does not name are not limited.
  EdgeRanks ranks{};
  /// Of ||W - W_HT|| / ||W||: spread over the edges, what one leaves is the next one's. Unset: no
  /// cut but by ranks.
  std::optional<double> tolerance{};
};

/// How singular vectors are found. `gram` squares the matrix: fast, and blind below 1e-8 of the
/// largest singular value. `automatic` takes `orthogonal` for tolerances below 1e-6 and where only
/// exactness is asked for.
enum class SpectrumMethod { automatic, gram, orthogonal };

struct Decomposition {
  MatrixFormat format;  ///< with the ranks that were kept, at least 1
  FormatCores cores;
  double norm_squared = 0;   ///< of W
  double error_squared = 0;  ///< sum of all discarded squared singular values
  /// Discarded on each edge, in the order in which they were cut.
  std::vector<std::pair<ModeSet, double>> tails;
};

/// The hierarchical SVD of a matrix over any tree, leaves to root: each edge is cut in what the
/// cuts before it left, so that error_squared is ||W - W_HT||^2 exactly (to rounding), not a bound.
///
/// All cores but the root's have orthonormal columns; the root's is diagonal.
/// Shape: matrix is modes.rows() x modes.columns(), row-major; it is consumed.
/// Complexity: O(size * largest leaf) time; one more copy of the matrix, and a block of it.
/// Throws: std::invalid_argument if sizes do not fit, a rank is 0, or the tolerance is no number of
/// 0 or more.
/// Reference: Grasedyck, SIAM J. Matrix Anal. Appl. 31(4), 2010, leaves-to-root variant.
/// Differs: the root's two edges are cut as the one edge they are.
[[nodiscard]] Decomposition ht_svd(std::vector<double> matrix, const Modes& modes,
                                   const DimensionTree& tree, const Truncation& truncation,
                                   SpectrumMethod method = SpectrumMethod::automatic);

/// The best tree-shaped Truncation that a format's ranks allow: of TT the chain's bonds, with
/// leaves left whole.
[[nodiscard]] std::pair<DimensionTree, Truncation> truncation_of(const MatrixFormat& format);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_DECOMPOSE_HPP
