#include "dse/study/block_closure.hpp"

#include "dse/lowering/lower.hpp"
#include "dse/study/plain_design.hpp"
#include "tensor/format.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <regex>
#include <stdexcept>
#include <tuple>

namespace paretree::dse {

namespace {

using hwmodel::Activity;
using hwmodel::Estimate;
using hwmodel::Events;
using hwmodel::LstmWork;
using hwmodel::Machine;

/// Objectives that can only get worse when a sum of a plan grows. `core_energy_pj` is not one of
/// them: weights that no longer fit are read from the chip's memory less often.
constexpr std::array<const char*, 8> supported = {"capacity", "energy_pj",  "latency_ns",
                                                  "area_mm2", "parameters", "matrix_parameters",
                                                  "macs",     "matrix_macs"};

bool is_supported(const std::string& name) {
  return std::find(supported.begin(), supported.end(), name) != supported.end();
}

/// The exact integer behind an objective, minimised.
std::int64_t exact(const std::string& name, const Figures& figures) {
  const auto integer = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  if (name == "capacity") {
    return -static_cast<std::int64_t>(figures.accuracy_axis);
  }
  if (name == "energy_pj") {
    return integer(figures.cost->energy_fj_total());
  }
  if (name == "latency_ns") {
    return integer(figures.cost->cycles * figures.cost->period_fs);
  }
  if (name == "area_mm2") {
    return integer(hwmodel::total(figures.machine->area_um2));
  }
  if (name == "parameters") {
    return integer(figures.model->parameters);
  }
  if (name == "matrix_parameters") {
    return integer(figures.model->matrix_parameters);
  }
  return integer(name == "macs" ? figures.model->macs : figures.model->matrix_macs);
}

std::uint64_t unsigned_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

/// Dynamic and idle energy of one step's events, fJ; a machine's `weight_read` may be left out.
std::int64_t energy_fj(const Events& events, std::uint64_t cycles, const Machine& machine) {
  return static_cast<std::int64_t>(
      events.macs * (machine.multiply_fj + machine.accumulate_fj) +
      events.multiplications * machine.element_multiply_fj +
      events.additions * machine.accumulate_fj + events.register_accesses * machine.register_fj +
      events.lookups * machine.lookup_fj + events.weight_reads * machine.weight_read_fj +
      events.activation_reads * machine.activation_read_fj +
      events.activation_writes * machine.activation_write_fj +
      cycles * (machine.control_fj_per_cycle + machine.leakage_fj_per_cycle));
}

}  // namespace

BlockClosure::BlockClosure(const Problem& problem, const Evaluator& evaluator,
                           const Workers& workers)
    : problem_(problem), evaluator_(evaluator), workers_(workers) {
  applicable_ = problem.objective_count <= PlanRecursion::most_forms && read_limits();
  for (std::size_t number = 0; number < problem.objective_count; ++number) {
    applicable_ = applicable_ && is_supported(problem.columns[number].name);
  }
  applicable_ = applicable_ && (!problem.reads_accuracy || problem.proxy->axis() == "capacity");
}

/// Constraints over results that one bound of one figure states.
bool BlockClosure::read_limits() {
  static const std::regex form(
      R"(\s*([a-z_0-9]+)\s*(<=|<|>=|>)\s*([0-9.]+(?:[eE][-+]?[0-9]+)?)\s*)");
  for (const ResultConstraint& constraint : problem_.space.result_constraints()) {
    std::smatch parts;
    if (!std::regex_match(constraint.text, parts, form) || !is_supported(parts[1].str())) {
      return false;
    }
    const Objective& objective = objectives().at(parts[1].str());
    const bool from_above = parts[2].str()[0] == '<';
    if (from_above != (objective.sense() == Sense::minimise)) {
      return false;
    }
    const auto column =
        std::find_if(problem_.columns.begin(), problem_.columns.end(),
                     [&](const Column& each) { return each.name == parts[1].str(); });
    limits_.push_back({&objective, static_cast<std::size_t>(column - problem_.columns.begin()),
                       parts[2].length() == 1, std::stod(parts[3].str()), constraint.text});
  }
  return true;
}

bool BlockClosure::takes(std::size_t number) const {
  const Space::Block& block = problem_.space.blocks()[number];
  const ModelSpace::Axes& axes = block.model->axes();
  const int modes = axes.modes.count();
  if (!applicable_ || axes.kind != tensor::FormatKind::ht || !axes.paired || modes < 2 ||
      modes > 8 || axes.order == OrderRule::best ||
      axes.trees.size() != tensor::rooted_tree_count(modes)) {
    return false;
  }
  for (const tensor::DimensionTree& tree : axes.trees) {
    if (axes.order == OrderRule::natural && tree != tree.canonical()) {
      return false;
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
    return false;
  }
  // A streamed weight must not cost less than reading it from the weight memory.
  return std::all_of(block.slots.begin(), block.slots.end(), [&](const Space::Slot& slot) {
    const Fleet& fleet = evaluator_.fleet(slot);
    return std::all_of(fleet.halves.begin(), fleet.halves.end(), [](const PricedHalf& half) {
      return half.infeasible ||
             half.machine.dram_bit_fj * half.machine.weight_bits >= half.machine.weight_read_fj;
    });
  });
}

/// One close(): what all classes of a block share.
class BlockClosure::Run {
 public:
  Run(const BlockClosure& closure, std::size_t number)
      : closure_(closure),
        problem_(closure.problem_),
        block_(closure.problem_.space.blocks()[number]),
        number_(number) {
    first_ = block_.model->at(0, block_.slots.front().weight_bits);
    work_ = lower(first_);
    rest_work_ = work_;
    std::erase_if(rest_work_.stages, [](const auto& stage) { return !stage.recurrent; });
    rest_peak_ = rest_work_.stages.empty() ? 0 : first_.workload.rows();
    rest_peak_ = std::max({rest_peak_, first_.matrix.modes.columns(), first_.matrix.modes.rows()});
    work_.peak_tensor_words = rest_peak_;
    const ModelCounts counts = model_counts(first_);
    rest_parameters_ = counts.parameters - counts.matrix_parameters;
    rest_macs_ = counts.macs - counts.matrix_macs;
    group_classes();
  }

  /// Integers of the designs known to be real, filtered and compared by every class of a wave.
  void know(std::vector<std::int64_t> point) { known_.push_back(std::move(point)); }

  [[nodiscard]] std::size_t classes() const { return classes_.size(); }

  struct Found {
    std::vector<Evaluator::Row> rows;
    std::vector<std::vector<std::int64_t>> points;
    std::uint64_t evaluated = 0;
    std::uint64_t feasible = 0;
    std::map<std::string, std::uint64_t> reasons;
  };
  [[nodiscard]] Found solve(std::size_t number) const;

  [[nodiscard]] std::vector<std::int64_t> exact_point(const PlainDesign& design,
                                                      std::optional<double> accuracy) const {
    Figures figures;
    figures.model = &design.counts;
    figures.machine = &*design.machine;
    figures.cost = &*design.estimate;
    figures.accuracy_axis = accuracy.value_or(0.0);
    std::vector<std::int64_t> point;
    for (std::size_t column = 0; column < problem_.objective_count; ++column) {
      point.push_back(exact(problem_.columns[column].name, figures));
    }
    return point;
  }

 private:
  struct Member {
    std::size_t slot = 0;
    std::uint64_t hardware = 0;
    const PricedHalf* half = nullptr;
  };
  struct Class {
    const hwmodel::Accelerator* accelerator = nullptr;
    hwmodel::Array array;
    std::uint64_t activation_words = 0;
    std::vector<Member> members;
    std::uint64_t least_area = std::numeric_limits<std::uint64_t>::max();
  };

  void group_classes() {
    std::map<std::tuple<std::string, hwmodel::Array, std::uint64_t>, Class> classes;
    for (std::size_t slot = 0; slot < block_.slots.size(); ++slot) {
      const Fleet& fleet = closure_.evaluator_.fleet(block_.slots[slot]);
      for (std::uint64_t hardware = 0; hardware < fleet.halves.size(); ++hardware) {
        const PricedHalf& half = fleet.halves[hardware];
        if (half.infeasible || half.failed_constraint >= 0) {
          continue;
        }
        const Machine& machine = half.machine;
        Class& entry = classes[{block_.slots[slot].hardware->template_name(), machine.array,
                                machine.activation_capacity_words}];
        entry.accelerator = fleet.accelerator;
        entry.array = machine.array;
        entry.activation_words = machine.activation_capacity_words;
        entry.members.push_back({slot, hardware, &half});
        entry.least_area = std::min(entry.least_area, hwmodel::total(machine.area_um2));
      }
    }
    for (auto& [key, entry] : classes) {
      classes_.push_back(std::move(entry));
    }
    std::stable_sort(classes_.begin(), classes_.end(),
                     [](const Class& a, const Class& b) { return a.least_area < b.least_area; });
  }

  /// Least of every constant over the class; bounds are made with it.
  [[nodiscard]] static Machine cheapest(const Class& entry) {
    Machine least = entry.members.front().half->machine;
    for (const Member& member : entry.members) {
      Machine machine = member.half->machine;
      machine.weight_capacity_words = least.weight_capacity_words;
      least = hwmodel::lower_bound(least, machine);
    }
    return least;
  }

  /// One objective's lower bound: offset + form over the sums of a plan.
  struct Bounded {
    PlanRecursion::Form form{};
    std::int64_t offset = 0;
  };
  [[nodiscard]] Bounded bounded(const std::string& name, const Class& entry,
                                const Activity& rest) const;
  [[nodiscard]] Activity activity_of(const Activity& rest, const PlanSums& sums) const;
  [[nodiscard]] ModelCounts counts_of(const PlanSums& sums, int weight_bits) const;
  [[nodiscard]] const std::string* failed_limit(const Figures& figures) const;
  [[nodiscard]] double capacity_of(const PlanSums& sums) const {
    // The proxy's value: freedom of the matrix, and every other weight and bias.
    return static_cast<double>(unsigned_of(-sums.at[PlanSums::minus_freedom]) + rest_parameters_);
  }

  const BlockClosure& closure_;
  const Problem& problem_;
  const Space::Block& block_;
  std::size_t number_;
  ModelHalf first_;
  LstmWork work_;       ///< of a plan, its parameters to be filled in
  LstmWork rest_work_;  ///< what every plan has besides its decomposed matrix
  std::uint64_t rest_peak_ = 0;
  std::uint64_t rest_parameters_ = 0;
  std::uint64_t rest_macs_ = 0;
  std::vector<Class> classes_;
  std::vector<std::vector<std::int64_t>> known_;
};

BlockClosure::Run::Bounded BlockClosure::Run::bounded(const std::string& name, const Class& entry,
                                                      const Activity& rest) const {
  const auto steps = static_cast<std::int64_t>(work_.steps);
  const Machine least = cheapest(entry);
  Bounded bound;
  const auto weight = [&](PlanSums::Coordinate coordinate, std::uint64_t per_event) {
    bound.form[coordinate] = static_cast<std::int64_t>(per_event) * steps;
  };
  if (name == "energy_pj") {
    weight(PlanSums::macs, least.multiply_fj + least.accumulate_fj);
    weight(PlanSums::register_accesses, least.register_fj);
    // A streamed word saves its first read of the memory, and costs more in DRAM: see takes().
    weight(PlanSums::weight_reads, least.weight_read_fj);
    weight(PlanSums::activation_reads, least.activation_read_fj);
    weight(PlanSums::activation_writes, least.activation_write_fj);
    weight(PlanSums::cycles, least.control_fj_per_cycle + least.leakage_fj_per_cycle);
    bound.offset = steps * (energy_fj(rest.per_sequence, rest.cycles_per_step, least) +
                            static_cast<std::int64_t>((work_.inputs + work_.outputs) * work_.batch *
                                                      least.activation_bits * least.dram_bit_fj));
  } else if (name == "latency_ns") {
    weight(PlanSums::cycles, least.period_fs);
    bound.offset = steps * static_cast<std::int64_t>(rest.cycles_per_step * least.period_fs);
  } else if (name == "area_mm2") {
    bound.offset = static_cast<std::int64_t>(hwmodel::total(least.area_um2));
  } else if (name == "capacity") {
    bound.form[PlanSums::minus_freedom] = 1;
    bound.offset = -static_cast<std::int64_t>(rest_parameters_);
  } else if (name == "parameters" || name == "matrix_parameters") {
    bound.form[PlanSums::parameters] = 1;
    bound.offset = name == "parameters" ? static_cast<std::int64_t>(rest_parameters_) : 0;
  } else {
    weight(PlanSums::macs, 1);
    bound.offset = name == "macs" ? static_cast<std::int64_t>(rest_macs_) : 0;
  }
  return bound;
}

Activity BlockClosure::Run::activity_of(const Activity& rest, const PlanSums& sums) const {
  Activity activity;
  activity.cycles_per_step = rest.cycles_per_step + unsigned_of(sums.at[PlanSums::cycles]);
  Events events = rest.per_sequence;
  events.macs += unsigned_of(sums.at[PlanSums::macs]);
  events.register_accesses += unsigned_of(sums.at[PlanSums::register_accesses]);
  events.weight_reads += unsigned_of(sums.at[PlanSums::weight_reads]);
  events.activation_reads += unsigned_of(sums.at[PlanSums::activation_reads]);
  events.activation_writes += unsigned_of(sums.at[PlanSums::activation_writes]);
  for (const auto count : {&Events::macs, &Events::additions, &Events::multiplications,
                           &Events::register_accesses, &Events::lookups, &Events::weight_reads,
                           &Events::activation_reads, &Events::activation_writes}) {
    events.*count *= work_.steps;
  }
  activity.per_sequence = events;
  return activity;
}

ModelCounts BlockClosure::Run::counts_of(const PlanSums& sums, int weight_bits) const {
  ModelCounts counts;
  counts.matrix_parameters = unsigned_of(sums.at[PlanSums::parameters]);
  counts.parameters = counts.matrix_parameters + rest_parameters_;
  counts.weight_bytes = (counts.parameters * static_cast<std::uint64_t>(weight_bits) + 7) / 8;
  counts.matrix_macs = unsigned_of(sums.at[PlanSums::macs]) * work_.steps;
  counts.macs = counts.matrix_macs + rest_macs_;
  return counts;
}

const std::string* BlockClosure::Run::failed_limit(const Figures& figures) const {
  for (const Limit& limit : closure_.limits_) {
    const double value = limit.objective->value(figures);
    const bool minimise = limit.objective->sense() == Sense::minimise;
    const bool holds = limit.strict ? (minimise ? value < limit.value : value > limit.value)
                                    : (minimise ? value <= limit.value : value >= limit.value);
    if (!holds) {
      return &limit.text;
    }
  }
  return nullptr;
}

BlockClosure::Run::Found BlockClosure::Run::solve(std::size_t number) const {
  const Class& entry = classes_[number];
  Found found;
  const std::uint64_t per_sequence = entry.activation_words / work_.batch;
  if (per_sequence < 2 * work_.hidden + std::max({rest_peak_, work_.inputs, work_.outputs})) {
    return found;  // the matrix's own input or output does not fit
  }
  StageCosts costs(*entry.accelerator, entry.array, work_.batch, per_sequence - 2 * work_.hidden);
  LstmWork one_step = rest_work_;
  one_step.steps = 1;
  const Activity rest = entry.accelerator->count(one_step, entry.array);

  std::vector<PlanRecursion::Form> forms;
  std::vector<std::int64_t> offsets;
  for (std::size_t column = 0; column < problem_.objective_count; ++column) {
    const Bounded bound = bounded(problem_.columns[column].name, entry, rest);
    forms.push_back(bound.form);
    offsets.push_back(bound.offset);
  }
  const std::size_t count = forms.size();
  std::vector<const std::vector<std::int64_t>*> rivals;
  for (const auto& point : known_) {
    // One that is dearer in what the class fixes (its area) beats nothing here.
    bool useful = true;
    for (std::size_t k = 0; k < count; ++k) {
      useful = useful && (forms[k] != PlanRecursion::Form{} || point[k] <= offsets[k]);
    }
    if (useful) {
      rivals.push_back(&point);
    }
  }
  const auto beaten = [&](const PlanRecursion::Bound& bound) {
    for (std::size_t rival = 0; rival < rivals.size(); ++rival) {
      const std::vector<std::int64_t>& point = *rivals[rival];
      bool better = false;
      bool worse = false;
      for (std::size_t k = 0; k < count && !worse; ++k) {
        worse = point[k] > bound[k] + offsets[k];
        better = better || point[k] < bound[k] + offsets[k];
      }
      if (!worse && better) {
        std::swap(rivals[rival], rivals[rival / 2]);
        return true;
      }
    }
    return false;
  };
  PlanRecursion recursion({block_.model->axes().modes, block_.model->axes().ranks,
                           block_.model->axes().order == OrderRule::all},
                          costs, std::move(forms));
  recursion.run(beaten);

  Archive front(problem_.objective_count);
  std::vector<double> values(problem_.objective_count);
  LstmWork work = work_;
  for (std::size_t plan = 0; plan < recursion.size(); ++plan) {
    const PlanSums& sums = recursion.sums(plan);
    const Activity activity = activity_of(rest, sums);
    for (std::size_t member = 0; member < entry.members.size(); ++member) {
      const Member& at = entry.members[member];
      const ModelCounts counts = counts_of(sums, block_.slots[at.slot].weight_bits);
      work.parameters = counts.parameters;
      ++found.evaluated;
      const auto cost = hwmodel::estimate(work, activity, at.half->machine);
      if (const auto* infeasible = std::get_if<hwmodel::Infeasible>(&cost)) {
        ++found.reasons[std::string(hwmodel::name(infeasible->reason))];
        continue;
      }
      Figures figures;
      figures.model = &counts;
      figures.machine = &at.half->machine;
      figures.cost = &std::get<Estimate>(cost);
      figures.accuracy_axis = capacity_of(sums);
      if (const std::string* failed = failed_limit(figures)) {
        ++found.reasons[*failed];
        continue;
      }
      ++found.feasible;
      for (std::size_t column = 0; column < values.size(); ++column) {
        const Objective& objective = *problem_.columns[column].objective;
        const double value = objective.value(figures);
        values[column] = objective.sense() == Sense::maximise ? -value : value;
      }
      front.insert(values, plan * entry.members.size() + member);
    }
  }

  for (std::size_t kept = 0; kept < front.size(); ++kept) {
    const std::size_t plan_number = front.position(kept) / entry.members.size();
    const Member& at = entry.members[front.position(kept) % entry.members.size()];
    const PlanRecursion::Plan plan = recursion.plan(plan_number);
    const std::uint64_t position = problem_.space.encode(
        {number_, block_.model->plan_of(plan.tree, plan.ranks), at.slot, at.hardware});
    // Nothing of the recursion is believed: the design itself is evaluated by the plain path.
    const double capacity = capacity_of(plan.sums);
    const PlainDesign design = evaluate_plainly(problem_, position, capacity);
    std::vector<double> point;
    if (design.feasible()) {
      closure_.evaluator_.to_minimise(design.values, point);
    }
    const auto expected = front.point(kept);
    if (!std::equal(point.begin(), point.end(), expected.begin(), expected.end())) {
      throw std::logic_error(
          "the recursion and the plain path disagree about the design at position " +
          std::to_string(position) + " " + design.reason);
    }
    found.rows.push_back({position, design.values});
    found.points.push_back(exact_point(design, capacity));
  }
  return found;
}

std::optional<Evaluator::Outcome> BlockClosure::close(std::size_t number, const Archive& known,
                                                      const std::function<bool()>& stopping) const {
  Run run(*this, number);
  const std::unique_ptr<BoundProxy> proxy =
      problem_.reads_accuracy ? bind_proxy(problem_) : nullptr;
  for (std::size_t member = 0; member < known.size(); ++member) {
    std::optional<double> accuracy;
    if (proxy) {
      const ModelHalf half =
          problem_.space.model_half(problem_.space.decode(known.position(member)));
      accuracy = proxy->measure(half, 0, {})->value;
    }
    run.know(
        run.exact_point(evaluate_plainly(problem_, known.position(member), accuracy), accuracy));
  }

  Evaluator::Outcome outcome;
  Archive front(problem_.objective_count);
  std::map<std::uint64_t, std::pair<std::vector<double>, std::vector<std::int64_t>>> members;
  std::vector<double> point;
  std::vector<std::uint64_t> left;
  std::size_t size = 1;
  for (std::size_t first = 0; first < run.classes();) {
    if (stopping()) {
      return std::nullopt;
    }
    const std::size_t last = std::min(run.classes(), first + size);
    std::vector<Run::Found> wave(last - first);
    workers_.for_each(wave.size(), [&](std::size_t index, std::size_t /*worker*/) {
      wave[index] = run.solve(first + index);
    });
    for (Run::Found& found : wave) {
      outcome.evaluated += found.evaluated;
      outcome.feasible += found.feasible;
      for (const auto& [reason, designs] : found.reasons) {
        outcome.reasons[reason] += designs;
      }
      for (std::size_t index = 0; index < found.rows.size(); ++index) {
        evaluator_.to_minimise(found.rows[index].values, point);
        left.clear();
        if (front.insert(point, found.rows[index].position, &left)) {
          for (const std::uint64_t gone : left) {
            members.erase(gone);
          }
          members[found.rows[index].position] = {found.rows[index].values, found.points[index]};
          run.know(found.points[index]);
        }
      }
    }
    first = last;
    size = std::min<std::size_t>(first, 16);
  }
  for (auto& [position, values] : members) {
    outcome.rows.push_back({position, std::move(values.first)});
  }
  outcome.closed = problem_.space.blocks()[number].size() - outcome.evaluated;
  return outcome;
}

}  // namespace paretree::dse
