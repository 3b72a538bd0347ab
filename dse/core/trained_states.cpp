#include "dse/core/trained_states.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace paretree::dse {

std::string trace_csv(const tensor::PrunedStates& states, const sweeps::Workload& workload) {
  std::string text = "step,sequence,kept\n";
  std::size_t kept = 0;
  std::size_t all = 0;
  for (std::size_t step = 0; step < states.kept.size(); ++step) {
    const auto& sequences = states.kept[step];
    if (sequences.size() < workload.batch) {
      return {};
    }
    std::size_t of_step = 0;
    for (std::size_t sequence = 0; sequence < workload.batch; ++sequence) {
      of_step += sequences[sequence].size();
    }
    if (kept + of_step > sweeps::most_kept_units) {
      break;
    }
    kept += of_step;
    all += workload.batch * workload.hidden;
    for (std::size_t sequence = 0; sequence < workload.batch; ++sequence) {
      fmt::format_to(std::back_inserter(text), "{},{},{}\n", step, sequence,
                     fmt::join(sequences[sequence], " "));
    }
  }
  return kept == 0 || kept == all ? std::string() : text;
}

std::shared_ptr<const TrainedStates> trained_states(const results::PrunedStatesRow& row,
                                                    const sweeps::Workload& workload) {
  return std::make_shared<const TrainedStates>(TrainedStates{
      .threshold = row.threshold,
      .share = row.share,
      .joint_share = row.joint_share,
      .trace = sweeps::parse_state_trace(row.trace, "pruned_states of " + row.format, workload)});
}

std::shared_ptr<const TrainedStates> TrainedStatesTable::find(const std::string& format) const {
  const auto found = states_.find(format);
  return found == states_.end() ? nullptr : found->second;
}

}  // namespace paretree::dse
