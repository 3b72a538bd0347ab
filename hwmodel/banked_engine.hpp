#ifndef PARETREE_HWMODEL_BANKED_ENGINE_HPP
#define PARETREE_HWMODEL_BANKED_ENGINE_HPP

#include "hwmodel/accelerator.hpp"

#include <variant>
#include <vector>

namespace paretree::hwmodel {

/// What `tie` and `fdht` share: PEs x MACs, a weight memory whose port feeds the MACs, two
/// ping-pong activation memories of banks, stage by stage.
///
/// build: Infeasible of reason `array` if PEs or banks are no power of two, for which no
/// conflict-free addressing of the banks is known.
[[nodiscard]] std::variant<Machine, Infeasible> build_banked_engine(
    const Configuration& configuration, const std::vector<Parameter>& parameters,
    const Technology& technology, int weight_bits);

/// One weight per MAC of a PE where rows go over MACs, else one for whichever are more.
[[nodiscard]] Datapath datapath_of_banked_engine(const Array& array);

/// array.mapping 0 is rows/columns for every stage, 1 the best of nine for each.
[[nodiscard]] Activity count_banked_engine(const LstmWork& work, const Array& array);

}  // namespace paretree::hwmodel

#endif  // PARETREE_HWMODEL_BANKED_ENGINE_HPP
