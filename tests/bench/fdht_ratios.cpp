// Hierarchical Tucker on `fdht` against the published tensor train on `tie` on equal terms
// (dse/study/engine_ratios.hpp): throughput, area and energy efficiency over uniform ranks, for W_x
// alone and fully decomposed, as CSV on stdout and, with FOLDER, as charts.
//   fdht_ratios [FOLDER]

#include "dse/study/engine_ratios.hpp"
#include "results/chart/line_chart.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace paretree;  // NOLINT: one program, one page

constexpr std::uint64_t least_rank = 2;
constexpr std::uint64_t most_rank = 8;

void draw(const std::string& folder, const std::string& file, const std::string& ratio,
          const std::string& title, std::vector<results::LineSeries> series) {
  results::LineChart chart;
  chart.x = {"rank", false, false, false};
  chart.y = {ratio + "_ratio", true, false, true};
  series.push_back({"tensor train as published",
                    {{static_cast<double>(least_rank), 1}, {static_cast<double>(most_rank), 1}},
                    {}});
  chart.series = std::move(series);
  chart.sheet.width_mm = 100;
  chart.sheet.height_mm = 65;
  chart.sheet.title = title;
  chart.sheet.caption =
      "fastest of all ordered trees at a uniform rank; 16 x 16 MACs, 28 nm, 1 GHz, 32 banks, HBM2";
  results::draw(chart, folder + "/" + file + "_" + ratio + ".png");
}

}  // namespace

int main(int count, char** words) {
  using Charts = std::map<std::string, std::vector<results::LineSeries>>;
  fmt::print(
      "scope,workload,mapping,rank,throughput,throughput_without_w_h,area_efficiency,"
      "energy_efficiency\n");
  for (const tensor::Scope scope : {tensor::Scope::input, tensor::Scope::full}) {
    Charts charts;
    for (const dse::ComparedLayer& layer : dse::compared_layers()) {
      for (const std::string mapping : {"fixed", "best_per_stage"}) {
        std::map<std::string, results::LineSeries> series;
        for (std::uint64_t rank = least_rank; rank <= most_rank; ++rank) {
          const dse::EngineRatios ratios =
              dse::ht_over_published_train(layer, scope, rank, mapping);
          fmt::print("{},{},{},{},{:.3f},{:.3f},{:.3f},{:.3f}\n", tensor::name(scope), layer.name,
                     mapping, rank, ratios.throughput, ratios.matrix_throughput,
                     ratios.area_efficiency, ratios.energy_efficiency);
          const std::array<std::pair<const char*, double>, 3> drawn{
              {{"throughput", ratios.throughput},
               {"area_efficiency", ratios.area_efficiency},
               {"energy_efficiency", ratios.energy_efficiency}}};
          for (const auto& [ratio, value] : drawn) {
            results::LineSeries& line = series[ratio];
            line.name = layer.name + ", " + mapping;
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
      continue;
    }
    const bool full = scope == tensor::Scope::full;
    for (auto& [ratio, series] : charts) {
      draw(words[1], full ? "fdht_full_vs_tie" : "fdht_vs_tie", ratio,
           full ? "fully decomposed HT on fdht over the published TT on tie"
                : "HT on fdht over the published TT on tie, W_h dense on both",
           std::move(series));
    }
  }
  return 0;
}
