#include "dse/study/engine_ratios.hpp"
#include "dse/study/published_engines.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

namespace {

constexpr std::uint64_t least_rank = 2;
constexpr std::uint64_t most_rank = 8;
constexpr std::uint64_t published_rank = 4;  ///< of the tensor train; that of the tree is not known

struct Ratio {
  const char* figure;
  double EngineRatios::*value;
  std::array<std::optional<double>, 2> published;  ///< UCF11, Youtube; all recalled
};

const std::array<Ratio, 3> ratios{
    {{"throughput over TIE", &EngineRatios::throughput, {1.9, 2.5}},
     {"area efficiency over TIE", &EngineRatios::area_efficiency, {std::nullopt, 1.46}},
     {"energy efficiency over TIE", &EngineRatios::energy_efficiency, {1.83, 2.41}}}};

/// By rank, from the least.
using Curve = std::vector<EngineRatios>;

Curve curve_of(const ComparedLayer& layer, tensor::Scope scope) {
  Curve curve;
  for (std::uint64_t rank = least_rank; rank <= most_rank; ++rank) {
    curve.push_back(ht_over_published_train(layer, scope, rank, "best_per_stage"));
  }
  return curve;
}

/// "reached up to rank 4", "not reached at any uniform rank from 2 to 8; at rank 2 it is 1.06".
std::string reach(const Curve& curve, double EngineRatios::*value, double published) {
  std::optional<std::uint64_t> last;
  for (std::size_t at = 0; at < curve.size(); ++at) {
    if (curve[at].*value >= published) {
      last = least_rank + at;
    }
  }
  return last ? fmt::format("reached up to rank {}", *last)
              : fmt::format("not reached at any uniform rank from {} to {}; {:.2f} at rank {}",
                            least_rank, most_rank, curve.front().*value, least_rank);
}

}  // namespace

std::vector<PublishedFigure> published_fdht() {
  std::vector<PublishedFigure> list;
  for (const tensor::Scope scope : {tensor::Scope::input, tensor::Scope::full}) {
    const bool full = scope == tensor::Scope::full;
    const std::string setting =
        full ? "fully decomposed tree of rank 4 against the tensor train with its dense W_h, which "
               "takes two thirds of that engine's time: most of the ratio is W_h, not the engine"
             : "W_x at rank 4 in both, W_h dense in both; W_h takes two thirds of the time of "
               "either and its share cannot shrink";
    for (std::size_t number = 0; number < compared_layers().size(); ++number) {
      const ComparedLayer& layer = compared_layers()[number];
      const Curve curve = curve_of(layer, scope);
      for (const Ratio& ratio : ratios) {
        const std::optional<double>& published = ratio.published.at(number);
        const std::string reached =
            published ? reach(curve, ratio.value, *published) : "\"comparable\" there";
        list.push_back(
            {ratio.figure,
             fmt::format("FDHT-LSTM {}, {}", layer.name,
                         full ? "all of it decomposed" : "W_x decomposed"),
             published, "recalled", curve[published_rank - least_rank].*ratio.value,
             fmt::format("{}; {}. Equal MACs, node, clock and memories (16 x 16, 28 nm, 1 GHz, 16 "
                         "and 768 KiB, 32 banks, HBM2; the paper's are not known), fastest tree, "
                         "energy at the core",
                         setting, reached)});
      }
    }
  }
  return list;
}

}  // namespace paretree::dse
