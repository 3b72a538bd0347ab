#ifndef PARETREE_HWMODEL_COMPONENTS_LOOKUP_HPP
#define PARETREE_HWMODEL_COMPONENTS_LOOKUP_HPP

#include "hwmodel/components/logic.hpp"
#include "hwmodel/ledger.hpp"
#include "hwmodel/sram_table.hpp"

namespace paretree::hwmodel {

/// A look-up table for one of sigmoid and tanh: 512 words of 16 bits, read through one port.
///
/// Priced as the 1 KiB, 16 bit, one-bank memory of the SRAM table, its smallest: a ROM of the same
/// size would be smaller, so this is an upper estimate. Throws: OutsideModel if the table has no
/// such memory at the node.
[[nodiscard]] LogicFigures lookup(Ledger& constants, SramCell cell);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_COMPONENTS_LOOKUP_HPP
