#include "tensor/lstm/merge.hpp"

#include <algorithm>
#include <utility>

namespace paretree::tensor {

void transpose(const float* from, std::size_t rows, std::size_t cols, float* to) {
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      to[j * rows + i] = from[i * cols + j];
    }
  }
}

namespace {

std::ptrdiff_t extent(std::size_t count) {
  return static_cast<std::ptrdiff_t>(count);
}

const char* bytes_of(const float* values) {
  return static_cast<const char*>(static_cast<const void*>(values));
}

}  // namespace

void multiply(const Kernels& kernels, std::size_t rows, std::size_t inner, std::size_t cols,
              Operand a, const float* b, std::size_t b_stride, float* c, std::size_t c_stride,
              bool accumulate, Ahead ahead) {
  // Pieces of b that stay in the first-level cache while the rows of a pass by; the order of every
  // sum is the same as without them.
  constexpr std::size_t piece = 128;
  const std::size_t shares = std::max<std::size_t>(inner, 1);
  std::size_t begin = 0;
  do {
    const std::size_t length = rows > 8 ? std::min(piece, inner - begin) : inner - begin;
    kernels.multiply({.rows = extent(rows),
                      .inner = extent(length),
                      .cols = extent(cols),
                      .a = a.values + begin * a.inner_stride,
                      .a_row = extent(a.row_stride),
                      .a_inner = extent(a.inner_stride),
                      .b = b + begin * b_stride,
                      .b_stride = extent(b_stride),
                      .c = c,
                      .c_stride = extent(c_stride),
                      .accumulate = accumulate || begin > 0,
                      .ahead = bytes_of(ahead.values + ahead.count * begin / shares),
                      .ahead_bytes = extent(ahead.count * length / shares * sizeof(float))});
    begin += length;
  } while (begin < inner);
}

void multiply_groups(const Kernels& kernels, std::size_t rows, Groups groups, std::size_t inner,
                     std::size_t cols, Operand a, const float* b, std::size_t b_stride, float* c,
                     std::size_t c_stride, bool accumulate) {
  kernels.multiply({.rows = extent(rows),
                    .inner = extent(inner),
                    .cols = extent(cols),
                    .a = a.values,
                    .a_row = extent(a.row_stride),
                    .a_inner = extent(a.inner_stride),
                    .b = b,
                    .b_stride = extent(b_stride),
                    .c = c,
                    .c_stride = extent(c_stride),
                    .accumulate = accumulate,
                    .groups = extent(groups.count),
                    .a_group = extent(groups.a_stride)});
}

MergedSide::MergedSide(const MatrixNetwork& network, int vertex, int edge) {
  add(network, vertex, edge);
}

int MergedSide::add(const MatrixNetwork& network, int vertex, int edge) {
  const auto& tensor = network.vertices[static_cast<std::size_t>(vertex)];
  Step step;
  step.offset = tensor.offset;
  std::vector<MatrixNetwork::Leg> others;
  for (const auto& leg : tensor.legs) {
    if (leg.edge == edge) {
      step.rank = leg.size;
      step.out_stride = leg.stride;
    } else {
      others.push_back(leg);
    }
  }
  std::vector<int> children;
  children.reserve(others.size());
  for (const auto& leg : others) {
    children.push_back(add(network, leg.neighbour, leg.edge));
  }
  // The larger element belongs into the vector lanes, that is second.
  if (children.size() == 2 && at(children[0]).elements > at(children[1]).elements) {
    std::swap(children[0], children[1]);
    std::swap(others[0], others[1]);
  }
  step.elements = tensor.elements;
  if (children.empty()) {
    step.kind = Kind::leaf;
  } else {
    step.kind = tensor.mode >= 0 ? Kind::core : children.size() == 2 ? Kind::join : Kind::pass;
    step.first = children[0];
    step.first_stride = others[0].stride;
  }
  for (const int child : children) {
    step.elements *= at(child).elements;
    step.modes.insert(step.modes.end(), at(child).modes.begin(), at(child).modes.end());
  }
  if (children.size() == 2) {
    step.second = children[1];
    step.second_stride = others[1].stride;
  }
  if (tensor.mode >= 0) {
    step.modes.push_back(tensor.mode);
  }
  steps_.push_back(std::move(step));
  return static_cast<int>(steps_.size()) - 1;
}

void MergedSide::allocate() {
  std::size_t largest_product = 0;
  std::size_t largest_turned = 0;
  std::size_t largest_between = 0;
  for (Step& step : steps_) {
    std::size_t own_gradient = 0;
    if (step.kind != Kind::leaf) {
      step.merged = AlignedFloats(step.rank * step.elements);
      own_gradient = step.rank * step.elements;
      const Step& first = at(step.first);
      const std::size_t e1 = first.elements;
      const std::size_t e2 = step.elements / e1;
      const std::size_t b = step.kind == Kind::join ? at(step.second).rank : 1;
      if (step.kind == Kind::join) {
        step.between = AlignedFloats(step.rank * b * e1);
        largest_between = std::max(largest_between, step.rank * b * e1);
      }
      const std::size_t wide = std::max(b, first.rank);
      largest_turned = std::max(largest_turned, wide * std::max(e1, e2));
      largest_product =
          std::max({largest_product, wide * std::max(e1, e2), step.rank * b * first.rank});
    }
    gradients_.emplace_back(own_gradient);
  }
  turned_ = AlignedFloats(largest_turned);
  product_ = AlignedFloats(largest_product);
  between_gradient_ = AlignedFloats(largest_between);
}

std::size_t MergedSide::macs() const {
  std::size_t sum = 0;
  for (const Step& step : steps_) {
    if (step.kind == Kind::leaf) {
      continue;
    }
    const Step& first = steps_[static_cast<std::size_t>(step.first)];
    const std::size_t e2 = step.elements / first.elements;
    if (step.kind == Kind::pass) {
      sum += step.rank * first.rank * rounded_up(step.elements, lanes);
    } else if (step.kind == Kind::core) {
      sum += step.rank * first.rank * first.elements * rounded_up(e2, lanes);
    } else {
      const Step& second = steps_[static_cast<std::size_t>(step.second)];
      sum += step.rank * second.rank * first.rank * rounded_up(first.elements, lanes) +
             step.rank * second.rank * first.elements * rounded_up(e2, lanes);
    }
  }
  return sum;
}

float* MergedSide::gradient_of(const Step& step, float* gradient) {
  if (step.kind == Kind::leaf) {
    return gradient + step.offset;
  }
  return gradients_[static_cast<std::size_t>(&step - steps_.data())].get();
}

float* MergedSide::value_gradient(float* gradient) {
  return gradient_of(steps_.back(), gradient);
}

void MergedSide::merge_join(const Kernels& kernels, const float* weights, Step& step) {
  const Step& first = at(step.first);
  const Step& second = at(step.second);
  const std::size_t e1 = first.elements;
  const std::size_t e2 = second.elements;
  for (std::size_t out = 0; out < step.rank; ++out) {
    float* between = step.between.get() + out * second.rank * e1;
    multiply(kernels, second.rank, first.rank, e1,
             {weights + step.offset + out * step.out_stride, step.second_stride, step.first_stride},
             first.value, e1, between, e1, false);
    multiply(kernels, e1, second.rank, e2, {between, 1, e1}, second.value, e2,
             step.merged.get() + out * step.elements, e2, false);
  }
}

void MergedSide::merge(const Kernels& kernels, const float* weights) {
  if (gradients_.empty()) {
    allocate();
  }
  for (Step& step : steps_) {
    const float* tensor = weights + step.offset;
    if (step.kind == Kind::leaf) {
      step.value = tensor;
      continue;
    }
    const Step& first = at(step.first);
    if (step.kind == Kind::pass) {
      multiply(kernels, step.rank, first.rank, step.elements,
               {tensor, step.out_stride, step.first_stride}, first.value, step.elements,
               step.merged.get(), step.elements, false);
    } else if (step.kind == Kind::join) {
      merge_join(kernels, weights, step);
    } else {
      const std::size_t e2 = step.elements / first.elements;
      for (std::size_t out = 0; out < step.rank; ++out) {
        multiply(kernels, first.elements, first.rank, e2, {first.value, 1, first.elements},
                 tensor + out * step.out_stride, step.first_stride,
                 step.merged.get() + out * step.elements, e2, false);
      }
    }
    step.value = step.merged.get();
  }
}

void MergedSide::pull_back_join(const Kernels& kernels, const float* weights, float* gradient,
                                Step& step, const float* value_gradient) {
  const Step& first = at(step.first);
  const Step& second = at(step.second);
  const std::size_t e1 = first.elements;
  const std::size_t e2 = second.elements;
  for (std::size_t out = 0; out < step.rank; ++out) {
    multiply(kernels, second.rank, e1, e2, {step.between.get() + out * second.rank * e1, e1, 1},
             value_gradient + out * step.elements, e2, gradient_of(second, gradient), e2, out > 0);
  }
  transpose(second.value, second.rank, e2, turned_.get());
  for (std::size_t out = 0; out < step.rank; ++out) {
    multiply(kernels, e1, e2, second.rank, {value_gradient + out * step.elements, e2, 1},
             turned_.get(), second.rank, product_.get(), second.rank, false);
    transpose(product_.get(), e1, second.rank, between_gradient_.get() + out * second.rank * e1);
  }
  transpose(first.value, first.rank, e1, turned_.get());
  multiply(kernels, step.rank * second.rank, e1, first.rank, {between_gradient_.get(), e1, 1},
           turned_.get(), first.rank, product_.get(), first.rank, false);
  for (std::size_t out = 0; out < step.rank; ++out) {
    for (std::size_t b = 0; b < second.rank; ++b) {
      const float* row = product_.get() + (out * second.rank + b) * first.rank;
      float* to = gradient + step.offset + out * step.out_stride + b * step.second_stride;
      for (std::size_t a = 0; a < first.rank; ++a) {
        to[a * step.first_stride] = row[a];
      }
    }
    multiply(kernels, first.rank, second.rank, e1,
             {weights + step.offset + out * step.out_stride, step.first_stride, step.second_stride},
             between_gradient_.get() + out * second.rank * e1, e1, gradient_of(first, gradient), e1,
             out > 0);
  }
}

void MergedSide::pull_back(const Kernels& kernels, const float* weights, float* gradient) {
  for (std::size_t index = steps_.size(); index-- > 0;) {
    Step& step = steps_[index];
    if (step.kind == Kind::leaf) {
      continue;
    }
    const float* value_gradient = gradient_of(step, gradient);
    const Step& first = at(step.first);
    const float* tensor = weights + step.offset;
    float* first_gradient = gradient_of(first, gradient);
    if (step.kind == Kind::join) {
      pull_back_join(kernels, weights, gradient, step, value_gradient);
    } else if (step.kind == Kind::pass) {
      multiply(kernels, first.rank, step.rank, step.elements,
               {tensor, step.first_stride, step.out_stride}, value_gradient, step.elements,
               first_gradient, step.elements, false);
      transpose(first.value, first.rank, step.elements, turned_.get());
      multiply(kernels, step.rank, step.elements, first.rank, {value_gradient, step.elements, 1},
               turned_.get(), first.rank, product_.get(), first.rank, false);
      for (std::size_t out = 0; out < step.rank; ++out) {
        for (std::size_t a = 0; a < first.rank; ++a) {
          gradient[step.offset + out * step.out_stride + a * step.first_stride] =
              product_.get()[out * first.rank + a];
        }
      }
    } else {
      const std::size_t e1 = first.elements;
      const std::size_t e2 = step.elements / e1;
      for (std::size_t out = 0; out < step.rank; ++out) {
        multiply(kernels, first.rank, e1, e2, {first.value, e1, 1},
                 value_gradient + out * step.elements, e2,
                 gradient + step.offset + out * step.out_stride, step.first_stride, false);
        for (std::size_t b = 0; b < first.rank; ++b) {
          const float* row = tensor + out * step.out_stride + b * step.first_stride;
          for (std::size_t e = 0; e < e2; ++e) {
            turned_.get()[e * first.rank + b] = row[e];
          }
        }
        multiply(kernels, e1, e2, first.rank, {value_gradient + out * step.elements, e2, 1},
                 turned_.get(), first.rank, product_.get(), first.rank, out > 0);
      }
      transpose(product_.get(), e1, first.rank, first_gradient);
    }
  }
}

}  // namespace paretree::tensor
