#ifndef PARETREE_DSE_STUDY_SENSITIVITY_HPP
#define PARETREE_DSE_STUDY_SENSITIVITY_HPP

#include "dse/study/plain_design.hpp"
#include "results/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// By how many percent a figure of a design changes where a constant changes by one: the slope of
/// the logarithms between 5 % less and 5 % more of the constant, all others kept.
struct Elasticity {
  std::string constant;  ///< of the technology, or a column of its SRAM table, "sram_table_read"
  double energy = 0;
  double core_energy = 0;
  double latency = 0;
  double area = 0;
};

/// Of every constant that the design was priced with, strongest on energy first; those without any
/// influence are left out, and those that make the clock too fast when changed.
/// Requires: design is feasible on its hardware.
[[nodiscard]] std::vector<Elasticity> elasticities(const Problem& problem,
                                                   const PlainDesign& design);

/// [{constant, energy, core_energy, latency, area}]
[[nodiscard]] results::Json elasticities_json(const std::vector<Elasticity>& elasticities);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_SENSITIVITY_HPP
