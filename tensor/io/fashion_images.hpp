#ifndef PARETREE_TENSOR_IO_FASHION_IMAGES_HPP
#define PARETREE_TENSOR_IO_FASHION_IMAGES_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::tensor {

/// Fashion-MNIST as it is stored: 70,000 grey images of 28 x 28 bytes, ten categories.
struct FashionImages {
  static constexpr std::uint64_t side = 28;
  static constexpr std::uint64_t pixels = side * side;
  static constexpr std::uint64_t categories = 10;
  static constexpr std::uint64_t train = 50000;       ///< images 0 .. 49,999
  static constexpr std::uint64_t validation = 10000;  ///< the last of the 60,000
  static constexpr std::uint64_t test = 10000;        ///< the separate test file

  std::vector<std::uint8_t> values;  ///< [image][row][column], test images last
  std::vector<std::uint8_t> labels;
};

/// Throws: std::runtime_error naming the file (and the Debian package) if it is missing, truncated
/// or not IDX.
[[nodiscard]] FashionImages fashion_images(const std::string& folder);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_IO_FASHION_IMAGES_HPP
