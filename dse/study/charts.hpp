#ifndef PARETREE_DSE_STUDY_CHARTS_HPP
#define PARETREE_DSE_STUDY_CHARTS_HPP

#include "dse/study/query.hpp"
#include "results/chart/line_chart.hpp"
#include "results/chart/parallel_chart.hpp"
#include "results/chart/rows_chart.hpp"
#include "results/chart/tree_chart.hpp"
#include "results/json.hpp"

#include <string>
#include <vector>

namespace paretree::dse {

// The pictures of studies, beside front_chart() of picture.hpp. Titles and captions are filled in,
// sizes are left as they are. All throw std::invalid_argument naming what is not stored, or if
// there is nothing to draw.

/// Fronts of several studies in two figures (default: the first study's first two objectives), each
/// with its own staircase.
[[nodiscard]] results::LineChart comparison_chart(const std::vector<const results::Study*>& studies,
                                                  const FrontQuery& query, const std::string& x,
                                                  const std::string& y);

/// By one box of all studies, or how much of the first study's newest front was found.
enum class HistoryOf { hypervolume, found };
enum class HistoryOver { designs, seconds };
/// Hypervolume of each study at its checkpoints.
[[nodiscard]] results::LineChart history_chart(const std::vector<const results::Study*>& studies,
                                               HistoryOver over,
                                               HistoryOf of = HistoryOf::hypervolume);

/// Front members over objectives and the axes that vary among them.
[[nodiscard]] results::ParallelChart parallel_chart(const results::Study& study,
                                                    const FrontQuery& query);

/// Where energy_pj, area_mm2 or cycles of designs go, by component. No designs: members of the
/// front, at most `most`, evenly along the first objective.
[[nodiscard]] results::RowsChart breakdown_chart(const results::Study& study,
                                                 const std::vector<std::string>& designs,
                                                 const std::string& figure, std::size_t most);

/// MACs per nanosecond over MACs per byte of DRAM traffic, under the roofs of the machines.
[[nodiscard]] results::LineChart roofline_chart(const results::Study& study,
                                                const std::vector<std::string>& designs);

/// The dimension tree of one design with its ranks.
[[nodiscard]] results::TreeChart tree_chart(const results::Study& study, const std::string& design);

/// Rank correlations with their intervals, from records as `proxies --format json` prints them.
[[nodiscard]] results::RowsChart proxies_chart(const results::Json& records);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_CHARTS_HPP
