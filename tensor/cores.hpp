#ifndef PARETREE_TENSOR_CORES_HPP
#define PARETREE_TENSOR_CORES_HPP

#include "tensor/digit.hpp"
#include "tensor/format.hpp"
#include "tensor/plan/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace paretree::tensor {

/// The weights of one tree node or chain core, row-major over its digits.
struct Core {
  /// Modes below the tree node (TT: the core's mode), as in the stage of a plan that uses it.
  ModeSet node = 0;
  std::vector<Digit> digits{};
  std::vector<double> values{};

  [[nodiscard]] std::size_t size() const;  ///< product of the digits' sizes. Throws: CountOverflow.
};

/// The weights of a format. Digits are those of its plans, in this order:
///
///   HT leaf j         (n_j, m_j, r_j)               unpaired: (n_j, r_j) or (m_j, r_j)
///   HT inner node t   (r_left, r_right, r_t)        left and right as in format.tree
///   TT core k         (r_(k-1), n_k, m_k, r_k)
///   dense             (m_0 .. m_(d-1), n_0 .. n_(d-1))
///
/// without the ranks that do not exist (above a root, outside a chain). Cores are in post order of
/// the tree, those of a TT in the order of modes.
struct FormatCores {
  std::vector<Core> cores{};

  /// Throws: std::invalid_argument if there is no such node.
  [[nodiscard]] const Core& at(ModeSet node) const;
};

/// The cores of a format with all weights 0. Throws: std::invalid_argument if it is inconsistent.
[[nodiscard]] FormatCores zero_cores(const MatrixFormat& format);

/// For each combination of `group`'s digits (row-major), its contribution to the address in a
/// row-major tensor over the digits `of`.
///
/// Throws: std::invalid_argument if a digit of `group` is not in `of`.
[[nodiscard]] std::vector<std::size_t> offsets(const std::vector<Digit>& group,
                                               const std::vector<Digit>& of);

/// The matrix W[row, k] of a stage, row-major: the core's weights in the order of its digits.
///
/// Throws: std::invalid_argument if stage and core do not have the same digits.
[[nodiscard]] std::vector<double> stage_weights(const Stage& stage, const Core& core);

/// The cores of the same matrix on another rooting or order of its unrooted tree (TT: direction).
///
/// A change of order only permutes weights. A change of root multiplies the old root's matrix into
/// the core of its first child and leaves the identity on the new root's edge.
/// Throws: std::invalid_argument if `to` is not a rooting of the unrooted tree of `from`.
[[nodiscard]] FormatCores rerooted(const MatrixFormat& from, const FormatCores& cores,
                                   const DimensionTree& to);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_CORES_HPP
