#ifndef PARETREE_HWMODEL_COMPONENTS_LOGIC_HPP
#define PARETREE_HWMODEL_COMPONENTS_LOGIC_HPP

#include "hwmodel/units.hpp"

namespace paretree::hwmodel {

/// One unit of logic: energy per operation, area, leakage.
struct LogicFigures {
  Energy energy;
  Area area;
  Power leakage;
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_COMPONENTS_LOGIC_HPP
