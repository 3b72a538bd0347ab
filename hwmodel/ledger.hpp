#ifndef PARETREE_HWMODEL_LEDGER_HPP
#define PARETREE_HWMODEL_LEDGER_HPP

#include "hwmodel/technology.hpp"
#include "hwmodel/units.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace paretree::hwmodel {

/// Reads constants of a technology as quantities, scaled to one node, and keeps what was read: the
/// list of constants a machine was made of.
///
/// Scaling is Stillmaker & Baas 2017 at each node's nominal voltage, linear in the node between
/// tabulated ones; a constant without a node is not scaled. Leakage is scaled as area is (an
/// assumption). Reference: Stillmaker, Baas, Integration 58, 2017.
class Ledger {
 public:
  /// Throws: OutsideModel if logic cannot be scaled to this node.
  Ledger(const Technology& technology, double node_nm);

  /// Each throws std::invalid_argument if the constant is missing or its unit is of another kind.
  [[nodiscard]] Energy energy(std::string_view name);
  [[nodiscard]] Area area(std::string_view name);
  [[nodiscard]] Power leakage(std::string_view name);
  [[nodiscard]] Time delay(std::string_view name);
  [[nodiscard]] EnergyPerBit energy_per_bit(std::string_view name);
  [[nodiscard]] Bandwidth bandwidth(std::string_view name);
  [[nodiscard]] double number(std::string_view name);

  /// Adds a figure that is no constant of the set: an interpolated entry of a table.
  void note(Constant figure);

  [[nodiscard]] const Technology& technology() const { return technology_; }
  [[nodiscard]] double node_nm() const { return node_nm_; }
  /// By name, each once.
  [[nodiscard]] std::vector<Constant> used() const;

  /// Ratio of the energy (area, delay) of logic at this ledger's node to that at `from_nm`.
  [[nodiscard]] double energy_ratio(double from_nm);
  [[nodiscard]] double area_ratio(double from_nm);
  [[nodiscard]] double delay_ratio(double from_nm);

 private:
  [[nodiscard]] const Constant& read(std::string_view name);
  template <typename At>
  [[nodiscard]] double between_nodes(double node_nm, At at);
  /// Of logic at a tabulated node, in volts. Throws: as the readers of quantities.
  [[nodiscard]] double supply(int node);
  [[nodiscard]] double energy_at(double node_nm);
  [[nodiscard]] double area_at(double node_nm);
  [[nodiscard]] double delay_at(double node_nm);
  /// By the node a constant is of: a machine asks for the same few again and again.
  using Ratios = std::vector<std::pair<double, double>>;
  [[nodiscard]] double ratio(Ratios& known, double from_nm, double (Ledger::*at)(double));

  const Technology& technology_;
  double node_nm_;
  Ratios energy_ratios_, area_ratios_, delay_ratios_;
  std::vector<char> noted_;  ///< by place in the technology
  std::vector<Constant> used_;
};

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_LEDGER_HPP
