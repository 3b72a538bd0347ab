#ifndef PARETREE_DSE_STUDY_WITNESS_FILE_HPP
#define PARETREE_DSE_STUDY_WITNESS_FILE_HPP

#include "dse/exec/workers.hpp"
#include "dse/study/evaluator.hpp"
#include "dse/study/problem.hpp"
#include "results/records.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace paretree::dse {

/// First line of a witness file; the second one is the hash of the space and its constants.
inline constexpr const char* witness_heading = "paretree-witness 1";

/// Tags of what follows the two lines: class records, then the end.
enum class WitnessTag : std::uint64_t {
  end = 0,
  entry = 1  ///< block, slot, hardware index, bytes, then a stream of plan_witness.hpp
};

/// Throws: std::invalid_argument if no block is closed by recursion, so that there is nothing to
/// witness, or if the file's folder does not exist.
void require_witness(const Problem& problem, const Evaluator& evaluator, const Workers& workers,
                     const std::string& file);

/// Writes a proof of a problem's undominated plans that can be replayed without bounds: for every
/// class of every block that is closed by recursion, which subtrees dominate which. Blocks that are
/// not have none; they are visited by those who check. The bytes are the same for any number of
/// threads. The file appears when it is whole.
///
/// `progress`: classes done, of how many. False: stopped, and nothing is written.
/// Complexity: that of the search without bounds; for spaces of millions of plans.
/// Throws: std::runtime_error if the file cannot be written; what require_witness() throws.
[[nodiscard]] bool write_witness(const Problem& problem, const Evaluator& evaluator,
                                 const results::RunRow& run, const Workers& workers,
                                 const std::string& file,
                                 const std::function<void(std::size_t, std::size_t)>& progress,
                                 const std::function<bool()>& stopping);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_WITNESS_FILE_HPP
