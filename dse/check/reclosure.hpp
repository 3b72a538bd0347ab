#ifndef PARETREE_DSE_CHECK_RECLOSURE_HPP
#define PARETREE_DSE_CHECK_RECLOSURE_HPP

#include "dse/check/claims.hpp"
#include "dse/check/hardware.hpp"
#include "dse/check/plan_graph.hpp"
#include "dse/check/witness_reader.hpp"
#include "dse/exec/workers.hpp"
#include "dse/study/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// A design that no member of the claimed front covers.
struct Uncovered {
  std::string model;     ///< JSON
  std::string hardware;  ///< JSON
  std::vector<double> vector;
};

/// What closing a block again took.
struct ClosedAgain {
  static constexpr std::size_t most_reported = 5;
  std::vector<Uncovered> uncovered;  ///< the first few
  std::uint64_t uncovered_count = 0;
  std::uint64_t classes = 0;    ///< arrays times activation memories
  std::uint64_t evaluated = 0;  ///< designs evaluated exactly

  void add(const ClosedAgain& part);
};

/// Shows that every design of a block is weakly dominated by a claimed one, without visiting most:
/// bottom up the least cost of every subtree, top down that of what completes it; what a claim
/// covers even so is closed, the rest is put together and evaluated exactly.
///
/// Independent of the search: claims are vectors of designs that were evaluated before, so a bound
/// they cover closes everything above it; nothing else is assumed. Requires: can_close_again().
[[nodiscard]] bool can_close_again(const Problem& problem, const BuiltHardware& hardware,
                                   const Space::Block& block);
[[nodiscard]] ClosedAgain close_again(const Problem& problem, const BuiltHardware& hardware,
                                      const Space::Block& block, const Claims& claims,
                                      const Workers& workers);
/// The same by replaying a witness, for hierarchical-Tucker blocks. Throws: WitnessError.
[[nodiscard]] ClosedAgain replay_again(const Problem& problem, const BuiltHardware& hardware,
                                       std::size_t block, const Claims& claims,
                                       const Workers& workers, WitnessReader& witness);

/// The same by visiting every plan on every array: for blocks that are no graph. `claims` are
/// values of the objectives, minimised; `accuracy` is the proxy's value of a model half, if it has
/// one. `bounds`: halves alike are closed together where a claim covers the cheapest of each
/// constant. Complexity: O(plans * hardware halves).
using AccuracyOfHalf = std::function<std::optional<double>(const ModelHalf&)>;
[[nodiscard]] ClosedAgain visit_again(const Problem& problem, const BuiltHardware& hardware,
                                      const Space::Block& block, const Claims& claims,
                                      const AccuracyOfHalf& accuracy, const Workers& workers,
                                      bool bounds = true);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CHECK_RECLOSURE_HPP
