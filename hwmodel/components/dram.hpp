#ifndef PARETREE_HWMODEL_COMPONENTS_DRAM_HPP
#define PARETREE_HWMODEL_COMPONENTS_DRAM_HPP

#include "hwmodel/ledger.hpp"
#include "hwmodel/units.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace paretree::hwmodel {

/// Off-chip memory: energy per bit moved and the bandwidth of the interface. Its background power
/// and area are not modelled.
struct DramFigures {
  EnergyPerBit energy;
  Bandwidth bandwidth;
};

/// The kinds of which the built-in sets have constants dram_<kind>_energy and
/// dram_<kind>_bandwidth.
[[nodiscard]] const std::vector<std::string>& dram_kinds();

/// Throws: std::invalid_argument for a kind without constants.
[[nodiscard]] DramFigures dram(Ledger& constants, std::string_view kind);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_COMPONENTS_DRAM_HPP
