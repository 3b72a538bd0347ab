#ifndef PARETREE_TESTS_SUPPORT_CLOSING_SWEEP_HPP
#define PARETREE_TESTS_SUPPORT_CLOSING_SWEEP_HPP

#include <string>

namespace paretree::testing {

/// A four-mode space of trains and trees that a certified search closes; its front has dozens of
/// members.
inline const std::string closing_sweep = R"(name: closing
workload: {input: 16, hidden: 6, steps: 2, batch: 1, classes: 2}
model:
  scope: input
  format: [tt, ht]
  modes: {input: {in: [2, 2, 2, 2], out: [2, 3, 1, 4]}}
  ranks: {leaf: [1, 2, 3], inner: [1, 2, 4]}
  order: all
  weight_bits: [16, 8]
hardware:
  template: [tie, fdht]
  mapping: [fixed, best_per_stage]
  pes: [2, 4]
  macs_per_pe: [2, 4]
  weight_sram_kib: [1, 16]
  activation_sram_kib: [32, 64]
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: certified
store: front
)";

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SUPPORT_CLOSING_SWEEP_HPP
