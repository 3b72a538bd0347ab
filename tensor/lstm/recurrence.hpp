#ifndef PARETREE_TENSOR_LSTM_RECURRENCE_HPP
#define PARETREE_TENSOR_LSTM_RECURRENCE_HPP

#include "tensor/lstm/aligned_floats.hpp"
#include "tensor/lstm/kernels/kernels.hpp"
#include "tensor/lstm/layout.hpp"

#include <cstddef>

namespace paretree::tensor {

/// The weights of the recurrence as panels [unit block][column][gate][lane].
struct Panels {
  const float* x = nullptr;  ///< null: the input part is in gates() before forward()
  const float* h = nullptr;
  const float* bias = nullptr;
};
struct PanelGradients {
  float* x = nullptr;  ///< null: the caller takes it from the derivatives in gates()
  float* h = nullptr;
  float* bias = nullptr;
};

/// Which states the recurrence reads: all, or those that are not smaller than a threshold, the
/// others as zeros. Gradients pass straight through.
enum class States { all, pruned };

/// The LSTM over all time steps of a mini-batch of up to `capacity` sequences, and back.
///
/// The initial state is zero. Saved gates become derivatives in place, so each forward() allows one
/// backward(). Arrays per step are [unit block][sequence][lane].
class Recurrence {
 public:
  /// `holds_inputs`: whether batch() exists, for panels with x.
  Recurrence(const ParameterLayout& layout, std::size_t steps, std::size_t capacity,
             bool holds_inputs, States states = States::all);

  /// The batch, [step][sequence][input] with `capacity` sequences per step; written by the caller.
  [[nodiscard]] float* batch() { return x_.get(); }
  /// [step][unit block][sequence][gate][lane], `capacity` sequences per block.
  [[nodiscard]] float* gates() { return gates_.get(); }

  /// Of pruned states; 0 keeps all.
  void set_threshold(float threshold) { threshold_ = threshold; }
  [[nodiscard]] float threshold() const { return threshold_; }

  void forward(const Kernels& kernels, const Panels& panels, std::size_t rows);
  /// [sequence][padded hidden]: the states a step leaves, before pruning.
  [[nodiscard]] const float* state(std::size_t step) const {
    return h_.get() + step * capacity_ * padded_;
  }
  /// [sequence][padded hidden]: the last hidden state, and where its gradient goes.
  [[nodiscard]] const float* last_state() const;
  [[nodiscard]] float* state_gradient() { return dh_.get(); }
  void backward(const Kernels& kernels, const Panels& panels, const PanelGradients& gradients,
                std::size_t rows);

 private:
  [[nodiscard]] std::size_t per_step() const { return blocks_ * capacity_; }
  void weight_gradients(const Kernels& kernels, const PanelGradients& gradients, std::size_t rows);
  /// What the step after `step` reads.
  [[nodiscard]] const float* passed_state(std::size_t step) const {
    return (pruned_.size() > 0 ? pruned_ : h_).get() + step * capacity_ * padded_;
  }
  void prune(std::size_t step, std::size_t rows);

  std::size_t inputs_;
  std::size_t hidden_;
  std::size_t padded_;
  std::size_t blocks_;
  std::size_t steps_;
  std::size_t capacity_;
  AlignedFloats x_;
  AlignedFloats gates_;
  AlignedFloats c_;
  AlignedFloats tanh_c_;
  AlignedFloats h_;       ///< [step][sequence][padded hidden]
  AlignedFloats pruned_;  ///< the same with zeros; empty where nothing is pruned
  AlignedFloats dh_;
  AlignedFloats dc_;
  AlignedFloats turned_;  ///< W_h with units in the lanes: [unit block][gate][lane][padded hidden]
  AlignedFloats one_;
  float threshold_ = 0;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_RECURRENCE_HPP
