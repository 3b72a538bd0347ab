#include "tensor/io/idx.hpp"

#include "tests/fuzz/scratch_file.hpp"

namespace paretree::fuzz {

/// Plain or compressed; values are as many as the extents say.
void read_idx_images(Bytes bytes) {
  try {
    const tensor::IdxArray array = tensor::read_idx(scratch_file("images.idx", bytes));
    std::uint64_t count = 1;
    for (const std::uint64_t extent : array.extents) {
      count *= extent;
    }
    promise(array.values.size() == count, "values are as many as extents say");
  } catch (const std::runtime_error&) {
  }
}

}  // namespace paretree::fuzz
