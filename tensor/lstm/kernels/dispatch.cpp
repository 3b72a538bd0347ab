#include "tensor/lstm/kernels/kernels.hpp"

#include <stdexcept>

namespace paretree::tensor {

#if defined(__x86_64__)

extern "C" {
extern const Kernels paretree_lstm_kernels_avx2;
extern const Kernels paretree_lstm_kernels_avx512;
}

bool available(InstructionSet level) {
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return level == InstructionSet::avx2 ? avx2 : avx2 && __builtin_cpu_supports("avx512f");
}

const Kernels& kernels(InstructionSet level) {
  return level == InstructionSet::avx512 ? paretree_lstm_kernels_avx512
                                         : paretree_lstm_kernels_avx2;
}

#else

bool available(InstructionSet) {
  return false;
}

const Kernels& kernels(InstructionSet) {
  throw std::runtime_error("training needs an x86-64 processor with AVX2 and FMA");
}

#endif

const Kernels& kernels() {
  if (available(InstructionSet::avx512)) {
    return kernels(InstructionSet::avx512);
  }
  if (available(InstructionSet::avx2)) {
    return kernels(InstructionSet::avx2);
  }
  throw std::runtime_error(
      "training needs a processor with AVX2 and FMA: without fused multiply-adds its results would "
      "differ from those of other machines");
}

}  // namespace paretree::tensor
