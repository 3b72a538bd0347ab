#include "tensor/lstm/training.hpp"

#include "tensor/lstm/decomposed_lstm.hpp"
#include "tensor/lstm/flush_to_zero.hpp"
#include "tensor/lstm/random.hpp"
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
  require(shape.inputs > 0 && shape.hidden > 0 && shape.steps > 0 && shape.classes > 0,
          fmt::format(
              "an LSTM of {} inputs, {} units, {} steps and {} classes: each must be at least 1",
              shape.inputs, shape.hidden, shape.steps, shape.classes));
  require(
      shape.inputs == sequences.inputs() && shape.steps == sequences.steps() &&
          shape.classes == sequences.classes(),
      fmt::format("an LSTM for {} steps x {} inputs and {} classes on sequences '{}' of {} x {} "
                  "and {} classes",
                  shape.steps, shape.inputs, shape.classes, sequences.name(), sequences.steps(),
                  sequences.inputs(), sequences.classes()));
  require(shape.classes <= 256, fmt::format("{} classes; at most 256", shape.classes));
  const std::uint64_t rows = format.matrix.modes.rows();
  const std::uint64_t columns = format.matrix.modes.columns();
  const std::uint64_t wanted =
      format.scope == Scope::full ? shape.inputs + shape.hidden : shape.inputs;
  require(rows == 4 * shape.hidden && columns >= wanted,
          fmt::format(
              "a {} x {} matrix for an LSTM that needs {} rows and at least {} columns (scope {})",
              rows, columns, 4 * shape.hidden, wanted, name(format.scope)));
  require(format.weight_bits == 16 || format.weight_bits == 12 || format.weight_bits == 8,
          fmt::format("{} weight bits; 16, 12 or 8", format.weight_bits));
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

TrainingResult run(DecomposedLstm& lstm, const LabelledSequences& sequences, Split split,
                   const TrainingOptions& options) {
  lstm.initialise(options.seed);
  TrainingResult result;
  BatchOrder order(sequences.size(Split::train), options.seed);
  Examples batch(sequences, Split::train, options.batch);
  for (std::uint64_t step = 0; step < options.steps; ++step) {
    if (options.cancelled && options.cancelled()) {
      return result;
    }
    batch.clear();
    for (std::uint64_t drawn = 0; drawn < options.batch; ++drawn) {
      batch.add(order.next());
    }
    result.summed_training_loss += lstm.loss_and_gradient(batch.all());
    lstm.descend(options.learning_rate * schedule(step, options.steps), options.clip_norm);
  }

  const std::uint64_t available = sequences.size(split);
  result.evaluated = options.evaluation_sequences == 0
                         ? available
                         : std::min(options.evaluation_sequences, available);
  Examples evaluation(sequences, split, options.batch);
  bool cancelled = false;
  const auto score = lstm.evaluate(result.evaluated, [&](std::size_t begin, std::size_t size) {
    cancelled = cancelled || (options.cancelled && options.cancelled());
    evaluation.clear();
    for (std::size_t index = begin; index < begin + size && !cancelled; ++index) {
      evaluation.add(index);
    }
    return evaluation.all();
  });
  if (cancelled) {
    return result;
  }
  const double count = static_cast<double>(result.evaluated);
  result.accuracy = static_cast<double>(score.correct) / count;
  result.loss = score.loss / count;
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
  return run(lstm, sequences, split, options);
}

TrainedLstm trained_lstm(const LstmShape& shape, const LayerFormat& format,
                         const LabelledSequences& sequences, Split split,
                         const TrainingOptions& options) {
  check(shape, format, sequences, split, options);
  const FlushToZero flush;
  DecomposedLstm lstm(shape, format, options.batch, kernels());
  TrainedLstm trained;
  trained.result = run(lstm, sequences, split, options);
  trained.weights = lstm_weights(lstm.layout(), format, lstm.rounded_parameters());
  return trained;
}

}  // namespace paretree::tensor
