#ifndef PARETREE_RESULTS_STORE_BATCH_WRITER_HPP
#define PARETREE_RESULTS_STORE_BATCH_WRITER_HPP

#include "results/records.hpp"
#include "results/store/front_history.hpp"
#include "results/store/key_tables.hpp"
#include "results/store/sqlite.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace paretree::results {

/// Turns batches into transactions, with statements prepared once.
class BatchWriter {
 public:
  /// Requires: the connection outlives the writer.
  BatchWriter(const Connection& connection, std::string file,
              const std::vector<ObjectiveColumn>& columns);

  /// All of the batches in one transaction, or nothing. Throws: StoreError; the writer then knows
  /// nothing of the file any more and must be made anew.
  void commit(std::span<const Batch* const> batches);

 private:
  void write(const Batch& batch);
  void write(const ModelRow& model);
  void write(const HardwareRow& hardware);
  void write(const FormatRow& format);
  void write(const AccuracyRow& accuracy);
  void write(const PrunedStatesRow& states);
  void write(const MeasuringRow& measuring);
  void write(const CertificateRow& statement);
  void write(const ConfirmedRow& confirmed);
  /// One statement for many rows; those it cannot take one by one.
  template <typename Rows>
  void write_rows(const Rows& rows, Statement& insert_group, Statement& insert, Statement& update);
  void check(const EvaluationRows::View& evaluation);
  void check(const InfeasibleRows::View& infeasible);
  void check_halves(const DesignKey& key);
  /// Binds a row from the place `index`, which moves behind it.
  void bind(const EvaluationRows::View& evaluation, Statement& statement, int& index);
  void bind(const InfeasibleRows::View& infeasible, Statement& statement, int& index);
  void index_designs(bool finished);
  void write(const FrontRow& member);
  void write(const Progress& progress);
  void replace_front(const std::vector<FrontRow>& front);
  void add_seconds(double wall_seconds);
  void check_same(Statement& stored_id, std::uint64_t key, const std::string& id,
                  const char* table);
  [[noreturn]] void fail(const std::string& what) const;

  const Connection& connection_;
  std::string file_;
  std::vector<ObjectiveColumn> columns_;
  NameTable fidelities_;
  NameTable reasons_;
  std::pair<std::string, std::int64_t> last_fidelity_, last_reason_;
  KeySet models_;
  KeySet hardware_;
  Statement insert_model_;
  Statement model_id_;
  Statement insert_hardware_;
  Statement hardware_id_;
  Statement insert_format_;
  Statement insert_accuracy_;
  Statement insert_states_;
  Statement add_measuring_;
  Statement insert_certificate_;
  Statement insert_confirmed_;
  Statement insert_evaluations_;
  Statement insert_evaluation_;
  Statement update_evaluation_;
  Statement insert_infeasibles_;
  Statement insert_infeasible_;
  Statement update_infeasible_;
  Statement delete_evaluation_;
  Statement insert_member_;
  Statement delete_member_;
  Statement update_progress_;
  Statement insert_progress_reason_;
  Statement add_seconds_;
  FrontHistoryWriter history_;
  std::map<std::uint64_t, FrontRow> front_;  ///< as stored, so that only changes are written
  bool indexed_;                             ///< the file has the index of ids
  std::int64_t session_ = 0;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_BATCH_WRITER_HPP
