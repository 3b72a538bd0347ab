#ifndef PARETREE_HWMODEL_BANKING_CONFLICTS_HPP
#define PARETREE_HWMODEL_BANKING_CONFLICTS_HPP

#include "hwmodel/array_model.hpp"
#include "hwmodel/banking/bank_function.hpp"

namespace paretree::hwmodel {

/// Cycles and conflicts of one stage between two boundaries: the walk over its tiles with the
/// fullest bank of every group instead of ceil(words / banks).
///
/// `stage` is as stage_activity() gives it for conflict-free banks; its cycles, stalls and
/// conflicts are replaced. Results are remembered by shape of stage and boundaries, loads of banks
/// by what each side of a boundary sees. Complexity: O(groups of both tensors, for xor words),
/// once. Thread safety: any number of threads.
void add_conflicts(const Boundary& in, const Boundary& out, const AccessGroups& in_groups,
                   const AccessGroups& out_groups, BankMapping mapping, const Lanes& lanes,
                   Mapping spread, StageActivity& stage);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_BANKING_CONFLICTS_HPP
