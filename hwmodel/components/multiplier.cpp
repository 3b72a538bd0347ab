#include "hwmodel/components/multiplier.hpp"

#include "hwmodel/outside_model.hpp"

#include <fmt/format.h>

namespace paretree::hwmodel {

LogicFigures multiplier(Ledger& constants, MultiplierShape shape) {
  for (const int bits : {shape.weight_bits, shape.activation_bits}) {
    if (bits < 8 || bits > 32) {
      throw OutsideModel(
          fmt::format("a multiplier of {} bits is outside the model: 8 to 32 bits", bits));
    }
  }
  const double products = static_cast<double>(shape.weight_bits) * shape.activation_bits;
  const double mean = (static_cast<double>(shape.weight_bits) + shape.activation_bits) / 2;
  return {.energy = products * constants.energy("multiply_energy_per_bit2") +
                    mean * constants.energy("multiply_energy_per_bit"),
          .area = products * constants.area("multiply_area_per_bit2"),
          .leakage = products * constants.leakage("multiply_leakage_per_bit2")};
}

}  // namespace paretree::hwmodel
