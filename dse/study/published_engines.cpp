#include "dse/study/published_engines.hpp"

#include "dse/core/model_half.hpp"
#include "dse/study/engine_point.hpp"

#include <cmath>
#include <string>
#include <utility>

namespace paretree::dse {

namespace {

/// The layer of the character model: 50 symbols, one-hot, 1000 hidden units, 100 steps.
ModelHalf character_model(std::uint64_t batch, int weight_bits, double state_sparsity) {
  ModelHalf half;
  half.workload = {"char-ptb", sweeps::Layer::lstm, 50, 1000, 0, 100, batch, 50, true};
  half.scope = tensor::Scope::full;
  half.matrix.modes = {.in = {1050}, .out = {4000}};
  half.weight_bits = weight_bits;
  half.state_sparsity = state_sparsity;
  return half;
}

/// The least sparsity of one sequence, in steps of 1e-4, at which the engine is so many times
/// faster than with dense states.
double sparsity_for(double gain, std::uint64_t batch) {
  const double dense = engine_point("sparse_state", {}, character_model(batch, 8, 0)).cycles;
  int low = 0;
  int high = 9999;
  while (low < high) {
    const int middle = (low + high) / 2;
    const EnginePoint sparse =
        engine_point("sparse_state", {}, character_model(batch, 8, middle * 1e-4));
    if (dense / sparse.cycles >= gain) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low * 1e-4;
}

struct LowBitDesign {
  const char* name;
  int weight_bits;
  std::int64_t pes;  ///< of 25 units
  double gops;
  double area_mm2;
  double power_mw;
};

/// All recalled. Memory that never waits: 1000 binary weights a cycle are beyond any LPDDR4.
const std::vector<LowBitDesign>& low_bit_designs() {
  static const std::vector<LowBitDesign> designs = {
      {"12 bits, 100 units", 12, 4, 80, 2.56, 336},  {"binary, 100 units", 1, 4, 80, 0.24, 37},
      {"ternary, 100 units", 2, 4, 80, 0.42, 61},    {"binary, 1000 units", 1, 40, 800, 2.54, 347},
      {"ternary, 500 units", 2, 20, 400, 2.16, 302},
  };
  return designs;
}

EngineSettings low_bit_settings(std::int64_t pes, const std::string& dram) {
  return {{"pes", pes}, {"dram", dram}};
}

void add_layer_sizes(std::vector<PublishedFigure>& list) {
  struct Layer {
    const char* name;
    std::uint64_t inputs;
    std::uint64_t hidden;
    double weights;
  };
  for (const Layer& layer :
       {Layer{"char PTB", 50, 1000, 4200000}, Layer{"sMNIST", 1, 100, 40400},
        Layer{"Linux Kernel", 101, 512, 1255424}, Layer{"War and Peace", 83, 512, 1218560},
        Layer{"text8", 27, 2000, 16216000}, Layer{"word PTB", 10000, 300, 12360000}}) {
    ModelHalf half;
    half.workload.inputs = layer.inputs;
    half.workload.hidden = layer.hidden;
    half.scope = tensor::Scope::full;
    half.matrix.modes = {.in = {layer.inputs + layer.hidden}, .out = {4 * layer.hidden}};
    list.push_back({"weights", std::string("low-bit LSTM, ") + layer.name, layer.weights, "derived",
                    static_cast<double>(model_counts(half).matrix_parameters),
                    "4 H (X + H); shapes quoted (published code)"});
  }
}

EnginePoint low_bit_point(int bits, std::int64_t pes, const std::string& dram,
                          const char* technology = "horowitz45") {
  return engine_point("low_bit", low_bit_settings(pes, dram), character_model(1, bits, 0),
                      technology);
}

/// What one width costs over another at equal throughput, and how fast it is at equal area.
void add_ratios(std::vector<PublishedFigure>& list, const EnginePoint& full) {
  const EnginePoint binary = low_bit_point(1, 4, "hbm2");
  const EnginePoint ternary = low_bit_point(2, 4, "hbm2");
  list.push_back({"energy per operation, 12 bits over binary", "low-bit engine", 9.1, "recalled",
                  full.core_energy_pj / binary.core_energy_pj,
                  "336 / 37 mW at equal throughput; 11.6 for 8 bits over binary in BrainTTA "
                  "(quoted). Registers, clock and memories shrink less than the multiplier, which "
                  "Horowitz' constants make cheap"});
  list.push_back({"energy per operation, 12 bits over binary", "low-bit engine", 9.1, "recalled",
                  low_bit_point(12, 4, "hbm2", "aladdin40").core_energy_pj /
                      low_bit_point(1, 4, "hbm2", "aladdin40").core_energy_pj,
                  "the same with the set aladdin40, whose multiplier takes 4 times the energy"});
  list.push_back({"energy per operation, ternary over binary", "low-bit engine", 1.65, "recalled",
                  ternary.core_energy_pj / binary.core_energy_pj,
                  "61 / 37 mW; 1.91 in BrainTTA (quoted). Here a second gate per bit and an adder "
                  "of one more bit are all the difference"});
  EnginePoint equal = binary;
  std::int64_t pes = 4;
  for (std::int64_t more = 5; more <= 40; ++more) {
    const EnginePoint candidate = low_bit_point(1, more, "hbm2");
    if (candidate.area_mm2 <= full.area_mm2) {
      equal = candidate;
      pes = more;
    }
  }
  list.push_back({"speedup binary at equal modelled area, up to", "low-bit engine", 10, "quoted",
                  full.cycles / equal.cycles,
                  std::to_string(25 * pes) +
                      " binary units have the modelled area of 100 full ones (1000 as recalled): "
                      "the modelled full-precision unit is too small"});
}

}  // namespace

std::vector<PublishedFigure> published_sparse_state() {
  const char* system = "zero-state skipping";
  const char* setting =
      "192 MACs as 24 x 8, 200 MHz, 65 nm, 8 bits, LPDDR4 51.2 Gb/s (all recalled), char PTB";
  const auto run = [](std::uint64_t batch, double sparsity) {
    return engine_point("sparse_state", {}, character_model(batch, 8, sparsity));
  };
  const EnginePoint dense = run(8, 0);
  const EnginePoint one = run(1, 0);
  const EnginePoint sparse = run(8, 0.97);
  const EnginePoint alone = run(1, 0.97);
  std::vector<PublishedFigure> list;
  list.push_back({"gops, dense states, batch 8", system, 76.8, "recalled", dense.gops,
                  std::string(setting) + "; the figure is the peak 2 x 192 x 0.2, the model adds "
                                         "element-wise part, last drain and a partial tile"});
  list.push_back({"gops, dense states, batch 1", system, 9.6, "derived", one.gops,
                  "2 x 24 x 0.2: 24 of 192 MACs are fed"});
  list.push_back({"speedup, up to", system, 5.2, "quoted", dense.cycles / sparse.cycles,
                  "an upper bound; here sparsity 0.97 (recalled), zeros independent, batch 8: "
                  "0.97^8 = 0.784 of the columns; the element-wise part is not skipped"});
  list.push_back({"speedup, up to", system, 5.2, "quoted", one.cycles / alone.cycles,
                  "the same at batch 1, where a column is skipped for one sequence alone and the "
                  "array is fed by an eighth"});
  list.push_back({"speedup if zeros are independent, batch 8", system, 4.62, "derived",
                  dense.cycles / sparse.cycles,
                  "1 / (1 - 0.97^8), recurrent part alone; 0.97 is recalled"});
  list.push_back({"energy gain at the core, up to", system, 5.2, "quoted",
                  dense.core_energy_pj / sparse.core_energy_pj,
                  "an upper bound, its boundary is not stated; batch 8, sparsity 0.97"});
  list.push_back({"energy gain with DRAM, up to", system, 5.2, "quoted",
                  dense.energy_pj / sparse.energy_pj, "the same with off-chip energy"});
  list.push_back({"joint sparsity for 5.2x", system, 0.808, "derived",
                  std::pow(sparsity_for(5.2, 8), 8),
                  "1 - 1/5.2 if all time were in W_h; the model reaches 5.2x here (batch 8)"});
  for (const std::uint64_t batch : {1U, 8U}) {
    list.push_back({"state sparsity at 5.2x, batch " + std::to_string(batch), system, std::nullopt,
                    "quoted", sparsity_for(5.2, batch),
                    "of one sequence, zeros independent: the least at which the model is 5.2 times "
                    "faster than with dense states; 0.97 is recalled for this task at batch 1"});
  }
  list.push_back({"speedup at that sparsity, up to", system, 5.2, "quoted",
                  dense.cycles / run(8, sparsity_for(5.2, 8)).cycles, "batch 8"});
  list.push_back({"area_mm2", system, 1.1, "recalled", dense.area_mm2,
                  std::string(setting) +
                      "; MACs with 16 words of scratch are 0.62 mm2 of it, 96 KiB of activation "
                      "memory 0.66, a "
                      "pair of tables per weight lane 0.37, wiring a quarter on top: the chip's "
                      "buffers and tables are not known"});
  list.push_back({"core power_mw", system, 83, "recalled", dense.core_power_mw,
                  std::string(setting) + ", dense states, batch 8"});
  list.push_back({"gops_per_watt, peak", system, 925.3, "recalled",
                  dense.gops / dense.core_power_mw * 1e3, "at the core, dense states, batch 8"});
  return list;
}

std::vector<PublishedFigure> published_low_bit() {
  std::vector<PublishedFigure> list;
  add_layer_sizes(list);
  const auto bytes = [](int bits) {
    return static_cast<double>(model_counts(character_model(1, bits, 0)).weight_bytes);
  };
  list.push_back({"memory saving binary, up to", "low-bit LSTM, char PTB", 12, "quoted",
                  bytes(12) / bytes(1),
                  "12 exactly for the weights; biases and batch normalisation (averaged over "
                  "steps, folded) stay at 12 bits"});
  list.push_back({"memory saving ternary", "low-bit LSTM, char PTB", 6, "derived",
                  bytes(12) / bytes(2), "12 / 2 bits; biases and batch normalisation at 12 bits"});
  for (const auto& [bits, published] : {std::pair{12, 6.3e6}, {2, 1.05e6}, {1, 0.525e6}}) {
    list.push_back({"weight_bytes at " + std::to_string(bits) + (bits == 1 ? " bit" : " bits"),
                    "low-bit LSTM, char PTB", published, "derived", bytes(bits),
                    "the published size is of the weights alone"});
  }

  const auto run = [](int bits, std::int64_t pes, const std::string& dram) {
    return low_bit_point(bits, pes, dram);
  };
  const EnginePoint full = run(12, 4, "hbm2");
  list.push_back({"speedup binary, up to", "low-bit engine", 10, "quoted",
                  full.cycles / run(1, 40, "hbm2").cycles,
                  "an upper bound: 1000 against 100 units of equal area (recalled), char PTB, "
                  "off-chip memory that never waits (HBM2); batch normalisation, drain and "
                  "element-wise part are the difference"});
  list.push_back({"speedup binary, up to", "low-bit engine", 10, "quoted",
                  run(12, 4, "lpddr4").cycles / run(1, 40, "lpddr4").cycles,
                  "the same behind LPDDR4 (128 bits a cycle): both wait for their weights"});
  list.push_back({"speedup ternary", "low-bit engine", 5, "derived",
                  full.cycles / run(2, 20, "hbm2").cycles,
                  "500 against 100 units (recalled), HBM2"});
  for (const LowBitDesign& design : low_bit_designs()) {
    const std::string system = std::string("low-bit engine, ") + design.name;
    const EnginePoint modelled = run(design.weight_bits, design.pes, "hbm2");
    list.push_back({"gops", system, design.gops, "recalled", modelled.gops,
                    "the figure is the peak 2 x units x 0.4 GHz; char PTB, HBM2"});
    list.push_back(
        {"area_mm2", system, design.area_mm2, "recalled", modelled.area_mm2,
         "65 nm; 40 KiB of memories and tables of this model (0.3 to 0.5 mm2) do not shrink "
         "with the weight; its 12 x 12 bit MAC is 0.0028 mm2, a ninth of the published area "
         "per unit, whose parts are not known"});
    list.push_back(
        {"core power_mw", system, design.power_mw, "recalled", modelled.core_power_mw,
         "65 nm at 1.0 V, 400 MHz, char PTB; see the next rows for the multiplier's share"});
  }
  add_ratios(list, full);
  return list;
}

}  // namespace paretree::dse
