#include "dse/study/engine_ratios.hpp"

#include "dse/core/model_half.hpp"
#include "dse/lowering/lower.hpp"
#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"
#include "tensor/dimension_tree.hpp"
#include "tensor/ranks.hpp"

#include <array>
#include <limits>
#include <stdexcept>
#include <utility>
#include <variant>

namespace paretree::dse {

namespace {

using Sizes = std::vector<std::uint64_t>;

/// The scope `full`: [x; h] of 57,856 values, padded by 0.1 %.
const Sizes padded_inputs{11, 13, 15, 27};

struct Cost {
  double cycles = std::numeric_limits<double>::infinity();  ///< of a sequence
  double matrix_cycles = 0;                                 ///< without W_h
  double area_mm2 = 0;
  double core_energy_pj = 0;
};

ModelHalf half_of(const Sizes& in, const Sizes& out, int gates, tensor::Scope scope) {
  ModelHalf half;
  half.workload = {"compared", sweeps::Layer::lstm, 57600, 256, 0, 6, 1, 11};
  half.scope = scope;
  half.matrix.modes.in = in;
  half.matrix.modes.out = out;
  half.matrix.modes.gate_mode = gates;
  return half;
}

hwmodel::Machine machine_of(const std::string& name, const std::string& mapping) {
  hwmodel::Configuration configuration;
  constexpr std::array<std::pair<const char*, std::int64_t>, 7> settings{
      {{"node_nm", 28},
       {"clock_mhz", 1000},
       {"pes", 16},
       {"macs_per_pe", 16},
       {"weight_sram_kib", 16},
       {"activation_sram_kib", 768},
       {"banks", 32}}};
  for (const auto& [key, value] : settings) {
    configuration.set(key, value);
  }
  configuration.set("mapping", mapping);
  configuration.set("dram", std::string("hbm2"));
  const auto built =
      hwmodel::accelerators().at(name).build(configuration, built_in_technology("horowitz45"), 16);
  if (const auto* refused = std::get_if<hwmodel::Infeasible>(&built)) {
    throw std::logic_error("the compared engine is refused: " + refused->text());
  }
  return std::get<hwmodel::Machine>(built);
}

Cost cost_of(const std::string& name, const hwmodel::Machine& machine, const ModelHalf& half) {
  const hwmodel::LstmWork work = lower(half);
  const hwmodel::Activity activity = hwmodel::accelerators().at(name).count(work, machine.array);
  const auto priced = hwmodel::estimate(work, activity, machine);
  const auto* estimate = std::get_if<hwmodel::Estimate>(&priced);
  if (estimate == nullptr) {
    return {};
  }
  Cost cost;
  cost.cycles = static_cast<double>(estimate->cycles);
  std::uint64_t recurrent = 0;
  for (std::size_t at = 0; at < work.stages.size(); ++at) {
    recurrent += work.stages[at].recurrent ? activity.stages[at].cycles * work.steps : 0;
  }
  cost.matrix_cycles = cost.cycles - static_cast<double>(recurrent);
  cost.area_mm2 = static_cast<double>(estimate->area_um2_total()) * 1e-6;
  cost.core_energy_pj = static_cast<double>(estimate->core_energy_fj()) * 1e-3;
  return cost;
}

Cost published_train(const Sizes& in) {
  ModelHalf half = half_of(in, {16, 4, 4, 4}, 0, tensor::Scope::input);
  half.matrix.kind = tensor::FormatKind::tt;
  half.matrix.tree = tensor::DimensionTree::linear_from_last(4);
  half.matrix.ranks = tensor::RankSpace::of_chain(half.matrix.modes, {{4}, {4}}).at(0);
  return cost_of("tie", machine_of("tie", "fixed"), half);
}

Cost fastest_tree(const Sizes& in, tensor::Scope scope, std::uint64_t rank,
                  const hwmodel::Machine& machine) {
  Cost best;
  for (const auto& [out, gates] : {std::pair{Sizes{16, 4, 4, 4}, 0}, {Sizes{4, 4, 4, 16}, 3}}) {
    for (const tensor::DimensionTree& rooted : tensor::rooted_trees(4)) {
      for (const tensor::DimensionTree& tree : rooted.child_orders()) {
        ModelHalf half = half_of(in, out, gates, scope);
        half.matrix.kind = tensor::FormatKind::ht;
        half.matrix.tree = tree;
        half.matrix.ranks =
            tensor::RankSpace::of_tree(tree, half.matrix.modes, {{rank}, {rank}}).at(0);
        const Cost cost = cost_of("fdht", machine, half);
        best = cost.cycles < best.cycles ? cost : best;
      }
    }
  }
  return best;
}

}  // namespace

const std::vector<ComparedLayer>& compared_layers() {
  static const std::vector<ComparedLayer> layers{{"UCF11", {8, 20, 20, 18}},
                                                 {"Youtube", {4, 20, 20, 36}}};
  return layers;
}

EngineRatios ht_over_published_train(const ComparedLayer& layer, tensor::Scope scope,
                                     std::uint64_t rank, const std::string& mapping) {
  const bool full = scope == tensor::Scope::full;
  const Cost train = published_train(layer.inputs);
  const Cost tree =
      fastest_tree(full ? padded_inputs : layer.inputs, scope, rank, machine_of("fdht", mapping));
  EngineRatios ratios;
  ratios.throughput = train.cycles / tree.cycles;
  ratios.matrix_throughput = full ? 0 : train.matrix_cycles / tree.matrix_cycles;
  ratios.area_efficiency = ratios.throughput * train.area_mm2 / tree.area_mm2;
  ratios.energy_efficiency = train.core_energy_pj / tree.core_energy_pj;
  return ratios;
}

}  // namespace paretree::dse
