#include "dse/study/block_closure.hpp"

#include "dse/study/class_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <stdexcept>

namespace paretree::dse {

namespace {

/// A double holds integers up to 2^53 exactly; a point beyond that bounds nothing.
void add_exact(const std::vector<double>& point, std::uint64_t position, Archive& front) {
  constexpr double exact_limit = static_cast<double>(std::uint64_t{1} << 53U);
  if (std::all_of(point.begin(), point.end(),
                  [](double value) { return std::abs(value) <= exact_limit; })) {
    static_cast<void>(front.insert(point, position));
  }
}

}  // namespace

BlockClosure::BlockClosure(const Problem& problem, const Evaluator& evaluator,
                           const Workers& workers, std::uint64_t most_listed)
    : problem_(problem), evaluator_(evaluator), workers_(workers), most_listed_(most_listed) {
  applicable_ = read_limits();
  for (std::size_t number = 0; number < problem.objective_count; ++number) {
    applicable_ = applicable_ && is_exact_objective(problem.columns[number].name);
  }
  applicable_ = applicable_ && (!problem.reads_accuracy || problem.proxy->axis() == "capacity");
}

/// Constraints over results that one bound of one figure states.
bool BlockClosure::read_limits() {
  static const std::regex form(
      R"(\s*([a-z_0-9]+)\s*(<=|<|>=|>)\s*([0-9.]+(?:[eE][-+]?[0-9]+)?)\s*)");
  for (const ResultConstraint& constraint : problem_.space.result_constraints()) {
    std::smatch parts;
    if (!std::regex_match(constraint.text, parts, form) || !is_exact_objective(parts[1].str())) {
      return false;
    }
    const Objective& objective = objectives().at(parts[1].str());
    const bool from_above = parts[2].str()[0] == '<';
    if (from_above != (objective.sense() == Sense::minimise)) {
      return false;
    }
    limits_.push_back(
        {&objective, parts[2].length() == 1, std::stod(parts[3].str()), constraint.text});
  }
  return true;
}

bool BlockClosure::takes(std::size_t number) const {
  return source(number).has_value();
}

std::optional<PlanSource> BlockClosure::source(std::size_t number) const {
  const Space::Block& block = problem_.space.blocks()[number];
  // A streamed weight must not cost less than reading it from the weight memory.
  const auto streams_dearly = [&](const Space::Slot& slot) {
    const Fleet& fleet = evaluator_.fleet(slot);
    return std::all_of(fleet.halves.begin(), fleet.halves.end(), [](const PricedHalf& half) {
      return half.infeasible ||
             half.machine.dram_bit_fj * half.machine.weight_bits >= half.machine.weight_read_fj;
    });
  };
  if (!applicable_ || block.model->axes().kind == tensor::FormatKind::dense ||
      !std::all_of(block.slots.begin(), block.slots.end(), streams_dearly)) {
    return std::nullopt;
  }
  if (block.model->plans() <= most_listed_) {
    return PlanSource::list;
  }
  // Conflicts between a stage's tensor and the next one's reads are no sum over single stages.
  const auto counts_alone = [&](const Space::Slot& slot) {
    const Fleet& fleet = evaluator_.fleet(slot);
    return std::all_of(fleet.arrays.begin(), fleet.arrays.end(), [&](const auto& array) {
      return fleet.accelerator->counts_stages_alone(array);
    });
  };
  if (!std::all_of(block.slots.begin(), block.slots.end(), counts_alone)) {
    return std::nullopt;
  }
  const ModelSpace::Axes& axes = block.model->axes();
  const int modes = axes.modes.count();
  if (axes.kind != tensor::FormatKind::ht || !axes.paired || modes < 2 || modes > 8 ||
      axes.order == OrderRule::best || axes.trees.size() != tensor::rooted_tree_count(modes)) {
    return std::nullopt;
  }
  for (const tensor::DimensionTree& tree : axes.trees) {
    if (axes.order == OrderRule::natural && tree != tree.canonical()) {
      return std::nullopt;
    }
  }
  // A stage's extents, and a plan's sums, stay far within 64 bits.
  const double largest_rank = static_cast<double>(
      std::max(axes.ranks.leaf.back(), axes.ranks.inner.empty() ? 1 : axes.ranks.inner.back()));
  const double largest_stage = static_cast<double>(axes.modes.columns()) *
                               static_cast<double>(axes.modes.rows()) * largest_rank *
                               largest_rank * largest_rank;
  if (largest_stage * static_cast<double>(axes.workload.batch) > 1e15 ||
      axes.ranks.leaf.size() > 255 || axes.ranks.inner.size() > 255) {
    return std::nullopt;
  }
  return PlanSource::recursion;
}

std::optional<Evaluator::Outcome> BlockClosure::close(std::size_t number, const Archive& known,
                                                      const std::function<bool()>& stopping) const {
  BlockSolver solver(problem_, evaluator_, limits_, number, *source(number));
  Archive exact_front = exact_points(solver, known);
  Evaluator::Outcome outcome;
  Archive front(problem_.objective_count);
  std::map<std::uint64_t, std::vector<double>> members;
  std::vector<double> point;
  std::vector<std::uint64_t> left;
  std::size_t size = 1;
  for (std::size_t first = 0; first < solver.classes();) {
    const std::size_t last = std::min(solver.classes(), first + size);
    std::vector<BlockSolver::Found> wave(last - first);
    workers_.for_each(wave.size(), [&](std::size_t index, std::size_t /*worker*/) {
      if (!stopping()) {
        wave[index] = solver.solve(first + index, exact_front);
      }
    });
    if (stopping()) {
      return std::nullopt;
    }
    for (BlockSolver::Found& found : wave) {
      outcome.evaluated += found.evaluated;
      outcome.feasible += found.feasible;
      for (const auto& [reason, designs] : found.reasons) {
        outcome.reasons[reason] += designs;
      }
      for (std::size_t index = 0; index < found.rows.size(); ++index) {
        Evaluator::Row& row = found.rows[index];
        add_exact(found.points[index], row.position, exact_front);
        evaluator_.to_minimise(row.values, point);
        left.clear();
        if (front.insert(point, row.position, &left)) {
          for (const std::uint64_t gone : left) {
            members.erase(gone);
          }
          members[row.position] = std::move(row.values);
        }
      }
    }
    first = last;
    size = std::min<std::size_t>(first, 16);
  }
  for (auto& [position, member] : members) {
    outcome.rows.push_back({position, std::move(member)});
  }
  verify(outcome.rows);
  outcome.closed = problem_.space.blocks()[number].size() - outcome.evaluated;
  return outcome;
}

/// The integers of the front so far, from the plain path.
Archive BlockClosure::exact_points(const BlockSolver& solver, const Archive& known) const {
  const std::unique_ptr<BoundProxy> proxy =
      problem_.reads_accuracy ? bind_proxy(problem_) : nullptr;
  std::vector<std::vector<double>> points(known.size());
  workers_.for_each(known.size(), [&](std::size_t member, std::size_t /*worker*/) {
    const PlainDesign design = plain(known.position(member), proxy.get());
    Figures figures;
    figures.model = &design.counts;
    figures.machine = &*design.machine;
    figures.cost = &*design.estimate;
    figures.accuracy_axis = proxy == nullptr ? 0.0 : proxy->measure(design.model, 0, {})->value;
    solver.exact_point(figures, points[member]);
  });
  Archive exact_front(problem_.objective_count);
  for (std::size_t member = 0; member < points.size(); ++member) {
    add_exact(points[member], known.position(member), exact_front);
  }
  return exact_front;
}

PlainDesign BlockClosure::plain(std::uint64_t position, const BoundProxy* proxy) const {
  std::optional<double> accuracy;
  if (proxy != nullptr) {
    const ModelHalf half = problem_.space.model_half(problem_.space.decode(position));
    accuracy = proxy->measure(half, 0, {})->value;
  }
  return evaluate_plainly(problem_, position, accuracy);
}

/// Nothing of the counts by sums is believed: every row is evaluated again, stage by stage.
void BlockClosure::verify(const std::vector<Evaluator::Row>& rows) const {
  const std::unique_ptr<BoundProxy> proxy =
      problem_.reads_accuracy ? bind_proxy(problem_) : nullptr;
  workers_.for_each(rows.size(), [&](std::size_t number, std::size_t /*worker*/) {
    const PlainDesign design = plain(rows[number].position, proxy.get());
    if (!design.feasible() || design.values != rows[number].values) {
      throw std::logic_error(
          fmt::format("the sums of a plan and the plain path disagree about the design at position "
                      "{} {}",
                      rows[number].position, design.reason));
    }
  });
}

}  // namespace paretree::dse
