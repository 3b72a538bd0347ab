#ifndef PARETREE_DSE_STUDY_LADDER_HPP
#define PARETREE_DSE_STUDY_LADDER_HPP

#include "dse/exec/workers.hpp"
#include "dse/study/problem.hpp"
#include "results/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::dse {

/// Successive halving: formats compete in brackets. All of a bracket are trained for few steps; the
/// best one in `factor` goes on to the next rung with `factor` times the steps; who reaches the
/// last rung is measured as the sweep says. A bracket is a batch of the schedule, so time decides
/// how many are done, and never what comes out of one.
struct Ladder {
  struct Rung {
    std::string fidelity;
    std::uint64_t steps = 0;
    std::uint64_t formats = 0;  ///< of a whole bracket that are trained on it
  };
  std::vector<Rung> rungs;     ///< the last one is the sweep's own fidelity
  std::uint64_t factor = 3;    ///< formats that compete for a place on the next rung
  std::uint64_t bracket = 16;  ///< formats of a bracket
  double budget_seconds = 0;   ///< of the whole run; 0: none
  double calibrated_seconds =
      0;  ///< one bracket on one thread when the sizes were decided; 0: they were given

  /// As a statement of the study: a budget becomes sizes once, and a resumed run goes by them.
  [[nodiscard]] results::Json json() const;
  [[nodiscard]] static Ladder parse(const results::Json& json);
  /// How many of `formats` on one rung go on to the next: one in `factor`, at least one.
  [[nodiscard]] std::uint64_t kept(std::uint64_t formats) const {
    return (formats + factor - 1) / factor;
  }
};

/// The name of what a study with a budget states about its confirmation.
inline constexpr std::string_view statement_of_confirmation = "ladder/confirmed";

/// The proxy's parameters with the steps of a rung.
[[nodiscard]] hwmodel::Configuration parameters_of(const Problem& problem,
                                                   const Ladder::Rung& rung);
/// The errors of a field of formats handed out anew, the least to the format with the least loss,
/// and so on: a few steps' cross-entropy puts formats in the order of their later errors better
/// than the share of sequences they get wrong, and everything that reads an error goes on reading
/// one. Requires: as many of both.   Complexity: O(n log n).
[[nodiscard]] std::vector<double> errors_by_loss(std::vector<double> errors,
                                                 const std::vector<double>& losses);

/// Seeds of a rung below the last: none that another rung or proxy uses.
[[nodiscard]] std::vector<std::uint64_t> seeds_of(const Problem& problem, std::size_t rung);

/// Seconds that one training takes on one thread while all of `workers` train, the mean over some
/// formats from all over the schedule.
[[nodiscard]] double seconds_per_training(const Problem& problem, const Workers& workers,
                                          const hwmodel::Configuration& parameters);

/// What a format that enters costs in training: seconds on one thread, and those of each rung.
struct LadderCost {
  double seconds_per_format = 0;
  std::vector<double> seconds_per_training;  ///< by rung
};

/// The sweep's ladder with its sizes, or nothing where it has neither `rungs` nor a `budget`. Where
/// a budget has to be turned into a size, a bracket takes at most a hundredth of it. Timing is left
/// out where the sizes are written in the sweep.
/// Throws: sweeps::ParseError for a budget that is no duration, or more rungs than steps allow.
[[nodiscard]] std::optional<Ladder> sized_ladder(const Problem& problem, const Workers& workers);
/// Its rungs without a size: what is known before anything is timed.
[[nodiscard]] std::optional<Ladder> ladder_of(const Problem& problem);
[[nodiscard]] LadderCost cost_of(const Problem& problem, const Workers& workers,
                                 const Ladder& ladder);

/// "90", "90s", "15m", "8h", "1h30m" in seconds; nothing if it is no duration.
[[nodiscard]] std::optional<double> seconds_of_duration(const std::string& text);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_LADDER_HPP
