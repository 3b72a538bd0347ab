#ifndef PARETREE_HWMODEL_COMPONENTS_BITWISE_HPP
#define PARETREE_HWMODEL_COMPONENTS_BITWISE_HPP

#include "hwmodel/components/logic.hpp"
#include "hwmodel/ledger.hpp"

namespace paretree::hwmodel {

/// Two-input gates of a two-input multiplexer's bit: two ands and an or, the inverter not counted.
inline constexpr double gates_per_multiplexer = 3;

/// One two-input gate per bit (and, xor): what selects or negates a word; all proportional to the
/// width.
///
/// Constants: bitwise_energy_per_bit, bitwise_area_per_bit, bitwise_leakage_per_bit.
/// Throws: OutsideModel outside 1 to 64 bits.
[[nodiscard]] LogicFigures bitwise(Ledger& constants, int width_bits);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_COMPONENTS_BITWISE_HPP
