#ifndef PARETREE_HWMODEL_ROOFLINE_HPP
#define PARETREE_HWMODEL_ROOFLINE_HPP

#include "hwmodel/accelerator.hpp"

#include <cstdint>
#include <string_view>

namespace paretree::hwmodel {

/// What a stage would take if one resource alone limited it, and which one does.
struct Roofline {
  enum class Bound : std::uint8_t { compute, weights, activations, stalled };
  std::uint64_t compute_cycles = 0;     ///< all MACs busy
  std::uint64_t weight_cycles = 0;      ///< a full weight port
  std::uint64_t activation_cycles = 0;  ///< every bank of the busier half serves a word
  Bound bound = Bound::compute;
};
/// "compute-bound", "weight-bound", "activation-bound", "stalled".
[[nodiscard]] std::string_view name(Roofline::Bound bound);

/// The longest of the three limits; stalled where a tenth of the stage's cycles or more are bank
/// conflicts. Idle lanes are no limit of their own: a stage with few rows uses each activation a
/// few times only, and is bound by the activations' ports.
[[nodiscard]] Roofline roofline(const StageActivity& stage, const Machine& machine,
                                const Datapath& datapath);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_ROOFLINE_HPP
