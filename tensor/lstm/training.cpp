#include "tensor/lstm/training.hpp"

#include "tensor/lstm/decomposed_lstm.hpp"
#include "tensor/lstm/flush_to_zero.hpp"
#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/low_bits.hpp"
#include "tensor/lstm/random.hpp"
#include "tensor/lstm/state_pruning.hpp"
#include "tensor/lstm/trained_lstm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>
#include <utility>

namespace paretree::tensor {

namespace {

void require(bool condition, const std::string& message) {
  if (!condition) {
    throw std::invalid_argument(message);
  }
}

void check(const LstmShape& shape, const LayerFormat& format, const LabelledSequences& sequences,
           Split split, const TrainingOptions& options) {
  check(shape, format);
  require(
      format.weight_bits == 16 || format.weight_bits == 12 || format.weight_bits == 8 ||
          format.weight_bits == ternary_bits || format.weight_bits == binary_bits,
      fmt::format("{} weight bits; 16, 12 or 8, 2 (ternary) or 1 (binary)", format.weight_bits));
  require(
      shape.inputs == sequences.inputs() && shape.steps == sequences.steps() &&
          shape.classes == sequences.classes(),
      fmt::format("an LSTM for {} steps x {} inputs and {} classes on sequences '{}' of {} x {} "
                  "and {} classes",
                  shape.steps, shape.inputs, shape.classes, sequences.name(), sequences.steps(),
                  sequences.inputs(), sequences.classes()));
  require(shape.classes <= 256, fmt::format("{} classes; at most 256", shape.classes));
  require(options.joint_sequences > 0, "groups of 0 sequences; at least 1");
  require(options.batch > 0 && options.batch <= sequences.size(Split::train),
          fmt::format("batches of {} from {} training sequences; 1 to as many as there are",
                      options.batch, sequences.size(Split::train)));
  require(sequences.size(split) > 0, "no sequences to evaluate on");
  require(options.learning_rate > 0 && options.clip_norm > 0,
          fmt::format("learning rate {} and clipping norm {}; both must be positive",
                      options.learning_rate, options.clip_norm));
}

// Draws without replacement; starts over when all sequences have been seen.
class BatchOrder {
 public:
  BatchOrder(std::uint64_t sequences, std::uint64_t seed) : order_(sequences), random_(seed, 0) {
    std::iota(order_.begin(), order_.end(), 0U);
  }
  std::uint32_t next() {
    if (drawn_ == order_.size()) {
      drawn_ = 0;
    }
    const std::uint64_t chosen = drawn_ + random_.below(order_.size() - drawn_);
    std::swap(order_[drawn_], order_[chosen]);
    return order_[drawn_++];
  }

 private:
  std::vector<std::uint32_t> order_;
  RandomStream random_;
  std::size_t drawn_ = 0;
};

// Constant for two thirds of the steps, then linear towards zero.
double schedule(std::uint64_t step, std::uint64_t steps) {
  return std::min(1.0, 3 * static_cast<double>(steps - step) / static_cast<double>(steps));
}

// The examples of one batch, and room for those that are made rather than stored.
class Examples {
 public:
  Examples(const LabelledSequences& sequences, Split split, std::size_t capacity)
      : sequences_(sequences), split_(split), spaces_(capacity) {}

  void add(std::uint64_t index) {
    std::vector<float>& space = spaces_[examples_.size()];
    examples_.push_back({.values = sequences_.sequence(split_, index, space).data(),
                         .label = sequences_.label(split_, index)});
  }
  void clear() { examples_.clear(); }
  [[nodiscard]] std::span<const DecomposedLstm::Example> all() const { return examples_; }

 private:
  const LabelledSequences& sequences_;
  Split split_;
  std::vector<std::vector<float>> spaces_;
  std::vector<DecomposedLstm::Example> examples_;
};

}  // namespace

std::string_view name(Scope scope) {
  return scope == Scope::input ? "input" : "full";
}

namespace {

// Batches of training sequences whose statistics evaluation normalises with.
constexpr std::size_t settling_batches = 8;

// Appends the magnitudes of all states of the last forward pass of `rows` sequences.
void append_magnitudes(const DecomposedLstm& lstm, const LstmShape& shape, std::size_t rows,
                       std::vector<float>& magnitudes) {
  const std::size_t stride = lstm.layout().padded_hidden;
  for (std::size_t t = 0; t < shape.steps; ++t) {
    for (std::size_t row = 0; row < rows; ++row) {
      const float* states = lstm.states(t) + row * stride;
      for (std::size_t unit = 0; unit < shape.hidden; ++unit) {
        magnitudes.push_back(std::abs(states[unit]));
      }
    }
  }
}

// One training: what its parts share.
class Training {
 public:
  Training(const LstmShape& shape, const LayerFormat& format, DecomposedLstm& lstm,
           const LabelledSequences& sequences, const TrainingOptions& options)
      : shape_(shape),
        format_(format),
        lstm_(lstm),
        options_(options),
        order_(sequences.size(Split::train), options.seed),
        batch_(sequences, Split::train, options.batch),
        threshold_(format.state_sparsity, options.steps) {}

  TrainingResult run(const LabelledSequences& sequences, Split split);

 private:
  // Of so many sequences of each batch the states are looked at while training.
  static constexpr std::uint64_t followed_sequences = 8;

  [[nodiscard]] bool prunes() const { return format_.state_sparsity > 0; }
  [[nodiscard]] bool cancelled() const { return options_.cancelled && options_.cancelled(); }

  std::span<const DecomposedLstm::Example> next_batch() {
    batch_.clear();
    for (std::uint64_t drawn = 0; drawn < options_.batch; ++drawn) {
      batch_.add(order_.next());
    }
    return batch_.all();
  }

  const LstmShape& shape_;
  const LayerFormat& format_;
  DecomposedLstm& lstm_;
  const TrainingOptions& options_;
  BatchOrder order_;
  Examples batch_;
  StateThreshold threshold_;
};

TrainingResult Training::run(const LabelledSequences& sequences, Split split) {
  lstm_.initialise(options_.seed);
  TrainingResult result;
  std::vector<float> magnitudes;
  for (std::uint64_t step = 0; step < options_.steps; ++step) {
    if (cancelled()) {
      return result;
    }
    result.summed_training_loss += lstm_.loss_and_gradient(next_batch());
    lstm_.descend(options_.learning_rate * schedule(step, options_.steps), options_.clip_norm);
    if (prunes()) {
      magnitudes.clear();
      append_magnitudes(lstm_, shape_, std::min(options_.batch, followed_sequences), magnitudes);
      threshold_.follow(step, magnitudes);
      lstm_.set_state_threshold(threshold_.value());
    }
  }
  lstm_.settle_statistics(settling_batches,
                          [this](std::size_t, std::size_t) { return next_batch(); });

  const std::uint64_t available = sequences.size(split);
  result.evaluated = options_.evaluation_sequences == 0
                         ? available
                         : std::min(options_.evaluation_sequences, available);
  Examples evaluation(sequences, split, options_.batch);
  bool cancelled = false;
  PrunedStateCount states(shape_.steps, shape_.hidden, options_.joint_sequences,
                          prunes() ? lstm_.state_threshold() : 0);
  const std::size_t stride = lstm_.layout().padded_hidden;
  const auto score = lstm_.evaluate(
      result.evaluated,
      [&](std::size_t begin, std::size_t size) {
        cancelled = cancelled || this->cancelled();
        evaluation.clear();
        for (std::size_t index = begin; index < begin + size && !cancelled; ++index) {
          evaluation.add(index);
        }
        return evaluation.all();
      },
      [&](std::size_t rows) {
        for (std::size_t row = 0; prunes() && row < rows; ++row) {
          for (std::size_t t = 0; t < shape_.steps; ++t) {
            states.add(t, {lstm_.states(t) + row * stride, shape_.hidden});
          }
        }
      });
  if (cancelled) {
    return result;
  }
  const double count = static_cast<double>(result.evaluated);
  result.accuracy = static_cast<double>(score.correct) / count;
  result.loss = score.loss / count;
  if (prunes()) {
    result.states = states.result();
  }
  result.finished = true;
  return result;
}

}  // namespace

TrainingResult train(const LstmShape& shape, const LayerFormat& format,
                     const LabelledSequences& sequences, Split split,
                     const TrainingOptions& options) {
  check(shape, format, sequences, split, options);
  const FlushToZero flush;
  DecomposedLstm lstm(shape, format, options.batch, kernels());
  return Training(shape, format, lstm, sequences, options).run(sequences, split);
}

TrainedLstm trained_lstm(const LstmShape& shape, const LayerFormat& format,
                         const LabelledSequences& sequences, Split split,
                         const TrainingOptions& options) {
  check(shape, format, sequences, split, options);
  require(!format.low_bits() && format.state_sparsity == 0,
          "weights of an LSTM with batch normalisation or pruned states: they are not the whole "
          "of it");
  const FlushToZero flush;
  DecomposedLstm lstm(shape, format, options.batch, kernels());
  TrainedLstm trained;
  trained.result = Training(shape, format, lstm, sequences, options).run(sequences, split);
  trained.weights = lstm_weights(lstm.layout(), format, lstm.rounded_parameters());
  return trained;
}

}  // namespace paretree::tensor
