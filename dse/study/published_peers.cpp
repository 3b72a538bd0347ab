#include "dse/lowering/lower.hpp"
#include "dse/lowering/technology.hpp"
#include "dse/study/engine_point.hpp"
#include "dse/study/published_engines.hpp"
#include "hwmodel/accelerator.hpp"
#include "hwmodel/price.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace paretree::dse {

namespace {

double number(std::uint64_t count) {
  return static_cast<double>(count);
}

double priced(const std::string& kind,
              const std::vector<std::pair<std::string, hwmodel::Value>>& settings,
              const std::string& figure) {
  hwmodel::Configuration configuration;
  for (const auto& [key, value] : settings) {
    configuration.set(key, value);
  }
  const auto component = hwmodel::price(kind, configuration, built_in_technology("horowitz45"));
  for (const hwmodel::PricedFigure& each : component.figures) {
    if (each.name == figure) {
      return each.value;
    }
  }
  throw std::logic_error("a component has no figure " + figure);
}

}  // namespace

std::vector<PublishedFigure> published_scale_sim() {
  // One gate product of a batch of 16: 1024 x 512 x 16.
  ModelHalf half;
  half.workload = {"gates", sweeps::Layer::fc, 512, 0, 1024, 1, 16, 0};
  half.matrix.modes = {.in = {512}, .out = {1024}};
  const hwmodel::Array array{.pes = 16, .macs_per_pe = 16, .banks = 16};
  const hwmodel::Activity activity = hwmodel::accelerators().at("dense").count(lower(half), array);
  const hwmodel::StageActivity& stage = activity.stages.front();
  const double lanes = number(array.pes * array.macs_per_pe);
  const double multiplying = number(stage.macs) / lanes;
  const char* system = "SCALE-Sim v3, 1024 x 512 x 16 on 16 x 16";
  // 32 folds of 16 contracted indices by all 16 columns, 1024 rows streamed through each.
  constexpr double folds = 512.0 / 16;
  std::vector<PublishedFigure> list;
  list.push_back({"compute cycles", system, 34239, "measured", number(activity.cycles_per_step),
                  "weight-stationary systolic array against `dense`, whose lanes own a row each "
                  "and share one activation; the rows below add up to both figures"});
  list.push_back({"of these, products / lanes", system, folds * 1024, "derived", multiplying,
                  "1024 x 512 x 16 / 256: no lane of either is ever without work"});
  list.push_back({"of these, loading stationary operands", system, folds * 16, "derived", 0,
                  "32 folds x 16 rows of the array; `dense` reads its weights while it computes, "
                  "256 a cycle"});
  list.push_back({"of these, the wave's way through the array", system, folds * (16 + 16 - 2),
                  "derived", 0,
                  "32 folds x (16 + 16 - 2); `dense` broadcasts, nothing travels from lane to "
                  "lane, and wires are not modelled"});
  list.push_back({"of these, first access and last drain", system, 0, "derived",
                  number(stage.cycles) - multiplying,
                  "one access, 256 finished words to 16 banks; other drains hide behind the next "
                  "tile"});
  list.push_back({"of these, the cycle the count starts from", system, -1, "derived", 0,
                  "32 x (1024 + 16 + 30) is 34,240: the tool gives the number of the last cycle, "
                  "counted from 0"});
  return list;
}

std::vector<PublishedFigure> published_components() {
  std::vector<PublishedFigure> list;
  for (const auto& [kibibytes, picojoules] :
       {std::pair{8, 10.0}, std::pair{32, 20.0}, std::pair{1024, 100.0}}) {
    list.push_back({"read_pj, " + std::to_string(kibibytes) + " KiB, 64 bits",
                    "Horowitz, cache at 45 nm", picojoules, kibibytes == 8 ? "quoted" : "derived",
                    priced("sram",
                           {{"size_bytes", std::int64_t{kibibytes} * 1024},
                            {"width_bits", std::int64_t{64}},
                            {"banks", std::int64_t{1}},
                            {"node_nm", 45.0},
                            {"cell", std::string("hp")}},
                           "read_pj"),
                    "a cache with tags there, a plain memory of CACTI 7 here (0.53 to 0.75)"});
  }
  return list;
}

std::vector<PublishedFigure> published_other_chips() {
  std::vector<PublishedFigure> list;
  // 96 units each own a row of 4 x 96; the layer of 96 inputs fills what 82 kB hold at 8 bits.
  ModelHalf half;
  half.workload = {"chipmunk", sweeps::Layer::lstm, 96, 96, 0, 100, 1, 0};
  half.scope = tensor::Scope::full;
  half.matrix.modes = {.in = {192}, .out = {384}};
  half.weight_bits = 8;
  const EnginePoint chip = engine_point("dense",
                                        {{"pes", std::int64_t{8}},
                                         {"macs_per_pe", std::int64_t{12}},
                                         {"weight_sram_kib", std::int64_t{78}},
                                         {"activation_sram_kib", std::int64_t{4}},
                                         {"banks", std::int64_t{2}},
                                         {"clock_mhz", std::int64_t{168}},
                                         {"node_nm", std::int64_t{65}}},
                                        half);
  const char* system = "Chipmunk, 65 nm";
  const std::string setting =
      "`dense` with 96 units (recalled) at 168 MHz, 78 + 4 KiB, LSTP cells, an LSTM of 96 inputs "
      "and 96 units whose weights fit";
  list.push_back({"gops", system, 32.3, "derived", chip.gops,
                  setting + "; the figure is the peak 2 x 96 x 0.168, the model adds the "
                            "element-wise part and drains"});
  list.push_back({"area_mm2", system, 0.93, "quoted", chip.area_mm2,
                  setting + "; the memories' table is of compiled arrays at 1 ns and below, the "
                            "chip's are not known"});
  list.push_back({"core power_mw", system, 29.03, "quoted", chip.core_power_mw,
                  setting + "; its supply is not known, 1.0 V here"});
  // The template of its own: words of 8 bits throughout, one accumulator of 16 bits a unit.
  const EnginePoint own = engine_point("chipmunk", {}, half);
  const EnginePoint slow = engine_point("chipmunk", {{"clock_mhz", std::int64_t{20}}}, half);
  list.push_back(
      {"gops", system, 32.3, "derived", own.gops, "`chipmunk` at its defaults, as above"});
  list.push_back({"area_mm2", system, 0.93, "quoted", own.area_mm2,
                  "`chipmunk`; states of 8 bits and one narrow accumulator are most of what it "
                  "takes less than `dense`"});
  list.push_back(
      {"core power_mw", system, 29.03, "quoted", own.core_power_mw,
       "`chipmunk` at 168 MHz and the models' 1.0 V; the chip needs more for this clock"});
  list.push_back(
      {"core power_mw, most efficient point", system, 1.24, "quoted", slow.core_power_mw,
       "`chipmunk` at 20 MHz (recalled); the chip lowers its supply to 0.75 V (recalled), "
       "the models' stays at 1.0 V: a factor 1.8 in switching alone"});
  list.push_back({"gops_per_watt, peak", system, 3080, "quoted",
                  slow.gops / slow.core_power_mw * 1e3,
                  "the same point; gops of the whole layer, element-wise part included"});

  ModelHalf layer;
  layer.workload = {"delta", sweeps::Layer::lstm, 39, 256, 0, 100, 1, 0};
  layer.scope = tensor::Scope::full;
  layer.matrix.modes = {.in = {295}, .out = {1024}};
  layer.weight_bits = 8;
  const double dense = engine_point("sparse_state", {}, layer).cycles;
  layer.state_sparsity = 0.825;
  list.push_back({"speedup from skipped states", "DeltaRNN", 5.7, "quoted",
                  dense / engine_point("sparse_state", {}, layer).cycles,
                  "a GRU of 256 units there, an LSTM of 256 on `sparse_state` here, batch 1, the "
                  "sparsity 1 - 1/5.7 (derived); deltas of x are skipped there, columns of its 39 "
                  "inputs never here"});
  return list;
}

}  // namespace paretree::dse
