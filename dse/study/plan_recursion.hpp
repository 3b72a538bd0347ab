#ifndef PARETREE_DSE_STUDY_PLAN_RECURSION_HPP
#define PARETREE_DSE_STUDY_PLAN_RECURSION_HPP

#include "dse/study/plan_lattice.hpp"
#include "dse/study/plan_sums.hpp"
#include "tensor/dimension_tree.hpp"
#include "tensor/ranks.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace paretree::dse {

/// The undominated plans of a hierarchical-Tucker matrix over all rooted trees, all their orders
/// (or the natural one) and all non-redundant ranks, on one array, without walking them.
///
/// With F(S, rho, r) the undominated sums of the subtrees over the modes S below an edge of rank r
/// (PlanLattice says what rho is):
///
///     F(S, rho, r) = undominated over ordered splits S = x | y and ranks r_x, r_y of
///                    F(x, rho N_y, r_x) + F(y, rho M_x r_x, r_y) + stage(r, r_x r_y, rho M_S)
///     F({j}, rho, r) = stage(m_j r, n_j, rho)
///
/// at the root with rho = 1, r_x = r_y and one row. Exact, since costs of a stage depend on nothing
/// but these numbers and every figure is monotone in the sums. A state, a pair of its children or a
/// subtree is closed on a group of hardware halves where a lower bound of all its completions is
/// beaten by an evaluated design (`Open`): the least of every form inside each state bottom up,
/// outside each state top down. What is closed on all groups is dropped.
///
/// Complexity: states (S, rho, r) times splits times rank pairs, and joins of the fronts of those
/// that no bound closed.
class PlanRecursion {
 public:
  /// Groups of hardware halves, one bit each.
  using Groups = std::uint64_t;
  /// Those of the groups on which no evaluated feasible design dominates everything whose forms are
  /// at least these.
  using Open = std::function<Groups(const PlanBound&, Groups)>;

  struct Plan {
    PlanSums sums;
    Groups groups = 0;  ///< on which it is not closed
    tensor::DimensionTree tree = tensor::DimensionTree::leaf(0);
    tensor::EdgeRanks ranks;
  };
  struct Counts {
    std::uint64_t states = 0;   ///< (S, rho, r) that some plan that fits passes through
    std::uint64_t closed = 0;   ///< of these, closed by a bound
    std::uint64_t pairs = 0;    ///< of children of the others
    std::uint64_t dropped = 0;  ///< of these, closed by a bound
    std::uint64_t joined = 0;   ///< pairs of subtrees of the others looked at
    std::uint64_t beaten = 0;   ///< of these, closed by a bound

    Counts& operator+=(const Counts& other);
  };

  /// All three outlive it.
  PlanRecursion(const PlanLattice& lattice, const StageCosts& costs,
                const std::vector<PlanForm>& forms);

  /// The undominated plans that no bound closed on all groups, in a fixed order.
  [[nodiscard]] std::vector<Plan> run(const Open& open, Groups all);
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  using Mask = PlanLattice::Mask;
  using Number = PlanLattice::Number;
  using State = PlanLattice::State;
  /// A pair of children below rank number `rank` of a state.
  struct Pair {
    Number rank = 0;
    Number split = 0;
    Number first_rank = 0;
    Number second_rank = 0;
    Groups groups = 0;  ///< on which it is not closed
  };
  /// A subtree, and which of its children's it was joined from.
  struct Subtree {
    PlanSums sums;
    Groups groups = 0;
    Number split = 0;
    Number first_rank = 0;
    Number second_rank = 0;
    Number first_at = 0;
    Number second_at = 0;
  };
  /// The undominated subtrees of one rank of a state.
  struct Solved {
    std::vector<Subtree> subtrees;
    std::vector<PlanBound> forms;  ///< of each
    PlanBound least{};
    Groups groups = 0;  ///< of all together
  };
  class Front;

  void bound_inside(const State& state);
  void bound_outside(Number number, const Open& open, Groups all);
  void bound_pair(Number number, Pair pair, Groups groups, const PlanBound& around,
                  const Open& open);
  void solve(Number number, const Open& open);
  void join(const State& state, const Pair& pair, Number stage, const PlanBound& outside,
            const Open& open, Front& front);
  [[nodiscard]] Number stage_of(const State& state, const Pair& pair) const;
  [[nodiscard]] tensor::DimensionTree tree_of(
      const Subtree& subtree, const State& state,
      std::vector<std::pair<tensor::ModeSet, std::uint64_t>>& ranks) const;

  const PlanLattice& lattice_;
  const StageCosts& costs_;
  PlanForms forms_;
  std::vector<PlanBound> stages_;  ///< forms of every stage
  // By number of the rank:
  std::vector<PlanBound> inside_;   ///< least of each form over the subtrees
  std::vector<PlanBound> outside_;  ///< least of each form over what completes them
  std::vector<Groups> groups_;      ///< on which some pair above it is not closed
  std::vector<Solved> fronts_;
  std::vector<std::vector<Pair>> open_;       ///< by state: pairs that are not closed
  std::vector<std::vector<PlanBound>> both_;  ///< scratch of bound_inside()
  Solved root_;
  Counts counts_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PLAN_RECURSION_HPP
