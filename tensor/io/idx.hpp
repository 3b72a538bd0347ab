#ifndef PARETREE_TENSOR_IO_IDX_HPP
#define PARETREE_TENSOR_IO_IDX_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace paretree::tensor {

/// An array of unsigned bytes from an IDX file.
struct IdxArray {
  std::vector<std::uint64_t> extents;
  std::vector<std::uint8_t> values;  ///< row-major
};

/// Reads an IDX file, gzipped or plain: two zero bytes, the type (0x08, unsigned byte), the number
/// of extents, each extent as a big-endian 32-bit number, the values. Throws: std::runtime_error
/// naming the file if it is missing, truncated, longer than it says, damaged or not IDX of bytes.
[[nodiscard]] IdxArray read_idx(const std::string& file);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_IO_IDX_HPP
