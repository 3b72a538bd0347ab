// Compiled with -mavx512f and -ffp-contract=off; exports one symbol.
#include "tensor/lstm/kernels/kernels.hpp"

#include <immintrin.h>

namespace paretree::tensor {

namespace {

using V = __m512;
using Mask = __mmask16;
constexpr int width = 16;
constexpr int tile_vectors = 4;
constexpr int rows_of_one = 12;
constexpr int rows_of_two = 12;
constexpr int rows_of_three = 8;
constexpr int rows_of_four = 6;
constexpr int cell_rows = 6;

inline V zero() {
  return _mm512_setzero_ps();
}
inline V broadcast(float x) {
  return _mm512_set1_ps(x);
}
inline V load(const float* p) {
  return _mm512_loadu_ps(p);
}
inline V load(const float* p, Mask mask) {
  return _mm512_maskz_loadu_ps(mask, p);
}
inline void store(float* p, V x) {
  _mm512_storeu_ps(p, x);
}
inline void store(float* p, Mask mask, V x) {
  _mm512_mask_storeu_ps(p, mask, x);
}
inline void fetch_ahead(const char* p) {
  _mm_prefetch(p, _MM_HINT_T1);
}
inline V add(V x, V y) {
  return _mm512_add_ps(x, y);
}
inline V subtract(V x, V y) {
  return _mm512_sub_ps(x, y);
}
inline V multiply(V x, V y) {
  return _mm512_mul_ps(x, y);
}
inline V divide(V x, V y) {
  return _mm512_div_ps(x, y);
}
inline V fused(V x, V y, V z) {
  return _mm512_fmadd_ps(x, y, z);
}
inline V minimum(V x, V y) {
  return _mm512_min_ps(x, y);
}
inline V maximum(V x, V y) {
  return _mm512_max_ps(x, y);
}
inline V negate(V x) {
  return _mm512_sub_ps(_mm512_set1_ps(-0.0F), x);
}
inline V root(V x) {
  return _mm512_sqrt_ps(x);
}
inline V nearest(V x) {
  return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
inline Mask first_lanes(int count) {
  return static_cast<Mask>((1U << count) - 1U);
}
inline Mask full_mask() {
  return 0xFFFF;
}

#include "tensor/lstm/kernels/body.inc"

}  // namespace

extern "C" {
extern const Kernels paretree_lstm_kernels_avx512;
const Kernels paretree_lstm_kernels_avx512 = table;
}

}  // namespace paretree::tensor
