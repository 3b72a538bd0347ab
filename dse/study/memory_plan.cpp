#include "dse/study/memory_plan.hpp"

#include "tensor/checked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace paretree::dse {

namespace {

using Retention = sweeps::Retention;

// In bytes, from sizes of the records and rounded up; tests/bench/README.md has what was measured
// beside the estimate.
constexpr std::uint64_t program = std::uint64_t{32} << 20U;
/// SQLite's pages, which a file of all designs fills.
constexpr std::uint64_t page_cache = std::uint64_t{64} << 20U;
/// A design as the evaluator gives it, beside its values.
constexpr std::uint64_t outcome_row = 120;
/// A design on its way to the file: its key and the numbers of its texts, beside its values.
constexpr std::uint64_t stored_row = 64;
/// Batches on their way: the store's queue and the one that is being made.
constexpr std::uint64_t batches_on_their_way = 17;
/// A member in the archive, in the stored front and in a checkpoint, beside its values.
constexpr std::uint64_t member_row = 600;
constexpr std::uint64_t member_copies_of_values = 6;
/// Ids, seeds and values of a measured format.
constexpr std::uint64_t accuracy_row = 250;

}  // namespace

MemoryPlan::MemoryPlan(const Problem& problem, const Evaluator& evaluator, std::uint64_t data_bytes)
    : columns_(problem.columns.size()) {
  // While it is read there is a part of it twice.
  fixed_ = tensor::saturating_plus(program, tensor::saturating_plus(data_bytes, data_bytes / 2));
  std::set<const Fleet*> fleets;
  for (const Space::Block& block : problem.space.blocks()) {
    for (const Space::Slot& slot : block.slots) {
      fleets.insert(&evaluator.fleet(slot));
    }
  }
  for (const Fleet* fleet : fleets) {
    if (!fleet->halves.empty()) {
      const std::uint64_t half =
          sizeof(PricedHalf) + fleet->halves.front().names.size() * sizeof(double);
      fixed_ =
          tensor::saturating_plus(fixed_, tensor::saturating_times(fleet->halves.size(), half));
    }
  }
  if (problem.reads_accuracy && problem.proxy->trains()) {
    const std::uint64_t designs =
        problem.searcher->budget(problem.space.size(), problem.search_parameters);
    const std::uint64_t formats = std::min<std::uint64_t>(designs, problem.space.formats());
    fixed_ = tensor::saturating_plus(
        fixed_, tensor::saturating_times(
                    formats, tensor::saturating_times(problem.seeds().size(), accuracy_row)));
  }
}

std::uint64_t MemoryPlan::bytes(Retention retention, std::uint64_t designs,
                                std::uint64_t front) const {
  const std::uint64_t values = columns_ * sizeof(double);
  const std::uint64_t members =
      tensor::saturating_times(front, member_row + member_copies_of_values * values);
  const std::uint64_t kept = retention == Retention::all ? designs
                             : retention == Retention::front_and_sample
                                 ? designs / Evaluator::sample_one_in
                                 : 0;
  const std::uint64_t rows = tensor::saturating_plus(
      tensor::saturating_times(kept, outcome_row + values),
      tensor::saturating_times(
          kept, tensor::saturating_times(batches_on_their_way, stored_row + values)));
  return tensor::saturating_plus(
      tensor::saturating_plus(fixed_, members),
      tensor::saturating_plus(rows, retention == Retention::front ? 0 : page_cache));
}

Retention less_than(Retention retention) {
  return retention == Retention::all ? Retention::front_and_sample : Retention::front;
}

bool keeps_less(Retention a, Retention b) {
  return a != b && (a == Retention::front || b == Retention::all);
}

std::string memory_text(std::uint64_t bytes) {
  constexpr double mib = 1024.0 * 1024.0;
  const double size = static_cast<double>(bytes) / mib;
  return size < 1024 ? fmt::format("{:.0f} MiB", size) : fmt::format("{:.1f} GiB", size / 1024);
}

}  // namespace paretree::dse
