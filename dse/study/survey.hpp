#ifndef PARETREE_DSE_STUDY_SURVEY_HPP
#define PARETREE_DSE_STUDY_SURVEY_HPP

#include "dse/study/closing_trial.hpp"
#include "dse/study/ladder.hpp"
#include "dse/study/problem.hpp"

#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// What `plan` says before anything runs. Counts are exact.
struct Survey {
  struct AxisCount {
    std::string axis;
    std::uint64_t values = 0;
    std::string text;  ///< the values, shortened
  };
  std::vector<AxisCount> axes;
  std::size_t threads = 1;  ///< that the estimate is for
  std::vector<Exclusion> exclusions;
  double seconds_estimated = 0;
  ClosingTrial closing;             ///< of blocks closed without visiting them
  double seconds_per_training = 0;  ///< 0 where the proxy does not train
  double formats_per_hour = 0;      ///< that enter training, on all threads; 0: none are trained
  double designs_per_second = 0;    ///< one thread
  std::optional<Ladder> ladder;     ///< with the sizes that a run would start with now
};

/// Counts what constraints exclude where one half decides (model halves are walked up to a million
/// of them; beyond, and where both halves decide, the count is unset) and times a few designs,
/// one format and the closing of a few classes of hardware to estimate the run on `threads`
/// threads.
[[nodiscard]] Survey survey(const Problem& problem, std::size_t threads);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_SURVEY_HPP
