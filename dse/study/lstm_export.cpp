#include "dse/study/lstm_export.hpp"

#include "tensor/lstm/decomposed_lstm.hpp"
#include "tensor/lstm/kernels/kernels.hpp"
#include "tensor/lstm/random.hpp"
#include "tensor/lstm/trained_lstm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <stdexcept>

namespace paretree::dse {

namespace {

using results::Json;

/// Labels are bytes; of a layer with more classes the first ones are probed.
constexpr std::uint64_t most_labels = 256;

struct Layer {
  tensor::LstmShape shape;
  tensor::LayerFormat format;
};

Layer layer_of(const ModelHalf& half) {
  const sweeps::Workload& workload = half.workload;
  if (workload.layer != sweeps::Layer::lstm || workload.classes == 0) {
    throw std::invalid_argument(
        "only LSTM layers with classes are exported; this workload has none");
  }
  if (half.weight_bits < 8 || half.weight_bits > 16) {
    throw std::invalid_argument(
        fmt::format("weights of {} bits are not exported: 8 to 16 are", half.weight_bits));
  }
  if (half.state_sparsity > 0) {
    throw std::invalid_argument(
        fmt::format("layers that prune {} of their states are not exported: the module would "
                    "compute with all of them",
                    half.state_sparsity));
  }
  return {{workload.inputs, workload.hidden, workload.steps, workload.classes},
          {half.scope, half.matrix, half.weight_bits}};
}

std::string digit_name(const tensor::Digit& digit) {
  constexpr std::array<const char*, 3> roles = {"in", "out", "rank"};
  return fmt::format("{}{}", roles[static_cast<std::size_t>(digit.role)], digit.label);
}

/// The names of all digits of a role, in the order of modes.
Json digits_of(const tensor::FormatCores& cores, tensor::Digit::Role role) {
  std::map<tensor::ModeSet, std::string> names;
  for (const tensor::Core& core : cores.cores) {
    for (const tensor::Digit& digit : core.digits) {
      if (digit.role == role) {
        names[digit.label] = digit_name(digit);
      }
    }
  }
  Json list = Json::array();
  for (const auto& [label, name] : names) {
    list.push_back(name);
  }
  return list;
}

}  // namespace

Json lstm_design(const ModelHalf& half) {
  const Layer layer = layer_of(half);
  const tensor::FormatCores cores = tensor::zero_cores(half.matrix);
  Json json = {{"model_id", half.id().text()},   {"scope", std::string(tensor::name(half.scope))},
               {"inputs", layer.shape.inputs},   {"hidden", layer.shape.hidden},
               {"steps", layer.shape.steps},     {"classes", layer.shape.classes},
               {"weight_bits", half.weight_bits}};
  json["cores"] = Json::array();
  for (const tensor::Core& core : cores.cores) {
    Json digits = Json::array();
    Json shape = Json::array();
    for (const tensor::Digit& digit : core.digits) {
      digits.push_back(digit_name(digit));
      shape.push_back(digit.size);
    }
    json["cores"].push_back({{"digits", std::move(digits)}, {"shape", std::move(shape)}});
  }
  json["input_digits"] = digits_of(cores, tensor::Digit::Role::input);
  json["output_digits"] = digits_of(cores, tensor::Digit::Role::output);
  json["row_place"] = Json::array();
  for (const tensor::GateUnit& row : tensor::gate_units(half.matrix.modes)) {
    json["row_place"].push_back(row.gate * layer.shape.hidden + row.unit);
  }
  return json;
}

Json lstm_weights_json(const ModelHalf& half, std::uint64_t seed) {
  const Layer layer = layer_of(half);
  tensor::DecomposedLstm lstm(layer.shape, layer.format, 1, tensor::kernels());
  lstm.initialise(seed);

  std::vector<float> inputs(layer.shape.steps * layer.shape.inputs);
  tensor::RandomStream random(seed, 1);
  for (float& value : inputs) {
    value = random.symmetric();
  }
  Json losses = Json::array();
  const std::uint64_t labels = std::min(layer.shape.classes, most_labels);
  for (std::uint64_t label = 0; label < labels; ++label) {
    const tensor::DecomposedLstm::Example example{inputs.data(), static_cast<std::uint8_t>(label)};
    losses.push_back(
        lstm.evaluate(1, [&](std::size_t, std::size_t) { return std::span(&example, 1); }).loss);
  }

  // As the forward pass saw them: rounded to the weight bits.
  const tensor::LstmWeights weights =
      tensor::lstm_weights(lstm.layout(), layer.format, lstm.rounded_parameters());
  const tensor::FormatCores cores =
      tensor::rerooted(weights.matrix, weights.cores, half.matrix.tree);
  Json json = {{"model_id", half.id().text()},
               {"format_id", half.format_id().text()},
               {"seed", seed},
               {"weight_bits", half.weight_bits}};
  json["cores"] = Json::array();
  for (const tensor::Core& core : cores.cores) {
    json["cores"].push_back(core.values);
  }
  json["hidden"] = weights.hidden;
  json["bias"] = weights.bias;
  json["classifier"] = weights.classifier;
  json["classifier_bias"] = weights.classifier_bias;
  json["probe"] = {{"inputs", inputs}, {"losses", std::move(losses)}};
  return json;
}

}  // namespace paretree::dse
