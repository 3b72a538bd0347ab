#ifndef PARETREE_TENSOR_LSTM_TRAINING_HPP
#define PARETREE_TENSOR_LSTM_TRAINING_HPP

#include "tensor/format.hpp"
#include "tensor/io/sequences.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace paretree::tensor {

/// `input`: W_x is decomposed, W_h dense. `full`: one matrix over the padded [x; h].
enum class Scope { input, full };
[[nodiscard]] std::string_view name(Scope scope);

struct LstmShape {
  std::uint64_t inputs = 0;
  std::uint64_t hidden = 0;
  std::uint64_t steps = 0;
  std::uint64_t classes = 0;
};

/// What decides accuracy: the unit that is trained once for all its plans.
struct LayerFormat {
  Scope scope = Scope::input;
  MatrixFormat
      matrix;  ///< rows = 4 * hidden; columns >= inputs (scope input) or inputs + hidden (full)
  /// 16, 12 or 8: fixed point with straight-through gradients. 2 (ternary) or 1 (binary), of dense
  /// layers: drawn anew for every step, and normalised over each mini-batch (low_bits.hpp).
  int weight_bits = 16;
  /// The share of states that the recurrence reads as zeros: those smaller than a threshold that is
  /// found while training. Gradients pass straight through; the classifier reads all states.
  double state_sparsity = 0;

  [[nodiscard]] bool low_bits() const { return weight_bits <= 2; }
};

struct TrainingOptions {
  std::uint64_t steps = 60;
  std::uint64_t batch = 64;
  double learning_rate = 0.02;  ///< for two thirds of the steps, then falling linearly to zero
  double clip_norm = 5.0;
  std::uint64_t seed = 1;
  std::uint64_t evaluation_sequences = 2000;  ///< of the evaluation split; 0 means all
  std::uint64_t joint_sequences = 1;          ///< that share the columns of W_h (PrunedStates)
  std::function<bool()> cancelled;            ///< asked between steps; may be empty
};

/// Which states were zero in the evaluation, where the format prunes them.
struct PrunedStates {
  double threshold = 0;
  double share = 0;        ///< of one sequence, mean over units, steps and sequences
  double joint_share = 0;  ///< zero in all of `joint_sequences` at once; 0 without a whole group
  /// Of the first group: the units that each step leaves different from zero, ascending, by step
  /// and sequence.
  std::vector<std::vector<std::vector<std::uint32_t>>> kept;
};

struct TrainingResult {
  bool finished = false;               ///< false: cancelled, the figures are meaningless
  double accuracy = 0;                 ///< share of evaluation sequences classified correctly
  double loss = 0;                     ///< mean cross-entropy on them, nats
  double summed_training_loss = 0;     ///< sum of the mini-batch losses over all steps, nats
  std::uint64_t evaluated = 0;         ///< sequences evaluated
  std::optional<PrunedStates> states;  ///< where the format prunes states
};

/// Trains from scratch and evaluates on `split`. Single-threaded; a pure function of its arguments:
/// the same bits on every call, on any number of threads around it.
/// Throws: std::invalid_argument if shapes do not fit (both shapes in the message).
[[nodiscard]] TrainingResult train(const LstmShape& shape, const LayerFormat& format,
                                   const LabelledSequences& sequences, Split split,
                                   const TrainingOptions& options);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_TRAINING_HPP
