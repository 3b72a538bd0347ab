#ifndef PARETREE_HWMODEL_BANKING_BANK_LOADS_HPP
#define PARETREE_HWMODEL_BANKING_BANK_LOADS_HPP

#include "hwmodel/banking/bank_function.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace paretree::hwmodel {

/// Words of the fullest bank of every group: as many cycles as the group takes. Groups are numbered
/// by rows (or contracted indices) of the side, then columns.
using BankLoads = std::shared_ptr<const std::vector<std::uint32_t>>;

/// Of the groups a tensor is read in, or the tiles it is written in. Remembered by what the side
/// sees of the tensor.
///
/// Complexity: O(groups), for folded addresses O(words), once.   Thread safety: any number of
/// threads.
[[nodiscard]] BankLoads read_loads(const Boundary& boundary, const BankFunction& function,
                                   std::uint64_t banks, const AccessGroups& groups);
[[nodiscard]] BankLoads write_loads(const Boundary& boundary, const BankFunction& function,
                                    std::uint64_t banks, const AccessGroups& groups);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_BANKING_BANK_LOADS_HPP
