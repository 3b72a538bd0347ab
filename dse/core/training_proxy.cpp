#include "dse/core/training_proxy.hpp"

#include "dse/core/user_sequences.hpp"
#include "tensor/io/moving_fashion.hpp"
#include "tensor/lstm/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <numbers>
#include <stdexcept>

namespace paretree::dse {

namespace {

using hwmodel::Configuration;
using hwmodel::Parameter;

class BoundTraining final : public BoundProxy {
 public:
  BoundTraining(const Configuration& parameters, const sweeps::Workload& workload,
                std::unique_ptr<const tensor::LabelledSequences> sequences)
      : workload_(workload),
        shape_{workload.inputs, workload.hidden, workload.steps, workload.classes},
        sequences_(std::move(sequences)),
        in_bits_(is_text(parameters)) {
    options_.steps = static_cast<std::uint64_t>(parameters.integer("steps"));
    options_.batch = static_cast<std::uint64_t>(parameters.integer("batch"));
    options_.learning_rate = parameters.number("learning_rate");
    options_.evaluation_sequences = static_cast<std::uint64_t>(parameters.integer("evaluated"));
    options_.joint_sequences = workload.batch;
  }

  [[nodiscard]] std::optional<Measurement> measure(
      const ModelHalf& half, std::uint64_t seed,
      const std::function<bool()>& cancelled) const override {
    tensor::TrainingOptions options = options_;
    options.seed = seed;
    options.cancelled = cancelled;
    const tensor::TrainingResult result = train(half, options);
    if (!result.finished) {
      return std::nullopt;
    }
    const double error = in_bits_ ? result.loss / std::numbers::ln2 : 1.0 - result.accuracy;
    Measurement measured{error, result.accuracy, result.loss, result.summed_training_loss,
                         std::nullopt};
    if (result.states) {
      measured.states =
          MeasuredStates{result.states->threshold, result.states->share, result.states->joint_share,
                         trace_csv(*result.states, workload_)};
    }
    return measured;
  }

  [[nodiscard]] std::uint64_t data_bytes() const override { return sequences_->bytes(); }

  /// Steps and batches of the evaluation are timed apart and multiplied, unless the whole is quick.
  [[nodiscard]] double seconds_for_one(const ModelHalf& half) const override {
    const std::uint64_t batches =
        (std::min(options_.evaluation_sequences, sequences_->size(tensor::Split::validation)) +
         options_.batch - 1) /
        options_.batch;
    constexpr std::uint64_t few = 2;
    if (options_.steps <= 3 * few || batches <= 3 * few) {
      return BoundProxy::seconds_for_one(half);
    }
    const auto seconds = [&](std::uint64_t steps, std::uint64_t evaluated) {
      tensor::TrainingOptions options = options_;
      options.steps = steps;
      options.evaluation_sequences = evaluated * options.batch;
      const auto start = std::chrono::steady_clock::now();
      static_cast<void>(train(half, options));
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    const double least = seconds(few, few);
    const double step = std::max(0.0, seconds(2 * few, few) - least) / few;
    const double batch = std::max(0.0, seconds(few, 2 * few) - least) / few;
    const double whole = least + step * static_cast<double>(options_.steps - few) +
                         batch * static_cast<double>(batches - few);
    return whole < 1.0 ? BoundProxy::seconds_for_one(half) : whole;
  }

 private:
  [[nodiscard]] tensor::TrainingResult train(const ModelHalf& half,
                                             const tensor::TrainingOptions& options) const {
    return tensor::train(shape_, {half.scope, half.matrix, half.weight_bits, half.state_sparsity},
                         *sequences_, tensor::Split::validation, options);
  }

  sweeps::Workload workload_;
  tensor::LstmShape shape_;
  std::unique_ptr<const tensor::LabelledSequences> sequences_;
  bool in_bits_;  ///< per character, instead of the share that is wrong
  tensor::TrainingOptions options_;
};

std::unique_ptr<const tensor::LabelledSequences> fashion_sequences(
    const std::string& folder, const sweeps::Workload& workload) {
  if (workload.steps == 0 || workload.inputs * workload.steps != 784 || workload.classes != 10) {
    throw std::invalid_argument(fmt::format(
        "fashion-mnist gives sequences of 784 values in all and 10 classes (steps x input = 784, "
        "for example 7 x 112 or 28 x 28); the workload has {} steps x {} values and {} classes{}",
        workload.steps, workload.inputs, workload.classes,
        workload.inputs == tensor::MovingFashion::frame_values
            ? "; its frames are those of moving-fashion"
            : ""));
  }
  return std::make_unique<tensor::SequenceSet>(tensor::fashion_mnist(folder, workload.steps));
}

std::unique_ptr<const tensor::LabelledSequences> moving_clips(const std::string& folder,
                                                              const sweeps::Workload& workload) {
  using Clips = tensor::MovingFashion;
  if (workload.steps == 0 || workload.inputs != Clips::frame_values || workload.classes == 0 ||
      workload.classes > Clips::most_classes) {
    throw std::invalid_argument(fmt::format(
        "moving-fashion gives frames of {} values and 1 to {} classes; the workload has "
        "{} steps x {} values and {} classes",
        Clips::frame_values, Clips::most_classes, workload.steps, workload.inputs,
        workload.classes));
  }
  return std::make_unique<Clips>(tensor::fashion_images(folder), workload.steps, workload.classes);
}

class TrainingProxy final : public AccuracyProxy {
 public:
  explicit TrainingProxy(TrainingDefaults defaults) : defaults_(std::move(defaults)) {}

  [[nodiscard]] std::string sentence() const override { return defaults_.sentence; }
  [[nodiscard]] std::vector<Parameter> parameters() const override {
    std::vector<Parameter> parameters = dataset_parameters();
    const auto add = [&](const char* name, hwmodel::Value value, double low, double high,
                         const char* sentence) {
      const bool whole = std::holds_alternative<std::int64_t>(value);
      parameters.push_back({name,
                            whole ? Parameter::Type::integer : Parameter::Type::number,
                            std::move(value),
                            low,
                            high,
                            {},
                            sentence});
    };
    add("steps", defaults_.steps, 1, 1e6, "Training steps (mini-batches) per seed.");
    add("seeds", std::int64_t{3}, 1, 100,
        "Repetitions with fresh initial weights and mini-batches; their mean is the value.");
    add("confirm", std::int64_t{3}, 0, 100,
        "Fresh seeds that the front's formats, and those within two standard errors of it, are "
        "trained with again at the end; the front is then made of fresh values alone. 0: none.");
    add("batch", std::int64_t{64}, 1, 4096, "Sequences per mini-batch.");
    add("learning_rate", tensor::TrainingOptions{}.learning_rate, 1e-6, 1.0, "Adam's step size.");
    add("evaluated", defaults_.evaluated, 1, 1e6,
        "Validation sequences that the error is measured on.");
    parameters.push_back({"budget",
                          Parameter::Type::text,
                          std::string(),
                          0,
                          0,
                          {},
                          "Time for the whole run (20m, 8h), confirmation included: decides how "
                          "many formats are judged. Empty: all that the search comes to."});
    add("rungs", std::int64_t{1}, 1, 8,
        "Rungs of successive halving: formats compete in brackets, first with few steps, and the "
        "best go on to more, on the last rung `steps`. 1: every format is trained fully.");
    add("factor", std::int64_t{3}, 2, 10,
        "Formats that compete for one place on the next rung, which has as many times the steps.");
    add("bracket", std::int64_t{0}, 0, 10000,
        "Formats of a bracket; 0: a hundredth of the budget, once, by timing some formats.");
    return parameters;
  }
  [[nodiscard]] std::string axis() const override { return "error"; }
  [[nodiscard]] std::string fidelity(const Configuration& parameters) const override {
    return fmt::format("{}:{}", defaults_.name, parameters.integer("steps"));
  }
  [[nodiscard]] std::vector<std::uint64_t> seeds(const Configuration& parameters,
                                                 std::uint64_t sweep_seed) const override {
    std::vector<std::uint64_t> seeds;
    for (std::int64_t number = 0; number < parameters.integer("seeds"); ++number) {
      seeds.push_back(sweep_seed * 1000 + static_cast<std::uint64_t>(number));
    }
    return seeds;
  }
  [[nodiscard]] std::pair<std::string, std::string> origin(
      const Configuration& parameters) const override {
    return {dataset_name(parameters), "validation"};
  }
  [[nodiscard]] bool trains() const override { return true; }
  [[nodiscard]] std::unique_ptr<BoundProxy> bind(const Configuration& parameters,
                                                 const sweeps::Workload& workload) const override {
    return std::make_unique<BoundTraining>(
        parameters, workload, labelled_sequences(defaults_.name, parameters, workload));
  }

 private:
  TrainingDefaults defaults_;
};

}  // namespace

std::vector<Parameter> dataset_parameters() {
  std::vector<Parameter> parameters = {
      {"dataset",
       Parameter::Type::choice,
       std::string("fashion-mnist"),
       0,
       0,
       {"fashion-mnist", "moving-fashion", "npy", "text"},
       "Labelled sequences to train on: images row by row, clips of 57,600 values per frame, "
       "arrays "
       "of your own, or the characters of a text."},
      {"folder",
       Parameter::Type::text,
       std::string(),
       0,
       0,
       {},
       "Folder of the data set's files; empty: where Debian's package puts them, for files of your "
       "own where the program runs."},
  };
  std::vector<Parameter> own = user_file_parameters();
  std::move(own.begin(), own.end(), std::back_inserter(parameters));
  return parameters;
}

std::unique_ptr<const tensor::LabelledSequences> labelled_sequences(
    const std::string& proxy, const Configuration& parameters, const sweeps::Workload& workload) {
  if (workload.layer != sweeps::Layer::lstm) {
    throw std::invalid_argument(
        fmt::format("{} trains LSTM layers; this workload is a fully connected layer (use capacity "
                    "or external)",
                    proxy));
  }
  if (auto own = user_sequences(parameters, workload)) {
    return own;
  }
  std::string folder = parameters.choice("folder");
  if (folder.empty()) {
    folder = tensor::default_fashion_mnist_folder();
  }
  return parameters.choice("dataset") == "moving-fashion" ? moving_clips(folder, workload)
                                                          : fashion_sequences(folder, workload);
}

std::unique_ptr<AccuracyProxy> make_training_proxy(const TrainingDefaults& defaults) {
  return std::make_unique<TrainingProxy>(defaults);
}

}  // namespace paretree::dse
