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

/// In what two runs of one sweep cannot be put together, since it decides what designs cost: "the
/// constants differ (add_energy_per_bit)", "my28.yaml has changed"; empty: nothing.
[[nodiscard]] std::string difference_in_prices(const results::RunRow& before,
                                               const results::RunRow& after);

/// The study that a run of the problem writes: a new file, or the one to go on with. Nothing is
/// written before the sweep is known to be right.
///
/// Throws: std::invalid_argument if the file holds another sweep, another part of this one or what
/// other constants gave (of a technology file since changed, of another version of the program);
/// sweeps::ParseError if a proxy cannot measure the workload; StoreError.
[[nodiscard]] results::Study open_study(const Problem& problem, const Evaluator& evaluator,
                                        const std::string& file,
                                        const std::optional<results::Shard>& shard);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_OPEN_STUDY_HPP
