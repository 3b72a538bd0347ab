#include "dse/lowering/program.hpp"

#include "tensor/cores.hpp"
#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/random.hpp"
#include "tensor/plan/plan.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace paretree::dse {

namespace {

using hwmodel::NumberFormat;
using hwmodel::StageWeights;
using tensor::RandomStream;

constexpr std::uint64_t weights_purpose = 21;
constexpr std::uint64_t vectors_purpose = 22;
constexpr std::uint64_t inputs_purpose = 23;

/// Uniform with variance 1 / inner.
double deviation(std::uint64_t inner) {
  return std::sqrt(3.0 / static_cast<double>(inner));
}

/// As many bits behind the point as the largest weight leaves.
StageWeights in_fixed_point(const std::vector<double>& values, int bits) {
  double largest = 0;
  for (const double value : values) {
    largest = std::max(largest, std::fabs(value));
  }
  int exponent = 0;
  static_cast<void>(std::frexp(largest, &exponent));
  const NumberFormat format{bits, std::clamp(bits - 1 - exponent, 0, 30)};
  StageWeights weights{{}, format.fraction};
  for (const double value : values) {
    weights.values.push_back(static_cast<std::int32_t>(hwmodel::quantised(value, format)));
  }
  return weights;
}

/// Signs, of small values zero where there are zeros; a product of `inner` of them keeps its size.
StageWeights in_signs(const std::vector<double>& values, bool zeros, std::uint64_t inner) {
  StageWeights weights{{}, static_cast<int>(std::bit_width(inner)) / 2};
  for (const double value : values) {
    const bool zero = zeros && std::fabs(value) < deviation(inner) / 3;
    weights.values.push_back(zero ? 0 : value < 0 ? -1 : 1);
  }
  return weights;
}

std::vector<double> drawn(std::size_t count, double scale, RandomStream& random) {
  std::vector<double> values(count);
  for (double& value : values) {
    value = scale * static_cast<double>(random.symmetric());
  }
  return values;
}

std::vector<std::int64_t> words(const std::vector<double>& values, const NumberFormat& numbers) {
  std::vector<std::int64_t> result;
  for (const double value : values) {
    result.push_back(hwmodel::quantised(value, numbers));
  }
  return result;
}

}  // namespace

hwmodel::LayerProgram drawn_program(const ModelHalf& half, const hwmodel::LstmWork& work,
                                    int activation_bits, std::uint64_t seed) {
  RandomStream random(seed, weights_purpose);
  tensor::FormatCores cores = tensor::zero_cores(half.matrix);
  hwmodel::LayerProgram program;
  program.numbers = hwmodel::activation_format(activation_bits);
  const auto kept = [&](const std::vector<double>& values, std::uint64_t inner) {
    program.stages.push_back(half.weight_bits <= 2 ? in_signs(values, half.weight_bits == 2, inner)
                                                   : in_fixed_point(values, half.weight_bits));
  };
  for (const tensor::Stage& stage : tensor::plan(half.matrix).stages) {
    tensor::Core core = cores.at(stage.node);
    core.values = drawn(core.values.size(), deviation(stage.inner), random);
    kept(tensor::stage_weights(stage, core), stage.inner);
  }
  if (work.stages.back().recurrent) {
    const hwmodel::MatrixStage& stage = work.stages.back();
    kept(drawn(stage.rows * stage.inner, deviation(stage.inner), random), stage.inner);
  }
  if (work.hidden == 0) {
    return program;
  }
  const std::vector<tensor::GateUnit> units = tensor::gate_units(half.matrix.modes);
  program.gate_rows.resize(units.size());
  for (std::uint32_t row = 0; row < units.size(); ++row) {
    program.gate_rows[units[row].gate * work.hidden + units[row].unit] = row;
  }
  RandomStream vectors(seed, vectors_purpose);
  program.biases = words(drawn(4 * work.hidden, 1, vectors), program.numbers);
  if (work.batch_normalised) {
    const auto around_one = [&](std::size_t count) {
      std::vector<double> values = drawn(count, 0.5, vectors);
      for (double& value : values) {
        value += 1;
      }
      return words(values, program.numbers);
    };
    program.gate_scales = around_one(4 * work.hidden);
    program.cell_scales = around_one(work.hidden);
    program.cell_shifts = words(drawn(work.hidden, 1, vectors), program.numbers);
  }
  return program;
}

hwmodel::LayerInputs drawn_inputs(const hwmodel::LstmWork& work, const NumberFormat& numbers,
                                  std::uint64_t seed) {
  RandomStream random(seed, inputs_purpose);
  hwmodel::LayerInputs inputs(work.steps);
  for (auto& x : inputs) {
    for (std::uint64_t value = 0; value < work.inputs * work.batch; ++value) {
      x.push_back(work.looked_up_columns > 0
                      ? static_cast<std::int64_t>(random.below(work.looked_up_columns))
                      : hwmodel::quantised(static_cast<double>(random.symmetric()), numbers));
    }
  }
  return inputs;
}

}  // namespace paretree::dse
