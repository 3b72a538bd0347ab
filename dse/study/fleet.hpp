#ifndef PARETREE_DSE_STUDY_FLEET_HPP
#define PARETREE_DSE_STUDY_FLEET_HPP

#include "dse/exec/workers.hpp"
#include "dse/study/problem.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace paretree::dse {

/// One hardware half, priced; or why it cannot be built.
struct PricedHalf {
  hwmodel::Machine machine;  ///< without its constants, which Fleet keeps once
  std::size_t array = 0;     ///< of Fleet::arrays
  std::size_t group = 0;     ///< of Fleet::groups
  std::optional<hwmodel::Infeasible> infeasible;
  int failed_constraint = -1;  ///< the first of those that hardware alone decides; -1: none
  std::vector<double> names;   ///< its axes and figures as expressions see them
};

/// The halves with one array and one size of weight memory, bounded from below.
struct FleetGroup {
  std::size_t array = 0;
  hwmodel::Machine lowest;
};

/// All halves of one hardware space at one weight width, priced once, and the distinct arrays among
/// them: halves with equal arrays share their activity.
struct Fleet {
  const hwmodel::Accelerator* accelerator = nullptr;
  std::vector<PricedHalf> halves;
  std::vector<hwmodel::Array> arrays;
  std::vector<FleetGroup> groups;
  std::vector<hwmodel::Constant> constants;
};

[[nodiscard]] Fleet price_fleet(const Problem& problem, const Space::Slot& slot,
                                const Workers& workers);

/// Whether a design with these numbers passes (its `when` does not hold, or its condition does).
[[nodiscard]] bool passes(ResultConstraint& constraint, std::span<const double> names);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_FLEET_HPP
