#ifndef PARETREE_HWMODEL_COMPONENTS_MULTIPLIER_HPP
#define PARETREE_HWMODEL_COMPONENTS_MULTIPLIER_HPP

#include "hwmodel/components/logic.hpp"
#include "hwmodel/ledger.hpp"

namespace paretree::hwmodel {

struct MultiplierShape {
  int weight_bits = 16;
  int activation_bits = 16;
};

/// A fixed-point multiplier: energy q w a + l (w + a)/2, area and leakage proportional to w a.
///
/// Constants: multiply_energy_per_bit2 (q), multiply_energy_per_bit (l), multiply_area_per_bit2,
/// multiply_leakage_per_bit2. At w = a = b the energy is the source's fit in b; for unequal widths
/// it is an assumption that the quadratic part counts partial products. Throws: OutsideModel
/// outside 8 to 32 bits, the widths the fits were made from.
[[nodiscard]] LogicFigures multiplier(Ledger& constants, MultiplierShape shape);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_COMPONENTS_MULTIPLIER_HPP
