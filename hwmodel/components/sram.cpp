#include "hwmodel/components/sram.hpp"

#include <cmath>

namespace paretree::hwmodel {

SramFigures sram(Ledger& constants, const SramShape& shape) {
  const SramTable& table = constants.technology().sram();
  const double groups = std::fmax(1.0, std::ceil(shape.banks / table.most_banks()));
  const double slices = std::fmax(1.0, std::ceil(shape.width_bits / table.widest_bits()));
  SramShape macro = shape;
  macro.size_bytes = shape.size_bytes / groups / slices;
  macro.width_bits = shape.width_bits / slices;
  macro.banks = shape.banks / groups;
  SramFigures figures = table.interpolate(macro);
  const double energy = slices * constants.number("sram_energy_factor");
  figures.read = figures.read * energy;
  figures.write = figures.write * energy;
  figures.leakage = figures.leakage * (groups * slices * constants.number("sram_leakage_factor"));
  figures.area = figures.area * (groups * slices * constants.number("sram_area_factor"));
  figures.cycle = table.upper_cycle(macro);
  return figures;
}

}  // namespace paretree::hwmodel
