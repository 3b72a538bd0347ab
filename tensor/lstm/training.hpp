#ifndef PARETREE_TENSOR_LSTM_TRAINING_HPP
#define PARETREE_TENSOR_LSTM_TRAINING_HPP

#include "tensor/format.hpp"
#include "tensor/io/sequences.hpp"

#include <cstdint>
#include <functional>
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
  int weight_bits = 16;  ///< 16, 12 or 8: fixed point with straight-through gradients
};

struct TrainingOptions {
  std::uint64_t steps = 60;
  std::uint64_t batch = 64;
  double learning_rate = 0.02;  ///< for two thirds of the steps, then falling linearly to zero
  double clip_norm = 5.0;
  std::uint64_t seed = 1;
  std::uint64_t evaluation_sequences = 2000;  ///< of the evaluation split; 0 means all
  std::function<bool()> cancelled;            ///< asked between steps; may be empty
};

struct TrainingResult {
  bool finished = false;            ///< false: cancelled, the figures are meaningless
  double accuracy = 0;              ///< share of evaluation sequences classified correctly
  double loss = 0;                  ///< mean cross-entropy on them, nats
  double summed_training_loss = 0;  ///< sum of the mini-batch losses over all steps, nats
  std::uint64_t evaluated = 0;      ///< sequences evaluated
};

/// Trains from scratch and evaluates on `split`. Single-threaded; a pure function of its arguments:
/// the same bits on every call, on any number of threads around it.
/// Throws: std::invalid_argument if shapes do not fit (both shapes in the message).
[[nodiscard]] TrainingResult train(const LstmShape& shape, const LayerFormat& format,
                                   const LabelledSequences& sequences, Split split,
                                   const TrainingOptions& options);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_TRAINING_HPP
