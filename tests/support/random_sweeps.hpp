#ifndef PARETREE_TESTS_SUPPORT_RANDOM_SWEEPS_HPP
#define PARETREE_TESTS_SUPPORT_RANDOM_SWEEPS_HPP

#include "dse/core/identity.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace paretree::testing {

[[nodiscard]] inline std::string pick(dse::Random& random, const std::vector<std::string>& texts) {
  return texts[random.below(texts.size())];
}

/// A small space drawn at random, of at most some ten thousand designs, for a certified search: two
/// to five modes, trains and trees, arrays where ceilings bind, memories that exclude the cheapest
/// plan, weights that do not fit, constraints.
[[nodiscard]] inline std::string random_sweep(std::uint64_t seed) {
  dse::Random random(seed);
  struct Shape {
    std::string scopes, modes;
    int inputs;
    bool large;
  };
  const std::array<Shape, 6> shapes = {
      {{"input", "{input: {in: [5, 3], out: [4, 6]}}", 15, false},
       {"input", "{input: {in: [3, 2, 3], out: [2, 4, 3]}}", 18, false},
       {"input",
        "{input: [{in: [3, 2, 3], out: [4, 2, 3], gates: 0}, {in: [2, 3, 3], out: [2, 3, 4]}]}", 18,
        false},
       {"input", "{input: {in: [2, 2, 2, 2], out: [2, 3, 1, 4]}}", 16, false},
       {"[input, full]",
        "{input: {in: [2, 2, 2, 2], out: [2, 3, 1, 4]}, full: {in: [3, 2, 2, 2], out: [2, 3, 1, "
        "4]}}",
        16, false},
       {"input", "{input: {in: [2, 1, 2, 2, 2], out: [1, 2, 3, 1, 4]}}", 16, true}}};
  const Shape& shape = shapes.at(random.below(shapes.size()));
  std::string text = "name: random\n";
  text += fmt::format("workload: {{input: {}, hidden: 6, steps: {}, batch: {}, classes: 2}}\n",
                      shape.inputs, 1 + random.below(4), 1 + random.below(2));
  const std::string leaf = shape.large
                               ? pick(random, {"[1, 2]", "[1, 3]", "[1, 2, 3]"})
                               : pick(random, {"[1, 2, 3]", "[2, 5]", "[1, 4]", "[2, 3, 4]"});
  const std::string inner = shape.large ? pick(random, {"[1, 2]", "[1, 3]"})
                                        : pick(random, {"[1, 3]", "[2, 4, 6]", "[3]"});
  text += fmt::format(
      "model:\n  scope: {}\n  format: {}\n  modes: {}\n  ranks: {{leaf: {}, inner: {}}}\n"
      "  order: {}\n  weight_bits: {}\n",
      shape.scopes, pick(random, {"ht", "ht", "[tt, ht]"}), shape.modes, leaf, inner,
      shape.large ? "natural" : pick(random, {"all", "natural"}),
      pick(random, {"[16]", "[16, 8]"}));
  text += fmt::format(
      "hardware:\n  template: {}\n  mapping: {}\n  pes: {}\n  macs_per_pe: {}\n"
      "  weight_sram_kib: {}\n  activation_sram_kib: {}\n  clock_mhz: {}\n  sram_cell: {}\n",
      pick(random, {"fdht", "[tie, fdht]"}), pick(random, {"[fixed, best_per_stage]", "fixed"}),
      pick(random, {"[2, 4]", "4", "[2, 8]"}), pick(random, {"[3, 4]", "[2, 5]", "4"}),
      pick(random, {"[1, 16]", "16", "1"}), pick(random, {"[32, 64]", "64"}),
      pick(random, {"[400, 700]", "500"}), pick(random, {"lstp", "[lstp, hp]"}));
  // Trains alone on tie would leave its halves without a plan.
  if (text.find("[tt, ht]") == std::string::npos) {
    const std::size_t at = text.find("[tie, fdht]");
    if (at != std::string::npos) {
      text.replace(at, 11, "fdht");
    }
  }
  text += "accuracy: capacity\n";
  text += fmt::format("objectives: {}\n",
                      pick(random, {"[capacity, energy_pj, latency_ns, area_mm2]",
                                    "[capacity, energy_pj]", "[energy_pj, latency_ns, parameters]",
                                    "[capacity, macs, latency_ns, matrix_parameters, area_mm2]"}));
  text += fmt::format("constraints: {}\n",
                      pick(random, {"[]", "['parameters <= 300']", "['capacity >= 250']",
                                    "['energy_pj < 60000', 'pes * macs_per_pe <= 20']"}));
  return text + "search: certified\nstore: front\n";
}

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SUPPORT_RANDOM_SWEEPS_HPP
