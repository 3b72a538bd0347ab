#include "dse/study/published.hpp"

#include "dse/core/model_half.hpp"
#include "dse/lowering/lower.hpp"
#include "dse/lowering/technology.hpp"
#include "dse/study/published_engines.hpp"
#include "hwmodel/accelerator.hpp"
#include "tensor/plan/plan.hpp"

#include <array>
#include <cmath>
#include <initializer_list>
#include <tuple>

namespace paretree::dse {

std::optional<double> PublishedFigure::relative_error() const {
  if (!published || !modelled || *published == 0) {
    return std::nullopt;
  }
  return *modelled / *published - 1.0;
}

namespace {

using tensor::DimensionTree;
using tensor::EdgeRanks;
using tensor::FormatKind;
using tensor::MatrixFormat;
using tensor::Modes;
using Sizes = std::vector<std::uint64_t>;

/// A TT matrix; `last_core_first`: in the order in which TIE and TT-RNN contract (core d first).
MatrixFormat tt(const Sizes& in, const Sizes& out, const Sizes& bonds, bool last_core_first) {
  MatrixFormat format;
  format.kind = FormatKind::tt;
  format.modes.in = in;
  format.modes.out = out;
  const int d = format.modes.count();
  std::vector<std::pair<tensor::ModeSet, std::uint64_t>> ranks;
  for (int bond = 0; bond + 1 < d; ++bond) {
    const tensor::ModeSet left = (tensor::ModeSet{2} << static_cast<unsigned>(bond)) - 1;
    ranks.emplace_back(tensor::edge_of(left, d), bonds[static_cast<std::size_t>(bond)]);
  }
  format.ranks = EdgeRanks(std::move(ranks));
  format.tree = last_core_first ? DimensionTree::linear_from_last(d) : DimensionTree::linear(d);
  return format;
}

/// An HT matrix with one rank on the edges that end in a leaf and another on the rest.
MatrixFormat ht(const Sizes& in, const Sizes& out, const std::string& tree, std::uint64_t leaf,
                std::uint64_t inner) {
  MatrixFormat format;
  format.kind = FormatKind::ht;
  format.modes.in = in;
  format.modes.out = out;
  format.tree = DimensionTree::parse(tree);
  std::vector<std::pair<tensor::ModeSet, std::uint64_t>> ranks;
  for (const tensor::ModeSet edge : format.tree.unrooted()) {
    ranks.emplace_back(edge, tensor::ends_in_leaf(edge, format.modes.count()) ? leaf : inner);
  }
  format.ranks = EdgeRanks(std::move(ranks));
  return format;
}

double number(std::uint64_t count) {
  return static_cast<double>(count);
}

constexpr double dense_input_lstm = 57600.0 * 1024.0;  ///< 4 N H of the UCF11 shape

void add_counts(std::vector<PublishedFigure>& list) {
  const Sizes ucf = {8, 20, 20, 18};
  const Sizes r4 = {4, 4, 4};
  const double tt_lstm = number(tensor::parameters(tt(ucf, {16, 4, 4, 4}, r4, true)));
  list.push_back({"matrix parameters", "TT-LSTM UCF11", 3360, "recalled", tt_lstm,
                  "setting quoted (TT-RNN code): ranks 4, first output mode x4"});
  list.push_back({"compression of W_x", "TT-LSTM UCF11", 17554.3, "recalled",
                  dense_input_lstm / tt_lstm, "58,982,400 / 3,360"});
  const double tt_gru = number(tensor::parameters(tt(ucf, {12, 4, 4, 4}, r4, true)));
  list.push_back({"matrix parameters", "TT-GRU UCF11", 3232, "recalled", tt_gru,
                  "setting quoted (TT-RNN code): first output mode x3"});
  for (const auto& [rank, published] : {std::pair{3, 2040.0}, std::pair{5, 5000.0}}) {
    const auto r = static_cast<std::uint64_t>(rank);
    list.push_back({"matrix parameters, rank " + std::to_string(rank), "TT-LSTM UCF11", published,
                    "recalled", number(tensor::parameters(tt(ucf, {16, 4, 4, 4}, {r, r, r}, true))),
                    ""});
  }
  for (const auto& [rank, fc, gru] :
       {std::tuple{3, 1752.0, 1944.0}, std::tuple{4, 2976.0, 0.0}, std::tuple{5, 4520.0, 4840.0}}) {
    const auto r = static_cast<std::uint64_t>(rank);
    list.push_back({"matrix parameters, rank " + std::to_string(rank), "TT-FC UCF11", fc,
                    "recalled", number(tensor::parameters(tt(ucf, {4, 4, 4, 4}, {r, r, r}, true))),
                    "one gate"});
    if (gru > 0) {
      list.push_back({"matrix parameters, rank " + std::to_string(rank), "TT-GRU UCF11", gru,
                      "recalled",
                      number(tensor::parameters(tt(ucf, {12, 4, 4, 4}, {r, r, r}, true))), ""});
    }
  }
  const double bt =
      number(tensor::bt_parameters(2, Modes{.in = ucf, .out = {16, 4, 4, 4}}, {4, 4, 4, 4}));
  list.push_back({"matrix parameters", "BT-LSTM UCF11", 3392, "derived", bt,
                  "setting quoted (BT-RNN code): 2 blocks, core ranks 4; 3,387 in later tables "
                  "(recalled) is not reproduced"});
  list.push_back({"compression of W_x", "BT-LSTM UCF11", 17388, "quoted",
                  std::floor(dense_input_lstm / bt), "arXiv 1712.05134, rounded down"});
  const double ht_lstm = number(
      tensor::parameters(ht({8, 10, 10, 9, 8}, {16, 4, 2, 4, 2}, "[[[0, 1], 2], [3, 4]]", 4, 5)));
  list.push_back({"matrix parameters", "HT-LSTM UCF11", 1245, "recalled", ht_lstm,
                  "setting recalled: d = 5, leaf ranks 4, others 5"});
  list.push_back({"compression of W_x", "HT-LSTM UCF11", 47375, "recalled",
                  dense_input_lstm / ht_lstm, "58,982,400 / 1,245"});
  const double tr = number(tensor::tr_parameters({4, 2, 5, 8, 6, 5, 3, 2, 16, 4, 2, 4, 2},
                                                 {10, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5}));
  list.push_back({"matrix parameters", "TR-LSTM UCF11", 1725, "recalled", tr,
                  "setting recalled: ranks 5 but R_0 = 10"});
  list.push_back({"compression of W_x", "TR-LSTM UCF11", 34193, "recalled", dense_input_lstm / tr,
                  "58,982,400 / 1,725"});
  ModelHalf dense;
  dense.workload = {"lstm-ucf11", sweeps::Layer::lstm, 57600, 256, 0, 6, 1, 11};
  dense.scope = tensor::Scope::full;
  dense.matrix.modes = Modes{.in = {57856}, .out = {1024}};
  list.push_back({"weights", "dense LSTM 57600 -> 256", 59244544, "derived",
                  number(tensor::parameters(dense.matrix)),
                  "4 (57600 + 256) 256; 59.25 M quoted (arXiv 2010.01343)"});
  dense.matrix.modes = Modes{.in = {4096}, .out = {8192}};
  list.push_back({"weights", "dense LSTM on 2048 CNN features", 33554432, "derived",
                  number(tensor::parameters(dense.matrix)),
                  "N = H = 2048; 33.57 M quoted with two biases"});
  // With W_h (256 x 1024) and a classifier of 11 x 256 + 11, rounded to thousands there.
  constexpr double rest = 256 * 1024 + 256 * 11 + 11;
  for (const auto& [name, published, weights] :
       {std::tuple{"TT-LSTM", 0.268e6, tt_lstm}, std::tuple{"BT-LSTM", 0.268e6, bt},
        std::tuple{"TR-LSTM", 0.267e6, tr}, std::tuple{"HT-LSTM", 0.266e6, ht_lstm}}) {
    list.push_back({"parameters with W_h and classifier", std::string(name) + " UCF11", published,
                    "quoted", weights + rest, "table of arXiv 2010.01343, rounded to thousands"});
  }
  list.push_back({"parameters, range over data sets", "FDHT-LSTM", 3132, "quoted", std::nullopt,
                  "arXiv 2104.05758: 3,132 to 8,808 and 3,985x to 10,711x; shapes, trees and ranks "
                  "are not known, so the range is not reproduced"});
}

struct TieWorkload {
  const char* name;
  Sizes in;
  Sizes out;
  Sizes bonds;
  double dense;        ///< rows x columns
  double compression;  ///< recalled
  double macs;         ///< derived, compact scheme, core d first
};

std::vector<TieWorkload> tie_workloads() {
  return {
      {"VGG-FC6",
       {2, 7, 8, 8, 7, 4},
       {4, 4, 4, 4, 4, 4},
       {4, 4, 4, 4, 4},
       25088.0 * 4096.0,
       50972,
       3645440},
      {"VGG-FC7",
       {4, 4, 4, 4, 4, 4},
       {4, 4, 4, 4, 4, 4},
       {4, 4, 4, 4, 4},
       4096.0 * 4096.0,
       14564,
       1179648},
      {"LSTM-UCF11", {8, 20, 20, 18}, {4, 4, 4, 4}, {4, 4, 4}, 57600.0 * 256.0, 4954, 1912832},
      {"LSTM-Youtube", {4, 20, 20, 36}, {4, 4, 4, 4}, {4, 4, 4}, 57600.0 * 256.0, 4608, 1417216}};
}

void add_tie(std::vector<PublishedFigure>& list) {
  for (const TieWorkload& workload : tie_workloads()) {
    const MatrixFormat format = tt(workload.in, workload.out, workload.bonds, true);
    list.push_back({"compression", std::string("TIE ") + workload.name, workload.compression,
                    "recalled", workload.dense / number(tensor::parameters(format)),
                    "the published ratio is rounded"});
    list.push_back({"staged MACs", std::string("TIE ") + workload.name, workload.macs, "derived",
                    number(tensor::plan(format).macs), "compact scheme, core d first"});
  }
  for (const auto& [at, macs] :
       {std::pair{0, 6889472.0}, std::pair{2, 3151872.0}, std::pair{3, 5382144.0}}) {
    const TieWorkload workload = tie_workloads()[static_cast<std::size_t>(at)];
    list.push_back({"staged MACs", std::string("TIE ") + workload.name + ", mirrored", macs,
                    "derived",
                    number(tensor::plan(tt(workload.in, workload.out, workload.bonds, false)).macs),
                    "core 1 first"});
  }
  const Sizes youtube = {4, 20, 20, 36};
  for (const auto& [last_first, published] :
       {std::pair{true, 1429504.0}, std::pair{false, 21528576.0}}) {
    list.push_back({"staged MACs per step", "TT-LSTM Youtube, 4 gates", published, "derived",
                    number(tensor::plan(tt(youtube, {16, 4, 4, 4}, {4, 4, 4}, last_first)).macs),
                    last_first ? "core d first" : "core 1 first"});
  }
  const Sizes ucf = {8, 20, 20, 18};
  for (const auto& [last_first, published] :
       {std::pair{true, 1937408.0}, std::pair{false, 12607488.0}}) {
    list.push_back({"staged MACs per step", "TT-LSTM UCF11, 4 gates", published, "derived",
                    number(tensor::plan(tt(ucf, {16, 4, 4, 4}, {4, 4, 4}, last_first)).macs),
                    last_first ? "core d first" : "core 1 first"});
  }
  list.push_back(
      {"staged MACs per step", "HT-LSTM UCF11", 19338240, "derived",
       number(tensor::plan(ht({8, 10, 10, 9, 8}, {16, 4, 2, 4, 2}, "[[[0, 1], 2], [3, 4]]", 4, 5))
                  .macs),
       "modes in natural order"});
  list.push_back(
      {"staged MACs per step", "HT-LSTM UCF11, modes reversed", 3471360, "derived",
       number(tensor::plan(ht({8, 9, 10, 10, 8}, {2, 4, 2, 4, 16}, "[[[0, 1], 2], [3, 4]]", 4, 5))
                  .macs),
       "the same tree shape over the modes in reverse"});
}

/// The chip's recalled breakdown (memory, registers, combinational, clock and other) beside the
/// model's components.
void add_tie_parts(std::vector<PublishedFigure>& list, const std::string& figure,
                   const hwmodel::ByComponent& modelled, double unit,
                   const std::array<double, 4>& published) {
  using hwmodel::Component;
  const auto sum = [&](std::initializer_list<Component> components) {
    std::uint64_t all = 0;
    for (const Component component : components) {
      all += modelled.at(static_cast<std::size_t>(component));
    }
    return number(all) * unit;
  };
  list.push_back({figure + ", memories", "TIE chip", published[0], "recalled",
                  sum({Component::weight_sram, Component::activation_sram}),
                  "CACTI 7, 16 banks that are memories of their own"});
  list.push_back({figure + ", registers", "TIE chip", published[1], "recalled",
                  sum({Component::registers}), "accumulators, twice; operand latches are memory"});
  list.push_back({figure + ", arithmetic", "TIE chip", published[2], "recalled",
                  sum({Component::multiplier, Component::adder, Component::lookup}),
                  "with the activations' tables, which the chip of one layer need not have"});
  list.push_back({figure + ", clock, control, other", "TIE chip", published[3], "recalled",
                  sum({Component::control, Component::leakage, Component::addressing}),
                  "control is a share taken from this breakdown; leakage of HP memories at 350 K "
                  "is added"});
}

/// TIE's prototype as the `tie` template prices it, running FC7.
void add_tie_chip(std::vector<PublishedFigure>& list) {
  const hwmodel::Accelerator& tie = hwmodel::accelerators().at("tie");
  hwmodel::Configuration prototype;
  for (const hwmodel::Parameter& parameter : tie.parameters()) {
    prototype.set(parameter.name, parameter.default_value);
  }
  const std::pair<const char*, std::int64_t> published[] = {
      {"pes", 16},     {"macs_per_pe", 16},     {"clock_mhz", 1000},
      {"node_nm", 28}, {"weight_sram_kib", 16}, {"activation_sram_kib", 768}};
  for (const auto& [name, value] : published) {
    prototype.set(name, value);
  }
  prototype.set("sram_cell", std::string("hp"));
  prototype.set("mapping", std::string("fixed"));
  const char* setting =
      "16 PEs x 16 MACs (MACs recalled), 28 nm, 1 GHz, 16 KiB + 2 x 384 KiB (recalled), HP cells";
  const auto built = tie.build(prototype, built_in_technology("horowitz45"), 16);
  if (const auto* infeasible = std::get_if<hwmodel::Infeasible>(&built)) {
    list.push_back({"area_mm2", "TIE chip", 1.74, "quoted", std::nullopt,
                    "the model refuses the published point: " + infeasible->text()});
    return;
  }
  const auto& machine = std::get<hwmodel::Machine>(built);
  list.push_back(
      {"area_mm2", "TIE chip", 1.74, "quoted", number(hwmodel::total(machine.area_um2)) * 1e-6,
       std::string(setting) + "; the SRAM table prices memory, the rest is logic alone"});
  add_tie_parts(list, "area_mm2", machine.area_um2, 1e-6, {1.29, 0.019, 0.082, 0.3535});

  ModelHalf half;
  half.workload = {"vgg-fc7", sweeps::Layer::fc, 4096, 0, 4096, 1, 1, 0};
  half.matrix = tt({4, 4, 4, 4, 4, 4}, {4, 4, 4, 4, 4, 4}, {4, 4, 4, 4, 4}, true);
  const hwmodel::LstmWork work = lower(half);
  const auto cost = hwmodel::estimate(work, tie.count(work, machine.array), machine);
  if (const auto* estimate = std::get_if<hwmodel::Estimate>(&cost)) {
    const double nanoseconds = estimate->latency_ns();
    list.push_back(
        {"core power_mw", "TIE chip", 154.8, "recalled",
         number(estimate->core_energy_fj()) * 1e-3 / nanoseconds,
         std::string(setting) + "; running VGG-FC7, activity of the chip's figure unknown"});
    add_tie_parts(list, "core power_mw", estimate->energy_fj, 1e-3 / nanoseconds,
                  {60.8, 10.9, 54.0, 29.1});
    list.push_back(
        {"dense-equivalent TOPS", "TIE chip", 7.64, "recalled",
         2.0 * number(estimate->dense_macs) / nanoseconds * 1e-3,
         "running VGG-FC7; an ideal array gives 7.28 there and 3.95 ... 14.43 over its four "
         "workloads: no single one gives the recalled figure"});
  }
}

}  // namespace

std::vector<PublishedFigure> published_figures() {
  std::vector<PublishedFigure> list;
  add_counts(list);
  add_tie(list);
  add_tie_chip(list);
  for (auto& rows : {published_fdht(), published_sparse_state(), published_low_bit(),
                     published_scale_sim(), published_other_chips(), published_components()}) {
    list.insert(list.end(), rows.begin(), rows.end());
  }
  return list;
}

}  // namespace paretree::dse
