#include "tensor/lstm/materialised.hpp"

#include <algorithm>
#include <utility>

namespace paretree::tensor {

namespace {

constexpr auto block = static_cast<std::size_t>(gate_block);

// Forward and backward of the last product, the one over the edge itself.
std::size_t joining_macs(const MergedSide& first, const MergedSide& second) {
  return 2 * first.rank() * first.elements() * rounded_up(second.elements(), lanes) +
         first.elements() * second.elements() * rounded_up(first.rank(), lanes);
}

struct Sides {
  std::vector<MergedSide> merged;  ///< none if the network is a single tensor
  std::size_t macs = 0;            ///< forward and backward
};

Sides cheapest_sides(const MatrixNetwork& network) {
  Sides best;
  for (std::size_t edge = 0; edge < network.edges.size(); ++edge) {
    const auto& ends = network.edges[edge];
    MergedSide first(network, ends.first, static_cast<int>(edge));
    MergedSide second(network, ends.second, static_cast<int>(edge));
    if (joining_macs(second, first) < joining_macs(first, second)) {
      std::swap(first, second);
    }
    const std::size_t macs = 3 * (first.macs() + second.macs()) + joining_macs(first, second);
    if (best.merged.empty() || macs < best.macs) {
      best.macs = macs;
      best.merged.clear();
      best.merged.push_back(std::move(first));
      best.merged.push_back(std::move(second));
    }
  }
  return best;
}

}  // namespace

std::vector<ElementIndex> element_indices(const Modes& modes,
                                          const std::vector<int>& modes_of_side) {
  std::vector<std::uint32_t> row_strides(modes.out.size());
  std::vector<std::uint32_t> column_strides(modes.in.size());
  std::uint32_t row_stride = 1;
  std::uint32_t column_stride = 1;
  for (std::size_t mode = modes.in.size(); mode-- > 0;) {
    row_strides[mode] = row_stride;
    column_strides[mode] = column_stride;
    row_stride *= static_cast<std::uint32_t>(modes.out[mode]);
    column_stride *= static_cast<std::uint32_t>(modes.in[mode]);
  }
  std::vector<ElementIndex> indices{{}};
  for (const int side_mode : modes_of_side) {
    const auto mode = static_cast<std::size_t>(side_mode);
    std::vector<ElementIndex> longer;
    longer.reserve(indices.size() * modes.in[mode] * modes.out[mode]);
    for (const ElementIndex& index : indices) {
      for (std::uint32_t n = 0; n < modes.in[mode]; ++n) {
        for (std::uint32_t m = 0; m < modes.out[mode]; ++m) {
          longer.push_back({.row = index.row + m * row_strides[mode],
                            .column = index.column + n * column_strides[mode]});
        }
      }
    }
    indices = std::move(longer);
  }
  return indices;
}

std::size_t MaterialisedMatrix::macs(const ParameterLayout& layout, std::size_t samples) {
  return 2 * samples * layout.inputs * layout.blocks * block + cheapest_sides(layout.network).macs;
}

MaterialisedMatrix::MaterialisedMatrix(const ParameterLayout& layout, const LayerFormat& format)
    : h_place_(layout.blocks * layout.inputs * block),
      dense_h_panel_(layout.h_panel),
      covers_hidden_(format.scope == Scope::full),
      sides_(cheapest_sides(layout.network).merged) {
  std::vector<ElementIndex> first{{}};
  std::vector<ElementIndex> second;
  if (sides_.empty()) {
    offset_ = layout.network.vertices[0].offset;
    second = element_indices(format.matrix.modes, {0});
  } else {
    first = element_indices(format.matrix.modes, sides_[0].modes());
    second = element_indices(format.matrix.modes, sides_[1].modes());
    turned_ = AlignedFloats(sides_[1].rank() * second.size());
    product_ = AlignedFloats(sides_[0].rank() * first.size());
  }
  matrix_ = AlignedFloats(first.size() * second.size());

  const std::size_t columns = layout.inputs + (covers_hidden_ ? layout.hidden : 0);
  const std::size_t nowhere = layout.blocks * columns * block;
  panels_ = AlignedFloats(nowhere + 1);
  panel_gradients_ = AlignedFloats(nowhere + 1);
  const std::vector<GateUnit> rows = gate_units(format.matrix.modes);
  places_.reserve(matrix_.size());
  for (const ElementIndex& left : first) {
    for (const ElementIndex& right : second) {
      const GateUnit row = rows[left.row + right.row];
      const std::size_t column = left.column + right.column;
      std::size_t place = nowhere;
      if (column < layout.inputs) {
        place = panel_place(row, column, layout.inputs);
      } else if (column < columns) {
        place = h_place_ + panel_place(row, column - layout.inputs, layout.hidden);
      }
      places_.push_back(static_cast<std::uint32_t>(place));
    }
  }
}

Panels MaterialisedMatrix::panels(const float* weights) const {
  return {.x = panels_.get(),
          .h = covers_hidden_ ? panels_.get() + h_place_ : weights + dense_h_panel_,
          .bias = nullptr};
}

PanelGradients MaterialisedMatrix::panel_gradients(float* gradient) {
  return {.x = panel_gradients_.get(),
          .h = covers_hidden_ ? panel_gradients_.get() + h_place_ : gradient + dense_h_panel_,
          .bias = nullptr};
}

void MaterialisedMatrix::merge(const Kernels& kernels, const float* weights) {
  const float* matrix = weights + offset_;
  if (!sides_.empty()) {
    for (MergedSide& side : sides_) {
      side.merge(kernels, weights);
    }
    const std::size_t e1 = sides_[0].elements();
    const std::size_t e2 = sides_[1].elements();
    multiply(kernels, e1, sides_[0].rank(), e2, {sides_[0].value(), 1, e1}, sides_[1].value(), e2,
             matrix_.get(), e2, false);
    matrix = matrix_.get();
  }
  float* panels = panels_.get();
  for (std::size_t i = 0; i < places_.size(); ++i) {
    panels[places_[i]] = matrix[i];
  }
}

void MaterialisedMatrix::pull_back(const Kernels& kernels, const float* weights, float* gradient,
                                   Recurrence&, Sequences) {
  float* matrix = sides_.empty() ? gradient + offset_ : matrix_.get();
  const float* panels = panel_gradients_.get();
  for (std::size_t i = 0; i < places_.size(); ++i) {
    matrix[i] = panels[places_[i]];
  }
  if (sides_.empty()) {
    return;
  }
  const std::size_t e1 = sides_[0].elements();
  const std::size_t e2 = sides_[1].elements();
  const std::size_t rank = sides_[0].rank();
  multiply(kernels, rank, e1, e2, {sides_[0].value(), e1, 1}, matrix, e2,
           sides_[1].value_gradient(gradient), e2, false);
  transpose(sides_[1].value(), rank, e2, turned_.get());
  multiply(kernels, e1, e2, rank, {matrix, e2, 1}, turned_.get(), rank, product_.get(), rank,
           false);
  transpose(product_.get(), e1, rank, sides_[0].value_gradient(gradient));
  for (MergedSide& side : sides_) {
    side.pull_back(kernels, weights, gradient);
  }
}

}  // namespace paretree::tensor
