#include "dse/study/evaluator.hpp"

#include "dse/lowering/lower.hpp"
#include "dse/pareto/archive.hpp"
#include "dse/study/plain_design.hpp"

#include <algorithm>
#include <unordered_map>

namespace paretree::dse {

Evaluator::Evaluator(const Problem& problem, const Workers& workers) : problem_(problem) {
  for (const Space::Block& block : problem.space.blocks()) {
    for (const Space::Slot& slot : block.slots) {
      const std::pair key{slot.hardware.get(), slot.weight_bits};
      if (fleets_.count(key) == 0) {
        const Fleet& fleet =
            fleets_.emplace(key, price_fleet(problem, slot, workers)).first->second;
        constants_.insert(constants_.end(), fleet.constants.begin(), fleet.constants.end());
      }
    }
  }
  const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
  const auto same_name = [](const auto& a, const auto& b) { return a.name == b.name; };
  std::stable_sort(constants_.begin(), constants_.end(), by_name);
  constants_.erase(std::unique(constants_.begin(), constants_.end(), same_name), constants_.end());
  for (const Column& column : problem.columns) {
    column_slots_.push_back(problem.space.slot_of(column.name));
    const DecidedBy by = column.objective->decided_by();
    costs_.push_back(by == DecidedBy::both || by == DecidedBy::hardware ? 1 : 0);
    maximised_.push_back(column.objective->sense() == Sense::maximise ? 1 : 0);
  }
}

Evaluator::Scratch Evaluator::scratch() const {
  Scratch scratch;
  scratch.constraints = problem_.space.result_constraints();
  scratch.names.assign(problem_.space.expression_names().size(), 0.0);
  scratch.values.assign(problem_.columns.size(), 0.0);
  return scratch;
}

void Evaluator::to_minimise(std::span<const double> values, std::vector<double>& point) const {
  point.resize(problem_.objective_count);
  for (std::size_t number = 0; number < point.size(); ++number) {
    point[number] = maximised_[number] != 0 ? -values[number] : values[number];
  }
}

/// One call of evaluate(): walks plans, then slots, then hardware halves.
class Evaluator::Stretch {
 public:
  Stretch(const Evaluator& evaluator, Range range, const AccuracyOf& accuracy, Keep keep,
          const Archive* beaten_by, Scratch& scratch)
      : evaluator_(evaluator),
        problem_(evaluator.problem_),
        range_(range),
        accuracy_(accuracy),
        keep_(keep),
        beaten_by_(beaten_by),
        scratch_(scratch),
        archive_(evaluator.problem_.objective_count),
        rejections_(scratch.constraints.size() + reasons_of_models + 1) {}

  Outcome walk() {
    const Space::Block& block = problem_.space.blocks()[problem_.space.decode(range_.first).block];
    const std::uint64_t last_plan = (range_.last - 1 - block.first) / block.stride;
    for (std::uint64_t plan = (range_.first - block.first) / block.stride; plan <= last_plan;
         ++plan) {
      const Space::Slot& front = block.slots.front();
      ModelHalf half = block.model->at(plan, front.weight_bits, front.state_sparsity);
      hwmodel::LstmWork work = lower(half);
      for (const Space::Slot& slot : block.slots) {
        const std::uint64_t first = block.first + plan * block.stride + slot.offset;
        const Range part{std::max(range_.first, first),
                         std::min(range_.last, first + slot.hardware->size())};
        if (part.first < part.last) {
          if (half.weight_bits != slot.weight_bits || half.state_sparsity != slot.state_sparsity) {
            block.model->set_precision(half, slot.weight_bits, slot.state_sparsity);
            lower_precision(half, work);
          }
          walk_slot(half, work, slot, part, first,
                    problem_.reads_accuracy ? accuracy_(plan, slot.bits_index)
                                            : std::optional<double>(0.0));
        }
      }
    }
    for (auto& [position, values] : sample_values_) {
      front_values_.try_emplace(position, std::move(values));
    }
    for (const auto& [position, values] : front_values_) {
      outcome_.rows.push_back(position, values);
    }
    for (std::size_t number = 0; number < rejections_.size(); ++number) {
      if (rejections_[number].designs > 0) {
        outcome_.reasons[reason_text(number)] += rejections_[number].designs;
      }
    }
    return std::move(outcome_);
  }

 private:
  void walk_slot(const ModelHalf& half, const hwmodel::LstmWork& work, const Space::Slot& slot,
                 Range part, std::uint64_t slot_first, std::optional<double> accuracy) {
    outcome_.evaluated += part.size();
    const ModelCounts counts = model_counts(half);
    Figures figures;
    figures.model = &counts;
    figures.accuracy_axis = accuracy.value_or(0.0);
    for (std::size_t number = 0; number < problem_.columns.size(); ++number) {
      const Objective& objective = *problem_.columns[number].objective;
      if (objective.decided_by() == DecidedBy::model ||
          objective.decided_by() == DecidedBy::accuracy) {
        scratch_.values[number] = objective.value(figures);
      }
    }
    if (!accuracy) {
      reject_all(part, rejections_.size() - 1);
      return;
    }
    if (const int failed = failed_by_model(half, slot); failed >= 0) {
      reject_all(part, static_cast<std::size_t>(failed));
      return;
    }
    const Fleet& fleet = evaluator_.fleets_.at({slot.hardware.get(), slot.weight_bits});
    scratch_.activities.resize(std::max(scratch_.activities.size(), fleet.arrays.size()));
    scratch_.counted.assign(fleet.arrays.size(), 0);
    if (part.size() >= fleet.arrays.size()) {
      count_together(work, fleet);
    }
    close_groups(work, fleet, figures);
    for (std::uint64_t position = part.first; position < part.last; ++position) {
      walk_design(half, work, fleet, fleet.halves[position - slot_first], position, figures);
    }
  }

  /// On all arrays where remembered stages add up. Worth it where a plan meets most of the fleet.
  void count_together(const hwmodel::LstmWork& work, const Fleet& fleet) {
    hwmodel::CountedStages& stages =
        scratch_.stages.try_emplace(&fleet, *fleet.accelerator, fleet.arrays).first->second;
    stages.count(work, scratch_.activities);
    for (const std::size_t array : stages.taken()) {
      scratch_.counted[array] = 1;
    }
  }

  /// Counted when the first half of the array asks: a range may be a single design.
  const hwmodel::Activity& activity(const hwmodel::LstmWork& work, const Fleet& fleet,
                                    std::size_t array) {
    if (scratch_.counted[array] == 0) {
      scratch_.counted[array] = 1;
      scratch_.activities[array] = fleet.accelerator->count(work, fleet.arrays[array]);
    }
    return scratch_.activities[array];
  }

  /// Marks the groups of hardware halves that nothing on the front can come from.
  void close_groups(const hwmodel::LstmWork& work, const Fleet& fleet, Figures& figures) {
    scratch_.closed.assign(fleet.groups.size(), 0);
    if (beaten_by_ == nullptr) {
      return;
    }
    for (std::size_t number = 0; number < fleet.groups.size(); ++number) {
      const FleetGroup& group = fleet.groups[number];
      const auto cost = hwmodel::estimate(work, activity(work, fleet, group.array), group.lowest);
      if (const auto* bound = std::get_if<hwmodel::Estimate>(&cost)) {
        fill_costs(group.lowest, *bound, problem_.objective_count, figures);
        evaluator_.to_minimise(scratch_.values, scratch_.point);
        for (double& value : scratch_.point) {
          value = relaxed(value, problem_.eps());
        }
        scratch_.closed[number] = beaten_by_->beats(scratch_.point) ? 1 : 0;
      }
    }
  }

  /// The first `count` columns that hardware has a say in.
  void fill_costs(const hwmodel::Machine& machine, const hwmodel::Estimate& cost, std::size_t count,
                  Figures& figures) {
    figures.machine = &machine;
    figures.cost = &cost;
    for (std::size_t number = 0; number < count; ++number) {
      if (evaluator_.costs_[number] != 0) {
        scratch_.values[number] = problem_.columns[number].objective->value(figures);
      }
    }
  }

  void walk_design(const ModelHalf& half, const hwmodel::LstmWork& work, const Fleet& fleet,
                   const PricedHalf& priced, std::uint64_t position, Figures& figures) {
    if (priced.infeasible) {
      reject(position, *priced.infeasible, Detail::of_half);
      return;
    }
    if (priced.failed_constraint >= 0) {
      reject(position, static_cast<std::size_t>(priced.failed_constraint));
      return;
    }
    if (scratch_.closed[priced.group] != 0) {
      ++outcome_.closed;
      --outcome_.evaluated;
      return;
    }
    const auto cost = hwmodel::estimate(work, activity(work, fleet, priced.array), priced.machine);
    if (const auto* infeasible = std::get_if<hwmodel::Infeasible>(&cost)) {
      reject(position, *infeasible, Detail::of_design);
      return;
    }
    fill_costs(priced.machine, std::get<hwmodel::Estimate>(cost), problem_.columns.size(), figures);
    if (const int failed = failed_by_both(half, priced); failed >= 0) {
      reject(position, static_cast<std::size_t>(failed));
      return;
    }
    ++outcome_.feasible;
    if (keep_ == Keep::all) {
      outcome_.rows.push_back(position, scratch_.values);
      return;
    }
    if (keep_ == Keep::front_and_sample && in_sample(position)) {
      sample_values_[position] = scratch_.values;
    }
    evaluator_.to_minimise(scratch_.values, scratch_.point);
    left_.clear();
    if (archive_.insert(scratch_.point, position, &left_)) {
      for (const std::uint64_t gone : left_) {
        front_values_.erase(gone);
      }
      front_values_[position] = scratch_.values;
    }
  }

  [[nodiscard]] int first_failed(std::initializer_list<DecidedBy> kinds) {
    for (std::size_t number = 0; number < scratch_.constraints.size(); ++number) {
      ResultConstraint& constraint = scratch_.constraints[number];
      if (std::find(kinds.begin(), kinds.end(), constraint.decided_by) != kinds.end() &&
          !passes(constraint, scratch_.names)) {
        return static_cast<int>(number);
      }
    }
    return -1;
  }

  [[nodiscard]] int failed_by_model(const ModelHalf& half, const Space::Slot& slot) {
    if (scratch_.constraints.empty()) {
      return -1;
    }
    problem_.space.axis_values(half, slot.hardware->template_name(), {}, scratch_.names);
    fill_figures();
    return first_failed({DecidedBy::model, DecidedBy::accuracy});
  }

  [[nodiscard]] int failed_by_both(const ModelHalf& half, const PricedHalf& priced) {
    const bool any = std::any_of(scratch_.constraints.begin(), scratch_.constraints.end(),
                                 [](const auto& c) { return c.decided_by == DecidedBy::both; });
    if (!any) {
      return -1;
    }
    const std::size_t template_slot = problem_.space.slot_of("template");
    scratch_.names = priced.names;
    problem_.space.axis_values(half, "", {}, scratch_.names);
    scratch_.names[template_slot] = priced.names[template_slot];
    fill_figures();
    return first_failed({DecidedBy::both});
  }

  void fill_figures() {
    for (std::size_t number = 0; number < problem_.columns.size(); ++number) {
      scratch_.names[evaluator_.column_slots_[number]] = scratch_.values[number];
    }
  }

  /// A reason to reject: constraints by number, then those of the models, then a missing accuracy.
  struct Rejection {
    std::uint64_t designs = 0;
    std::optional<std::uint32_t> text;  ///< where rejected designs are kept
  };
  /// Whether the next design with the same half has the same words.
  enum class Detail { of_half, of_design };
  static constexpr std::size_t reasons_of_models =
      static_cast<std::size_t>(hwmodel::Infeasible::Reason::array) + 1;

  [[nodiscard]] std::string reason_text(std::size_t reason) const {
    const std::size_t constraints = scratch_.constraints.size();
    if (reason < constraints) {
      return scratch_.constraints[reason].text;
    }
    return reason + 1 < rejections_.size()
               ? std::string(
                     hwmodel::name(static_cast<hwmodel::Infeasible::Reason>(reason - constraints)))
               : std::string(missing_accuracy);
  }

  [[nodiscard]] std::uint32_t text_number(std::size_t reason) {
    std::optional<std::uint32_t>& text = rejections_[reason].text;
    if (!text) {
      text = outcome_.rejected.texts().add(reason_text(reason));
    }
    return *text;
  }

  void reject(std::uint64_t position, std::size_t reason) {
    ++rejections_[reason].designs;
    if (keep_ == Keep::all) {
      const std::uint32_t text = text_number(reason);
      if (!no_detail_) {
        no_detail_ = outcome_.rejected.texts().add("");
      }
      outcome_.rejected.push_back(position, text, *no_detail_);
    }
  }

  void reject(std::uint64_t position, const hwmodel::Infeasible& infeasible, Detail detail) {
    const std::size_t reason =
        scratch_.constraints.size() + static_cast<std::size_t>(infeasible.reason);
    ++rejections_[reason].designs;
    if (keep_ != Keep::all) {
      return;
    }
    const std::uint32_t text = text_number(reason);
    if (detail == Detail::of_design) {
      outcome_.rejected.push_back(position, text, outcome_.rejected.texts().add(infeasible.text()));
      return;
    }
    const auto [known, fresh] = details_.try_emplace(&infeasible, 0);
    if (fresh) {
      known->second = outcome_.rejected.texts().add(infeasible.text());
    }
    outcome_.rejected.push_back(position, text, known->second);
  }

  void reject_all(Range part, std::size_t reason) {
    for (std::uint64_t position = part.first; position < part.last; ++position) {
      reject(position, reason);
    }
  }

  const Evaluator& evaluator_;
  const Problem& problem_;
  Range range_;
  const AccuracyOf& accuracy_;
  Keep keep_;
  const Archive* beaten_by_;
  Scratch& scratch_;
  Archive archive_;
  std::map<std::uint64_t, std::vector<double>> front_values_;
  std::map<std::uint64_t, std::vector<double>> sample_values_;
  std::vector<std::uint64_t> left_;
  std::vector<Rejection> rejections_;
  std::unordered_map<const hwmodel::Infeasible*, std::uint32_t> details_;
  std::optional<std::uint32_t> no_detail_;
  Outcome outcome_;
};

Evaluator::Outcome Evaluator::evaluate(Range range, const AccuracyOf& accuracy, Keep keep,
                                       const Archive* beaten_by, Scratch& scratch) const {
  return Stretch(*this, range, accuracy, keep, beaten_by, scratch).walk();
}

}  // namespace paretree::dse
