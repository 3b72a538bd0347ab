#ifndef PARETREE_TENSOR_LSTM_ELEMENTARY_HPP
#define PARETREE_TENSOR_LSTM_ELEMENTARY_HPP

#include <cmath>

namespace paretree::tensor {

// Own exponential and logarithm: the C library's differ between its versions in the last bit, and a
// training must give the same bits everywhere.

/// e^x, relative error below 1e-15 for |x| < 700.
[[nodiscard]] inline double exponential(double x) {
  const double turns = std::nearbyint(x * 1.4426950408889634);
  const double rest = (x - turns * 0.693147180369123816490) - turns * 1.90821492927058770002e-10;
  double sum = 1.0;
  for (int k = 14; k > 0; --k) {
    sum = 1.0 + sum * rest / k;
  }
  return std::ldexp(sum, static_cast<int>(turns));
}

/// ln x for x > 0, absolute error below 1e-15 near 1, relative elsewhere.
[[nodiscard]] inline double logarithm(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < 0.70710678118654752) {
    mantissa *= 2;
    --exponent;
  }
  const double s = (mantissa - 1) / (mantissa + 1);
  const double square = s * s;
  double sum = 0;
  for (int k = 23; k > 0; k -= 2) {
    sum = sum * square + 1.0 / k;
  }
  return 2 * s * sum + exponent * 0.69314718055994530942;
}

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_ELEMENTARY_HPP
