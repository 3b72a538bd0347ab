#ifndef PARETREE_DSE_STUDY_PLAN_WITNESS_HPP
#define PARETREE_DSE_STUDY_PLAN_WITNESS_HPP

#include "dse/study/plan_lattice.hpp"
#include "dse/study/plan_sums.hpp"

#include <functional>
#include <optional>
#include <string>

namespace paretree::dse {

/// A proof, to be replayed, of which subtrees of a lattice are undominated on one array: no bounds,
/// dominance alone.
///
/// Of every (S, rho, r) with more than one mode, smaller sets first:
///
///     S  rho  r  bytes  symbol...                                  (r: 0 at the root)
///
/// with a symbol for each way to put it together, in this order: the modes x of the first child
/// ascending as a number, the rank of x, the rank of the second child y (at the root they are one),
/// the kept subtrees of x, the kept subtrees of y. 0: it is kept, and is the next of this (S, rho,
/// r); k + 1: the kept one k is nowhere more. All numbers are varints. A replay needs one
/// comparison per symbol other than 0.
///
/// Nothing if `stopping` became true. Complexity: all undominated subtrees are held; each candidate
/// is looked up twice in an archive.
[[nodiscard]] std::optional<std::string> plan_witness(const PlanLattice& lattice,
                                                      const StageCosts& costs,
                                                      const std::function<bool()>& stopping);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PLAN_WITNESS_HPP
