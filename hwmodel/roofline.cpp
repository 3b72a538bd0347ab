#include "hwmodel/roofline.hpp"

#include "hwmodel/division.hpp"

#include <algorithm>
#include <array>

namespace paretree::hwmodel {

std::string_view name(Roofline::Bound bound) {
  constexpr std::array<std::string_view, 4> names{"compute-bound", "weight-bound",
                                                  "activation-bound", "stalled"};
  return names.at(static_cast<std::size_t>(bound));
}

Roofline roofline(const StageActivity& stage, const Machine& machine, const Datapath& datapath) {
  const bool mapped = !stage.mapping.empty();
  Roofline result;
  // An element-wise lane does one look-up, product and sum a cycle: what there is most of limits.
  const std::uint64_t most =
      std::max({stage.events.lookups, stage.events.multiplications, stage.events.additions});
  result.compute_cycles = mapped
                              ? ceil_div(stage.macs, std::max<std::uint64_t>(1, machine.mac_units))
                              : ceil_div(most, machine.array.pes);
  result.weight_cycles = ceil_div(stage.events.weight_reads, datapath.weight_port_words);
  // The next x, counted with the element-wise part, arrives during the whole step.
  const std::uint64_t written = mapped ? stage.events.activation_writes : 0;
  result.activation_cycles =
      ceil_div(std::max(stage.events.activation_reads, written), machine.array.banks);
  if (stage.conflict_cycles * 10 >= stage.cycles && stage.conflict_cycles > 0) {
    result.bound = Roofline::Bound::stalled;
  } else if (mapped &&
             result.activation_cycles > std::max(result.compute_cycles, result.weight_cycles)) {
    result.bound = Roofline::Bound::activations;
  } else if (mapped && result.weight_cycles > result.compute_cycles) {
    result.bound = Roofline::Bound::weights;
  }
  return result;
}

}  // namespace paretree::hwmodel
