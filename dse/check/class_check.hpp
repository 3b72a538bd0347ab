#ifndef PARETREE_DSE_CHECK_CLASS_CHECK_HPP
#define PARETREE_DSE_CHECK_CLASS_CHECK_HPP

#include "dse/check/claims.hpp"
#include "dse/check/hardware.hpp"
#include "dse/check/plan_graph.hpp"
#include "dse/check/reclosure.hpp"
#include "dse/study/problem.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace paretree::dse {

/// Counts of a plan's decomposed part, per step.
struct Tally {
  enum Index : std::size_t {
    cycles,
    macs,
    registers,
    weight_reads,
    reads,
    writes,
    weights,
    lost_freedom,
    size
  };
  std::array<std::int64_t, size> of{};

  friend Tally operator+(const Tally& a, const Tally& b) {
    Tally sum;
    for (std::size_t k = 0; k < size; ++k) {
      sum.of[k] = a.of[k] + b.of[k];
    }
    return sum;
  }
  [[nodiscard]] bool nowhere_more(const Tally& other) const {
    for (std::size_t k = 0; k < size; ++k) {
      if (of[k] > other.of[k]) {
        return false;
      }
    }
    return true;
  }
};

/// What every plan of a block has besides the decomposed matrix.
struct Rest {
  hwmodel::LstmWork work;
  std::uint64_t peak_words = 0;  ///< of its own tensors
  std::int64_t parameters = 0;
  std::int64_t macs = 0;  ///< of the sequence
};

[[nodiscard]] Rest rest_of(const Space::Block& block);

/// One array and one activation memory of a block.
struct CheckedClass {
  const Problem& problem;
  const Space::Block& block;
  const Rest& rest;
  const ArrayHalves& array;
  const std::vector<BuiltHalf>& halves;
  const PlanGraph& graph;
  const std::vector<Tally>& tallies;  ///< of the graph's stages, on the array
};

/// The model half of a plan put together from a graph, at the first slot's width.
[[nodiscard]] ModelHalf model_of_plan(const Space::Block& block, const PlanGraph& graph,
                                      std::size_t which, const PlanGraph::PickOf& pick);

/// Closes the class again: bottom up the least cost of every subtree, top down that of what
/// completes it, then the plans that no claim covers even so, put together and evaluated.
void check_class(const CheckedClass& checked, const Claims& claims, ClosedAgain& result);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CHECK_CLASS_CHECK_HPP
