#ifndef PARETREE_SWEEPS_STATE_TRACE_HPP
#define PARETREE_SWEEPS_STATE_TRACE_HPP

#include "sweeps/workloads.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace paretree::sweeps {

/// Which hidden states of a batch are not zero, step by step.
struct StateTrace {
  double share = 0;  ///< of states that are zero, mean over units, steps and sequences
  /// By step, ascending: the units that at least one sequence of the batch keeps.
  std::vector<std::vector<std::uint64_t>> kept = {};

  friend bool operator==(const StateTrace&, const StateTrace&) = default;
};

/// The most kept units of all steps together: a trace is part of the study it was used in.
inline constexpr std::size_t most_kept_units = 100'000;

/// A trace as CSV: the header `step,sequence,kept`, then a line for every sequence of every step in
/// that order, with the units that are not zero, ascending, blanks between them. The first
/// `workload.batch` sequences are one batch; steps beyond the workload's are not used.
///
/// Throws: ParseError with the line and column of the first fault.
[[nodiscard]] StateTrace parse_state_trace(std::string_view text, const std::string& file,
                                           const Workload& workload);

/// The kept units of every step as the canonical sweep has them: "0 3 7".
[[nodiscard]] std::vector<std::string> kept_texts(const StateTrace& trace);

}  // namespace paretree::sweeps

#endif  // PARETREE_SWEEPS_STATE_TRACE_HPP
