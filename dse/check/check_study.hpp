#ifndef PARETREE_DSE_CHECK_CHECK_STUDY_HPP
#define PARETREE_DSE_CHECK_CHECK_STUDY_HPP

#include "dse/exec/workers.hpp"
#include "results/json.hpp"
#include "results/store/study.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace paretree::dse {

/// What checking a study found.
struct CheckReport {
  struct Block {
    std::string name;  ///< "input ht 8x16 20x4"
    std::string plans, designs;
    std::string method;  ///< recursion, witness, visit, open
    std::uint64_t classes = 0;
    std::uint64_t evaluated = 0;
    std::uint64_t uncovered = 0;
    double seconds = 0;
  };
  bool complete = false;  ///< the front is shown to be that of the whole space
  std::string space;      ///< designs, counted again
  std::uint64_t evaluated = 0;
  std::uint64_t front = 0;
  double eps = 0;  ///< designs within a factor of 1 + eps of a member count as covered
  double seconds = 0;
  std::vector<Block> blocks;
  std::vector<std::string> faults;

  [[nodiscard]] bool valid() const { return faults.empty(); }
  /// {valid, complete, space, evaluated, front, seconds, faults, blocks}
  [[nodiscard]] results::Json json() const;
};

struct CheckOptions {
  /// Blocks that only visiting every plan on every array can close are left open beyond this many
  /// pairs of them.
  std::uint64_t most_visits = std::uint64_t{1} << 28U;
  /// A file of `run --witness`, replayed instead of closing blocks by bounds; empty: none.
  std::string witness;
  std::function<void(const std::string&)> progress = [](const std::string&) {};
};

/// Checks a study's claims with nothing of the search: the size of the space by a closed form,
/// constants and sweep as stored, every member of the front evaluated again from its stages, no
/// member dominated by another, and (for a finished complete search) every design outside the front
/// weakly dominated by a member.
///
/// A table of accuracies is taken as stored: the proof is over the formats of that table.
/// Throws: results::StoreError.
[[nodiscard]] CheckReport check_study(const results::Study& study, const Workers& workers,
                                      const CheckOptions& options);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CHECK_CHECK_STUDY_HPP
