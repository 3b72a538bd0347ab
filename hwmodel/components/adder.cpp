#include "hwmodel/components/adder.hpp"

#include "hwmodel/outside_model.hpp"

#include <fmt/format.h>

namespace paretree::hwmodel {

LogicFigures adder(Ledger& constants, int width_bits) {
  if (width_bits < 8 || width_bits > 48) {
    throw OutsideModel(
        fmt::format("an adder of {} bits is outside the model: 8 to 48 bits", width_bits));
  }
  return {.energy = width_bits * constants.energy("add_energy_per_bit"),
          .area = width_bits * constants.area("add_area_per_bit"),
          .leakage = width_bits * constants.leakage("add_leakage_per_bit")};
}

}  // namespace paretree::hwmodel
