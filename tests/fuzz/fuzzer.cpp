// One reader under libFuzzer; PARETREE_FUZZ_TARGET is its name.
#include "tests/fuzz/target.hpp"

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::clock_t begin = std::clock();
  for (const paretree::fuzz::Target& target : paretree::fuzz::targets) {
    if (target.name == PARETREE_FUZZ_TARGET) {
      target.run({bytes, size});
    }
  }
  // Processor time, so that a machine that is busy otherwise makes no hang.
  paretree::fuzz::promise(std::clock() - begin < 2 * CLOCKS_PER_SEC, "no input takes seconds");
  return 0;
}
