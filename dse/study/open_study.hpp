#ifndef PARETREE_DSE_STUDY_OPEN_STUDY_HPP
#define PARETREE_DSE_STUDY_OPEN_STUDY_HPP

#include "dse/study/evaluator.hpp"
#include "dse/study/problem.hpp"
#include "results/records.hpp"
#include "results/store/shards.hpp"
#include "results/store/study.hpp"

#include <optional>
#include <string>

namespace paretree::dse {

/// The study that a run of the problem writes: a new file, or the one to go on with. Nothing is
/// written before the sweep is known to be right.
///
/// Throws: std::invalid_argument if the file holds another sweep or another part of this one;
/// sweeps::ParseError if a proxy cannot measure the workload; StoreError.
[[nodiscard]] results::Study open_study(const Problem& problem, const Evaluator& evaluator,
                                        const std::string& file,
                                        const std::optional<results::Shard>& shard);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_OPEN_STUDY_HPP
