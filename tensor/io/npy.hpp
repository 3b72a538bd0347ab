#ifndef PARETREE_TENSOR_IO_NPY_HPP
#define PARETREE_TENSOR_IO_NPY_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::tensor {

/// An array of numbers from a .npy file.
struct NpyArray {
  std::vector<std::uint64_t> extents;
  std::vector<double> values;  ///< row-major, also where the file is column-major
};

/// Reads an array as numpy.save writes it (format versions 1 to 3): little-endian 32 or 64-bit
/// floats, 8 to 64-bit integers, truth values; either order of axes.
/// Throws: std::runtime_error naming the file if it is missing, truncated, longer than it says, not
/// .npy, or of another type of numbers (both in the message).
[[nodiscard]] NpyArray read_npy(const std::string& file);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_IO_NPY_HPP
