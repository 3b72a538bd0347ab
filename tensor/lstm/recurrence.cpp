#include "tensor/lstm/recurrence.hpp"

#include "tensor/lstm/merge.hpp"

#include <algorithm>
#include <cmath>

namespace paretree::tensor {

namespace {

constexpr auto width = static_cast<std::size_t>(lanes);
constexpr auto block = static_cast<std::size_t>(gate_block);

std::ptrdiff_t extent(std::size_t count) {
  return static_cast<std::ptrdiff_t>(count);
}

}  // namespace

Recurrence::Recurrence(const ParameterLayout& layout, std::size_t steps, std::size_t capacity,
                       bool holds_inputs, States states)
    : inputs_(layout.inputs),
      hidden_(layout.hidden),
      padded_(layout.padded_hidden),
      blocks_(layout.blocks),
      steps_(steps),
      capacity_(capacity),
      x_(holds_inputs ? steps * capacity * layout.inputs : 0),
      gates_(steps * capacity * blocks_ * block),
      c_(steps * capacity * padded_),
      tanh_c_(steps * capacity * padded_),
      h_(steps * capacity * padded_),
      pruned_(states == States::pruned ? steps * capacity * padded_ : 0),
      dh_(capacity * padded_),
      dc_(capacity * padded_),
      turned_(blocks_ * block * padded_),
      one_(1) {
  one_.get()[0] = 1;
}

const float* Recurrence::last_state() const {
  return state(steps_ - 1);
}

void Recurrence::prune(std::size_t step, std::size_t rows) {
  const float* from = state(step);
  float* to = pruned_.get() + step * capacity_ * padded_;
  for (std::size_t i = 0; i < rows * padded_; ++i) {
    to[i] = std::abs(from[i]) < threshold_ ? 0.0F : from[i];
  }
}

void Recurrence::forward(const Kernels& kernels, const Panels& panels, std::size_t rows) {
  for (std::size_t t = 0; t < steps_; ++t) {
    for (std::size_t ub = 0; ub < blocks_; ++ub) {
      const std::size_t here = t * per_step() + ub * capacity_;
      const std::size_t before = here - per_step();
      CellForward cell;
      cell.rows = extent(rows);
      if (panels.x != nullptr) {
        cell.x = x_.get() + t * capacity_ * inputs_;
        cell.x_stride = extent(inputs_);
        cell.inputs = extent(inputs_);
        cell.x_weights = panels.x + ub * inputs_ * block;
      } else {
        cell.preloaded = true;
      }
      if (t > 0) {
        cell.h = passed_state(t - 1);
        cell.h_stride = extent(padded_);
        cell.hidden = extent(hidden_);
        cell.h_weights = panels.h + ub * hidden_ * block;
        cell.c_before = c_.get() + before * width;
      }
      cell.bias = panels.bias + ub * block;
      cell.gates = gates_.get() + here * block;
      cell.c = c_.get() + here * width;
      cell.tanh_c = tanh_c_.get() + here * width;
      cell.h_after = h_.get() + t * capacity_ * padded_ + ub * width;
      cell.h_after_stride = extent(padded_);
      kernels.cell_forward(cell);
    }
    if (pruned_.size() > 0) {
      prune(t, rows);
    }
  }
}

void Recurrence::backward(const Kernels& kernels, const Panels& panels,
                          const PanelGradients& gradients, std::size_t rows) {
  for (std::size_t ub = 0; ub < blocks_; ++ub) {
    const float* from = panels.h + ub * hidden_ * block;
    float* to = turned_.get() + ub * block * padded_;
    for (std::size_t k = 0; k < hidden_; ++k) {
      for (std::size_t j = 0; j < block; ++j) {
        to[j * padded_ + k] = from[k * block + j];
      }
    }
  }
  std::fill_n(dc_.get(), capacity_ * padded_, 0.0F);
  for (std::size_t t = steps_; t-- > 0;) {
    for (std::size_t ub = 0; ub < blocks_; ++ub) {
      const std::size_t here = t * per_step() + ub * capacity_;
      const std::size_t before = here - per_step();
      kernels.cell_backward({.rows = extent(rows),
                             .dh = dh_.get() + ub * width,
                             .dh_stride = extent(padded_),
                             .c_before = t > 0 ? c_.get() + before * width : nullptr,
                             .tanh_c = tanh_c_.get() + here * width,
                             .gates = gates_.get() + here * block,
                             .dc = dc_.get() + ub * capacity_ * width});
    }
    if (t == 0) {
      break;
    }
    for (std::size_t ub = 0; ub < blocks_; ++ub) {
      multiply(kernels, rows, block, padded_,
               {gates_.get() + (t * per_step() + ub * capacity_) * block, block, 1},
               turned_.get() + ub * block * padded_, padded_, dh_.get(), padded_, ub > 0);
    }
  }
  weight_gradients(kernels, gradients, rows);
}

void Recurrence::weight_gradients(const Kernels& kernels, const PanelGradients& gradients,
                                  std::size_t rows) {
  // Step by step, so that one step's gates and inputs stay in the first-level cache.
  for (std::size_t ub = 0; ub < blocks_; ++ub) {
    for (std::size_t t = 0; t < steps_; ++t) {
      const float* gates = gates_.get() + (t * per_step() + ub * capacity_) * block;
      if (gradients.x != nullptr) {
        multiply(kernels, inputs_, rows, block, {x_.get() + t * capacity_ * inputs_, 1, inputs_},
                 gates, block, gradients.x + ub * inputs_ * block, block, t > 0);
      }
      if (t > 0) {
        multiply(kernels, hidden_, rows, block, {passed_state(t - 1), 1, padded_}, gates, block,
                 gradients.h + ub * hidden_ * block, block, t > 1);
      }
      multiply(kernels, 1, rows, block, {one_.get(), 0, 0}, gates, block,
               gradients.bias + ub * block, block, t > 0);
    }
    if (steps_ == 1) {
      std::fill_n(gradients.h + ub * hidden_ * block, hidden_ * block, 0.0F);
    }
  }
}

}  // namespace paretree::tensor
