#include "tensor/lstm/normalised_recurrence.hpp"

#include "tensor/lstm/merge.hpp"

#include <algorithm>

namespace paretree::tensor {

namespace {

constexpr auto width = static_cast<std::size_t>(lanes);
constexpr auto block = static_cast<std::size_t>(gate_block);

std::ptrdiff_t extent(std::size_t count) {
  return static_cast<std::ptrdiff_t>(count);
}

}  // namespace

NormalisedRecurrence::NormalisedRecurrence(const ParameterLayout& layout, std::size_t steps,
                                           std::size_t capacity)
    : layout_(layout),
      inputs_(layout.inputs),
      hidden_(layout.hidden),
      padded_(layout.padded_hidden),
      blocks_(layout.blocks),
      steps_(steps),
      capacity_(capacity),
      x_(steps * capacity * layout.inputs),
      from_x_(steps * capacity * blocks_ * block),
      from_h_(steps * capacity * blocks_ * block),
      gates_(steps * capacity * blocks_ * block),
      c_(steps * capacity * padded_),
      normal_c_(steps * capacity * padded_),
      squashed_(steps * capacity * padded_),
      h_(steps * capacity * padded_),
      dh_(capacity * padded_),
      dc_(capacity * padded_),
      turned_(blocks_ * block * padded_),
      x_moments_(steps * blocks_ * block),
      h_moments_(steps * blocks_ * block),
      c_moments_(steps * padded_) {}

void NormalisedRecurrence::normalise(const Kernels& kernels, Moments& moments, std::size_t at,
                                     std::size_t cols, const float* from, float* to,
                                     std::size_t rows, Statistics statistics) {
  const bool of_the_rows = statistics == Statistics::of_the_batch;
  kernels.normalise(
      {.rows = extent(rows),
       .cols = extent(cols),
       .from = from,
       .to = to,
       .of_the_rows = of_the_rows,
       .mean = (of_the_rows ? moments.mean : moments.kept_mean).get() + at * cols,
       .variance = (of_the_rows ? moments.variance : moments.kept_variance).get() + at * cols,
       .inverse = moments.inverse.get() + at * cols});
}

void NormalisedRecurrence::forward(const Kernels& kernels, const float* parameters,
                                   std::size_t rows, Statistics statistics) {
  for (std::size_t t = 0; t < steps_; ++t) {
    for (std::size_t ub = 0; ub < blocks_; ++ub) {
      const std::size_t at = t * blocks_ + ub;
      const std::size_t here = at * capacity_;
      const std::size_t before = here - per_step();
      float* from_x = from_x_.get() + here * block;
      multiply(kernels, rows, inputs_, block, {x_.get() + t * capacity_ * inputs_, inputs_, 1},
               parameters + layout_.x_panel + ub * inputs_ * block, block, from_x, block, false);
      normalise(kernels, x_moments_, at, block, from_x, from_x, rows, statistics);
      float* from_h = from_h_.get() + here * block;
      if (t > 0) {
        multiply(kernels, rows, hidden_, block,
                 {h_.get() + (t - 1) * capacity_ * padded_, padded_, 1},
                 parameters + layout_.h_panel + ub * hidden_ * block, block, from_h, block, false);
        normalise(kernels, h_moments_, at, block, from_h, from_h, rows, statistics);
      }
      float* c = c_.get() + here * width;
      float* gates = gates_.get() + here * block;
      kernels.gates_forward({.rows = extent(rows),
                             .from_h = t > 0 ? from_h : nullptr,
                             .from_x = from_x,
                             .h_scale = parameters + layout_.h_scale + ub * block,
                             .x_scale = parameters + layout_.x_scale + ub * block,
                             .shift = parameters + layout_.bias + ub * block,
                             .c_before = t > 0 ? c_.get() + before * width : nullptr,
                             .gates = gates,
                             .c = c});
      float* normal = normal_c_.get() + here * width;
      normalise(kernels, c_moments_, at, width, c, normal, rows, statistics);
      kernels.state_forward({.rows = extent(rows),
                             .normalised = normal,
                             .scale = parameters + layout_.c_scale + ub * width,
                             .shift = parameters + layout_.c_shift + ub * width,
                             .gates = gates,
                             .squashed = squashed_.get() + here * width,
                             .h = h_.get() + t * capacity_ * padded_ + ub * width,
                             .h_stride = extent(padded_)});
    }
  }
}

void NormalisedRecurrence::turn_hidden_weights(const float* weights) {
  for (std::size_t ub = 0; ub < blocks_; ++ub) {
    const float* from = weights + ub * hidden_ * block;
    float* to = turned_.get() + ub * block * padded_;
    for (std::size_t k = 0; k < hidden_; ++k) {
      for (std::size_t j = 0; j < block; ++j) {
        to[j * padded_ + k] = from[k * block + j];
      }
    }
  }
}

void NormalisedRecurrence::backward_block(const Kernels& kernels, const float* parameters,
                                          float* gradient, std::size_t t, std::size_t ub,
                                          std::size_t rows) {
  const std::size_t at = t * blocks_ + ub;
  const std::size_t here = at * capacity_;
  const std::size_t before = here - per_step();
  float* gates = gates_.get() + here * block;
  float* squashed = squashed_.get() + here * width;
  kernels.state_backward({.rows = extent(rows),
                          .dh = dh_.get() + ub * width,
                          .dh_stride = extent(padded_),
                          .squashed = squashed,
                          .gates = gates});
  kernels.normalise_backward({.rows = extent(rows),
                              .cols = extent(width),
                              .slope = squashed,
                              .normalised = normal_c_.get() + here * width,
                              .scale = parameters + layout_.c_scale + ub * width,
                              .inverse = c_moments_.inverse.get() + at * width,
                              .scale_gradient = gradient + layout_.c_scale + ub * width,
                              .shift_gradient = gradient + layout_.c_shift + ub * width});
  kernels.gates_backward({.rows = extent(rows),
                          .slope = normal_c_.get() + here * width,
                          .c_before = t > 0 ? c_.get() + before * width : nullptr,
                          .gates = gates,
                          .dc = dc_.get() + ub * capacity_ * width});
  kernels.normalise_backward({.rows = extent(rows),
                              .cols = extent(block),
                              .slope = gates,
                              .normalised = from_x_.get() + here * block,
                              .scale = parameters + layout_.x_scale + ub * block,
                              .inverse = x_moments_.inverse.get() + at * block,
                              .scale_gradient = gradient + layout_.x_scale + ub * block,
                              .shift_gradient = gradient + layout_.bias + ub * block});
  if (t > 0) {
    kernels.normalise_backward({.rows = extent(rows),
                                .cols = extent(block),
                                .slope = gates,
                                .normalised = from_h_.get() + here * block,
                                .scale = parameters + layout_.h_scale + ub * block,
                                .inverse = h_moments_.inverse.get() + at * block,
                                .scale_gradient = gradient + layout_.h_scale + ub * block,
                                .shift_gradient = nullptr});
  }
}

void NormalisedRecurrence::backward(const Kernels& kernels, const float* parameters,
                                    float* gradient, std::size_t rows) {
  turn_hidden_weights(parameters + layout_.h_panel);
  std::fill_n(dc_.get(), capacity_ * padded_, 0.0F);
  std::fill_n(gradient + layout_.bias, blocks_ * block, 0.0F);
  std::fill_n(gradient + layout_.h_scale, blocks_ * block, 0.0F);
  std::fill_n(gradient + layout_.x_scale, blocks_ * block, 0.0F);
  std::fill_n(gradient + layout_.c_scale, padded_, 0.0F);
  std::fill_n(gradient + layout_.c_shift, padded_, 0.0F);
  std::fill_n(gradient + layout_.h_panel, blocks_ * hidden_ * block, 0.0F);
  for (std::size_t t = steps_; t-- > 0;) {
    for (std::size_t ub = 0; ub < blocks_; ++ub) {
      backward_block(kernels, parameters, gradient, t, ub, rows);
    }
    for (std::size_t ub = 0; t > 0 && ub < blocks_; ++ub) {
      multiply(kernels, rows, block, padded_,
               {from_h_.get() + (t * per_step() + ub * capacity_) * block, block, 1},
               turned_.get() + ub * block * padded_, padded_, dh_.get(), padded_, ub > 0);
    }
  }
  for (std::size_t ub = 0; ub < blocks_; ++ub) {
    for (std::size_t t = 0; t < steps_; ++t) {
      const std::size_t here = (t * per_step() + ub * capacity_) * block;
      multiply(kernels, inputs_, rows, block, {x_.get() + t * capacity_ * inputs_, 1, inputs_},
               from_x_.get() + here, block, gradient + layout_.x_panel + ub * inputs_ * block,
               block, t > 0);
      if (t > 0) {
        multiply(kernels, hidden_, rows, block,
                 {h_.get() + (t - 1) * capacity_ * padded_, 1, padded_}, from_h_.get() + here,
                 block, gradient + layout_.h_panel + ub * hidden_ * block, block, true);
      }
    }
  }
}

void NormalisedRecurrence::forget_statistics() {
  observed_ = 0;
  for (Moments* moments : {&x_moments_, &h_moments_, &c_moments_}) {
    moments->sums.assign(moments->mean.size(), 0);
    moments->squares.assign(moments->mean.size(), 0);
  }
}

void NormalisedRecurrence::observe_statistics() {
  ++observed_;
  for (Moments* moments : {&x_moments_, &h_moments_, &c_moments_}) {
    for (std::size_t i = 0; i < moments->sums.size(); ++i) {
      const auto mean = static_cast<double>(moments->mean.get()[i]);
      moments->sums[i] += mean;
      moments->squares[i] += static_cast<double>(moments->variance.get()[i]) + mean * mean;
    }
  }
}

void NormalisedRecurrence::settle_statistics() {
  for (Moments* moments : {&x_moments_, &h_moments_, &c_moments_}) {
    for (std::size_t i = 0; i < moments->sums.size(); ++i) {
      const double mean = moments->sums[i] / observed_;
      const double variance = moments->squares[i] / observed_ - mean * mean;
      moments->kept_mean.get()[i] = static_cast<float>(mean);
      moments->kept_variance.get()[i] = static_cast<float>(std::max(variance, 0.0));
    }
  }
}

}  // namespace paretree::tensor
