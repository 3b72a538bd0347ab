#ifndef PARETREE_DSE_STUDY_PROBLEM_HPP
#define PARETREE_DSE_STUDY_PROBLEM_HPP

#include "dse/core/accuracy_proxy.hpp"
#include "dse/core/searcher.hpp"
#include "dse/lowering/technology.hpp"
#include "dse/space/space.hpp"
#include "hwmodel/technology.hpp"
#include "results/records.hpp"
#include "sweeps/sweep.hpp"

#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// A figure that is computed for every design: the objectives first, in the sweep's order, then
/// what constraints read, then the base figures.
struct Column {
  std::string name;
  const Objective* objective = nullptr;
};

/// A sweep turned into everything a run needs. Immutable, but for what its space learns of trained
/// states.
struct Problem {
  sweeps::Sweep sweep;
  Space space;
  hwmodel::Technology technology;
  const AccuracyProxy* proxy = nullptr;
  hwmodel::Configuration proxy_parameters;
  const Searcher* searcher = nullptr;
  hwmodel::Configuration search_parameters;
  /// A proxy measured beside the one that designs are judged by.
  struct Compared {
    const AccuracyProxy* proxy = nullptr;
    hwmodel::Configuration parameters;
    sweeps::Mark at;
    std::uint64_t number = 0;  ///< place in the sweep's list, from 1

    [[nodiscard]] std::string fidelity() const { return proxy->fidelity(parameters); }
    /// Others than those of any other proxy of the sweep: no two share luck.
    [[nodiscard]] std::vector<std::uint64_t> seeds(std::uint64_t sweep_seed) const;
  };
  std::vector<Compared> compared;
  std::vector<Column> columns;
  std::size_t objective_count = 0;
  bool reads_accuracy = false;    ///< whether some column is the proxy's axis
  bool commands_allowed = false;  ///< programs that the sweep names may be started; else they have
                                  ///< no values
  std::vector<SourceFile> technology_files;  ///< of the user's; empty: a built-in set

  [[nodiscard]] std::string fidelity() const;
  /// Within which factor, less one, of the front a search may leave designs out.
  [[nodiscard]] double eps() const {
    return search_parameters.has("eps") ? search_parameters.number("eps") : 0;
  }
  [[nodiscard]] std::vector<std::uint64_t> seeds() const;
  /// The row a new study starts with; constants as the machines used them.
  [[nodiscard]] results::RunRow run_row(const std::vector<hwmodel::Constant>& constants) const;
};

/// Formats of the problem's fidelity are priced with these traces from now on.
/// Throws: sweeps::ParseError if one is damaged.
void take_state_traces(const Problem& problem, const std::vector<results::PrunedStatesRow>& rows);

/// The names a sweep may use, from the registries.
[[nodiscard]] sweeps::Vocabulary vocabulary();

/// Throws: sweeps::ParseError (also where an objective does not fit the accuracy proxy).
[[nodiscard]] Problem load_problem(const std::string& file,
                                   const std::vector<std::string>& overrides);
[[nodiscard]] Problem make_problem(sweeps::Sweep sweep);
/// With these technology files instead of those that the sweep names; empty: its built-in set.
[[nodiscard]] Problem make_problem(sweeps::Sweep sweep, std::vector<SourceFile> technology_files);
/// The problem a study was made from: its sweep, the technology file of the user's as it was then,
/// and the state traces of its trainings. Reads no file beside the study.
/// Throws: results::StoreError where an earlier version did not keep the technology file.
[[nodiscard]] Problem reopen_problem(const results::RunRow& run);

/// Throws: std::invalid_argument if the search cannot be divided among shards.
void refuse_to_divide(const Problem& problem);

/// Whether some proxy of the sweep starts a program of the user's.
[[nodiscard]] bool runs_commands(const Problem& problem);
/// A sweep from elsewhere starts nothing here unless the user says so: notes what he said.
/// Throws: std::invalid_argument if the problem runs commands and that is not `allowed`.
void permit_commands(Problem& problem, bool allowed);

/// The proxy ready to measure; its complaints about the workload become ParseErrors at `accuracy`.
[[nodiscard]] std::unique_ptr<BoundProxy> bind_proxy(const Problem& problem);
[[nodiscard]] std::unique_ptr<BoundProxy> bind_proxy(const Problem& problem,
                                                     const Problem::Compared& compared);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_PROBLEM_HPP
