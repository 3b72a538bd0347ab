#ifndef PARETREE_TESTS_SUPPORT_STUDIES_HPP
#define PARETREE_TESTS_SUPPORT_STUDIES_HPP

#include "dse/exec/workers.hpp"
#include "dse/study/evaluator.hpp"
#include "dse/study/explorer.hpp"
#include "dse/study/plain_design.hpp"
#include "dse/study/problem.hpp"
#include "results/store/study.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace paretree::testing {

/// Runs a problem into a study file, or goes on where the file's study stopped.
inline dse::ExploreSummary explore(const dse::Problem& problem, const std::string& file,
                                   std::size_t threads = 1,
                                   std::optional<double> time_limit_seconds = std::nullopt) {
  const dse::Workers workers(threads);
  const dse::Evaluator evaluator(problem, workers);
  results::Study study = results::Study::exists(file)
                             ? results::Study::open(file, results::Study::Access::write)
                             : results::Study::create(file, problem.run_row(evaluator.constants()));
  dse::Explorer explorer(problem, study, workers, evaluator,
                         {.threads = threads,
                          .time_limit_seconds = time_limit_seconds,
                          .progress = dse::ProgressMode::none});
  return explorer.run();
}

inline std::string line_of(const results::DesignRow& row) {
  std::string line = fmt::format("{} {} {} {} {}", row.design, row.position, row.fidelity,
                                 row.model_json, row.hardware_json);
  for (const double value : row.values) {
    line += fmt::format(" {:a}", value);
  }
  return line;
}

/// Every byte of the views `design`, `front` and `certificate` that a run decides.
inline std::string views_of(const std::string& file) {
  const results::Study study = results::Study::open(file, results::Study::Access::read);
  std::string text;
  study.for_each_design([&](const results::DesignRow& row) { text += line_of(row) + '\n'; });
  text += "front\n";
  for (const results::DesignRow& row : study.front()) {
    text += line_of(row) + fmt::format(" probability {:a}", row.probability.value_or(-1));
    for (const auto& [column, bounds] : row.intervals) {
      text += fmt::format(" {} {:a} {:a}", column, bounds.first, bounds.second);
    }
    text += '\n';
  }
  for (const results::CertificateRow& row : study.certificate()) {
    text += row.name + ' ' + row.json + '\n';
  }
  return text;
}

/// The value of a cheap proxy for one design's format.
inline std::optional<double> plain_accuracy(const dse::Problem& problem,
                                            const dse::BoundProxy& proxy, std::uint64_t position) {
  const auto measured = proxy.measure(problem.space.model_half(problem.space.decode(position)),
                                      problem.seeds().front(), {});
  return measured ? std::optional(measured->value) : std::nullopt;
}

/// Every design of a small space by the plain path.
inline std::vector<dse::PlainDesign> plain_designs(const dse::Problem& problem) {
  const auto proxy = dse::bind_proxy(problem);
  std::vector<dse::PlainDesign> designs;
  for (std::uint64_t position = 0; position < problem.space.size(); ++position) {
    designs.push_back(
        dse::evaluate_plainly(problem, position, plain_accuracy(problem, *proxy, position)));
  }
  return designs;
}

}  // namespace paretree::testing

#endif  // PARETREE_TESTS_SUPPORT_STUDIES_HPP
