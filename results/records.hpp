#ifndef PARETREE_RESULTS_RECORDS_HPP
#define PARETREE_RESULTS_RECORDS_HPP

#include "results/design_rows.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace paretree::results {

/// A column of numbers of a run, with its unit in its name: objectives, and what is kept beside.
struct ObjectiveColumn {
  std::string name;  ///< "energy_pj"
  bool maximise = false;
  bool objective = true;  ///< false: kept for constraints and queries only
  bool sampled = false;   ///< a measured accuracy: has intervals and a standard error
};

/// A constant that went into a run.
struct ConstantRow {
  std::string name;
  double value = 0;
  std::string unit, source, basis, status;
  double low = 0;
  double high = 0;
};

/// What one training left of a format's hidden states, where the format prunes them.
struct PrunedStatesRow {
  std::string format;  ///< format id
  std::string fidelity;
  std::uint64_t seed = 0;
  double threshold = 0;
  double share = 0;        ///< of states that are zero, in one sequence
  double joint_share = 0;  ///< in all sequences of a batch
  std::string trace;       ///< CSV of the batch that costs are counted with; empty: of another seed
};

/// A file beside the sweep that decides what its designs cost, as it was read.
struct TechnologyFileRow {
  std::string path;
  std::string text;

  bool operator==(const TechnologyFileRow&) const = default;
};

/// What identifies a run; written once.
struct RunRow {
  std::string name;
  std::string sweep_text;       ///< as written
  std::string canonical_sweep;  ///< compared on resume
  std::string program_version;
  std::string space;      ///< number of designs, decimal
  std::string retention;  ///< all, front, front+sample
  std::uint64_t seed = 0;
  std::vector<ObjectiveColumn> columns;
  std::vector<ConstantRow> constants;
  std::vector<PrunedStatesRow> state_traces = {};  ///< those with a trace; added by training
  /// The technology file of the user's and its SRAM table; empty: a built-in set.
  std::vector<TechnologyFileRow> technology_files = {};
};

/// A model half. `key` is its position in the space; `id` the hash of its canonical text.
struct ModelRow {
  std::uint64_t key = 0;
  std::string id;
  std::string format;  ///< id of the format it is a plan of
  std::string json;    ///< {"scope": ..., "format": ..., "modes": ..., ...}
  std::uint64_t parameters = 0, matrix_parameters = 0, weight_bytes = 0, macs = 0, matrix_macs = 0;
};

struct HardwareRow {
  std::uint64_t key = 0;
  std::string id;
  std::string json;  ///< {"template": ..., "mapping": ..., "pes": ...}
};

/// One measurement of a format's accuracy by a proxy: one seed, one fidelity.
struct AccuracyRow {
  std::string format;    ///< format id
  std::string fidelity;  ///< "short_training:60", "capacity", "external"
  std::uint64_t seed = 0;
  std::string dataset, split;
  std::uint64_t steps = 0;
  double value = 0;  ///< the proxy's axis: error, capacity, ...
  std::optional<double> accuracy, loss, summed_loss;
  std::optional<double> standard_error;  ///< where the source gives one (external)
};

/// What measuring took: facts of this machine, kept beside `timing` and apart from results.
struct MeasuringRow {
  std::string fidelity;
  std::uint64_t measurements = 0;
  double thread_seconds = 0;  ///< summed over threads
};

/// A format that was measured again with fresh seeds at the end of a run.
struct ConfirmedRow {
  std::string format;
  double before = 0;  ///< mean of the values that the search went by
  double after = 0;   ///< mean of the fresh ones
  bool front_before = false;
  bool front_after = false;
};

struct FormatRow {
  std::string id;
  std::string json;
};

/// A member of the front of everything finished so far.
struct FrontRow {
  std::uint64_t position = 0;  ///< index in the space
  double probability = 1;      ///< of being on the front, over the seeds of sampled columns
  std::vector<std::pair<std::string, std::pair<double, double>>> intervals;  ///< column: low, high
};

/// Counters of a finished prefix of the space.
struct Progress {
  std::uint64_t next = 0;  ///< batches of the search's schedule that are done
  std::uint64_t evaluated = 0;
  std::uint64_t closed =
      0;  ///< not evaluated: an evaluated design dominates a lower bound of theirs
  std::uint64_t feasible = 0;
  bool finished = false;
  std::vector<std::pair<std::string, std::uint64_t>>
      infeasible;  ///< reason: count, sorted by reason
};

/// The front after some designs: what the history of a run is made of.
struct FrontCheckpoint {
  struct Member {
    std::uint64_t position = 0;  ///< index in the space
    std::vector<double> values;  ///< of the objectives, in the order of RunRow::columns
  };
  std::uint64_t designs = 0;  ///< evaluated or closed so far
  std::uint64_t batches = 0;  ///< of the search's schedule
  std::vector<Member> front;
};

/// A design that was on the front at one checkpoint or more.
struct FrontSpan {
  std::uint64_t position = 0;
  std::uint64_t entered = 0;          ///< FrontHistory::Checkpoint::designs, the first with it
  std::optional<std::uint64_t> gone;  ///< the first without it
  std::vector<double> values;         ///< of the objectives
};

/// The fronts of all checkpoints of a run.
struct FrontHistory {
  struct Checkpoint {
    std::uint64_t designs = 0, batches = 0, members = 0;
    std::optional<double> wall_seconds;  ///< spent on the study until then, over all sessions
  };
  std::vector<Checkpoint> checkpoints;  ///< by designs
  std::vector<FrontSpan> spans;         ///< by checkpoint of entering, then position
};

/// A statement of the certificate: JSON by name ("space", "block/0003", "front").
struct CertificateRow {
  std::string name;
  std::string json;
};

/// One transaction: all of it is committed, or nothing.
struct Batch {
  bool restart =
      false;  ///< first forget evaluations, infeasible designs, front and counters; accuracies stay
  std::vector<ModelRow> models;  ///< rows already stored are left as they are
  std::vector<HardwareRow> hardware;
  std::vector<FormatRow> formats;
  std::vector<AccuracyRow> accuracies;
  std::vector<PrunedStatesRow> pruned_states = {};
  std::vector<MeasuringRow> measuring;  ///< added to what is stored
  std::vector<ConfirmedRow> confirmed;
  std::vector<CertificateRow> certificate;  ///< replace those of the same name
  EvaluationRows evaluations;
  InfeasibleRows infeasible;
  std::vector<std::uint64_t> dropped;          ///< positions no longer kept (pushed off the front)
  std::optional<std::vector<FrontRow>> front;  ///< replaces the stored front
  std::optional<FrontCheckpoint> checkpoint;   ///< goes to the history
  Progress progress;                           ///< replaces the stored counters
  double wall_seconds = 0;                     ///< goes to `timing`, nowhere else
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_RECORDS_HPP
