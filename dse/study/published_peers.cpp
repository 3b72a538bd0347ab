#include "dse/lowering/lower.hpp"
#include "dse/lowering/technology.hpp"
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

}  // namespace paretree::dse
