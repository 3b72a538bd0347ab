#include "hwmodel/components/comparator.hpp"

#include "hwmodel/outside_model.hpp"

#include <fmt/format.h>

namespace paretree::hwmodel {

LogicFigures comparator(Ledger& constants, int width_bits) {
  if (width_bits < 1 || width_bits > 64) {
    throw OutsideModel(
        fmt::format("a comparator of {} bits is outside the model: 1 to 64 bits", width_bits));
  }
  return {.energy = width_bits * constants.energy("comparator_energy_per_bit"),
          .area = width_bits * constants.area("comparator_area_per_bit"),
          .leakage = width_bits * constants.leakage("comparator_leakage_per_bit")};
}

}  // namespace paretree::hwmodel
