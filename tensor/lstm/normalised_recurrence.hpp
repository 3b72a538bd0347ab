#ifndef PARETREE_TENSOR_LSTM_NORMALISED_RECURRENCE_HPP
#define PARETREE_TENSOR_LSTM_NORMALISED_RECURRENCE_HPP

#include "tensor/lstm/aligned_floats.hpp"
#include "tensor/lstm/kernels/kernels.hpp"
#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/recurrence.hpp"

#include <cstddef>
#include <vector>

namespace paretree::tensor {

/// Which mean and variance a value is normalised with.
enum class Statistics { of_the_batch, of_training };

/// The batch-normalised LSTM over all time steps of a mini-batch, and back:
///
///   gates = act(h_scale N(W_h h) + x_scale N(W_x x) + bias),  c = f c + i g,
///   h = o tanh(c_scale N(c) + c_shift)
///
/// N normalises each row over the sequences of the batch, with statistics of its own in every step.
/// The initial state is zero: the first step has no part of W_h. Arrays as in Recurrence. Saved
/// values become derivatives in place, so each forward() allows one backward().
class NormalisedRecurrence {
 public:
  NormalisedRecurrence(const ParameterLayout& layout, std::size_t steps, std::size_t capacity);

  /// [step][sequence][input] with `capacity` sequences per step; written by the caller.
  [[nodiscard]] float* batch() { return x_.get(); }
  /// `parameters`: the flat array, weights as the forward pass sees them.
  void forward(const Kernels& kernels, const float* parameters, std::size_t rows,
               Statistics statistics);
  [[nodiscard]] const float* last_state() const {
    return h_.get() + (steps_ - 1) * capacity_ * padded_;
  }
  [[nodiscard]] float* state_gradient() { return dh_.get(); }
  /// Requires: the forward pass took the statistics of the batch.
  void backward(const Kernels& kernels, const float* parameters, float* gradient, std::size_t rows);

  /// Statistics of training: means over the batches observed since forget_statistics().
  void forget_statistics();
  /// Takes those of the last forward pass, which must have been of the batch.
  void observe_statistics();
  void settle_statistics();

 private:
  /// Of one normalised array: [step][row] means and variances of the batch at hand, sums over the
  /// observed batches, and what they settled to.
  struct Moments {
    explicit Moments(std::size_t count)
        : mean(count), variance(count), inverse(count), kept_mean(count), kept_variance(count) {}
    AlignedFloats mean, variance, inverse, kept_mean, kept_variance;
    std::vector<double> sums = {};
    std::vector<double> squares = {};
  };

  [[nodiscard]] std::size_t per_step() const { return blocks_ * capacity_; }
  void normalise(const Kernels& kernels, Moments& moments, std::size_t at, std::size_t cols,
                 const float* from, float* to, std::size_t rows, Statistics statistics);
  void turn_hidden_weights(const float* weights);
  void backward_block(const Kernels& kernels, const float* parameters, float* gradient,
                      std::size_t t, std::size_t ub, std::size_t rows);

  const ParameterLayout layout_;
  std::size_t inputs_;
  std::size_t hidden_;
  std::size_t padded_;
  std::size_t blocks_;
  std::size_t steps_;
  std::size_t capacity_;
  AlignedFloats x_;
  AlignedFloats from_x_;  ///< normalised, [step][unit block][sequence][gate][lane]
  AlignedFloats from_h_;
  AlignedFloats gates_;
  AlignedFloats c_;
  AlignedFloats normal_c_;
  AlignedFloats squashed_;
  AlignedFloats h_;  ///< [step][sequence][padded hidden]
  AlignedFloats dh_;
  AlignedFloats dc_;
  AlignedFloats turned_;  ///< W_h with units in the lanes
  Moments x_moments_;
  Moments h_moments_;
  Moments c_moments_;
  double observed_ = 0;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_NORMALISED_RECURRENCE_HPP
