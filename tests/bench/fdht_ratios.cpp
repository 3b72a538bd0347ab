// Hierarchical Tucker on `fdht` against the published tensor train on `tie` at equal node, clock,
// MACs and memories (those of sweeps/fdht_vs_tie.yaml, 32 banks): throughput, area and energy
// efficiency over uniform ranks, as CSV on stdout and, with FOLDER, as charts.
//   fdht_ratios [FOLDER]

#include "dse/lowering/lower.hpp"
#include "dse/lowering/technology.hpp"
#include "hwmodel/accelerator.hpp"
#include "results/chart/line_chart.hpp"
#include "tensor/dimension_tree.hpp"
#include "tensor/ranks.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace paretree;  // NOLINT: one program, one page
using Sizes = std::vector<std::uint64_t>;

struct Cost {
  double cycles = std::numeric_limits<double>::infinity();  ///< of a sequence
  double matrix_cycles = 0;                                 ///< without W_h
  double area_mm2 = 0;
  double core_energy_pj = 0;
};

dse::ModelHalf layer(const Sizes& in, const Sizes& out, int gates) {
  dse::ModelHalf half;
  half.workload.inputs = 57600;
  half.workload.hidden = 256;
  half.workload.steps = 6;
  half.matrix.modes.in = in;
  half.matrix.modes.out = out;
  half.matrix.modes.gate_mode = gates;
  return half;
}

hwmodel::Machine machine_of(const std::string& name, const std::string& mapping) {
  hwmodel::Configuration configuration;
  for (const auto& [key, value] : std::map<std::string, std::int64_t>{{"node_nm", 28},
                                                                      {"clock_mhz", 1000},
                                                                      {"pes", 16},
                                                                      {"macs_per_pe", 16},
                                                                      {"weight_sram_kib", 16},
                                                                      {"activation_sram_kib", 768},
                                                                      {"banks", 32}}) {
    configuration.set(key, value);
  }
  configuration.set("mapping", mapping);
  configuration.set("dram", std::string("hbm2"));
  const auto built = hwmodel::accelerators().at(name).build(
      configuration, dse::built_in_technology("horowitz45"), 16);
  if (const auto* refused = std::get_if<hwmodel::Infeasible>(&built)) {
    throw std::runtime_error(refused->text());
  }
  return std::get<hwmodel::Machine>(built);
}

Cost cost_of(const std::string& name, const hwmodel::Machine& machine, const dse::ModelHalf& half) {
  const hwmodel::LstmWork work = dse::lower(half);
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

/// TIE's setting: ranks 4, gates in the first mode, the last core first.
Cost published_train(const Sizes& in) {
  dse::ModelHalf half = layer(in, {16, 4, 4, 4}, 0);
  half.matrix.kind = tensor::FormatKind::tt;
  half.matrix.tree = tensor::DimensionTree::linear_from_last(4);
  half.matrix.ranks = tensor::RankSpace::of_chain(half.matrix.modes, {{4}, {4}}).at(0);
  return cost_of("tie", machine_of("tie", "fixed"), half);
}

/// The fastest of all ordered trees, gates in the first or the last mode.
Cost fastest_tree(const Sizes& in, std::uint64_t rank, const hwmodel::Machine& machine) {
  Cost best;
  for (const auto& [out, gates] : {std::pair{Sizes{16, 4, 4, 4}, 0}, {Sizes{4, 4, 4, 16}, 3}}) {
    for (const tensor::DimensionTree& rooted : tensor::rooted_trees(4)) {
      for (const tensor::DimensionTree& tree : rooted.child_orders()) {
        dse::ModelHalf half = layer(in, out, gates);
        half.matrix.kind = tensor::FormatKind::ht;
        half.matrix.tree = tree;
        const auto ranks = tensor::RankSpace::of_tree(tree, half.matrix.modes, {{rank}, {rank}});
        half.matrix.ranks = ranks.at(0);
        const Cost cost = cost_of("fdht", machine, half);
        best = cost.cycles < best.cycles ? cost : best;
      }
    }
  }
  return best;
}

}  // namespace

int main(int count, char** words) {
  using results::LineSeries;
  std::map<std::string, std::vector<LineSeries>> charts;
  fmt::print(
      "workload,mapping,rank,throughput,throughput_without_w_h,area_efficiency,"
      "energy_efficiency\n");
  for (const auto& [name, in] : {std::pair{std::string("UCF11"), Sizes{8, 20, 20, 18}},
                                 {std::string("Youtube"), Sizes{4, 20, 20, 36}}}) {
    const Cost train = published_train(in);
    for (const std::string mapping : {"fixed", "best_per_stage"}) {
      const hwmodel::Machine machine = machine_of("fdht", mapping);
      std::map<std::string, LineSeries> series;
      for (std::uint64_t rank = 2; rank <= 8; ++rank) {
        const Cost tree = fastest_tree(in, rank, machine);
        const double throughput = train.cycles / tree.cycles;
        const std::map<std::string, double> ratios = {
            {"throughput", throughput},
            {"throughput_without_w_h", train.matrix_cycles / tree.matrix_cycles},
            {"area_efficiency", throughput * train.area_mm2 / tree.area_mm2},
            {"energy_efficiency", train.core_energy_pj / tree.core_energy_pj}};
        fmt::print("{},{},{},{:.3f},{:.3f},{:.3f},{:.3f}\n", name, mapping, rank, throughput,
                   ratios.at("throughput_without_w_h"), ratios.at("area_efficiency"),
                   ratios.at("energy_efficiency"));
        for (const auto& [ratio, value] : ratios) {
          LineSeries& line = series[ratio];
          line.name = name + ", " + mapping;
          line.line.emplace_back(static_cast<double>(rank), value);
          line.marks.emplace_back(static_cast<double>(rank), value);
        }
      }
      for (auto& [ratio, line] : series) {
        charts[ratio].push_back(std::move(line));
      }
    }
  }
  if (count < 2) {
    return 0;
  }
  charts.erase("throughput_without_w_h");
  for (auto& [ratio, series] : charts) {
    results::LineChart chart;
    chart.x = {"rank", false, false, false};
    chart.y = {ratio + "_ratio", true, false, true};
    series.push_back({"tensor train as published", {{2, 1}, {8, 1}}, {}});
    chart.series = series;
    chart.sheet.width_mm = 100;
    chart.sheet.height_mm = 65;
    chart.sheet.title = "HT on fdht over the published TT on tie";
    chart.sheet.caption =
        "fastest of all ordered trees at a uniform rank; 16 x 16 MACs, 28 nm, "
        "1 GHz, 32 banks, HBM2";
    results::draw(chart, std::string(words[1]) + "/fdht_vs_tie_" + ratio + ".png");
  }
  return 0;
}
