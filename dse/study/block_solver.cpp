#include "dse/study/block_solver.hpp"

#include "dse/lowering/lower.hpp"
#include "dse/study/class_bounds.hpp"
#include "dse/study/plan_witness.hpp"
#include "tensor/format.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <stdexcept>
#include <tuple>

namespace paretree::dse {

namespace {

using hwmodel::Activity;
using hwmodel::Estimate;
using hwmodel::Events;
using hwmodel::LstmWork;
using hwmodel::Machine;

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

/// Of members with one array and one activation memory only those matter on which nothing costs
/// less on another one, whatever runs; of equal ones the first. Nothing that is read tells them
/// apart but their costs.
template <typename Member>
void drop_dearer(std::vector<Member>& members) {
  std::vector<Member> kept;
  for (std::size_t number = 0; number < members.size(); ++number) {
    bool dearer = false;
    for (std::size_t other = 0; other < members.size() && !dearer; ++other) {
      const Machine& machine = members[number].half->machine;
      const Machine& rival = members[other].half->machine;
      dearer = other != number && nowhere_dearer(rival, machine) &&
               (other < number || !nowhere_dearer(machine, rival));
    }
    if (!dearer) {
      kept.push_back(members[number]);
    }
  }
  members = std::move(kept);
}

/// Stages whose costs are kept for all arrays of a block together: some 256 MiB.
constexpr std::uint64_t most_kept_stages = std::uint64_t{1} << 23U;

std::uint64_t unsigned_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

}  // namespace

BlockSolver::BlockSolver(const Problem& problem, const Evaluator& evaluator,
                         const std::vector<ResultLimit>& limits, std::size_t block,
                         PlanSource source)
    : problem_(problem),
      evaluator_(evaluator),
      limits_(limits),
      block_(problem.space.blocks()[block]),
      number_(block),
      source_(source) {
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
  if (source == PlanSource::list) {
    list_plans();
  } else {
    make_lattices();
  }
}

void BlockSolver::group_classes() {
  std::map<std::tuple<std::string, hwmodel::Array, std::uint64_t>, Class> classes;
  for (std::size_t slot = 0; slot < block_.slots.size(); ++slot) {
    const Fleet& fleet = evaluator_.fleet(block_.slots[slot]);
    for (std::uint64_t hardware = 0; hardware < fleet.halves.size(); ++hardware) {
      const PricedHalf& half = fleet.halves[hardware];
      if (half.infeasible || half.failed_constraint >= 0) {
        continue;
      }
      const Machine& machine = half.machine;
      Class& entry = classes[{block_.slots[slot].hardware->template_name(), machine.array,
                              machine.activation_capacity_words}];
      if (entry.members.empty()) {
        entry.first_slot = slot;
        entry.first_hardware = hardware;
      }
      entry.accelerator = fleet.accelerator;
      entry.array = machine.array;
      entry.activation_words = machine.activation_capacity_words;
      entry.members.push_back({slot, hardware, &half});
      entry.least_area = std::min(entry.least_area, hwmodel::total(machine.area_um2));
    }
  }
  std::set<std::pair<const hwmodel::Accelerator*, hwmodel::Array>> arrays;
  for (const auto& [key, entry] : classes) {
    arrays.insert({entry.accelerator, entry.array});
  }
  arrays_ = arrays.size();
  for (auto& [key, entry] : classes) {
    drop_dearer(entry.members);
    classes_.push_back(std::move(entry));
  }
  std::stable_sort(classes_.begin(), classes_.end(),
                   [](const Class& a, const Class& b) { return a.least_area < b.least_area; });
}

void BlockSolver::exact_point(const Figures& figures, std::vector<double>& point) const {
  point.clear();
  for (std::size_t column = 0; column < problem_.objective_count; ++column) {
    point.push_back(static_cast<double>(exact(problem_.columns[column].name, figures)));
  }
}

double BlockSolver::capacity_of(const PlanSums& sums) const {
  // The proxy's value: freedom of the matrix, and every other weight and bias.
  return static_cast<double>(unsigned_of(-sums.at[PlanSums::minus_freedom]) + rest_parameters_);
}

Activity BlockSolver::activity_of(const Activity& rest, const PlanSums& sums) const {
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

ModelCounts BlockSolver::counts_of(const PlanSums& sums, int weight_bits) const {
  ModelCounts counts;
  counts.matrix_parameters = unsigned_of(sums.at[PlanSums::parameters]);
  counts.parameters = counts.matrix_parameters + rest_parameters_;
  counts.weight_bytes = (counts.parameters * static_cast<std::uint64_t>(weight_bits) + 7) / 8;
  counts.matrix_macs = unsigned_of(sums.at[PlanSums::macs]) * work_.steps;
  counts.macs = counts.matrix_macs + rest_macs_;
  return counts;
}

const std::string* BlockSolver::failed_limit(const Figures& figures) const {
  for (const ResultLimit& limit : limits_) {
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

void BlockSolver::list_plans() {
  for (std::uint64_t plan = 0; plan < block_.model->plans(); ++plan) {
    const ModelHalf half = block_.model->at(plan, first_.weight_bits);
    const LstmWork work = lower(half);
    Listed listed{{},
                  hwmodel::activation_words_needed(work),
                  static_cast<std::int64_t>(tensor::parameters(half.matrix)),
                  static_cast<std::int64_t>(tensor::degrees_of_freedom(half.matrix))};
    for (const hwmodel::MatrixStage& stage : work.stages) {
      if (!stage.recurrent) {
        listed.stages.push_back(stages_.add({stage.rows, stage.inner, stage.cols, 0}));
      }
    }
    listed_.push_back(std::move(listed));
  }
}

/// Plans in small runs, whose ranks are close: most runs are closed by the least of their forms.
std::vector<BlockSolver::Candidate> BlockSolver::from_list(const Class& entry,
                                                           const ClassBounds& bounds) const {
  constexpr std::size_t run = 32;
  const std::shared_ptr<const StageCosts> costs = stage_costs(entry);
  const PlanForms forms(bounds.forms());
  const auto sums_of = [&](const Listed& listed) {
    PlanSums sums;
    for (const std::uint32_t stage : listed.stages) {
      sums += costs->of(stage);
    }
    sums.at[PlanSums::parameters] = listed.parameters;
    sums.at[PlanSums::minus_freedom] = -listed.freedom;
    return sums;
  };
  Archive undominated(PlanSums::width);
  std::vector<Candidate> candidates;
  std::vector<std::pair<std::uint64_t, PlanSums>> fitting;
  for (std::uint64_t first = 0; first < listed_.size(); first += run) {
    fitting.clear();
    PlanBound least;
    for (std::uint64_t plan = first; plan < std::min(listed_.size(), first + run); ++plan) {
      if (listed_[plan].words > entry.activation_words) {
        continue;
      }
      fitting.emplace_back(plan, sums_of(listed_[plan]));
      const PlanBound own = forms.of(fitting.back().second);
      for (std::size_t form = 0; form < least.size(); ++form) {
        least[form] = fitting.size() == 1 ? own[form] : std::min(least[form], own[form]);
      }
    }
    const PlanRecursion::Groups open = fitting.empty() ? 0 : bounds.open(least, bounds.groups());
    for (std::size_t at = 0; at < fitting.size() && open != 0; ++at) {
      const auto& [plan, sums] = fitting[at];
      const PlanRecursion::Groups groups = bounds.open(forms.of(sums), open);
      if (groups != 0 && undominated.insert(std::vector<double>(sums.at.begin(), sums.at.end()),
                                            candidates.size())) {
        candidates.push_back({sums, groups, plan});
      }
    }
  }
  std::vector<std::uint64_t> kept;
  for (std::size_t member = 0; member < undominated.size(); ++member) {
    kept.push_back(undominated.position(member));
  }
  std::sort(kept.begin(), kept.end());
  std::vector<Candidate> result;
  for (const std::uint64_t number : kept) {
    result.push_back(candidates[number]);
  }
  return result;
}

std::optional<std::uint64_t> BlockSolver::most_words(const Class& entry) const {
  const std::uint64_t words = entry.activation_words / work_.batch;
  if (words < 2 * work_.hidden + std::max({rest_peak_, work_.inputs, work_.outputs})) {
    return std::nullopt;
  }
  return words - 2 * work_.hidden;
}

/// The largest memory first: its lattice has all stages of the others.
void BlockSolver::make_lattices() {
  std::set<std::uint64_t, std::greater<>> sizes;
  for (const Class& entry : classes_) {
    if (const auto words = most_words(entry)) {
      sizes.insert(*words);
    }
  }
  const ModelSpace::Axes& axes = block_.model->axes();
  for (const std::uint64_t words : sizes) {
    lattices_.try_emplace(words,
                          PlanLattice::Axes{axes.modes, axes.ranks, axes.order == OrderRule::all},
                          words, stages_);
  }
}

std::shared_ptr<const StageCosts> BlockSolver::stage_costs(const Class& entry) const {
  const auto count = [&] {
    return std::make_shared<const StageCosts>(stages_, *entry.accelerator, entry.array,
                                              work_.batch);
  };
  // About 32 bytes a stage: kept while all arrays together stay small.
  if (arrays_ * stages_.size() > most_kept_stages) {
    return count();
  }
  ArrayCosts* costs = nullptr;
  {
    const std::lock_guard lock(costs_mutex_);
    auto& slot = costs_[{entry.accelerator, entry.array}];
    if (!slot) {
      slot = std::make_unique<ArrayCosts>();
    }
    costs = slot.get();
  }
  std::call_once(costs->once, [&] { costs->stages = count(); });
  return costs->stages;
}

std::vector<BlockSolver::Candidate> BlockSolver::from_recursion(
    const Class& entry, const ClassBounds& bounds, PlanRecursion::Counts& counts) const {
  const auto words = most_words(entry);
  if (!words) {
    return {};
  }
  const std::shared_ptr<const StageCosts> costs = stage_costs(entry);
  PlanRecursion recursion(lattices_.at(*words), *costs, bounds.forms());
  std::vector<Candidate> candidates;
  const std::vector<PlanRecursion::Plan> plans =
      recursion.run([&](const PlanBound& least,
                        PlanRecursion::Groups groups) { return bounds.open(least, groups); },
                    bounds.groups());
  counts = recursion.counts();
  for (const PlanRecursion::Plan& plan : plans) {
    candidates.push_back({plan.sums, plan.groups, block_.model->plan_of(plan.tree, plan.ranks)});
  }
  return candidates;
}

std::optional<std::string> BlockSolver::witness(std::size_t number,
                                                const std::function<bool()>& stopping) const {
  const Class& entry = classes_[number];
  const auto words = most_words(entry);
  return words ? plan_witness(lattices_.at(*words), *stage_costs(entry), stopping) : std::string();
}

BlockSolver::Found BlockSolver::solve(std::size_t number, const Archive& known) const {
  const Class& entry = classes_[number];
  RestOfPlan rest{rest_work_, {}, rest_parameters_, rest_macs_};
  LstmWork one_step = rest_work_;
  one_step.steps = 1;
  rest.activity = entry.accelerator->count(one_step, entry.array);
  std::vector<std::string> objectives;
  for (std::size_t column = 0; column < problem_.objective_count; ++column) {
    objectives.push_back(problem_.columns[column].name);
  }
  std::vector<const Machine*> machines;
  for (const Member& member : entry.members) {
    machines.push_back(&member.half->machine);
  }
  const ClassBounds bounds(objectives, machines, rest, known, problem_.eps());
  PlanRecursion::Counts counts;
  const std::vector<Candidate> candidates = source_ == PlanSource::list
                                                ? from_list(entry, bounds)
                                                : from_recursion(entry, bounds, counts);
  Found found = price(entry, rest.activity, candidates, bounds, known);
  found.counts = counts;
  return found;
}

BlockSolver::Found BlockSolver::price(const Class& entry, const Activity& rest,
                                      const std::vector<Candidate>& candidates,
                                      const ClassBounds& bounds, const Archive& known) const {
  std::vector<PlanRecursion::Groups> group_of;
  for (const Member& member : entry.members) {
    group_of.push_back(bounds.group_of(member.half->machine));
  }
  Found found;
  Archive front(problem_.objective_count);
  std::vector<double> values(problem_.objective_count);
  LstmWork work = work_;
  for (std::size_t plan = 0; plan < candidates.size(); ++plan) {
    const PlanSums& sums = candidates[plan].sums;
    const Activity activity = activity_of(rest, sums);
    for (std::size_t member = 0; member < entry.members.size(); ++member) {
      if ((candidates[plan].groups & group_of[member]) == 0) {
        continue;
      }
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
      exact_point(figures, values);
      if (!known.beats(values)) {
        front.insert(values, plan * entry.members.size() + member);
      }
    }
  }

  for (std::size_t kept = 0; kept < front.size(); ++kept) {
    const Candidate& candidate = candidates[front.position(kept) / entry.members.size()];
    const Member& at = entry.members[front.position(kept) % entry.members.size()];
    const std::uint64_t position =
        problem_.space.encode({number_, candidate.plan, at.slot, at.hardware});
    const ModelCounts counts = counts_of(candidate.sums, block_.slots[at.slot].weight_bits);
    work.parameters = counts.parameters;
    const auto cost = hwmodel::estimate(work, activity_of(rest, candidate.sums), at.half->machine);
    Figures figures;
    figures.model = &counts;
    figures.machine = &at.half->machine;
    figures.cost = &std::get<Estimate>(cost);
    figures.accuracy_axis = capacity_of(candidate.sums);
    std::vector<double> row;
    for (const Column& column : problem_.columns) {
      row.push_back(column.objective->value(figures));
    }
    found.rows.push_back(position, row);
    found.points.emplace_back(front.point(kept).begin(), front.point(kept).end());
  }
  return found;
}

}  // namespace paretree::dse
