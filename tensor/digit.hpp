#ifndef PARETREE_TENSOR_DIGIT_HPP
#define PARETREE_TENSOR_DIGIT_HPP

#include "tensor/modes.hpp"

#include <cstdint>

namespace paretree::tensor {

/// One index of a stage's operands: an input mode's digit, an output mode's digit or a rank.
///
/// Role and label together are unique among the indices alive at any time.
struct Digit {
  enum class Role : std::uint8_t { input, output, rank };
  Role role = Role::input;
  /// The mode (as a set), or for a rank its edge. In an HT that is the set of modes below the edge:
  /// the root's two children, which share one edge_of() name, are two indices.
  ModeSet label = 0;
  std::uint64_t size = 1;

  friend bool operator==(const Digit&, const Digit&) = default;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_DIGIT_HPP
