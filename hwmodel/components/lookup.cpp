#include "hwmodel/components/lookup.hpp"

#include "hwmodel/components/sram.hpp"

namespace paretree::hwmodel {

LogicFigures lookup(Ledger& constants, SramCell cell) {
  const SramFigures memory = sram(constants, {.size_bytes = 1024,
                                              .width_bits = 16,
                                              .banks = 1,
                                              .node_nm = constants.node_nm(),
                                              .cell = cell});
  return {.energy = memory.read, .area = memory.area, .leakage = memory.leakage};
}

}  // namespace paretree::hwmodel
