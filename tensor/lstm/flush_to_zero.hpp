#ifndef PARETREE_TENSOR_LSTM_FLUSH_TO_ZERO_HPP
#define PARETREE_TENSOR_LSTM_FLUSH_TO_ZERO_HPP

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace paretree::tensor {

/// Denormal numbers count as zero on this thread while it lives: they cost a hundred cycles each.
class FlushToZero {
 public:
#if defined(__x86_64__)
  FlushToZero() : before_(_mm_getcsr()) {
    _mm_setcsr(before_ | flush | denormals_are_zero);
  }
  ~FlushToZero() {
    _mm_setcsr(before_);
  }
#else
  FlushToZero() = default;
#endif
  FlushToZero(const FlushToZero&) = delete;
  FlushToZero& operator=(const FlushToZero&) = delete;

#if defined(__x86_64__)
 private:
  static constexpr unsigned flush = 0x8000;
  static constexpr unsigned denormals_are_zero = 0x0040;
  unsigned before_;
#endif
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_FLUSH_TO_ZERO_HPP
