#ifndef PARETREE_TENSOR_REFERENCE_EXHAUSTIVE_HPP
#define PARETREE_TENSOR_REFERENCE_EXHAUSTIVE_HPP

#include "tensor/dimension_tree.hpp"
#include "tensor/format.hpp"
#include "tensor/ranks.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::tensor::reference {

/// best_order() by looking at the plan of every order. Complexity: O(2^d d^2).
[[nodiscard]] DimensionTree best_order(const MatrixFormat& format);

/// RankSpace by filtering the full product of choices with the definition of redundancy, in no
/// particular order. Complexity: O(choices^(2d-3) d).
[[nodiscard]] std::vector<EdgeRanks> tree_ranks(const DimensionTree& tree, const Modes& modes,
                                                const RankChoices& choices);
[[nodiscard]] std::vector<EdgeRanks> chain_ranks(const Modes& modes, const RankChoices& choices);

/// Texts of the canonical rooted trees over the modes of a set, from the definition: a leaf, or two
/// trees over the parts of a split. Ascending. Complexity: O(2^d (2d-3)!!).
[[nodiscard]] std::vector<std::string> rooted_tree_texts(ModeSet modes);

}  // namespace paretree::tensor::reference

#endif  // PARETREE_TENSOR_REFERENCE_EXHAUSTIVE_HPP
