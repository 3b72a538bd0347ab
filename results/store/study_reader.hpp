#ifndef PARETREE_RESULTS_STORE_STUDY_READER_HPP
#define PARETREE_RESULTS_STORE_STUDY_READER_HPP

#include "results/records.hpp"
#include "results/store/sqlite.hpp"
#include "results/store/study.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace paretree::results {

/// Which designs to read.
enum class Selection { kept, front };

/// In the order of positions. Requires: a study of this version.
[[nodiscard]] std::vector<FrontRow> read_front_rows(const Connection& connection,
                                                    const std::vector<ObjectiveColumn>& columns);
[[nodiscard]] Progress read_progress(const Connection& connection);
[[nodiscard]] std::vector<AccuracyRow> read_accuracies(const Connection& connection);
/// Sorted by format, fidelity, seed. Empty for a study of a version that did not keep them.
[[nodiscard]] std::vector<PrunedStatesRow> read_pruned_states(const Connection& connection);
/// Empty for a study of a version that did not keep it.
[[nodiscard]] std::vector<CertificateRow> read_certificate(const Connection& connection);
[[nodiscard]] std::vector<MeasuringRow> read_measuring(const Connection& connection);
[[nodiscard]] std::vector<ConfirmedRow> read_confirmed(const Connection& connection);
[[nodiscard]] std::vector<FormatRow> read_formats(const Connection& connection);

/// Designs in the order of their ids.
void read_designs(const Connection& connection, const std::vector<ObjectiveColumn>& columns,
                  Selection selection, const std::function<void(const DesignRow&)>& visit);
/// At most `limit` kept designs whose id starts with `prefix`.
[[nodiscard]] std::vector<DesignRow> read_designs_from(const Connection& connection,
                                                       const std::vector<ObjectiveColumn>& columns,
                                                       std::string_view prefix,
                                                       std::uint64_t limit);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_STUDY_READER_HPP
