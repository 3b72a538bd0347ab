#include "tensor/lstm/semi.hpp"

#include <algorithm>
#include <utility>

namespace paretree::tensor {

namespace {

/// Inputs of one product: they and those fetched ahead fit into the second-level cache.
constexpr std::size_t values_together = 65'536;

constexpr auto block = static_cast<std::size_t>(gate_block);

struct Extents {
  std::size_t columns = 1;
  std::size_t rows = 1;
};

Extents extents(const Modes& modes, const std::vector<int>& of_side) {
  Extents extents;
  for (const int mode : of_side) {
    extents.columns *= modes.in[static_cast<std::size_t>(mode)];
    extents.rows *= modes.out[static_cast<std::size_t>(mode)];
  }
  return extents;
}

/// A product of these extents with vectors along the columns.
std::size_t padded_macs(std::size_t rows, std::size_t inner, std::size_t columns) {
  return rows * inner * rounded_up(columns, lanes);
}

/// Is a product cheaper with rows and columns exchanged? Else the wider side is the columns, of
/// which a register holds several.
bool exchanged(std::size_t rows, std::size_t columns) {
  const std::size_t as_it_is = rows * rounded_up(columns, lanes);
  const std::size_t turned = columns * rounded_up(rows, lanes);
  return turned < as_it_is || (turned == as_it_is && columns < rows);
}

}  // namespace

SemiMatrix::Split SemiMatrix::cheapest(const ParameterLayout& layout, const LayerFormat& format,
                                       std::size_t samples, std::size_t largest_words) {
  Split best;
  const auto& network = layout.network;
  for (std::size_t edge = 0; edge < network.edges.size(); ++edge) {
    const MergedSide sides[2] = {{network, network.edges[edge].first, static_cast<int>(edge)},
                                 {network, network.edges[edge].second, static_cast<int>(edge)}};
    for (std::size_t first = 0; first < 2; ++first) {
      const MergedSide& far = sides[first];
      const MergedSide& near = sides[1 - first];
      const Extents f = extents(format.matrix.modes, far.modes());
      const Extents n = extents(format.matrix.modes, near.modes());
      const std::size_t rank = far.rank();
      if (samples * f.columns * rank * n.rows > largest_words) {
        continue;
      }
      const std::size_t per_sample = 2 * padded_macs(f.columns, n.columns, rank * n.rows) +
                                     std::min(padded_macs(f.rows, f.columns * rank, n.rows),
                                              padded_macs(n.rows, f.columns * rank, f.rows)) +
                                     padded_macs(f.columns * rank, n.rows, f.rows) +
                                     std::min(padded_macs(f.columns * rank, f.rows, n.rows),
                                              padded_macs(n.rows, f.rows, f.columns * rank));
      const std::size_t hidden = format.scope == Scope::full
                                     ? 3 * layout.hidden * rank * f.rows * rounded_up(n.rows, lanes)
                                     : 0;
      const std::size_t macs = samples * per_sample + hidden + 3 * (far.macs() + near.macs());
      if (best.macs == 0 || macs < best.macs) {
        best = {.edge = edge, .far_is_first = first == 0, .macs = macs};
      }
    }
  }
  return best;
}

SemiMatrix::Side SemiMatrix::make_side(const ParameterLayout& layout, const Modes& modes,
                                       int vertex, std::size_t edge) {
  Side side{.merged = MergedSide(layout.network, vertex, static_cast<int>(edge)),
            .places = {},
            .matrix = {},
            .gradient = {},
            .of_column = {},
            .of_row = {}};
  const Extents both = extents(modes, side.merged.modes());
  side.columns = both.columns;
  side.rows = both.rows;
  const std::size_t rank = side.merged.rank();
  side.matrix = AlignedFloats(rank * side.columns * side.rows);
  side.gradient = AlignedFloats(side.matrix.size());

  // Columns and rows of a side count by ascending mode, so that a side of neighbouring modes leaves
  // the inputs in their order.
  std::vector<int> ascending = side.merged.modes();
  std::ranges::sort(ascending);
  Modes own = modes;
  for (std::size_t mode = 0; mode < modes.in.size(); ++mode) {
    if (std::ranges::find(ascending, static_cast<int>(mode)) == ascending.end()) {
      own.in[mode] = 1;
      own.out[mode] = 1;
    }
  }
  const std::vector<ElementIndex> inside = element_indices(own, side.merged.modes());
  const std::vector<ElementIndex> outside = element_indices(modes, side.merged.modes());
  side.of_column.resize(side.columns);
  side.of_row.resize(side.rows);
  side.places.resize(rank * inside.size());
  for (std::size_t e = 0; e < inside.size(); ++e) {
    side.of_column[inside[e].column].column = outside[e].column;
    side.of_row[inside[e].row].row = outside[e].row;
    for (std::size_t a = 0; a < rank; ++a) {
      side.places[a * inside.size() + e] =
          static_cast<std::uint32_t>((inside[e].column * rank + a) * side.rows + inside[e].row);
    }
  }
  return side;
}

SemiMatrix::SemiMatrix(const ParameterLayout& layout, const LayerFormat& format, std::size_t steps,
                       std::size_t capacity, const Split& split)
    : inputs_(layout.inputs),
      hidden_(layout.hidden),
      blocks_(layout.blocks),
      padded_hidden_(layout.padded_hidden),
      steps_(steps),
      capacity_(capacity),
      dense_h_panel_(layout.h_panel),
      covers_hidden_(format.scope == Scope::full),
      far_(make_side(layout, format.matrix.modes,
                     split.far_is_first ? layout.network.edges[split.edge].first
                                        : layout.network.edges[split.edge].second,
                     split.edge)),
      near_(make_side(layout, format.matrix.modes,
                      split.far_is_first ? layout.network.edges[split.edge].second
                                         : layout.network.edges[split.edge].first,
                      split.edge)),
      inputs_in_order_(far_.columns * near_.columns == layout.inputs),
      middle_(steps * capacity * far_.columns * wide()),
      rows_(steps * far_.rows * near_.rows),
      turned_(steps * far_.rows * near_.rows),
      together_(
          std::clamp<std::size_t>(values_together / (far_.columns * near_.columns), 1, steps)),
      exchanged_outputs_(exchanged(far_.rows, near_.rows)),
      exchanged_middle_(padded_macs(near_.rows, 1, far_.columns * far_.merged.rank()) <
                        padded_macs(far_.columns * far_.merged.rank(), 1, near_.rows)) {
  if (exchanged_middle_) {
    far_turned_ = AlignedFloats(far_.matrix.size());
    middle_turned_ = AlignedFloats(far_.columns * wide());
  }
  if (covers_hidden_) {
    hidden_columns_.resize(hidden_);
  }
  for (std::size_t f = 0; f < far_.columns; ++f) {
    for (std::size_t n = 0; n < near_.columns; ++n) {
      const std::size_t column = far_.of_column[f].column + near_.of_column[n].column;
      inputs_in_order_ = inputs_in_order_ && column == sources_.size();
      sources_.push_back(static_cast<std::uint32_t>(std::min(column, inputs_)));
      if (covers_hidden_ && column >= inputs_ && column < inputs_ + hidden_) {
        hidden_columns_[column - inputs_] = {.far = f, .near = n};
      }
    }
  }
  if (!inputs_in_order_) {
    arranged_ = AlignedFloats(steps * far_.columns * near_.columns);
  }
  const std::vector<GateUnit> gate_rows = gate_units(format.matrix.modes);
  for (const ElementIndex& k : far_.of_row) {
    for (const ElementIndex& m : near_.of_row) {
      const GateUnit row = gate_rows[k.row + m.row];
      gate_places_.push_back(static_cast<std::uint32_t>(panel_place(row, 0, capacity)));
      panel_places_.push_back(static_cast<std::uint32_t>(panel_place(row, 0, hidden_)));
    }
  }
  if (covers_hidden_) {
    h_panel_ = AlignedFloats(blocks_ * hidden_ * block);
    h_panel_gradient_ = AlignedFloats(blocks_ * hidden_ * block);
  }
}

Panels SemiMatrix::panels(const float* weights) const {
  return {.x = nullptr,
          .h = covers_hidden_ ? h_panel_.get() : weights + dense_h_panel_,
          .bias = nullptr};
}

PanelGradients SemiMatrix::panel_gradients(float* gradient) {
  return {.x = nullptr,
          .h = covers_hidden_ ? h_panel_gradient_.get() : gradient + dense_h_panel_,
          .bias = nullptr};
}

void SemiMatrix::merge(const Kernels& kernels, const float* weights) {
  for (Side* side : {&far_, &near_}) {
    side->merged.merge(kernels, weights);
    const float* value = side->merged.value();
    for (std::size_t i = 0; i < side->places.size(); ++i) {
      side->matrix.get()[side->places[i]] = value[i];
    }
  }
  if (exchanged_middle_) {
    transpose(far_.matrix.get(), far_.columns * far_.merged.rank(), far_.rows, far_turned_.get());
  }
  if (covers_hidden_) {
    merge_hidden(kernels);
  }
}

void SemiMatrix::merge_hidden(const Kernels& kernels) {
  const std::size_t rank = far_.merged.rank();
  for (std::size_t column = 0; column < hidden_; ++column) {
    const auto& at = hidden_columns_[column];
    multiply(kernels, far_.rows, rank, near_.rows,
             {far_.matrix.get() + at.far * rank * far_.rows, 1, far_.rows},
             near_.matrix.get() + at.near * wide(), near_.rows, rows_.get(), near_.rows, false);
    float* to = h_panel_.get() + column * block;
    for (std::size_t i = 0; i < panel_places_.size(); ++i) {
      to[panel_places_[i]] = rows_.get()[i];
    }
  }
}

const float* SemiMatrix::arranged(const float* sequence) {
  if (inputs_in_order_) {
    return sequence;
  }
  float* to = arranged_.get();
  for (std::size_t t = 0; t < steps_; ++t, sequence += inputs_, to += sources_.size()) {
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      to[i] = sources_[i] < inputs_ ? sequence[sources_[i]] : 0;
    }
  }
  return arranged_.get();
}

Ahead SemiMatrix::ahead_of(Sequences sequences, std::size_t row, std::size_t t) const {
  if (t < steps_) {
    return {sequences[row] + t * inputs_, std::min(together_, steps_ - t) * inputs_};
  }
  return row + 1 < sequences.size() ? ahead_of(sequences, row + 1, 0) : Ahead{};
}

void SemiMatrix::project_inputs(const Kernels& kernels, Recurrence& recurrence,
                                Sequences sequences) {
  const std::size_t rank = far_.merged.rank();
  const std::size_t per_step = far_.columns * wide();
  if (padded_hidden_ != hidden_) {
    std::fill_n(recurrence.gates(), steps_ * capacity_ * blocks_ * block, 0.0F);
  }
  for (std::size_t row = 0; row < sequences.size(); ++row) {
    float* middle = middle_.get() + row * steps_ * per_step;
    const float* inputs = arranged(sequences[row]);
    for (std::size_t t = 0; t < steps_; t += together_) {
      const std::size_t rows = std::min(together_, steps_ - t) * far_.columns;
      multiply(kernels, rows, near_.columns, wide(),
               {inputs + t * far_.columns * near_.columns, near_.columns, 1}, near_.matrix.get(),
               wide(), middle + t * per_step, wide(), false,
               ahead_of(sequences, row, t + together_));
    }
    for (std::size_t t = 0; t < steps_; ++t, middle += per_step) {
      if (exchanged_outputs_) {
        multiply(kernels, near_.rows, far_.columns * rank, far_.rows, {middle, 1, near_.rows},
                 far_.matrix.get(), far_.rows, turned_.get(), far_.rows, false);
        transpose(turned_.get(), near_.rows, far_.rows, rows_.get());
      } else {
        multiply(kernels, far_.rows, far_.columns * rank, near_.rows,
                 {far_.matrix.get(), 1, far_.rows}, middle, near_.rows, rows_.get(), near_.rows,
                 false);
      }
      float* gates = recurrence.gates() + (t * capacity_ * blocks_ + row) * block;
      for (std::size_t i = 0; i < gate_places_.size(); ++i) {
        gates[gate_places_[i]] = rows_.get()[i];
      }
    }
  }
}

void SemiMatrix::pull_back_hidden(const Kernels& kernels) {
  const std::size_t rank = far_.merged.rank();
  for (std::size_t column = 0; column < hidden_; ++column) {
    const auto& at = hidden_columns_[column];
    const float* from = h_panel_gradient_.get() + column * block;
    for (std::size_t i = 0; i < panel_places_.size(); ++i) {
      rows_.get()[i] = from[panel_places_[i]];
    }
    transpose(rows_.get(), far_.rows, near_.rows, turned_.get());
    const std::size_t far = at.far * rank * far_.rows;
    const std::size_t near = at.near * wide();
    multiply(kernels, rank, near_.rows, far_.rows, {near_.matrix.get() + near, near_.rows, 1},
             turned_.get(), far_.rows, far_.gradient.get() + far, far_.rows, true);
    multiply(kernels, rank, far_.rows, near_.rows, {far_.matrix.get() + far, far_.rows, 1},
             rows_.get(), near_.rows, near_.gradient.get() + near, near_.rows, true);
  }
}

void SemiMatrix::pull_back(const Kernels& kernels, const float* weights, float* gradient,
                           Recurrence& recurrence, Sequences sequences) {
  const std::size_t rank = far_.merged.rank();
  const std::size_t per_step = far_.columns * wide();
  const std::size_t outputs = far_.rows * near_.rows;
  std::ranges::fill(far_.gradient.span(), 0.0F);
  std::ranges::fill(near_.gradient.span(), 0.0F);
  for (std::size_t row = 0; row < sequences.size(); ++row) {
    float* middle = middle_.get() + row * steps_ * per_step;
    for (std::size_t t = 0; t < steps_; ++t) {
      const float* gates = recurrence.gates() + (t * capacity_ * blocks_ + row) * block;
      float* rows = rows_.get() + t * outputs;
      for (std::size_t i = 0; i < outputs; ++i) {
        rows[i] = gates[gate_places_[i]];
      }
      transpose(rows, far_.rows, near_.rows, turned_.get() + t * outputs);
    }
    multiply_groups(kernels, far_.columns * rank, {.count = steps_, .a_stride = per_step},
                    near_.rows, far_.rows, {middle, near_.rows, 1}, turned_.get(), far_.rows,
                    far_.gradient.get(), far_.rows, true);
    for (std::size_t t = 0; t < steps_; ++t) {
      if (exchanged_middle_) {
        multiply(kernels, near_.rows, far_.rows, far_.columns * rank,
                 {turned_.get() + t * outputs, far_.rows, 1}, far_turned_.get(),
                 far_.columns * rank, middle_turned_.get(), far_.columns * rank, false);
        transpose(middle_turned_.get(), near_.rows, far_.columns * rank, middle + t * per_step);
      } else {
        multiply(kernels, far_.columns * rank, far_.rows, near_.rows,
                 {far_.matrix.get(), far_.rows, 1}, rows_.get() + t * outputs, near_.rows,
                 middle + t * per_step, near_.rows, false);
      }
    }
    const float* inputs = arranged(sequences[row]);
    for (std::size_t t = 0; t < steps_; t += together_) {
      const std::size_t inner = std::min(together_, steps_ - t) * far_.columns;
      multiply(kernels, near_.columns, inner, wide(),
               {inputs + t * far_.columns * near_.columns, 1, near_.columns}, middle + t * per_step,
               wide(), near_.gradient.get(), wide(), true, ahead_of(sequences, row, t + together_));
    }
  }
  if (covers_hidden_) {
    pull_back_hidden(kernels);
  }
  for (Side* side : {&far_, &near_}) {
    float* to = side->merged.value_gradient(gradient);
    for (std::size_t i = 0; i < side->places.size(); ++i) {
      to[i] = side->gradient.get()[side->places[i]];
    }
    side->merged.pull_back(kernels, weights, gradient);
  }
}

}  // namespace paretree::tensor
