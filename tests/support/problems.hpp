#ifndef PARETREE_TESTS_SUPPORT_PROBLEMS_HPP
#define PARETREE_TESTS_SUPPORT_PROBLEMS_HPP

#include "dse/study/problem.hpp"
#include "sweeps/sweep.hpp"

#include <string>
#include <vector>

namespace paretree::testing {

/// The sweep of a YAML text, with the program's own names; faults name the file "test.yaml".
[[nodiscard]] inline sweeps::Sweep sweep_of(const std::string& yaml,
                                            const std::vector<std::string>& overrides = {}) {
  return sweeps::parse_sweep(yaml, "test.yaml", dse::vocabulary(), overrides);
}

[[nodiscard]] inline dse::Problem problem_of(const std::string& yaml,
                                             const std::vector<std::string>& overrides = {}) {
  return dse::make_problem(sweep_of(yaml, overrides));
}

/// An LSTM of 8 inputs and 8 hidden units over 2 steps (32 gate rows), three formats on three
/// templates.
///
/// By hand: dense has 1 plan. TT over three modes has two bonds of rank 1 or 2: 4 plans. HT has one
/// unrooted tree with three leaf edges, so 2^3 = 8 rank vectors, of which {2,1,1}, {1,2,1} and
/// {1,1,2} are redundant: 5 formats x 3 rootings = 15 plans. Widths of weights: 2.
/// Hardware halves: dense 2 (pes); tie 2 (pes) x 2 (mapping) = 4; fdht 4.
/// TT runs on tie and fdht, HT on fdht, dense on dense:
/// 2 * (1 * 2 + 4 * (4 + 4) + 15 * 4) = 2 * 94 = 188 designs.
inline const std::string tiny_sweep = R"(name: tiny
workload: {input: 8, hidden: 8, steps: 2, batch: 1, classes: 2}
model:
  scope: input
  format: [dense, tt, ht]
  modes:
    input: {in: [2, 2, 2], out: [2, 4, 4]}
  trees: all
  ranks: {leaf: [1, 2], inner: [1, 2]}
  order: natural
  weight_bits: [16, 8]
hardware:
  template: [dense, tie, fdht]
  mapping: [fixed, best_per_stage]
  pes: [2, 4]
  weight_sram_kib: 16
  activation_sram_kib: 64
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: exhaustive
store: all
)";

/// Uncompressed layers on the two engines for them and the baseline.
///
/// By hand: 1 plan; widths 12, ternary, binary, 8; sparsities 0 and 0.5. Hardware halves: dense 2
/// (pes); sparse_state 2 (pes) x 2 (mode) = 4; low_bit 2. dense takes 12 and 8 bits at sparsity 0:
/// 2 * 2 = 4 designs; sparse_state 12 and 8 bits at both: 2 * 2 * 4 = 16; low_bit 12 bits and the
/// words at 0: 3 * 2 = 6. 26 designs of the 4 * 2 * (2 + 4 + 2) = 64 pairs.
inline const std::string uncompressed_sweep = R"(name: uncompressed
workload: {input: 8, hidden: 16, steps: 3, batch: 2, one_hot: true}
model:
  format: dense
  weight_bits: [12, ternary, binary, 8]
  state_sparsity: [0, 0.5]
hardware:
  template: [dense, sparse_state, low_bit]
  mode: [sparse, dense]
  pes: [2, 4]
  macs_per_pe: 32
  weight_sram_kib: 32
  activation_sram_kib: 64
  banks: 8
  clock_mhz: 200
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: exhaustive
store: all
)";

/// Four modes, so that there are inner edges and rootings of different shape; both scopes.
inline const std::string four_mode_sweep = R"(name: four-modes
workload: {input: 24, hidden: 16, steps: 3, batch: 1, classes: 2}
model:
  scope: [input, full]
  format: [tt, ht]
  modes:
    input: {in: [2, 2, 2, 3], out: [2, 2, 4, 4]}
    full: {in: [2, 2, 2, 5], out: [2, 2, 4, 4]}
  trees: all
  ranks: {leaf: [2, 3], inner: [2, 4]}
  order: best
  weight_bits: [16]
hardware:
  template: [tie, fdht]
  mapping: [fixed, best_per_stage]
  pes: [4, 8]
  macs_per_pe: [4, 8]
  weight_sram_kib: 16
  activation_sram_kib: 64
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: exhaustive
store: all
)";

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SUPPORT_PROBLEMS_HPP
