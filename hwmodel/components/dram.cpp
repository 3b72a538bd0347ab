#include "hwmodel/components/dram.hpp"

#include <fmt/format.h>

namespace paretree::hwmodel {

const std::vector<std::string>& dram_kinds() {
  static const std::vector<std::string> kinds{"lpddr4", "lpddr", "ddr3", "gddr5", "hbm2", "hmc"};
  return kinds;
}

DramFigures dram(Ledger& constants, std::string_view kind) {
  return {.energy = constants.energy_per_bit(fmt::format("dram_{}_energy", kind)),
          .bandwidth = constants.bandwidth(fmt::format("dram_{}_bandwidth", kind))};
}

}  // namespace paretree::hwmodel
