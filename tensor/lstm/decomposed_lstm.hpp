#ifndef PARETREE_TENSOR_LSTM_DECOMPOSED_LSTM_HPP
#define PARETREE_TENSOR_LSTM_DECOMPOSED_LSTM_HPP

#include "tensor/lstm/aligned_floats.hpp"
#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/normalised_recurrence.hpp"
#include "tensor/lstm/random.hpp"
#include "tensor/lstm/recurrence.hpp"
#include "tensor/lstm/weight_source.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace paretree::tensor {

/// The trained LSTM with its classifier on the last hidden state: parameters, loss and gradient.
class DecomposedLstm {
 public:
  /// One sequence, [step][input], with its label.
  struct Example {
    const float* values = nullptr;
    std::uint8_t label = 0;
  };
  struct Score {
    double loss = 0;  ///< summed cross-entropy, nats
    std::size_t correct = 0;
  };

  /// Throws: std::invalid_argument if shape and format do not fit.
  DecomposedLstm(const LstmShape& shape, const LayerFormat& format, std::size_t batch,
                 const Kernels& kernels, Executor executor = Executor::cheapest);

  [[nodiscard]] const ParameterLayout& layout() const { return layout_; }
  [[nodiscard]] std::span<float> parameters() { return parameters_.span(); }
  /// What the last forward pass saw.
  [[nodiscard]] std::span<const float> rounded_parameters() const { return rounded_.span(); }
  [[nodiscard]] std::span<const float> gradient() const { return gradient_.span(); }

  /// Draws all parameters: the merged matrix has Glorot's variance, whatever the tree and the
  /// ranks.
  void initialise(std::uint64_t seed);
  /// The mean loss of the batch, whose gradient is gradient() afterwards. Binary and ternary
  /// weights are drawn anew.
  /// Requires: 1 <= examples.size() <= batch.
  double loss_and_gradient(std::span<const Example> examples);
  /// The last hidden states, [example][unit]. Requires: examples.size() <= batch.
  [[nodiscard]] std::vector<float> last_states(std::span<const Example> examples);
  /// One step of Adam along the gradient, clipped to `clip_norm`.
  void descend(double learning_rate, double clip_norm);
  /// Examples [begin, begin + size), size <= batch; empty to stop early.
  using Chunk = std::function<std::span<const Example>(std::size_t begin, std::size_t size)>;
  /// `count` examples, a chunk at a time; `seen` is called after each, for states().
  [[nodiscard]] Score evaluate(std::size_t count, const Chunk& chunk,
                               const std::function<void(std::size_t size)>& seen = {});

  /// What batch normalised formats are evaluated with from now on: the statistics of these batches
  /// with the weights as they are. Before, every batch has its own.
  void settle_statistics(std::size_t batches, const Chunk& batch);
  /// States smaller than this are zeros to the recurrence, where the format prunes them.
  void set_state_threshold(float threshold) { recurrence_->set_threshold(threshold); }
  [[nodiscard]] float state_threshold() const { return recurrence_->threshold(); }
  /// Of the last forward pass, before pruning: [sequence][padded hidden] of a step.
  /// Requires: weights of more than 2 bits.
  [[nodiscard]] const float* states(std::size_t step) const { return recurrence_->state(step); }

 private:
  enum class LowBits { drawn, fixed };
  void prepare_weights(LowBits low_bits);
  void forward(std::span<const Example> examples, Statistics statistics);
  void load_batch(std::span<const Example> examples, float* batch) const;
  [[nodiscard]] const float* last_state() const;
  Score classify(std::span<const Example> examples);
  void backward(std::span<const Example> examples);

  LstmShape shape_;
  int weight_bits_;
  std::size_t capacity_;
  std::vector<const float*> sequences_;  ///< of the batch at hand
  const Kernels& kernels_;
  ParameterLayout layout_;
  std::unique_ptr<WeightSource> source_;
  std::optional<Recurrence> recurrence_;  ///< of these two one
  std::optional<NormalisedRecurrence> normalised_;
  Statistics statistics_ = Statistics::of_the_batch;
  RandomStream draws_{0, 0};  ///< of binary and ternary weights
  AlignedFloats parameters_;
  AlignedFloats rounded_;  ///< what the forward pass sees
  AlignedFloats gradient_;
  AlignedFloats mean_;
  AlignedFloats square_;
  AlignedFloats logits_;  ///< [sequence][padded class], then their derivatives
  AlignedFloats turned_;
  double mean_correction_ = 1;
  double square_correction_ = 1;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_DECOMPOSED_LSTM_HPP
