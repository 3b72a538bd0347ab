#include "tensor/io/idx.hpp"
#include "tensor/io/sequences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace paretree::tensor {

namespace {

constexpr std::uint64_t pixels = 784;
constexpr std::uint64_t classes = 10;
constexpr std::uint64_t training_images = 60000;
constexpr std::uint64_t validation_images = 10000;
constexpr std::uint64_t test_images = 10000;

IdxArray read(const std::string& folder, const char* file,
              const std::vector<std::uint64_t>& extents) {
  const std::string path = folder + "/" + file;
  try {
    IdxArray array = read_idx(path);
    if (array.extents != extents) {
      throw std::runtime_error(fmt::format("{}: an array of {} where {} is expected", path,
                                           fmt::join(array.extents, " x "),
                                           fmt::join(extents, " x ")));
    }
    return array;
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(
        fmt::format("{} (Debian package dataset-fashion-mnist)", error.what()));
  }
}

struct Scaling {
  double mean = 0;
  double deviation = 1;
};

Scaling scaling(const std::vector<std::uint8_t>& images, std::uint64_t count) {
  std::uint64_t sum = 0;
  std::uint64_t squares = 0;
  for (std::uint64_t i = 0; i < count * pixels; ++i) {
    const std::uint64_t value = images[i];
    sum += value;
    squares += value * value;
  }
  const double values = static_cast<double>(count * pixels);
  const double mean = static_cast<double>(sum) / values;
  const double variance = static_cast<double>(squares) / values - mean * mean;
  return {.mean = mean, .deviation = variance > 0 ? std::sqrt(variance) : 1};
}

SequenceSet::Part part(const IdxArray& images, const IdxArray& labels, std::uint64_t begin,
                       std::uint64_t end, const Scaling& scale) {
  float of_byte[256];
  for (int byte = 0; byte < 256; ++byte) {
    of_byte[byte] = static_cast<float>((byte - scale.mean) / scale.deviation);
  }
  SequenceSet::Part part;
  part.values.resize((end - begin) * pixels);
  std::transform(images.values.begin() + static_cast<std::ptrdiff_t>(begin * pixels),
                 images.values.begin() + static_cast<std::ptrdiff_t>(end * pixels),
                 part.values.begin(), [&of_byte](std::uint8_t byte) { return of_byte[byte]; });
  part.labels.assign(labels.values.begin() + static_cast<std::ptrdiff_t>(begin),
                     labels.values.begin() + static_cast<std::ptrdiff_t>(end));
  return part;
}

}  // namespace

std::string default_fashion_mnist_folder() {
  return "/usr/share/datasets/fashion-mnist";
}

SequenceSet fashion_mnist(const std::string& folder, std::uint64_t steps) {
  if (steps == 0 || pixels % steps != 0) {
    throw std::invalid_argument(fmt::format("{} steps; a divisor of {} is needed", steps, pixels));
  }
  const IdxArray images = read(folder, "train-images-idx3-ubyte.gz", {training_images, 28, 28});
  const IdxArray labels = read(folder, "train-labels-idx1-ubyte.gz", {training_images});
  const IdxArray late_images = read(folder, "t10k-images-idx3-ubyte.gz", {test_images, 28, 28});
  const IdxArray late_labels = read(folder, "t10k-labels-idx1-ubyte.gz", {test_images});
  const std::uint64_t train = training_images - validation_images;
  const Scaling scale = scaling(images.values, train);
  return {fmt::format("fashion-mnist-{}x{}", steps, pixels / steps),
          steps,
          pixels / steps,
          classes,
          part(images, labels, 0, train, scale),
          part(images, labels, train, training_images, scale),
          part(late_images, late_labels, 0, test_images, scale)};
}

}  // namespace paretree::tensor
