#include "tensor/io/fashion_images.hpp"
#include "tensor/io/idx.hpp"
#include "tensor/io/sequences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace paretree::tensor {

namespace {

constexpr std::uint64_t pixels = FashionImages::pixels;

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

SequenceSet::Part part(const FashionImages& images, std::uint64_t begin, std::uint64_t count,
                       const Scaling& scale) {
  float of_byte[256];
  for (int byte = 0; byte < 256; ++byte) {
    of_byte[byte] = static_cast<float>((byte - scale.mean) / scale.deviation);
  }
  SequenceSet::Part part;
  part.values.resize(count * pixels);
  std::transform(images.values.begin() + static_cast<std::ptrdiff_t>(begin * pixels),
                 images.values.begin() + static_cast<std::ptrdiff_t>((begin + count) * pixels),
                 part.values.begin(), [&of_byte](std::uint8_t byte) { return of_byte[byte]; });
  part.labels.assign(images.labels.begin() + static_cast<std::ptrdiff_t>(begin),
                     images.labels.begin() + static_cast<std::ptrdiff_t>(begin + count));
  return part;
}

}  // namespace

std::string default_fashion_mnist_folder() {
  return "/usr/share/datasets/fashion-mnist";
}

FashionImages fashion_images(const std::string& folder) {
  const std::uint64_t early = FashionImages::train + FashionImages::validation;
  const std::uint64_t late = FashionImages::test;
  const std::uint64_t side = FashionImages::side;
  FashionImages images;
  images.values = read(folder, "train-images-idx3-ubyte.gz", {early, side, side}).values;
  images.labels = read(folder, "train-labels-idx1-ubyte.gz", {early}).values;
  const IdxArray late_images = read(folder, "t10k-images-idx3-ubyte.gz", {late, side, side});
  const IdxArray late_labels = read(folder, "t10k-labels-idx1-ubyte.gz", {late});
  images.values.insert(images.values.end(), late_images.values.begin(), late_images.values.end());
  images.labels.insert(images.labels.end(), late_labels.values.begin(), late_labels.values.end());
  return images;
}

SequenceSet fashion_mnist(const std::string& folder, std::uint64_t steps) {
  if (steps == 0 || pixels % steps != 0) {
    throw std::invalid_argument(fmt::format("{} steps; a divisor of {} is needed", steps, pixels));
  }
  const FashionImages images = fashion_images(folder);
  const Scaling scale = scaling(images.values, FashionImages::train);
  const std::uint64_t early = FashionImages::train + FashionImages::validation;
  return {fmt::format("fashion-mnist-{}x{}", steps, pixels / steps),
          steps,
          pixels / steps,
          FashionImages::categories,
          part(images, 0, FashionImages::train, scale),
          part(images, FashionImages::train, FashionImages::validation, scale),
          part(images, early, FashionImages::test, scale)};
}

}  // namespace paretree::tensor
