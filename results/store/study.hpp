#ifndef PARETREE_RESULTS_STORE_STUDY_HPP
#define PARETREE_RESULTS_STORE_STUDY_HPP

#include "results/records.hpp"
#include "results/store/store_error.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace paretree::results {

/// A design as a query finds it, everything joined.
struct DesignRow {
  std::string design;
  std::uint64_t position = 0;
  std::string model, hardware;  ///< ids
  std::string model_json, hardware_json;
  std::string format;
  std::uint64_t parameters = 0, matrix_parameters = 0, weight_bytes = 0, macs = 0, matrix_macs = 0;
  std::string fidelity;
  std::vector<double> values;         ///< in the order of RunRow::columns
  std::optional<double> probability;  ///< front members
  std::vector<std::pair<std::string, std::pair<double, double>>> intervals;
};

/// One SQLite file per study. Written by one thread of its own behind a bounded queue; WAL; every
/// Batch is one transaction, on disk when it is committed. Formats to the byte: results/SCHEMA.md.
///
/// Sending a batch again changes nothing but `timing`. Reading functions see what is committed:
/// call flush() first to see what was just written. The destructor commits what is queued; an error
/// there is lost, so a writer that must know ends with flush(). Thread safety: write() and flush()
/// from one thread; reading functions from any.
class Study {
 public:
  enum class Access { read, write };

  /// A new study; the file must not exist. Leaves nothing behind when it fails.
  /// Throws: StoreError; std::invalid_argument for columns without a usable or with a repeated
  /// name.
  [[nodiscard]] static Study create(const std::string& file, const RunRow& run);
  /// An existing one. Throws: StoreError if the file is missing, not a study, of a newer version,
  /// damaged, or (for write) open for writing by another process.
  [[nodiscard]] static Study open(const std::string& file, Access access);
  /// There is a file of this name, study or not.
  [[nodiscard]] static bool exists(const std::string& file);

  Study(Study&&) noexcept;
  Study& operator=(Study&&) noexcept;
  ~Study();

  /// Queues one transaction; blocks while the queue is full. Rows may refer to rows of the same or
  /// an earlier batch (evaluation and infeasible to model and hardware; model and accuracy to
  /// format; front to evaluation), anything else fails. After an error nothing more is committed.
  /// Throws: StoreError of an earlier batch, or if the study was opened for reading.
  void write(Batch batch);
  /// Waits until everything queued is committed. Throws: StoreError of the batch that failed.
  void flush();

  [[nodiscard]] const std::string& file() const;
  [[nodiscard]] RunRow run() const;
  [[nodiscard]] Progress progress() const;
  [[nodiscard]] std::vector<AccuracyRow> accuracies() const;  ///< sorted by format, fidelity, seed
  [[nodiscard]] std::vector<PrunedStatesRow> pruned_states() const;           ///< in the same order
  [[nodiscard]] std::uint64_t measurements(std::string_view fidelity) const;  ///< how many
  [[nodiscard]] std::vector<MeasuringRow> measuring() const;      ///< sorted by fidelity
  [[nodiscard]] std::vector<ConfirmedRow> confirmed() const;      ///< sorted by format
  [[nodiscard]] std::vector<CertificateRow> certificate() const;  ///< sorted by name
  [[nodiscard]] std::vector<FormatRow> formats() const;           ///< sorted by id
  /// All kept designs (or the front's members), sorted by design id. The callback form streams.
  [[nodiscard]] std::vector<DesignRow> designs() const;
  void for_each_design(const std::function<void(const DesignRow&)>& visit) const;
  [[nodiscard]] std::vector<DesignRow> front() const;
  /// Every infeasible design that is kept: its id and the reason, in no order.
  void for_each_infeasible(
      const std::function<void(const std::string& design, const std::string& reason)>& visit) const;
  /// Fronts of earlier moments of the run; empty for a study of a version that did not keep them.
  [[nodiscard]] FrontHistory front_history() const;
  /// Designs whose id starts with `prefix` (at most 2, so that ambiguity shows).
  [[nodiscard]] std::vector<DesignRow> find(std::string_view prefix) const;
  /// Seconds spent on this study so far over all its sessions, from `timing`.
  [[nodiscard]] double seconds() const;

 private:
  struct Impl;
  explicit Study(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_STUDY_HPP
