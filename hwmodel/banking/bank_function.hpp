#ifndef PARETREE_HWMODEL_BANKING_BANK_FUNCTION_HPP
#define PARETREE_HWMODEL_BANKING_BANK_FUNCTION_HPP

#include "hwmodel/banking/bank_mapping.hpp"
#include "hwmodel/banking/boundary.hpp"

#include <cstdint>

namespace paretree::hwmodel {

/// How the producer writes a tensor and the consumer reads it: what is accessed in one go.
struct AccessGroups {
  std::uint64_t write_rows = 1;     ///< of a tile of the producer
  std::uint64_t write_columns = 1;  ///< of a tile of the producer
  std::uint64_t read_columns = 1;   ///< of a tile of the consumer
  std::uint64_t read_inner = 1;     ///< contracted indices that the consumer takes at once
};

/// The bank of every word of a boundary under one of the families that a formula gives.
class BankFunction {
 public:
  /// Requires: not xor_box. For skew the pitch is searched: fewest extra cycles of all tiles and
  /// groups, the smallest of equals.   Complexity: O(words), for skew O(banks words).
  BankFunction(const Boundary& boundary, BankMapping mapping, std::uint64_t banks,
               const AccessGroups& groups);

  /// `address`: the word's number in the producer's order.
  [[nodiscard]] std::uint64_t bank(std::uint64_t address, std::uint64_t inner,
                                   std::uint64_t read_column) const;
  [[nodiscard]] std::uint64_t pitch() const { return pitch_; }
  /// Whether the bank is a sum of what each digit adds, modulo banks.
  [[nodiscard]] bool additive() const { return mapping_ != BankMapping::xor_fold; }
  /// Whether the bank follows from the address alone.
  [[nodiscard]] bool by_address() const { return mapping_ != BankMapping::skew; }
  [[nodiscard]] BankMapping mapping() const { return mapping_; }

 private:
  BankMapping mapping_;
  std::uint64_t banks_;
  std::uint64_t pitch_ = 0;
};

/// Pieces of `bits` bits of an address, XORed.
[[nodiscard]] constexpr std::uint32_t folded(std::uint32_t address, unsigned bits) {
  if (bits == 0) {
    return 0;
  }
  // Halves are laid over one another until one piece is left.
  for (unsigned pieces = 16; pieces > 0; pieces /= 2) {
    const unsigned shift = pieces * bits;
    address ^= shift < 32 ? address >> shift : 0;
  }
  return address & ((std::uint32_t{1} << bits) - 1);
}

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_BANKING_BANK_FUNCTION_HPP
