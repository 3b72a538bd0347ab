#include "dse/check/monotone.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <stdexcept>

namespace paretree::dse {

namespace {

std::string without_blanks(std::string text) {
  std::erase_if(text, [](unsigned char letter) { return std::isspace(letter) != 0; });
  return text;
}

/// `figure <= number` or `figure >= number` (or strict), the way that a better design keeps.
bool keeps_better_designs(const ResultConstraint& constraint) {
  const std::string text = without_blanks(constraint.text);
  const std::size_t at = text.find_first_of("<>");
  if (constraint.when || at == std::string::npos || !exact_kind(text.substr(0, at))) {
    return false;
  }
  const std::size_t number = at + (text.size() > at + 1 && text[at + 1] == '=' ? 2 : 1);
  const std::string value = text.substr(number);
  std::size_t read = 0;
  try {
    static_cast<void>(std::stod(value, &read));
  } catch (const std::logic_error&) {
    return false;
  }
  const Objective& objective = objectives().at(text.substr(0, at));
  return !value.empty() && std::isdigit(static_cast<unsigned char>(value[0])) != 0 &&
         read == value.size() && (text[at] == '<') == (objective.sense() == Sense::minimise);
}

}  // namespace

std::optional<ExactKind> exact_kind(const std::string& objective) {
  static const std::map<std::string, ExactKind> kinds = {
      {"capacity", ExactKind::capacity},
      {"energy_pj", ExactKind::energy},
      {"latency_ns", ExactKind::latency},
      {"area_mm2", ExactKind::area},
      {"parameters", ExactKind::parameters},
      {"matrix_parameters", ExactKind::matrix_parameters},
      {"macs", ExactKind::macs},
      {"matrix_macs", ExactKind::matrix_macs}};
  const auto found = kinds.find(objective);
  return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

bool grows_with_counts(const Problem& problem) {
  for (std::size_t column = 0; column < problem.objective_count; ++column) {
    if (!exact_kind(problem.columns[column].name)) {
      return false;
    }
  }
  const auto& constraints = problem.space.result_constraints();
  return (!problem.reads_accuracy || problem.proxy->axis() == "capacity") &&
         std::all_of(constraints.begin(), constraints.end(), keeps_better_designs);
}

std::vector<double> exact_vector(const Problem& problem, const Figures& figures) {
  std::vector<double> vector;
  for (std::size_t column = 0; column < problem.objective_count; ++column) {
    const auto integer = [&]() -> std::uint64_t {
      switch (*exact_kind(problem.columns[column].name)) {
        case ExactKind::capacity:
          return 0;
        case ExactKind::energy:
          return hwmodel::total(figures.cost->energy_fj);
        case ExactKind::latency:
          return figures.cost->cycles * figures.cost->period_fs;
        case ExactKind::area:
          return hwmodel::total(figures.cost->area_um2);
        case ExactKind::parameters:
          return figures.model->parameters;
        case ExactKind::matrix_parameters:
          return figures.model->matrix_parameters;
        case ExactKind::macs:
          return figures.model->macs;
        case ExactKind::matrix_macs:
          return figures.model->matrix_macs;
      }
      return 0;
    };
    const bool capacity = problem.columns[column].name == "capacity";
    vector.push_back(capacity ? -figures.accuracy_axis : static_cast<double>(integer()));
  }
  return vector;
}

std::vector<double> value_vector(const Problem& problem, const Figures& figures) {
  std::vector<double> vector;
  for (std::size_t column = 0; column < problem.objective_count; ++column) {
    const Objective& objective = *problem.columns[column].objective;
    const double value = objective.value(figures);
    vector.push_back(objective.sense() == Sense::maximise ? -value : value);
  }
  return vector;
}

}  // namespace paretree::dse
