#ifndef PARETREE_DSE_CORE_MODEL_HALF_HPP
#define PARETREE_DSE_CORE_MODEL_HALF_HPP

#include "dse/core/identity.hpp"
#include "dse/core/trained_states.hpp"
#include "results/json.hpp"
#include "sweeps/workloads.hpp"
#include "tensor/format.hpp"
#include "tensor/lstm/training.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace paretree::dse {

/// One plan of one format: everything about a design that is not hardware.
struct ModelHalf {
  sweeps::Workload workload;
  tensor::Scope scope = tensor::Scope::input;
  bool paired = true;
  int weight_bits = 16;         ///< ternary is 2, binary is 1
  double state_sparsity = 0;    ///< share of the hidden state that is zero
  tensor::MatrixFormat matrix;  ///< with the ordered tree of the plan
  /// What training the format left of its states; null: not known. No part of the identity.
  std::shared_ptr<const TrainedStates> trained = nullptr;

  /// The states that costs are counted with: the workload's trace, else that of training; null:
  /// there is none.
  [[nodiscard]] const sweeps::StateTrace* state_trace() const;

  /// Binary and ternary layers are batch normalised.
  [[nodiscard]] bool batch_normalised() const;
  /// {scope, format, modes: {in, out}, leaves, tree, ranks, weight_bits, gates}: the shape other
  /// programs rely on; weight_bits is "ternary" or "binary" for those, state_sparsity follows where
  /// it is not 0, and with it the hash of a state trace where one is given. `tree` in execution
  /// order; `ranks` by the sorted modes under every edge.
  [[nodiscard]] results::Json json() const;
  /// Workload shape and json(), in one canonical line; its hash is the id.
  [[nodiscard]] std::string canonical_text() const;
  [[nodiscard]] Id id() const { return id_of(canonical_text()); }
  /// What decides accuracy: the same for all rootings and orders of one format.
  [[nodiscard]] std::string format_text() const;
  [[nodiscard]] Id format_id() const { return id_of(format_text()); }
  /// The same as JSON: json() with the unrooted tree as its list of edges in place of the tree.
  [[nodiscard]] results::Json format_json() const;
};

/// What a model half costs wherever it runs. Per sequence; whole layer unless `matrix_`.
struct ModelCounts {
  std::uint64_t parameters = 0;
  std::uint64_t matrix_parameters = 0;
  std::uint64_t weight_bytes = 0;
  std::uint64_t macs = 0;
  std::uint64_t matrix_macs = 0;
  std::uint64_t dense_parameters = 0;  ///< of the uncompressed layer
  std::uint64_t padding = 0;           ///< zero columns added by the factorisation
  int weight_bits = 16;
  double state_sparsity = 0;
  double kept_columns = 1;  ///< share of W_h's columns that a step computes, mean over steps
};

/// Words of a weight's width that a bias (or a scale or shift of batch normalisation) takes: one,
/// but beside binary and ternary weights these have 12 bits.
[[nodiscard]] std::uint64_t vector_words(int weight_bits);

/// Throws: tensor::CountOverflow.
[[nodiscard]] ModelCounts model_counts(const ModelHalf& half);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_MODEL_HALF_HPP
