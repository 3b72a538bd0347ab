#include "dse/core/training_proxy.hpp"
#include "dse/core/user_sequences.hpp"
#include "tensor/decompose.hpp"
#include "tensor/io/npy.hpp"
#include "tensor/io/onnx.hpp"
#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/trained_lstm.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace paretree::dse {

namespace {

/// The weights of one trained dense layer: rows gate by gate, columns [x; h].
struct DenseWeights {
  std::uint64_t columns = 0;
  std::vector<double> values;
};

class BoundSpectral final : public BoundProxy {
 public:
  BoundSpectral(const hwmodel::Configuration& parameters, const sweeps::Workload& workload,
                std::unique_ptr<const tensor::LabelledSequences> sequences,
                std::optional<DenseWeights> given)
      : shape_{workload.inputs, workload.hidden, workload.steps, workload.classes},
        sequences_(std::move(sequences)),
        given_(std::move(given)) {
    options_.steps = static_cast<std::uint64_t>(parameters.integer("steps"));
    options_.batch = static_cast<std::uint64_t>(parameters.integer("batch"));
    options_.learning_rate = parameters.number("learning_rate");
    options_.evaluation_sequences = 1;
  }

  [[nodiscard]] std::optional<Measurement> measure(
      const ModelHalf& half, std::uint64_t seed,
      const std::function<bool()>& /*cancelled*/) const override {
    if (half.matrix.kind == tensor::FormatKind::dense) {
      return Measurement{0, {}, {}, {}, {}};
    }
    // All plans of a format are one decomposition: that of its canonical rooting.
    const tensor::MatrixFormat format = tensor::canonical_format(half.matrix);
    const auto [tree, truncation] = tensor::truncation_of(format);
    const tensor::Decomposition found =
        tensor::ht_svd(matrix_of(half, trained(seed)), format.modes, tree, truncation);
    const double relative = std::sqrt(found.error_squared / found.norm_squared);
    return Measurement{relative, {}, {}, {}, {}};
  }

 private:
  /// Trained once for all formats.
  [[nodiscard]] const DenseWeights& trained(std::uint64_t seed) const {
    if (given_) {
      return *given_;
    }
    const std::lock_guard lock(mutex_);
    const auto known = trained_.find(seed);
    if (known != trained_.end()) {
      return known->second;
    }
    const std::uint64_t columns = shape_.inputs + shape_.hidden;
    tensor::LayerFormat dense{tensor::Scope::full, {}, 16};
    dense.matrix.modes = {.in = {columns}, .out = {4 * shape_.hidden}, .gate_mode = -1};
    tensor::TrainingOptions options = options_;
    options.seed = seed;
    tensor::TrainedLstm lstm =
        tensor::trained_lstm(shape_, dense, *sequences_, tensor::Split::validation, options);
    return trained_
        .emplace(seed, DenseWeights{columns, std::move(lstm.weights.cores.cores.front().values)})
        .first->second;
  }

  /// The same weights as a matrix of the format's own rows and (padded) columns.
  [[nodiscard]] std::vector<double> matrix_of(const ModelHalf& half,
                                              const DenseWeights& weights) const {
    const std::vector<tensor::GateUnit> rows = tensor::gate_units(half.matrix.modes);
    const std::uint64_t columns = half.matrix.modes.columns();
    const std::uint64_t used = half.scope == tensor::Scope::full ? weights.columns : shape_.inputs;
    std::vector<double> matrix(rows.size() * columns, 0.0);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const double* from = weights.values.data() +
                           (rows[row].gate * shape_.hidden + rows[row].unit) * weights.columns;
      for (std::uint64_t column = 0; column < used; ++column) {
        matrix[row * columns + column] = from[column];
      }
    }
    return matrix;
  }

  tensor::LstmShape shape_;
  std::unique_ptr<const tensor::LabelledSequences> sequences_;
  std::optional<DenseWeights> given_;
  tensor::TrainingOptions options_;
  mutable std::mutex mutex_;
  mutable std::map<std::uint64_t, DenseWeights> trained_;
};

/// The user's own trained weights: 4 hidden x (inputs + hidden), the gates input, forget, candidate
/// and output one after the other.
DenseWeights weights_from(const std::string& file, const std::string& node,
                          const sweeps::Workload& workload) {
  const std::uint64_t rows = 4 * workload.hidden;
  const std::uint64_t columns = workload.inputs + workload.hidden;
  try {
    if (file.ends_with(".onnx")) {
      const tensor::OnnxLstm lstm = tensor::read_onnx_lstm(file, node);
      if (lstm.inputs != workload.inputs || lstm.hidden != workload.hidden) {
        throw std::invalid_argument(
            fmt::format("{}: an LSTM of {} inputs and {} units; the workload has {} and {}", file,
                        lstm.inputs, lstm.hidden, workload.inputs, workload.hidden));
      }
      return {columns, lstm.matrix()};
    }
    tensor::NpyArray array = tensor::read_npy(file);
    if (array.extents != std::vector<std::uint64_t>{rows, columns}) {
      throw std::invalid_argument(fmt::format("{}: extents of ({}); wanted are ({}, {})", file,
                                              fmt::join(array.extents, ", "), rows, columns));
    }
    return {columns, std::move(array.values)};
  } catch (const std::runtime_error& error) {
    throw std::invalid_argument(error.what());  // a wrong name in the sweep
  }
}

/// What hierarchical SVD loses of trained dense weights. Ranks formats of one kind by their ranks;
/// between formats it has misled wherever it was tried (see README.md beside this file).
class Spectral final : public AccuracyProxy {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Relative error of truncating trained dense weights to the format: no accuracy, and "
           "misleading between formats.";
  }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override {
    using Type = hwmodel::Parameter::Type;
    std::vector<hwmodel::Parameter> parameters = dataset_parameters();
    parameters.push_back({"steps",
                          Type::integer,
                          std::int64_t{1000},
                          1,
                          1e6,
                          {},
                          "Training steps of the dense layer whose weights are truncated."});
    parameters.push_back(
        {"batch", Type::integer, std::int64_t{64}, 1, 4096, {}, "Sequences per mini-batch."});
    parameters.push_back({"learning_rate",
                          Type::number,
                          tensor::TrainingOptions{}.learning_rate,
                          1e-6,
                          1.0,
                          {},
                          "Adam's step size."});
    parameters.push_back({"weights",
                          Type::text,
                          std::string(),
                          0,
                          0,
                          {},
                          "Trained weights to truncate instead: a .npy of 4 hidden x (input + "
                          "hidden), gates input, forget, candidate, output; or an .onnx model."});
    parameters.push_back({"node",
                          Type::text,
                          std::string(),
                          0,
                          0,
                          {},
                          "onnx: name of the LSTM node; empty: the only one."});
    return parameters;
  }
  [[nodiscard]] std::string axis() const override { return "spectral"; }
  [[nodiscard]] std::string fidelity(const hwmodel::Configuration& parameters) const override {
    const std::string& file = parameters.choice("weights");
    return file.empty()
               ? fmt::format("spectral:{}", parameters.integer("steps"))
               : fmt::format("spectral:{}", std::filesystem::path(file).filename().string());
  }
  [[nodiscard]] std::vector<std::uint64_t> seeds(const hwmodel::Configuration& /*parameters*/,
                                                 std::uint64_t sweep_seed) const override {
    return {sweep_seed};
  }
  [[nodiscard]] std::pair<std::string, std::string> origin(
      const hwmodel::Configuration& parameters) const override {
    const std::string& file = parameters.choice("weights");
    return file.empty() ? std::pair<std::string, std::string>{dataset_name(parameters), "train"}
                        : std::pair<std::string, std::string>{"weights:" + file, "train"};
  }
  [[nodiscard]] bool trains() const override { return false; }
  [[nodiscard]] std::unique_ptr<BoundProxy> bind(const hwmodel::Configuration& parameters,
                                                 const sweeps::Workload& workload) const override {
    const std::string& file = parameters.choice("weights");
    if (!file.empty()) {
      if (workload.layer != sweeps::Layer::lstm) {
        throw std::invalid_argument("spectral truncates weights of LSTM layers");
      }
      return std::make_unique<BoundSpectral>(
          parameters, workload, nullptr, weights_from(file, parameters.choice("node"), workload));
    }
    constexpr std::uint64_t most_weights = 1U << 24U;
    if (workload.layer == sweeps::Layer::lstm &&
        4 * workload.hidden * (workload.inputs + workload.hidden) > most_weights) {
      throw std::invalid_argument(
          fmt::format("spectral trains the dense layer first; {} x {} weights are more than {}",
                      4 * workload.hidden, workload.inputs + workload.hidden, most_weights));
    }
    return std::make_unique<BoundSpectral>(
        parameters, workload, labelled_sequences("spectral", parameters, workload), std::nullopt);
  }
};

}  // namespace

std::unique_ptr<AccuracyProxy> make_accuracy_proxy_spectral();
std::unique_ptr<AccuracyProxy> make_accuracy_proxy_spectral() {
  return std::make_unique<Spectral>();
}

}  // namespace paretree::dse
