// One reader under libFuzzer; PARETREE_FUZZ_TARGET is its name.
#include "tests/fuzz/target.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  for (const paretree::fuzz::Target& target : paretree::fuzz::targets) {
    if (target.name == PARETREE_FUZZ_TARGET) {
      target.run({bytes, size});
    }
  }
  return 0;
}
