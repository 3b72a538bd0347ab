#include "dse/study/survey.hpp"

#include "dse/study/evaluator.hpp"
#include "dse/study/formats_wanted.hpp"
#include "sweeps/weight_widths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace paretree::dse {

namespace {

constexpr std::uint64_t most_walked_plans = 1'000'000;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string shortened(const std::vector<std::string>& values) {
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t number = 0; number < std::min(most, values.size()); ++number) {
    text += (number == 0 ? "" : ", ") + values[number];
  }
  return values.size() > most ? text + ", ..." : text;
}

std::string written(const std::string& value) {
  return value;
}
std::string written(std::uint64_t value) {
  return std::to_string(value);
}
std::string written(double value) {
  return fmt::format("{}", value);
}
std::string written(const sweeps::Value& value) {
  return std::visit([](const auto& content) { return fmt::format("{}", content); }, value);
}
template <typename T>
std::string written(const sweeps::Marked<T>& value) {
  return written(value.value);
}

template <typename T>
Survey::AxisCount axis_of(const std::string& name, const std::vector<T>& values) {
  std::vector<std::string> texts;
  for (const T& value : values) {
    texts.push_back(written(value));
  }
  return {name, values.size(), shortened(texts)};
}

std::vector<Survey::AxisCount> axes_of(const Problem& problem) {
  const sweeps::Sweep& sweep = problem.sweep;
  std::vector<Survey::AxisCount> axes;
  axes.push_back(axis_of("model.scope", sweep.model.scope));
  axes.push_back(axis_of("model.format", sweep.model.format));
  for (const Space::Block& block : problem.space.blocks()) {
    const ModelSpace::Axes& model = block.model->axes();
    std::string modes;
    for (int mode = 0; mode < model.modes.count(); ++mode) {
      const auto index = static_cast<std::size_t>(mode);
      modes += fmt::format("{}{}x{}", mode == 0 ? "" : " ", model.modes.in[index],
                           model.modes.out[index]);
    }
    const std::uint64_t used =
        model.workload.inputs + (model.scope == tensor::Scope::full ? model.workload.hidden : 0);
    const std::uint64_t padding = model.modes.columns() - used;
    axes.push_back(
        {fmt::format("{} {}: formats", tensor::name(model.scope), tensor::name(model.kind)),
         block.model->formats(),
         fmt::format("modes {} ({}), {} plans", modes,
                     padding == 0 ? std::string("no padding")
                                  : fmt::format("padded by {} of {} columns", padding,
                                                model.modes.columns()),
                     block.model->plans())});
  }
  axes.push_back(axis_of("model.ranks.leaf", sweep.model.leaf_ranks));
  axes.push_back(axis_of("model.ranks.inner", sweep.model.inner_ranks));
  std::vector<std::string> widths;
  for (const auto& bits : sweep.model.weight_bits) {
    widths.push_back(sweeps::width_text(bits.value));
  }
  axes.push_back(axis_of("model.weight_bits", widths));
  if (sweep.model.state_sparsity.size() > 1 || sweep.model.state_sparsity.front().value > 0) {
    axes.push_back(axis_of("model.state_sparsity", sweep.model.state_sparsity));
  }
  for (const sweeps::Axis& axis : sweep.hardware) {
    axes.push_back(axis_of("hardware." + axis.name, axis.values));
  }
  return axes;
}

/// Designs whose hardware half fails a constraint that hardware alone decides.
BigCount count_by_hardware(const Problem& problem, const Workers& workers, std::size_t number) {
  BigCount count = 0;
  std::map<std::pair<const HardwareSpace*, int>, std::uint64_t> failing;
  for (const Space::Block& block : problem.space.blocks()) {
    for (const Space::Slot& slot : block.slots) {
      const std::pair key{slot.hardware.get(), slot.weight_bits};
      if (failing.count(key) == 0) {
        const Fleet fleet = price_fleet(problem, slot, workers);
        std::vector<ResultConstraint> constraints = {problem.space.result_constraints()[number]};
        failing[key] = static_cast<std::uint64_t>(
            std::count_if(fleet.halves.begin(), fleet.halves.end(), [&](const PricedHalf& half) {
              return !half.infeasible && !passes(constraints[0], half.names);
            }));
      }
      count += BigCount{block.model->plans()} * failing[key];
    }
  }
  return count;
}

/// Designs whose model half fails a constraint that the model alone decides.
std::optional<BigCount> count_by_model(const Problem& problem, std::size_t number) {
  std::uint64_t plans = 0;
  for (const Space::Block& block : problem.space.blocks()) {
    plans += block.model->plans();
  }
  if (plans > most_walked_plans) {
    return std::nullopt;
  }
  ResultConstraint constraint = problem.space.result_constraints()[number];
  std::vector<double> names(problem.space.expression_names().size(), 0.0);
  BigCount count = 0;
  for (const Space::Block& block : problem.space.blocks()) {
    for (std::uint64_t plan = 0; plan < block.model->plans(); ++plan) {
      ModelHalf half = block.model->at(plan, block.slots.front().weight_bits);
      for (const Space::Slot& slot : block.slots) {
        half.weight_bits = slot.weight_bits;
        half.state_sparsity = slot.state_sparsity;
        const ModelCounts counts = model_counts(half);
        Figures figures;
        figures.model = &counts;
        problem.space.axis_values(half, slot.hardware->template_name(), {}, names);
        for (const std::string& name : constraint.reads) {
          names[problem.space.slot_of(name)] = objectives().at(name).value(figures);
        }
        if (!passes(constraint, names)) {
          count += slot.hardware->size();
        }
      }
    }
  }
  return count;
}

/// Times one design on one thread: stretches from all over the space, each with what a run does for
/// its formats where judging one is quick.
class DesignTimer {
 public:
  DesignTimer(const Problem& problem, const Evaluator& evaluator)
      : problem_(problem),
        evaluator_(evaluator),
        scratch_(evaluator.scratch()),
        proxy_(problem.reads_accuracy && !problem.proxy->trains() ? bind_proxy(problem) : nullptr) {
  }

  /// Seconds. Longer stretches are tried until they take long enough to be timed.
  [[nodiscard]] double seconds() {
    constexpr double slow_seconds = 1e-4;
    constexpr double enough_seconds = 3e-3;
    constexpr std::uint64_t longest = 2048;
    // A proxy that initialises layers takes milliseconds: a few formats tell.
    if (proxy_ != nullptr &&
        proxy_->seconds_for_one(problem_.space.model_half(
            problem_.space.decode(problem_.space.size() / 2))) > slow_seconds) {
      return round(1).per_design;
    }
    static_cast<void>(round(1));  // what is remembered of banks and formats is there afterwards
    for (std::uint64_t length = 32;; length *= 4) {
      const Round timed = round(length);
      if (timed.seconds > enough_seconds || length >= longest) {
        return timed.per_design;
      }
    }
  }

 private:
  struct Round {
    double seconds = 0;
    double per_design = 0;
  };

  Round round(std::uint64_t designs_per_stretch) {
    constexpr std::uint64_t stretches = 16;
    const Space& space = problem_.space;
    std::uint64_t designs = 0;
    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t number = 0; number < stretches; ++number) {
      const Space::Address address = space.decode(space.size() / stretches * number);
      const Space::Block& block = space.blocks()[address.block];
      const std::uint64_t plans = std::clamp<std::uint64_t>(designs_per_stretch / block.stride, 1,
                                                            block.model->plans() - address.plan);
      judge(block, address.plan, address.plan + plans);
      const std::uint64_t first = block.first + address.plan * block.stride;
      static_cast<void>(evaluator_.evaluate(
          {first, first + plans * block.stride},
          [](auto, auto) { return std::optional<double>(0.5); }, Evaluator::Keep::front, nullptr,
          scratch_));
      designs += plans * block.stride;
    }
    const double taken = seconds_since(start);
    return {taken, taken / static_cast<double>(designs)};
  }

  void judge(const Space::Block& block, std::uint64_t plan, std::uint64_t last) {
    while (proxy_ != nullptr && plan < last) {
      const ModelSpace::FormatPlans format = block.model->format_of(plan);
      for (const Space::Slot& slot : block.slots) {
        const ModelHalf half = block.model->at(format.first, slot.weight_bits, slot.state_sparsity);
        static_cast<void>(half.format_id());
        static_cast<void>(proxy_->measure(half, 0, {}));
      }
      plan = format.first + format.count;
    }
  }

  const Problem& problem_;
  const Evaluator& evaluator_;
  Evaluator::Scratch scratch_;
  std::unique_ptr<BoundProxy> proxy_;
};

}  // namespace

Survey survey(const Problem& problem, std::size_t threads) {
  const Workers workers(threads);
  Survey result;
  result.axes = axes_of(problem);
  result.threads = workers.size();
  result.exclusions = problem.space.exclusions();
  const auto& constraints = problem.space.result_constraints();
  for (std::size_t number = 0; number < constraints.size(); ++number) {
    std::optional<BigCount> count;
    if (constraints[number].decided_by == DecidedBy::hardware) {
      count = count_by_hardware(problem, workers, number);
    } else if (constraints[number].decided_by == DecidedBy::model) {
      count = count_by_model(problem, number);
    }
    result.exclusions.push_back({constraints[number].text, "result", count});
  }

  const Evaluator evaluator(problem, workers);
  const double per_design = DesignTimer(problem, evaluator).seconds();
  result.designs_per_second = 1.0 / per_design;
  constexpr double seconds_of_trial = 6.0;
  result.closing = try_closing(problem, evaluator, workers, seconds_of_trial);
  const std::uint64_t designs =
      problem.searcher->budget(problem.space.size(), problem.search_parameters) -
      result.closing.designs;
  const auto cores = static_cast<double>(workers.size());
  result.seconds_estimated =
      result.closing.seconds + per_design * static_cast<double>(designs) / cores;
  if (problem.reads_accuracy && problem.proxy->trains()) {
    static_cast<void>(bind_proxy(problem));  // faults are those of the sweep
    const auto formats = static_cast<double>(count_of_formats_wanted(problem));
    double seconds_per_format = 0;
    result.ladder = sized_ladder(problem, workers);
    if (result.ladder) {
      const LadderCost cost = cost_of(problem, workers, *result.ladder);
      result.seconds_per_training = cost.seconds_per_training.back();
      seconds_per_format = cost.seconds_per_format;
    } else {
      result.seconds_per_training =
          seconds_per_training(problem, workers, problem.proxy_parameters);
      seconds_per_format =
          result.seconds_per_training * static_cast<double>(problem.seeds().size());
    }
    result.formats_per_hour = 3600 * cores / seconds_per_format;
    result.seconds_estimated += seconds_per_format * formats / cores;
    if (result.ladder && result.ladder->budget_seconds > 0) {
      result.seconds_estimated = std::min(result.seconds_estimated, result.ladder->budget_seconds);
    }
  }
  for (const Problem::Compared& compared : problem.compared) {
    const std::unique_ptr<BoundProxy> proxy = bind_proxy(problem, compared);
    const ModelHalf half = problem.space.model_half(problem.space.decode(problem.space.size() / 2));
    result.seconds_estimated += proxy->seconds_for_one(half) *
                                static_cast<double>(count_of_formats_wanted(problem) *
                                                    compared.seeds(problem.sweep.seed).size()) /
                                cores;
  }
  return result;
}

}  // namespace paretree::dse
