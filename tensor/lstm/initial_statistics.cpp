#include "tensor/lstm/initial_statistics.hpp"

#include "tensor/lstm/decomposed_lstm.hpp"
#include "tensor/lstm/flush_to_zero.hpp"
#include "tensor/lstm/random.hpp"
#include "tensor/lstm/trained_lstm.hpp"
#include "tensor/matrix_columns.hpp"
#include "tensor/spectrum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace paretree::tensor {

namespace {

constexpr std::uint64_t most_columns = 512;
// Purposes of random streams; those of a layer's tensors count up from 2.
constexpr std::uint64_t columns_purpose = 1'000'001;
constexpr std::uint64_t inputs_purpose = 1'000'002;

std::vector<std::uint64_t> some_columns(std::uint64_t count, std::uint64_t seed) {
  std::vector<std::uint64_t> columns(std::min(count, most_columns));
  std::iota(columns.begin(), columns.end(), 0U);
  if (count > most_columns) {
    RandomStream random(seed, columns_purpose);
    for (std::uint64_t& column : columns) column = random.below(count);
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  }
  return columns;
}

}  // namespace

double initial_matrix_rank(const LstmShape& shape, const LayerFormat& format, std::uint64_t seed) {
  const FlushToZero flush;
  DecomposedLstm lstm(shape, format, 1, kernels());
  lstm.initialise(seed);
  const LstmWeights weights = lstm_weights(lstm.layout(), format, lstm.parameters());
  // Padding columns meet no input.
  const std::uint64_t used =
      format.scope == Scope::full ? shape.inputs + shape.hidden : shape.inputs;
  const std::vector<std::uint64_t> columns = some_columns(used, seed);
  return effective_rank(
      singular_values(matrix_columns(weights.matrix, weights.cores, columns), columns.size()));
}

double initial_state_rank(const LstmShape& shape, const LayerFormat& format,
                          std::uint64_t sequences, std::uint64_t seed) {
  if (sequences < 2) {
    throw std::invalid_argument(fmt::format("{} sequences; a covariance needs 2", sequences));
  }
  const FlushToZero flush;
  constexpr std::uint64_t batch = 32;
  DecomposedLstm lstm(shape, format, std::min(batch, sequences), kernels());
  lstm.initialise(seed);
  RandomStream random(seed, inputs_purpose);
  const std::uint64_t length = shape.steps * shape.inputs;
  std::vector<float> values(std::min(batch, sequences) * length);
  std::vector<double> states;
  for (std::uint64_t done = 0; done < sequences; done += batch) {
    const std::uint64_t rows = std::min(batch, sequences - done);
    // A uniform number in [-1, 1) has variance 1/3.
    for (float& value : values) value = 1.7320508F * random.symmetric();
    std::vector<DecomposedLstm::Example> examples;
    for (std::uint64_t row = 0; row < rows; ++row) {
      examples.push_back({.values = values.data() + row * length, .label = 0});
    }
    const std::vector<float> last = lstm.last_states(examples);
    states.insert(states.end(), last.begin(), last.end());
  }
  for (std::uint64_t unit = 0; unit < shape.hidden; ++unit) {
    double mean = 0;
    for (std::uint64_t row = 0; row < sequences; ++row) mean += states[row * shape.hidden + unit];
    mean /= static_cast<double>(sequences);
    for (std::uint64_t row = 0; row < sequences; ++row) states[row * shape.hidden + unit] -= mean;
  }
  return effective_rank(singular_values(states, sequences));
}

}  // namespace paretree::tensor
