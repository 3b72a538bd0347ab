#ifndef PARETREE_HWMODEL_COMPONENTS_REGISTER_HPP
#define PARETREE_HWMODEL_COMPONENTS_REGISTER_HPP

#include "hwmodel/components/logic.hpp"
#include "hwmodel/ledger.hpp"

namespace paretree::hwmodel {

/// A register: energy of one cycle in which it is clocked with a new word; all proportional to its
/// width.
///
/// Constants: register_energy_per_bit, register_area_per_bit, register_leakage_per_bit.
/// Throws: OutsideModel outside 1 to 64 bits.
[[nodiscard]] LogicFigures word_register(Ledger& constants, int width_bits);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_COMPONENTS_REGISTER_HPP
