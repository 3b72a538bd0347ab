#ifndef PARETREE_DSE_STUDY_ENGINE_RATIOS_HPP
#define PARETREE_DSE_STUDY_ENGINE_RATIOS_HPP

#include "tensor/lstm/training.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::dse {

/// A data set both tensor engines are compared on: the factorisation of its 57,600 inputs in TIE.
struct ComparedLayer {
  std::string name;
  std::vector<std::uint64_t> inputs;
};
/// UCF11 and Youtube Celebrities.
[[nodiscard]] const std::vector<ComparedLayer>& compared_layers();

/// How many times better `fdht` is than `tie`; sequences of 6 steps, batch 1.
struct EngineRatios {
  double throughput = 0;
  double matrix_throughput = 0;  ///< without the dense W_h of either
  double area_efficiency = 0;    ///< throughput per area
  double energy_efficiency = 0;  ///< sequences per core energy
};

/// Hierarchical Tucker on `fdht` over the published tensor train (W_x at rank 4, gates in the first
/// mode, core d first; W_h dense) on `tie` with its fixed mapping, at equal node, clock, MACs and
/// memories: 16 x 16, 28 nm, 1 GHz, 16 and 768 KiB, 32 banks, HBM2.
///
/// The fastest of all ordered trees at that uniform rank, gates in the first or last mode. Scope
/// `full`: all four gates' W_x and W_h in one matrix of 57,915 padded inputs, no dense W_h left;
/// there is no matrix_throughput then. Complexity: O(trees), some milliseconds.
[[nodiscard]] EngineRatios ht_over_published_train(const ComparedLayer& layer, tensor::Scope scope,
                                                   std::uint64_t rank, const std::string& mapping);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_ENGINE_RATIOS_HPP
