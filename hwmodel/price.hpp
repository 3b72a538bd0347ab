#ifndef PARETREE_HWMODEL_PRICE_HPP
#define PARETREE_HWMODEL_PRICE_HPP

#include "hwmodel/parameters.hpp"
#include "hwmodel/technology.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace paretree::hwmodel {

/// One figure of a priced component, its unit in its name: {"read_pj", 3.1}.
struct PricedFigure {
  std::string name;
  double value = 0;
};

struct PricedComponent {
  std::vector<PricedFigure> figures;
  std::string source;
  Basis basis = Basis::derived;
  Status status = Status::derived;
};

/// Components that `price` knows ("sram", "multiplier", "adder", "register", "dram", ...), each
/// with its parameters (for sram: size_bytes, width_bits, banks, node_nm, cell).
struct ComponentKind {
  std::string name;
  std::string sentence;
  std::vector<Parameter> parameters;
};
[[nodiscard]] std::vector<ComponentKind> component_kinds();

/// Throws: std::invalid_argument for an unknown kind (with the known names), a missing parameter,
/// or a value outside the model's range (with the range).
[[nodiscard]] PricedComponent price(std::string_view kind, const Configuration& configuration,
                                    const Technology& technology);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_PRICE_HPP
