#include "tensor/io/npy_sequences.hpp"

#include "tensor/io/npy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace paretree::tensor {

namespace {

constexpr std::uint64_t fewest_sequences = 8;
constexpr double largest_label = 255;

std::vector<std::uint8_t> labels_of(const std::string& file, const NpyArray& array) {
  std::vector<std::uint8_t> labels;
  labels.reserve(array.values.size());
  for (std::size_t index = 0; index < array.values.size(); ++index) {
    const double value = array.values[index];
    if (!(value >= 0 && value <= largest_label && value == std::floor(value))) {
      throw std::invalid_argument(
          fmt::format("{}: label {} of sequence {}; allowed are whole numbers from 0 to {}", file,
                      value, index, largest_label));
    }
    labels.push_back(static_cast<std::uint8_t>(value));
  }
  return labels;
}

}  // namespace

SequenceSet npy_sequences(const std::string& sequences, const std::string& labels) {
  const NpyArray values = read_npy(sequences);
  const NpyArray numbers = read_npy(labels);
  if (values.extents.size() != 3 || numbers.extents.size() != 1 ||
      values.extents[0] != numbers.extents[0]) {
    throw std::invalid_argument(fmt::format(
        "{} has extents ({}) and {} ({}); wanted are (sequences, steps, inputs) and (sequences)",
        sequences, fmt::join(values.extents, ", "), labels, fmt::join(numbers.extents, ", ")));
  }
  const std::uint64_t count = values.extents[0];
  if (count < fewest_sequences || values.extents[1] == 0 || values.extents[2] == 0) {
    throw std::invalid_argument(
        fmt::format("{}: {} sequences of {} x {}; wanted are at least {} of at least 1 x 1",
                    sequences, count, values.extents[1], values.extents[2], fewest_sequences));
  }
  const std::vector<std::uint8_t> all = labels_of(labels, numbers);
  const std::uint64_t length = values.extents[1] * values.extents[2];
  const auto part = [&](std::uint64_t first, std::uint64_t last) {
    SequenceSet::Part result;
    result.values.reserve((last - first) * length);
    for (std::uint64_t index = first * length; index < last * length; ++index) {
      const auto value = static_cast<float>(values.values[index]);
      if (!std::isfinite(value)) {
        throw std::invalid_argument(fmt::format("{}: {} in sequence {}; values must be finite",
                                                sequences, values.values[index], index / length));
      }
      result.values.push_back(value);
    }
    result.labels.assign(all.begin() + static_cast<std::ptrdiff_t>(first),
                         all.begin() + static_cast<std::ptrdiff_t>(last));
    return result;
  };
  const std::uint64_t held = std::max<std::uint64_t>(1, count * 15 / 100);
  const std::uint64_t trained = count - 2 * held;
  const std::uint64_t classes = std::uint64_t{*std::max_element(all.begin(), all.end())} + 1;
  return {"npy",
          values.extents[1],
          values.extents[2],
          classes,
          part(0, trained),
          part(trained, trained + held),
          part(trained + held, count)};
}

}  // namespace paretree::tensor
