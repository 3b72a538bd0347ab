#include "dse/study/robustness.hpp"

#include "dse/pareto/archive.hpp"
#include "dse/study/design_card.hpp"
#include "hwmodel/sram_table.hpp"
#include "tensor/lstm/random.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

namespace paretree::dse {

namespace {

constexpr std::size_t most_candidates = 5000;
constexpr std::uint64_t draws_purpose = 31;

struct Candidate {
  std::string id;
  PlainDesign design;
  double accuracy = 0;
};

/// A number in [0, 1) for every source and node, drawn when first asked for.
class Draw {
 public:
  explicit Draw(tensor::RandomStream& random) : random_(random) {}
  double of(const std::string& source, double node_nm) {
    const auto [entry, fresh] = known_.try_emplace({source, node_nm}, 0);
    if (fresh) {
      entry->second = (static_cast<double>(random_.symmetric()) + 1) / 2;
    }
    return entry->second;
  }

 private:
  tensor::RandomStream& random_;
  std::map<std::pair<std::string, double>, double> known_;
};

bool is_coefficient(const hwmodel::Constant& constant) {
  return constant.name.starts_with("stillmaker_") && constant.unit == "1";
}

hwmodel::Technology drawn(const hwmodel::Technology& technology, tensor::RandomStream& random) {
  Draw draw(random);
  std::vector<hwmodel::Constant> changes;
  for (hwmodel::Constant constant : technology.constants()) {
    if (is_coefficient(constant) || !(constant.low > 0 && constant.high > constant.low)) {
      continue;
    }
    const double place = draw.of(constant.source, constant.node_nm);
    constant.value = constant.low * std::pow(constant.high / constant.low, place);
    changes.push_back(std::move(constant));
  }
  const double factor = std::pow(4.0, draw.of("sram table", 0)) / 2;
  using Figure = hwmodel::SramTable::Figure;
  hwmodel::SramTable table = technology.sram();
  for (const Figure figure : {Figure::read, Figure::write, Figure::leakage, Figure::area}) {
    table = table.scaled(figure, factor);
  }
  return technology.with(technology.name(), changes)
      .with_sram(std::make_shared<hwmodel::SramTable>(std::move(table)));
}

/// All candidates under one technology.
class Pricing {
 public:
  Pricing(const hwmodel::Technology& technology, const std::vector<const Objective*>& objectives)
      : technology_(technology), objectives_(objectives) {}

  /// The objectives, minimised; nothing if the design does not work with these constants.
  std::optional<std::vector<double>> values(const Candidate& candidate) {
    const PlainDesign& design = candidate.design;
    const hwmodel::Accelerator& accelerator = hwmodel::accelerators().at(design.template_name);
    const auto& built = machine(design, accelerator);
    const auto* machine_of = std::get_if<hwmodel::Machine>(&built);
    if (machine_of == nullptr) {
      return std::nullopt;
    }
    const bool same = design.machine->array == machine_of->array;
    const auto cost = hwmodel::estimate(
        design.work, same ? *design.activity : accelerator.count(design.work, machine_of->array),
        *machine_of);
    const auto* estimate = std::get_if<hwmodel::Estimate>(&cost);
    if (estimate == nullptr) {
      return std::nullopt;
    }
    const Figures figures{&design.counts, machine_of, estimate, candidate.accuracy};
    std::vector<double> result;
    for (const Objective* objective : objectives_) {
      const double value = objective->value(figures);
      result.push_back(objective->sense() == Sense::minimise ? value : -value);
    }
    return result;
  }

 private:
  using Built = std::variant<hwmodel::Machine, hwmodel::Infeasible>;
  const Built& machine(const PlainDesign& design, const hwmodel::Accelerator& accelerator) {
    const std::string key = std::to_string(design.model.weight_bits) +
                            hardware_json(design.template_name, design.configuration).dump();
    const auto found = machines_.find(key);
    if (found != machines_.end()) {
      return found->second;
    }
    return machines_
        .emplace(key,
                 accelerator.build(design.configuration, technology_, design.model.weight_bits))
        .first->second;
  }

  const hwmodel::Technology& technology_;
  const std::vector<const Objective*>& objectives_;
  std::map<std::string, Built> machines_;
};

using Values = std::vector<std::optional<std::vector<double>>>;

Values priced(const hwmodel::Technology& technology,
              const std::vector<const Objective*>& objectives,
              const std::vector<Candidate>& candidates) {
  Pricing pricing(technology, objectives);
  Values values;
  for (const Candidate& candidate : candidates) {
    values.push_back(pricing.values(candidate));
  }
  return values;
}

std::vector<std::uint64_t> front_of(const Values& values, std::size_t width) {
  Archive front(width);
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (values[at]) {
      front.insert(*values[at], at);
    }
  }
  std::vector<std::uint64_t> members;
  for (std::size_t member = 0; member < front.size(); ++member) {
    members.push_back(front.position(member));
  }
  return members;
}

/// The template of the design with the least of objective `figure` among those at most `limit` on
/// objective `axis` (all, where there is none); empty: no design.
std::string winner(const Values& values, const std::vector<Candidate>& candidates,
                   std::size_t figure, std::optional<std::size_t> axis, double limit) {
  std::string best;
  double least = 0;
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (!values[at] || (axis && (*values[at])[*axis] > limit)) {
      continue;
    }
    const double value = (*values[at])[figure];
    if (best.empty() || value < least) {
      least = value;
      best = candidates[at].design.template_name;
    }
  }
  return best;
}

std::vector<Candidate> candidates_of(const results::Study& study, const Problem& problem,
                                     const results::RunRow& run) {
  std::vector<results::DesignRow> rows = study.designs();
  if (rows.size() > most_candidates) {
    rows = study.front();
  }
  std::vector<Candidate> candidates;
  for (const results::DesignRow& row : rows) {
    Candidate candidate{row.design, plain_design(problem, run, row), 0};
    for (std::size_t column = 0; column < run.columns.size(); ++column) {
      if (objectives().at(run.columns[column].name).decided_by() == DecidedBy::accuracy) {
        candidate.accuracy = row.values[column];
      }
    }
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

/// Questions with their answers for the constants as they are: at the best, middle and worst of the
/// front's accuracies.
struct Question {
  Conclusion conclusion;
  std::size_t figure = 0;
  std::optional<std::size_t> axis;
  double limit = 0;
  std::uint64_t holds = 0;
};

std::vector<Question> questions_of(const std::vector<std::string>& names,
                                   const std::vector<const Objective*>& objectives,
                                   const Values& values, const std::vector<Candidate>& candidates) {
  std::optional<std::size_t> axis;
  for (std::size_t at = 0; at < objectives.size(); ++at) {
    axis = objectives[at]->decided_by() == DecidedBy::accuracy ? std::optional(at) : axis;
  }
  std::vector<double> limits{0};
  if (axis) {
    std::vector<double> on_front;
    for (const std::uint64_t member : front_of(values, objectives.size())) {
      on_front.push_back((*values[member])[*axis]);
    }
    std::sort(on_front.begin(), on_front.end());
    if (on_front.empty()) {
      return {};
    }
    limits = {on_front.front(), on_front[on_front.size() / 2], on_front.back()};
    limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
  }
  std::vector<Question> questions;
  for (std::size_t figure = 0; figure < objectives.size(); ++figure) {
    if (objectives[figure]->decided_by() != DecidedBy::both &&
        objectives[figure]->decided_by() != DecidedBy::hardware) {
      continue;
    }
    for (const double limit : limits) {
      Question question;
      question.figure = figure;
      question.axis = axis;
      question.limit = limit;
      question.conclusion = {names[figure], axis ? names[*axis] : "",
                             axis && objectives[*axis]->sense() == Sense::maximise ? -limit : limit,
                             winner(values, candidates, figure, axis, limit), 0};
      questions.push_back(std::move(question));
    }
  }
  return questions;
}

}  // namespace

Robustness robustness(const results::Study& study, const std::vector<std::string>& objectives_named,
                      std::uint64_t draws, std::uint64_t seed) {
  const results::RunRow run = study.run();
  const Problem problem = reopen_problem(run);
  std::vector<const Objective*> chosen;
  for (const std::string& name : objectives_named) {
    chosen.push_back(&objectives().at(name));
  }
  const std::vector<Candidate> candidates = candidates_of(study, problem, run);
  Robustness result{draws, 0, candidates.size(), {}, {}};
  std::vector<Question> questions = questions_of(
      objectives_named, chosen, priced(problem.technology, chosen, candidates), candidates);
  std::vector<std::uint64_t> times(candidates.size(), 0);
  for (std::uint64_t number = 0; number < draws; ++number) {
    tensor::RandomStream random(seed + number, draws_purpose);
    const hwmodel::Technology technology = drawn(problem.technology, random);
    const Values values = priced(technology, chosen, candidates);
    const std::vector<std::uint64_t> front = front_of(values, chosen.size());
    result.working += front.empty() ? 0U : 1U;
    for (const std::uint64_t member : front) {
      ++times[member];
    }
    for (Question& question : questions) {
      const bool same = !front.empty() && winner(values, candidates, question.figure, question.axis,
                                                 question.limit) == question.conclusion.winner;
      question.holds += same ? 1U : 0U;
    }
  }
  const auto share = [&](std::uint64_t count) {
    return result.working == 0 ? 0.0
                               : static_cast<double>(count) / static_cast<double>(result.working);
  };
  for (std::size_t at = 0; at < candidates.size(); ++at) {
    result.front_share[candidates[at].id] = share(times[at]);
  }
  for (Question& question : questions) {
    question.conclusion.share = share(question.holds);
    result.conclusions.push_back(std::move(question.conclusion));
  }
  return result;
}

}  // namespace paretree::dse
