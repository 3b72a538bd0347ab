#ifndef PARETREE_DSE_STUDY_HISTORY_HPP
#define PARETREE_DSE_STUDY_HISTORY_HPP

#include "dse/study/front_measure.hpp"
#include "results/json.hpp"
#include "results/store/study.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace paretree::dse {

/// How much of the box between ideal and reference point of the newest front was dominated when so
/// many designs were done.
struct HistoryPoint {
  std::uint64_t designs = 0;
  std::uint64_t members = 0;
  std::optional<double> wall_seconds;
  double hypervolume = 0;  ///< dominated share, 0 to 1
  double found = 0;        ///< share of the vectors that are looked for, 0 to 1
};

/// What a history is measured by: for several studies the same.
struct HistoryMeasure {
  Frame frame;
  std::set<std::vector<double>> sought;  ///< vectors of a front, minimised; may be empty
};

/// The newest front of a history, minimised.
[[nodiscard]] Points newest_front(const results::RunRow& run, const results::FrontHistory& history);
/// The box of the newest fronts together, and the vectors of the first one.
[[nodiscard]] HistoryMeasure measure_of(const std::vector<Points>& newest);

/// The hypervolume at the checkpoints of a run, by designs. Large fronts of five objectives and
/// more are measured at fewer checkpoints, the first and the last among them.
[[nodiscard]] std::vector<HistoryPoint> hypervolume_history(const results::RunRow& run,
                                                            const results::FrontHistory& history);
/// The same by another box, and with the share of what is looked for.
[[nodiscard]] std::vector<HistoryPoint> hypervolume_history(const results::RunRow& run,
                                                            const results::FrontHistory& history,
                                                            const HistoryMeasure& measure);

/// List of {designs, members, wall_s, hypervolume}.
[[nodiscard]] results::Json history_json(const std::vector<HistoryPoint>& points);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_HISTORY_HPP
