#ifndef PARETREE_DSE_CORE_TRAINED_STATES_HPP
#define PARETREE_DSE_CORE_TRAINED_STATES_HPP

#include "results/records.hpp"
#include "sweeps/state_trace.hpp"
#include "sweeps/workloads.hpp"
#include "tensor/lstm/training.hpp"

#include <map>
#include <memory>
#include <string>

namespace paretree::dse {

/// Which hidden states a trained format prunes: what templates that skip zero states are priced
/// with, where the workload has no trace of its own.
struct TrainedStates {
  double threshold = 0;
  double share = 0;        ///< zero in one sequence, over all sequences evaluated
  double joint_share = 0;  ///< zero in a whole batch
  sweeps::StateTrace trace;
};

/// The trace as CSV (sweeps/state_trace.hpp) of the first batch evaluated. Empty where there is
/// none: fewer sequences than a batch, or no state or every state is zero. Steps that would make it
/// longer than a trace may be are left out.
[[nodiscard]] std::string trace_csv(const tensor::PrunedStates& states,
                                    const sweeps::Workload& workload);

/// Requires: the row has a trace. Throws: sweeps::ParseError if it is damaged.
[[nodiscard]] std::shared_ptr<const TrainedStates> trained_states(
    const results::PrunedStatesRow& row, const sweeps::Workload& workload);

/// By format id. What has no entry (yet) is priced with the expected share.
///
/// Thread safety: find() may run in several threads, but not beside set().
class TrainedStatesTable {
 public:
  void set(const std::string& format, std::shared_ptr<const TrainedStates> states) {
    states_[format] = std::move(states);
  }
  [[nodiscard]] bool empty() const { return states_.empty(); }
  /// Null: none.
  [[nodiscard]] std::shared_ptr<const TrainedStates> find(const std::string& format) const;

 private:
  std::map<std::string, std::shared_ptr<const TrainedStates>> states_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_TRAINED_STATES_HPP
