#ifndef PARETREE_TESTS_TENSOR_LSTM_EXAMPLE_BATCH_HPP
#define PARETREE_TESTS_TENSOR_LSTM_EXAMPLE_BATCH_HPP

#include "tensor/lstm/decomposed_lstm.hpp"
#include "tensor/lstm/random.hpp"
#include "tensor/reference/lstm_reference.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace paretree::tensor::testing {

/// The same random examples for the layer and for its oracle in double. `fast` points into
/// `values`.
struct Batch {
  std::vector<ReferenceLstm::Example> slow;
  std::vector<std::vector<float>> values;
  std::vector<DecomposedLstm::Example> fast;
};

inline Batch batch(const LstmShape& shape, std::size_t count) {
  Batch batch;
  RandomStream random(7, 3);
  for (std::size_t index = 0; index < count; ++index) {
    std::vector<float> values(shape.steps * shape.inputs);
    for (float& value : values) {
      value = 2 * random.symmetric();
    }
    batch.values.push_back(values);
    const auto label = static_cast<std::uint8_t>(random.below(shape.classes));
    batch.slow.push_back({.values = {values.begin(), values.end()}, .label = label});
  }
  for (std::size_t index = 0; index < count; ++index) {
    batch.fast.push_back({.values = batch.values[index].data(), .label = batch.slow[index].label});
  }
  return batch;
}

inline std::vector<double> in_double(std::span<const float> values) {
  return {values.begin(), values.end()};
}

}  // namespace paretree::tensor::testing

#endif  // PARETREE_TESTS_TENSOR_LSTM_EXAMPLE_BATCH_HPP
