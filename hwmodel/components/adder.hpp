#ifndef PARETREE_HWMODEL_COMPONENTS_ADDER_HPP
#define PARETREE_HWMODEL_COMPONENTS_ADDER_HPP

#include "hwmodel/components/logic.hpp"
#include "hwmodel/ledger.hpp"

namespace paretree::hwmodel {

/// A fixed-point adder: energy, area and leakage proportional to its width.
///
/// Constants: add_energy_per_bit, add_area_per_bit, add_leakage_per_bit.
/// Throws: OutsideModel outside 8 to 48 bits: the fits are linear from 8 to 32, and accumulators
/// need a few bits more.
[[nodiscard]] LogicFigures adder(Ledger& constants, int width_bits);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_COMPONENTS_ADDER_HPP
