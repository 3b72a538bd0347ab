#ifndef PARETREE_TENSOR_LSTM_ALIGNED_FLOATS_HPP
#define PARETREE_TENSOR_LSTM_ALIGNED_FLOATS_HPP

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace paretree::tensor {

/// `count` rounded up to a multiple of `unit`.
[[nodiscard]] constexpr std::size_t rounded_up(std::size_t count, std::size_t unit) {
  return (count + unit - 1) / unit * unit;
}

/// Zeroed floats on a cache-line boundary, so that no vector of a kernel crosses a line.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(std::size_t count)
      : values_(new (alignment) float[count > 0 ? count : 1]), size_(count) {
    std::fill_n(values_.get(), count, 0.0F);
  }

  [[nodiscard]] float* get() { return values_.get(); }
  [[nodiscard]] const float* get() const { return values_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<float> span() { return {values_.get(), size_}; }
  [[nodiscard]] std::span<const float> span() const { return {values_.get(), size_}; }

 private:
  static constexpr std::align_val_t alignment{64};
  struct Free {
    void operator()(float* values) const { ::operator delete[](values, alignment); }
  };
  std::unique_ptr<float[], Free> values_;
  std::size_t size_ = 0;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_ALIGNED_FLOATS_HPP
