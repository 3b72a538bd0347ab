#ifndef PARETREE_HWMODEL_BANKING_CONFLICTS_HPP
#define PARETREE_HWMODEL_BANKING_CONFLICTS_HPP

#include "hwmodel/array_model.hpp"
#include "hwmodel/banking/bank_mapping.hpp"
#include "hwmodel/banking/boundary.hpp"

#include <cstdint>
#include <optional>
#include <vector>

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

 private:
  BankMapping mapping_;
  std::uint64_t banks_;
  std::uint64_t pitch_ = 0;
};

/// Cycles and conflicts of one stage between two boundaries: the walk over its tiles with the
/// fullest bank of every group instead of ceil(words / banks).
///
/// `stage` is as stage_activity() gives it for conflict-free banks; its cycles, stalls and
/// conflicts are replaced. Results are remembered by shape of stage and boundaries. Complexity:
/// O(groups of both tensors, for xor words), once.   Thread safety: any number of threads.
void add_conflicts(const Boundary& in, const Boundary& out, const AccessGroups& in_groups,
                   const AccessGroups& out_groups, BankMapping mapping, const Lanes& lanes,
                   Mapping spread, StageActivity& stage);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_BANKING_CONFLICTS_HPP
