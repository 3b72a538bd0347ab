#ifndef PARETREE_TENSOR_RANKS_HPP
#define PARETREE_TENSOR_RANKS_HPP

#include "tensor/dimension_tree.hpp"
#include "tensor/modes.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace paretree::tensor {

/// Ranks on the edges of an unrooted tree (HT) or of a chain (TT, whose edges are the splits
/// {0..k} | {k+1..d-1} and carry the same names). A value; sorted by edge.
class EdgeRanks {
 public:
  EdgeRanks() = default;
  /// Throws: std::invalid_argument if an edge is named twice or a rank is 0.
  explicit EdgeRanks(std::vector<std::pair<ModeSet, std::uint64_t>> ranks);

  /// The rank of an edge. Throws: std::invalid_argument if there is none.
  [[nodiscard]] std::uint64_t at(ModeSet edge) const;
  [[nodiscard]] const std::vector<std::pair<ModeSet, std::uint64_t>>& edges() const {
    return ranks_;
  }
  friend bool operator==(const EdgeRanks&, const EdgeRanks&) = default;

 private:
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks_;
};

/// The values that ranks may take: `leaf` on edges that end in a leaf, `inner` on the others.
/// Ascending, no repeats.
struct RankChoices {
  std::vector<std::uint64_t> leaf{};
  std::vector<std::uint64_t> inner{};
};

/// All non-redundant rank vectors of one unrooted tree (or of one chain), addressed by an index.
///
/// Redundant, and outside: a vector in which, at some vertex, one rank exceeds the product of the
/// others there (at a leaf: exceeds n_j m_j; at a TT core: r_(k-1) > n_k m_k r_k or the reverse),
/// or a rank exceeds the size of a side of its split. Counted and addressed by recursion over the
/// tree, never listed.
class RankSpace {
 public:
  [[nodiscard]] static RankSpace of_tree(const DimensionTree& tree, const Modes& modes,
                                         const RankChoices& choices);
  [[nodiscard]] static RankSpace of_chain(const Modes& modes, const RankChoices& choices);

  /// Complexity: O(1) (counted once on construction). Construction throws CountOverflow above 2^64
  /// - 1.
  [[nodiscard]] std::uint64_t size() const;
  /// In lexicographic order of the ranks on the edges, choices ascending. The order of the edges:
  /// of a chain {0}, {0,1}, {0,1,2}, ...; of a tree, rooted at the edge of its highest mode, that
  /// edge, then below each vertex its two children (smallest mode first), then what is below the
  /// first, then what is below the second. It is the same for every rooting and order of a tree.
  /// Complexity: O(d log choices). Throws: std::invalid_argument unless index < size().
  [[nodiscard]] EdgeRanks at(std::uint64_t index) const;
  /// The inverse of at(). Complexity: O(d log choices).
  /// Throws: std::invalid_argument unless contains(ranks).
  [[nodiscard]] std::uint64_t index_of(const EdgeRanks& ranks) const;
  /// Whether a rank vector over these edges is in the space.
  [[nodiscard]] bool contains(const EdgeRanks& ranks) const;
  /// Rank vectors that were left out as redundant: the full product minus size(); saturates.
  [[nodiscard]] std::uint64_t redundant() const;

 private:
  struct Impl;
  explicit RankSpace(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

  std::shared_ptr<const Impl> impl_;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_RANKS_HPP
