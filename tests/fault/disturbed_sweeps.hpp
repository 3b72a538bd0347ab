#ifndef PARETREE_TESTS_FAULT_DISTURBED_SWEEPS_HPP
#define PARETREE_TESTS_FAULT_DISTURBED_SWEEPS_HPP

#include "results/store/sqlite.hpp"
#include "results/store/study.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace paretree::testing {

/// Four modes in two scopes on two templates, priced without training.
inline std::string priced_sweep(const std::string& name, const std::string& ranks_and_order,
                                const std::string& search_and_store) {
  return "name: " + name + R"(
workload: {input: 24, hidden: 16, steps: 3, batch: 1, classes: 2}
model:
  scope: [input, full]
  format: [tt, ht]
  modes:
    input: {in: [2, 2, 2, 3], out: [2, 2, 4, 4]}
    full: {in: [2, 2, 2, 5], out: [2, 2, 4, 4]}
  trees: all
  weight_bits: [16, 8]
)" + ranks_and_order +
         R"(
hardware:
  template: [tie, fdht]
  mapping: [fixed, best_per_stage]
  pes: [4, 8, 16]
  macs_per_pe: [4, 8, 16]
  weight_sram_kib: [8, 16]
  activation_sram_kib: [32, 64]
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
)" + search_and_store;
}

/// 15 batches of designs drawn at random from some ten thousand: many commits, no training.
inline const std::string random_sweep_text =
    priced_sweep("disturbed", "  ranks: {leaf: [2, 3], inner: [2, 3, 4]}\n  order: best",
                 "search: {name: random, designs: 15000}\nstore: front+sample\n");

/// 3.4 million designs, of which bounds leave some 1,500 to be evaluated, in four blocks.
inline const std::string certified_sweep_text = priced_sweep(
    "disturbed-certified", "  ranks: {leaf: [1, 2, 3], inner: [1, 2, 3, 4]}\n  order: all",
    "search: certified\nstore: front\n");

/// Some dozens of formats trained one step in brackets of 16, the better half of each two steps;
/// the front and what is near it twice more.
inline const std::string trained_sweep_text = R"(name: disturbed-trained
workload: fashion-7x112
model: {scope: [input, full], format: [tt, ht], ranks: {leaf: [1, 2], inner: [1, 2]}}
hardware: {template: [tie, fdht], pes: [8, 16], macs_per_pe: 8, weight_sram_kib: 16, activation_sram_kib: 64}
accuracy: {proxy: short_training, dataset: fashion-mnist, steps: 2, rungs: 2, factor: 2, bracket: 16, seeds: 1, confirm: 2, evaluated: 500}
objectives: [error, energy_pj, area_mm2]
search: exhaustive
store: all
)";

/// What a study says of itself, as far as it must not depend on what happened to its run.
struct Picture {
  results::Progress progress;
  std::vector<std::pair<std::string, std::vector<double>>> front;
  std::vector<std::pair<std::string, std::vector<double>>> kept;
  std::map<std::string, double> accuracies;
  std::map<std::string, std::string> statements;  ///< of the certificate
  std::uint64_t commits = 0;
};

inline Picture picture_of(const std::string& db) {
  const results::Study study = results::Study::open(db, results::Study::Access::read);
  Picture picture;
  picture.progress = study.progress();
  for (const results::DesignRow& row : study.front()) {
    picture.front.emplace_back(row.design, row.values);
  }
  study.for_each_design(
      [&](const results::DesignRow& row) { picture.kept.emplace_back(row.design, row.values); });
  for (const results::AccuracyRow& row : study.accuracies()) {
    picture.accuracies[fmt::format("{} {} {}", row.format, row.fidelity, row.seed)] = row.value;
  }
  for (const results::CertificateRow& row : study.certificate()) {
    picture.statements[row.name] = row.json;
  }
  const results::Connection connection(db, results::Connection::Mode::read);
  picture.commits =
      static_cast<std::uint64_t>(connection.integer("SELECT total(batches) FROM timing"));
  return picture;
}

inline std::optional<std::uint64_t> committed(const std::string& db) {
  try {
    return results::Study::open(db, results::Study::Access::read).progress().next;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_FAULT_DISTURBED_SWEEPS_HPP
