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

/// Whether the point is no more than the front's. A double holds integers up to 2^53 exactly; a
/// point beyond that bounds nothing, and is kept.
bool add_exact(const std::vector<double>& point, std::uint64_t position, Archive& front,
               std::vector<std::uint64_t>& left) {
  constexpr double exact_limit = static_cast<double>(std::uint64_t{1} << 53U);
  const bool exact = std::all_of(point.begin(), point.end(),
                                 [](double value) { return std::abs(value) <= exact_limit; });
  return !exact || front.insert(point, position, &left);
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
  // Conflicts between a stage's tensor and the next one's reads are no sum over single stages,
  // which lists and recursion alike are made of.
  const auto counts_alone = [&](const Space::Slot& slot) {
    const Fleet& fleet = evaluator_.fleet(slot);
    return std::all_of(fleet.arrays.begin(), fleet.arrays.end(), [&](const auto& array) {
      return fleet.accelerator->counts_stages_alone(array);
    });
  };
  if (!std::all_of(block.slots.begin(), block.slots.end(), counts_alone)) {
    return std::nullopt;
  }
  if (block.model->plans() <= most_listed_) {
    return PlanSource::list;
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
  if (largest_stage * static_cast<double>(axes.workload.batch) >
          static_cast<double>(std::uint64_t{1} << 48U) ||
      axes.ranks.leaf.size() > 255 || axes.ranks.inner.size() > 255) {
    return std::nullopt;
  }
  return PlanSource::recursion;
}

BlockClosure::Block::Block(const BlockClosure& closure, std::size_t block, const Archive& known,
                           std::size_t done)
    : closure_(closure),
      source_(*closure.source(block)),
      solver_(std::make_unique<BlockSolver>(closure.problem_, closure.evaluator_, closure.limits_,
                                            block, source_)),
      done_(done),
      exact_front_(closure.exact_points(*solver_, known)) {}

const char* BlockClosure::Block::method() const {
  return source_ == PlanSource::list ? "list" : "recursion";
}

std::optional<Evaluator::Outcome> BlockClosure::Block::next(const std::function<bool()>& stopping) {
  // 1, 1, 2, 4, 8, 16, 16, ... classes: the first ones give what bounds the others.
  constexpr std::size_t largest_wave = 16;
  const std::size_t size = done_ == 0 ? 1 : std::min(done_, largest_wave);
  const std::size_t last = std::min(classes(), done_ + size);
  std::vector<BlockSolver::Found> wave(last - done_);
  closure_.workers_.for_each(wave.size(), [&](std::size_t index, std::size_t /*worker*/) {
    if (!stopping()) {
      wave[index] = solver_->solve(done_ + index, exact_front_);
    }
  });
  if (stopping()) {
    return std::nullopt;
  }
  Evaluator::Outcome outcome;
  std::map<std::uint64_t, std::vector<double>> members;
  std::vector<std::uint64_t> left;
  for (BlockSolver::Found& found : wave) {
    outcome.evaluated += found.evaluated;
    outcome.feasible += found.feasible;
    counts_ += found.counts;
    for (const auto& [reason, designs] : found.reasons) {
      outcome.reasons[reason] += designs;
    }
    for (std::size_t index = 0; index < found.rows.size(); ++index) {
      const Evaluator::Row row = found.rows[index];
      left.clear();
      if (add_exact(found.points[index], row.position, exact_front_, left)) {
        for (const std::uint64_t gone : left) {
          members.erase(gone);
        }
        members[row.position].assign(row.values.begin(), row.values.end());
      }
    }
  }
  for (const auto& [position, values] : members) {
    outcome.rows.push_back(position, values);
  }
  closure_.verify(outcome.rows);
  done_ = last;
  return outcome;
}

BlockClosure::Block BlockClosure::begin(std::size_t block, const Archive& known,
                                        std::size_t done) const {
  return {*this, block, known, done};
}

std::unique_ptr<BlockSolver> BlockClosure::recursion_of(std::size_t block) const {
  return source(block) == PlanSource::recursion
             ? std::make_unique<BlockSolver>(problem_, evaluator_, limits_, block,
                                             PlanSource::recursion)
             : nullptr;
}

std::optional<Evaluator::Outcome> BlockClosure::close(std::size_t number, const Archive& known,
                                                      const std::function<bool()>& stopping) const {
  Block block = begin(number, known);
  Evaluator::Outcome whole;
  Archive front(problem_.objective_count);
  std::map<std::uint64_t, std::vector<double>> members;
  std::vector<double> point;
  std::vector<std::uint64_t> left;
  while (!block.finished()) {
    std::optional<Evaluator::Outcome> wave = block.next(stopping);
    if (!wave) {
      return std::nullopt;
    }
    whole.evaluated += wave->evaluated;
    whole.feasible += wave->feasible;
    for (const auto& [reason, designs] : wave->reasons) {
      whole.reasons[reason] += designs;
    }
    for (const Evaluator::Row& row : wave->rows) {
      evaluator_.to_minimise(row.values, point);
      left.clear();
      if (front.insert(point, row.position, &left)) {
        for (const std::uint64_t gone : left) {
          members.erase(gone);
        }
        members[row.position].assign(row.values.begin(), row.values.end());
      }
    }
  }
  for (const auto& [position, member] : members) {
    whole.rows.push_back(position, member);
  }
  whole.closed = problem_.space.blocks()[number].size() - whole.evaluated;
  return whole;
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
  std::vector<std::uint64_t> left;
  for (std::size_t member = 0; member < points.size(); ++member) {
    static_cast<void>(add_exact(points[member], known.position(member), exact_front, left));
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
void BlockClosure::verify(const FeasibleRows& rows) const {
  const std::unique_ptr<BoundProxy> proxy =
      problem_.reads_accuracy ? bind_proxy(problem_) : nullptr;
  workers_.for_each(rows.size(), [&](std::size_t number, std::size_t /*worker*/) {
    const PlainDesign design = plain(rows[number].position, proxy.get());
    if (!design.feasible() || !std::ranges::equal(design.values, rows[number].values)) {
      throw std::logic_error(
          fmt::format("the sums of a plan and the plain path disagree about the design at position "
                      "{} {}",
                      rows[number].position, design.reason));
    }
  });
}

}  // namespace paretree::dse
