#ifndef PARETREE_DSE_STUDY_HISTORY_HPP
#define PARETREE_DSE_STUDY_HISTORY_HPP

#include "results/json.hpp"
#include "results/store/study.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace paretree::dse {

/// How much of the box between ideal and reference point of the newest front was dominated when so
/// many designs were done.
struct HistoryPoint {
  std::uint64_t designs = 0;
  std::uint64_t members = 0;
  std::optional<double> wall_seconds;
  double hypervolume = 0;  ///< dominated share, 0 to 1
};

/// The hypervolume at the checkpoints of a run, by designs. Large fronts of five objectives and
/// more are measured at fewer checkpoints, the first and the last among them.
[[nodiscard]] std::vector<HistoryPoint> hypervolume_history(const results::RunRow& run,
                                                            const results::FrontHistory& history);

/// List of {designs, members, wall_s, hypervolume}.
[[nodiscard]] results::Json history_json(const std::vector<HistoryPoint>& points);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_HISTORY_HPP
