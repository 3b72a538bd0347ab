#ifndef PARETREE_TENSOR_LSTM_MERGE_HPP
#define PARETREE_TENSOR_LSTM_MERGE_HPP

#include "tensor/lstm/aligned_floats.hpp"
#include "tensor/lstm/kernels/kernels.hpp"
#include "tensor/lstm/network.hpp"

#include <cstddef>
#include <vector>

namespace paretree::tensor {

/// One side of an edge of the network multiplied out, and the way back for gradients.
///
/// The value is [rank][element], an element being the digits (n, m) of the side's modes,
/// `modes()[0]` most significant.
class MergedSide {
 public:
  /// The side of `edge` that holds `vertex`. Memory is taken by the first merge().
  MergedSide(const MatrixNetwork& network, int vertex, int edge);

  [[nodiscard]] std::size_t rank() const { return steps_.back().rank; }
  [[nodiscard]] std::size_t elements() const { return steps_.back().elements; }
  [[nodiscard]] const std::vector<int>& modes() const { return steps_.back().modes; }
  /// Multiply-accumulates of merge() alone, vectors counted as full.
  [[nodiscard]] std::size_t macs() const;

  /// Multiplies out. `weights` and the value stay where they are until the next merge.
  void merge(const Kernels& kernels, const float* weights);
  [[nodiscard]] const float* value() const { return steps_.back().value; }
  /// Where the gradient of value() is to be written before pull_back(); `gradient` is the flat
  /// array.
  [[nodiscard]] float* value_gradient(float* gradient);
  /// Writes the gradient of every tensor of this side into the flat array.
  void pull_back(const Kernels& kernels, const float* weights, float* gradient);

 private:
  enum class Kind { leaf, pass, join, core };
  struct Step {
    Kind kind = Kind::leaf;
    std::size_t offset = 0;  ///< of the vertex's tensor
    std::size_t rank = 1;
    std::size_t elements = 1;
    std::vector<int> modes;
    std::size_t out_stride = 0;
    int first = -1;  ///< a step; its element is the more significant one
    std::size_t first_stride = 0;
    int second = -1;  ///< join only
    std::size_t second_stride = 0;
    const float* value = nullptr;
    AlignedFloats merged;
    AlignedFloats between;  ///< join: [out][b][e1], the tensor times the first value
  };

  int add(const MatrixNetwork& network, int vertex, int edge);
  void allocate();
  void merge_join(const Kernels& kernels, const float* weights, Step& step);
  void pull_back_join(const Kernels& kernels, const float* weights, float* gradient, Step& step,
                      const float* value_gradient);
  [[nodiscard]] float* gradient_of(const Step& step, float* gradient);
  Step& at(int step) { return steps_[static_cast<std::size_t>(step)]; }

  std::vector<Step> steps_;               ///< post order
  std::vector<AlignedFloats> gradients_;  ///< per step; leaves write into the flat array
  AlignedFloats turned_;
  AlignedFloats product_;
  AlignedFloats between_gradient_;
};

/// to[j, i] = from[i, j], `rows` x `cols` of `from`, dense.
void transpose(const float* from, std::size_t rows, std::size_t cols, float* to);

/// multiply() with unsigned extents.
struct Operand {
  const float* values = nullptr;
  std::size_t row_stride = 0;
  std::size_t inner_stride = 0;
};
/// What is read next, brought nearer while a product goes on.
struct Ahead {
  const float* values = nullptr;
  std::size_t count = 0;
};
void multiply(const Kernels& kernels, std::size_t rows, std::size_t inner, std::size_t cols,
              Operand a, const float* b, std::size_t b_stride, float* c, std::size_t c_stride,
              bool accumulate, Ahead ahead = {});

/// The same with a sum over `groups` of `inner` values each: a's groups are `a_stride` apart, those
/// of b follow one another.
struct Groups {
  std::size_t count = 1;
  std::size_t a_stride = 0;
};
void multiply_groups(const Kernels& kernels, std::size_t rows, Groups groups, std::size_t inner,
                     std::size_t cols, Operand a, const float* b, std::size_t b_stride, float* c,
                     std::size_t c_stride, bool accumulate);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_MERGE_HPP
