#include "tensor/lstm/decomposed_lstm.hpp"

#include "tensor/lstm/elementary.hpp"
#include "tensor/lstm/low_bits.hpp"
#include "tensor/lstm/merge.hpp"

#include <algorithm>
#include <cmath>

namespace paretree::tensor {

namespace {

// A purpose of random streams; those of a layer's tensors count up from 2.
constexpr std::uint64_t draws_purpose = 1'000'003;
constexpr float initial_scale = 0.1F;

std::ptrdiff_t extent(std::size_t count) {
  return static_cast<std::ptrdiff_t>(count);
}

// The smallest power of two that no value exceeds; 1 for a tensor of zeros.
float covering_power(float largest) {
  if (!(largest > 0)) {
    return 1;
  }
  int exponent = 0;
  const float mantissa = std::frexp(largest, &exponent);
  return std::ldexp(1.0F, mantissa == 0.5F ? exponent - 1 : exponent);
}

}  // namespace

DecomposedLstm::DecomposedLstm(const LstmShape& shape, const LayerFormat& format, std::size_t batch,
                               const Kernels& kernels, Executor executor)
    : shape_(shape),
      weight_bits_(format.weight_bits),
      capacity_(batch),
      kernels_(kernels),
      layout_(shape, format),
      source_(make_weight_source(layout_, format, shape.steps, batch, executor)),
      parameters_(layout_.size),
      rounded_(layout_.size),
      gradient_(layout_.size),
      mean_(layout_.size),
      square_(layout_.size),
      logits_(batch * layout_.padded_classes),
      turned_(layout_.padded_hidden * layout_.padded_classes) {
  if (format.low_bits()) {
    normalised_.emplace(layout_, shape.steps, batch);
  } else {
    recurrence_.emplace(layout_, shape.steps, batch, !source_->projects_inputs(),
                        format.state_sparsity > 0 ? States::pruned : States::all);
  }
}

void DecomposedLstm::initialise(std::uint64_t seed) {
  std::ranges::fill(parameters_.span(), 0.0F);
  std::ranges::fill(mean_.span(), 0.0F);
  std::ranges::fill(square_.span(), 0.0F);
  mean_correction_ = 1;
  square_correction_ = 1;
  statistics_ = Statistics::of_the_batch;
  if (recurrence_) {
    recurrence_->set_threshold(0);
  }
  draws_ = RandomStream(seed, draws_purpose);
  for (std::size_t index = 0; index < layout_.tensors.size(); ++index) {
    const auto& tensor = layout_.tensors[index];
    // A uniform number in [-1, 1) has variance 1/3.
    const double half_width = tensor.initial_deviation * 1.7320508075688772;
    RandomStream random(seed, index + 2);
    for (float& value : parameters_.span().subspan(tensor.offset, tensor.size)) {
      value = static_cast<float>(half_width * static_cast<double>(random.symmetric()));
    }
  }
  // Panels have lanes for units, and classifiers for classes, that do not exist.
  for (const std::size_t panel : {layout_.x_panel, layout_.h_panel}) {
    if (panel == ParameterLayout::none) {
      continue;
    }
    const std::size_t columns = panel == layout_.x_panel ? layout_.inputs : layout_.hidden;
    for (std::size_t column = 0; column < columns; ++column) {
      for (std::size_t gate = 0; gate < 4; ++gate) {
        for (std::size_t unit = layout_.hidden; unit < layout_.padded_hidden; ++unit) {
          parameters_.get()[panel + panel_place({gate, unit}, column, columns)] = 0;
        }
      }
    }
  }
  for (std::size_t unit = 0; unit < layout_.hidden; ++unit) {
    float* row = parameters_.get() + layout_.classifier + unit * layout_.padded_classes;
    std::fill(row + layout_.classes, row + layout_.padded_classes, 0.0F);
    // A forget gate that starts open.
    parameters_.get()[layout_.bias + panel_place({1, unit}, 0, 1)] = 1;
    for (std::size_t gate = 0; normalised_ && gate < 4; ++gate) {
      const std::size_t place = panel_place({gate, unit}, 0, 1);
      parameters_.get()[layout_.h_scale + place] = initial_scale;
      parameters_.get()[layout_.x_scale + place] = initial_scale;
    }
    if (normalised_) {
      parameters_.get()[layout_.c_scale + unit] = initial_scale;
    }
  }
}

void DecomposedLstm::prepare_weights(LowBits low_bits) {
  for (const auto& tensor : layout_.tensors) {
    const float* from = parameters_.get() + tensor.offset;
    float* to = rounded_.get() + tensor.offset;
    const std::size_t count = rounded_up(tensor.size, lanes);
    if (!tensor.fixed_point) {
      std::copy_n(from, count, to);
      continue;
    }
    if (tensor.low_bit_scale > 0) {
      to_low_bits(layout_, tensor, weight_bits_, low_bits == LowBits::drawn ? &draws_ : nullptr,
                  {from, count}, {to, count});
      continue;
    }
    const float scale = covering_power(kernels_.largest_magnitude(from, extent(count)));
    const float steps = std::ldexp(1.0F, weight_bits_ - 1);
    kernels_.quantise({.count = extent(count),
                       .from = from,
                       .to = to,
                       .unit = scale / steps,
                       .inverse_unit = steps / scale,
                       .lowest = -steps,
                       .highest = steps - 1});
  }
  source_->merge(kernels_, rounded_.get());
}

void DecomposedLstm::load_batch(std::span<const Example> examples, float* batch) const {
  const std::size_t inputs = layout_.inputs;
  for (std::size_t row = 0; row < examples.size(); ++row) {
    for (std::size_t t = 0; t < shape_.steps; ++t) {
      std::copy_n(examples[row].values + t * inputs, inputs,
                  batch + (t * capacity_ + row) * inputs);
    }
  }
}

void DecomposedLstm::forward(std::span<const Example> examples, Statistics statistics) {
  if (normalised_) {
    load_batch(examples, normalised_->batch());
    normalised_->forward(kernels_, rounded_.get(), examples.size(), statistics);
    return;
  }
  sequences_.clear();
  for (const Example& example : examples) {
    sequences_.push_back(example.values);
  }
  if (source_->projects_inputs()) {
    source_->project_inputs(kernels_, *recurrence_, sequences_);
  } else {
    load_batch(examples, recurrence_->batch());
  }
  Panels panels = source_->panels(rounded_.get());
  panels.bias = rounded_.get() + layout_.bias;
  recurrence_->forward(kernels_, panels, examples.size());
}

const float* DecomposedLstm::last_state() const {
  return normalised_ ? normalised_->last_state() : recurrence_->last_state();
}

DecomposedLstm::Score DecomposedLstm::classify(std::span<const Example> examples) {
  const std::size_t padded = layout_.padded_classes;
  for (std::size_t row = 0; row < examples.size(); ++row) {
    std::copy_n(rounded_.get() + layout_.classifier_bias, padded, logits_.get() + row * padded);
  }
  multiply(kernels_, examples.size(), layout_.hidden, padded,
           {last_state(), layout_.padded_hidden, 1}, rounded_.get() + layout_.classifier, padded,
           logits_.get(), padded, true);
  Score score;
  for (std::size_t row = 0; row < examples.size(); ++row) {
    float* logits = logits_.get() + row * padded;
    const std::size_t label = examples[row].label;
    const auto* best = std::max_element(logits, logits + layout_.classes);
    score.correct += static_cast<std::size_t>(best - logits) == label ? 1 : 0;
    const double largest = static_cast<double>(*best);
    const double of_label = static_cast<double>(logits[label]) - largest;
    double sum = 0;
    for (std::size_t k = 0; k < layout_.classes; ++k) {
      const double share = exponential(static_cast<double>(logits[k]) - largest);
      logits[k] = static_cast<float>(share);
      sum += share;
    }
    for (std::size_t k = 0; k < layout_.classes; ++k) {
      logits[k] = static_cast<float>(static_cast<double>(logits[k]) / sum);
    }
    std::fill(logits + layout_.classes, logits + padded, 0.0F);
    logits[label] -= 1;
    score.loss += logarithm(sum) - of_label;
  }
  return score;
}

void DecomposedLstm::backward(std::span<const Example> examples) {
  const std::size_t rows = examples.size();
  const std::size_t padded = layout_.padded_classes;
  const std::size_t hidden = layout_.padded_hidden;
  const float share = 1 / static_cast<float>(rows);
  for (float& derivative : logits_.span().first(rows * padded)) {
    derivative *= share;
  }
  float* gradient = gradient_.get();
  const float one = 1;
  multiply(kernels_, layout_.hidden, rows, padded, {last_state(), 1, hidden}, logits_.get(), padded,
           gradient + layout_.classifier, padded, false);
  multiply(kernels_, 1, rows, padded, {&one, 0, 0}, logits_.get(), padded,
           gradient + layout_.classifier_bias, padded, false);
  for (std::size_t unit = 0; unit < layout_.hidden; ++unit) {
    for (std::size_t k = 0; k < layout_.classes; ++k) {
      turned_.get()[k * hidden + unit] = rounded_.get()[layout_.classifier + unit * padded + k];
    }
  }
  multiply(kernels_, rows, layout_.classes, hidden, {logits_.get(), padded, 1}, turned_.get(),
           hidden, normalised_ ? normalised_->state_gradient() : recurrence_->state_gradient(),
           hidden, false);
  if (normalised_) {
    normalised_->backward(kernels_, rounded_.get(), gradient, rows);
    return;
  }
  Panels panels = source_->panels(rounded_.get());
  panels.bias = rounded_.get() + layout_.bias;
  PanelGradients gradients = source_->panel_gradients(gradient);
  gradients.bias = gradient + layout_.bias;
  recurrence_->backward(kernels_, panels, gradients, rows);
  source_->pull_back(kernels_, rounded_.get(), gradient, *recurrence_, sequences_);
}

double DecomposedLstm::loss_and_gradient(std::span<const Example> examples) {
  prepare_weights(LowBits::drawn);
  forward(examples, Statistics::of_the_batch);
  const Score score = classify(examples);
  backward(examples);
  return score.loss / static_cast<double>(examples.size());
}

std::vector<float> DecomposedLstm::last_states(std::span<const Example> examples) {
  prepare_weights(LowBits::fixed);
  forward(examples, statistics_);
  std::vector<float> states;
  for (std::size_t row = 0; row < examples.size(); ++row) {
    const float* from = last_state() + row * layout_.padded_hidden;
    states.insert(states.end(), from, from + layout_.hidden);
  }
  return states;
}

void DecomposedLstm::descend(double learning_rate, double clip_norm) {
  const double norm = std::sqrt(
      static_cast<double>(kernels_.sum_of_squares(gradient_.get(), extent(gradient_.size()))));
  mean_correction_ *= 0.9;
  square_correction_ *= 0.999;
  for (const auto& tensor : layout_.tensors) {
    const std::size_t at = tensor.offset;
    kernels_.adam(
        {.count = extent(rounded_up(tensor.size, lanes)),
         .weights = parameters_.get() + at,
         .gradient = gradient_.get() + at,
         .mean = mean_.get() + at,
         .square = square_.get() + at,
         .gradient_scale = norm > clip_norm ? static_cast<float>(clip_norm / norm) : 1.0F,
         .step = static_cast<float>(tensor.step_scale * learning_rate / (1 - mean_correction_)),
         .square_scale = static_cast<float>(1 / (1 - square_correction_))});
  }
}

void DecomposedLstm::settle_statistics(std::size_t batches, const Chunk& batch) {
  if (!normalised_) {
    return;
  }
  prepare_weights(LowBits::fixed);
  normalised_->forget_statistics();
  for (std::size_t number = 0; number < batches; ++number) {
    forward(batch(number * capacity_, capacity_), Statistics::of_the_batch);
    normalised_->observe_statistics();
  }
  normalised_->settle_statistics();
  statistics_ = Statistics::of_training;
}

DecomposedLstm::Score DecomposedLstm::evaluate(std::size_t count, const Chunk& chunk,
                                               const std::function<void(std::size_t)>& seen) {
  prepare_weights(LowBits::fixed);
  Score total;
  for (std::size_t begin = 0; begin < count; begin += capacity_) {
    const std::span<const Example> examples = chunk(begin, std::min(capacity_, count - begin));
    if (examples.empty()) {
      break;
    }
    forward(examples, statistics_);
    if (seen) {
      seen(examples.size());
    }
    const Score score = classify(examples);
    total.loss += score.loss;
    total.correct += score.correct;
  }
  return total;
}

}  // namespace paretree::tensor
