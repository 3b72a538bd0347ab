#include "sweeps/parse_error.hpp"
#include "sweeps/state_trace.hpp"
#include "tests/fuzz/target.hpp"

namespace paretree::fuzz {

/// A trace of a layer of 16 units; what is kept lies among them, in order.
void read_a_trace(Bytes bytes) {
  sweeps::Workload workload;
  workload.inputs = 4;
  workload.hidden = 16;
  workload.steps = 6;
  workload.batch = 3;
  try {
    const auto trace = sweeps::parse_state_trace(text_of(bytes), "s.csv", workload);
    for (const auto& step : trace.kept) {
      for (std::size_t at = 0; at < step.size(); ++at) {
        promise(step[at] < workload.hidden, "a kept unit exists");
        promise(at == 0 || step[at - 1] < step[at], "kept units ascend");
      }
    }
  } catch (const sweeps::ParseError& error) {
    promise(std::string_view(error.what()).starts_with("s.csv"), "a fault says where it is");
  }
}

}  // namespace paretree::fuzz
