#include "tensor/io/npy.hpp"

#include "tests/fuzz/scratch_file.hpp"

namespace paretree::fuzz {

void read_npy_weights(Bytes bytes) {
  try {
    const tensor::NpyArray array = tensor::read_npy(scratch_file("weights.npy", bytes));
    std::uint64_t count = 1;
    for (const std::uint64_t extent : array.extents) {
      count *= extent;
    }
    promise(array.values.size() == count, "values are as many as extents say");
  } catch (const std::runtime_error&) {
  }
}

}  // namespace paretree::fuzz
