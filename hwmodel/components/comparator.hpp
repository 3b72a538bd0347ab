#ifndef PARETREE_HWMODEL_COMPONENTS_COMPARATOR_HPP
#define PARETREE_HWMODEL_COMPONENTS_COMPARATOR_HPP

#include "hwmodel/components/logic.hpp"
#include "hwmodel/ledger.hpp"

namespace paretree::hwmodel {

/// Comparison of two words; all proportional to the width.
///
/// Constants: comparator_energy_per_bit, comparator_area_per_bit, comparator_leakage_per_bit.
/// Throws: OutsideModel outside 1 to 64 bits.
[[nodiscard]] LogicFigures comparator(Ledger& constants, int width_bits);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_COMPONENTS_COMPARATOR_HPP
