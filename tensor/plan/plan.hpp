#ifndef PARETREE_TENSOR_PLAN_PLAN_HPP
#define PARETREE_TENSOR_PLAN_PLAN_HPP

#include "tensor/digit.hpp"
#include "tensor/format.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace paretree::tensor {

enum class StageKind { dense, core, leaf, inner };
[[nodiscard]] std::string_view name(StageKind kind);

/// One batched matrix product Out[row, col] = sum_k W[row, k] In[k, col] of the staged product W x.
/// The digits say what each extent is made of, most significant first; the permutation that turns
/// one stage's output into the next one's input follows from them: a stage's row and column digits
/// are the next one's inner and column digits, as sets.
///
///   HT leaf j         rows (m_j, r_j)          inner (n_j)
///   HT inner node t   rows (r_t)               inner (r_left, r_right)
///   TT core k         rows (m_k, r_k)          inner (r_(k-1), n_k)     core 0 first
///                     rows (r_(k-1), m_k)      inner (n_k, r_k)         core d-1 first
///   columns           output digits that are done, open ranks, input digits to come; each in
///                     the order of execution
///   unpaired leaves   an input leaf has no m_j; a node above both kinds has among its rows the
///                     ranks of its output children, each of which is expanded at once: inner
///                     (r_t), rows (r_left, r_right), down to leaves with inner (r_j), rows (m_j)
struct Stage {
  StageKind kind = StageKind::dense;
  ModeSet node = 0;  ///< modes below the tree node (or the core's mode)
  std::uint64_t rows = 1;
  std::uint64_t inner = 1;
  std::uint64_t cols = 1;
  std::vector<Digit> row_digits{};
  std::vector<Digit> inner_digits{};
  std::vector<Digit> col_digits{};

  [[nodiscard]] std::uint64_t macs() const;  ///< rows * inner * cols. Throws: CountOverflow.
};

/// The stages of one matrix-vector product in execution order, and what follows from their graph.
struct Plan {
  std::vector<Stage> stages{};
  std::uint64_t macs = 0;
  std::uint64_t peak_words = 0;         ///< largest (input + output) tensor alive during a stage
  std::uint64_t peak_single_words = 0;  ///< largest single tensor: one half of a ping-pong buffer
  /// The longest run of stages each of which needs a digit that the one before made: in any order
  /// of execution these follow one another. TT: d. HT: height of the tree + 1.
  std::uint64_t critical_path_stages = 0;
};

/// The stages of `format` in the post order of its ordered tree (TT: in the order of its chain).
/// Unpaired leaves: pure output subtrees are expanded from the top instead (their transposed
/// network).
///
/// Throws: CountOverflow; std::invalid_argument if the format is inconsistent.
[[nodiscard]] Plan plan(const MatrixFormat& format);

/// Multiply-accumulates of plan(format) without building it. Complexity: O(d).
[[nodiscard]] std::uint64_t macs(const MatrixFormat& format);

/// The order of children (TT: the direction) of the same rooted tree with the fewest multiply-
/// accumulates; ties by smaller peak_words, then by text().
/// Complexity: O(d) where no two orders tie (each node's best order does not depend on the others);
/// O(2^k d) where k nodes do, k < d.
[[nodiscard]] DimensionTree best_order(const MatrixFormat& format);

/// Published formats' staged products, by total (one step, batch 1).
/// BT: `blocks` times a Tucker chain (factors in the order of modes, then the core). TR: the ring
/// opened at R_0 (input cores are contracted first to last, then output cores), times R_0.
/// Throws: CountOverflow; std::invalid_argument if the lists differ in length.
[[nodiscard]] std::uint64_t bt_macs(std::uint64_t blocks, const Modes& modes,
                                    const std::vector<std::uint64_t>& core_ranks);
[[nodiscard]] std::uint64_t tr_macs(const std::vector<std::uint64_t>& in_sizes,
                                    const std::vector<std::uint64_t>& out_sizes,
                                    const std::vector<std::uint64_t>& ring);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_PLAN_PLAN_HPP
