#ifndef PARETREE_HWMODEL_COMPONENTS_SRAM_HPP
#define PARETREE_HWMODEL_COMPONENTS_SRAM_HPP

#include "hwmodel/ledger.hpp"
#include "hwmodel/sram_table.hpp"

namespace paretree::hwmodel {

/// An on-chip memory of equal banks, one word per access: the technology's table, times the set's
/// factors sram_energy_factor, sram_leakage_factor and sram_area_factor (1 in the built-in sets).
///
/// A memory with more banks than the table has is built of as few equal memories as its banks
/// allow, side by side, an access going to one of them; one wider than the table's widest word, of
/// slices that are all accessed together. `cycle` is the table's upper neighbour's: what a clock
/// must respect. Throws: OutsideModel with the legal range.
[[nodiscard]] SramFigures sram(Ledger& constants, const SramShape& shape);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_COMPONENTS_SRAM_HPP
