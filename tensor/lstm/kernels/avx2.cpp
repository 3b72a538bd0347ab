// Compiled with -mavx2 -mfma -ffp-contract=off; exports one symbol.
#include "tensor/lstm/kernels/kernels.hpp"

#include <immintrin.h>

namespace paretree::tensor {

namespace {

using V = __m256;
using Mask = __m256i;
constexpr int width = 8;
constexpr int tile_vectors = 2;
constexpr int rows_of_one = 8;
constexpr int rows_of_two = 6;
constexpr int rows_of_three = 4;
constexpr int rows_of_four = 2;
constexpr int cell_rows = 3;

inline V zero() {
  return _mm256_setzero_ps();
}
inline V broadcast(float x) {
  return _mm256_set1_ps(x);
}
inline V load(const float* p) {
  return _mm256_loadu_ps(p);
}
inline V load(const float* p, Mask mask) {
  return _mm256_maskload_ps(p, mask);
}
inline void store(float* p, V x) {
  _mm256_storeu_ps(p, x);
}
inline void store(float* p, Mask mask, V x) {
  _mm256_maskstore_ps(p, mask, x);
}
inline void fetch_ahead(const char* p) {
  _mm_prefetch(p, _MM_HINT_T1);
}
inline V add(V x, V y) {
  return _mm256_add_ps(x, y);
}
inline V subtract(V x, V y) {
  return _mm256_sub_ps(x, y);
}
inline V multiply(V x, V y) {
  return _mm256_mul_ps(x, y);
}
inline V divide(V x, V y) {
  return _mm256_div_ps(x, y);
}
inline V fused(V x, V y, V z) {
  return _mm256_fmadd_ps(x, y, z);
}
inline V minimum(V x, V y) {
  return _mm256_min_ps(x, y);
}
inline V maximum(V x, V y) {
  return _mm256_max_ps(x, y);
}
inline V negate(V x) {
  return _mm256_xor_ps(x, _mm256_set1_ps(-0.0F));
}
inline V root(V x) {
  return _mm256_sqrt_ps(x);
}
inline V nearest(V x) {
  return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
inline Mask first_lanes(int count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
inline Mask full_mask() {
  return _mm256_set1_epi32(-1);
}

#include "tensor/lstm/kernels/body.inc"

}  // namespace

extern "C" {
extern const Kernels paretree_lstm_kernels_avx2;
const Kernels paretree_lstm_kernels_avx2 = table;
}

}  // namespace paretree::tensor
