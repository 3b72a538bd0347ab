#include "tensor/lstm/trained_lstm.hpp"

#include <cstddef>

namespace paretree::tensor {

namespace {

// Ours: first leg most significant, elements last. Theirs (cores.hpp): HT has the rank upward last,
// TT the rank to the right.
void fill_core(const MatrixNetwork::Vertex& vertex, FormatKind kind, std::span<const float> from,
               std::vector<double>& to) {
  const std::size_t first = vertex.legs.empty() ? 1 : vertex.legs.front().size;
  const std::size_t rest = vertex.size / first;
  const bool starts_a_chain = vertex.mode == 0;
  const bool is_root = vertex.mode < 0 && vertex.legs.size() == 2;
  for (std::size_t i = 0; i < vertex.size; ++i) {
    std::size_t place = i;
    if (kind == FormatKind::ht && !is_root) {
      place = i % rest * first + i / rest;
    } else if (kind == FormatKind::tt && (vertex.legs.size() == 2 || starts_a_chain)) {
      const std::size_t right = vertex.legs.empty() ? 1 : vertex.legs.back().size;
      const std::size_t element = i % vertex.elements;
      const std::size_t b = i / vertex.elements % right;
      const std::size_t a = i / vertex.elements / right;
      place = (a * vertex.elements + element) * right + b;
    }
    to[place] = static_cast<double>(from[i]);
  }
}

}  // namespace

LstmWeights lstm_weights(const ParameterLayout& layout, const LayerFormat& format,
                         std::span<const float> parameters) {
  LstmWeights weights;
  weights.matrix = canonical_format(format.matrix);
  weights.cores = zero_cores(weights.matrix);
  for (std::size_t v = 0; v < layout.network.vertices.size(); ++v) {
    const auto& vertex = layout.network.vertices[v];
    fill_core(vertex, format.matrix.kind, parameters.subspan(vertex.offset, vertex.size),
              weights.cores.cores[v].values);
  }
  const std::vector<GateUnit> rows = gate_units(format.matrix.modes);
  const std::size_t columns = format.matrix.modes.columns();
  const auto at = [&parameters](std::size_t place) {
    return static_cast<double>(parameters[place]);
  };
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (layout.x_panel != ParameterLayout::none) {
      double* dense = weights.cores.cores[0].values.data() + row * columns;
      for (std::size_t k = 0; k < layout.inputs; ++k) {
        dense[k] = at(layout.x_panel + panel_place(rows[row], k, layout.inputs));
      }
      for (std::size_t k = 0; format.scope == Scope::full && k < layout.hidden; ++k) {
        dense[layout.inputs + k] = at(layout.h_panel + panel_place(rows[row], k, layout.hidden));
      }
    }
    for (std::size_t k = 0; format.scope == Scope::input && k < layout.hidden; ++k) {
      weights.hidden.push_back(at(layout.h_panel + panel_place(rows[row], k, layout.hidden)));
    }
    weights.bias.push_back(at(layout.bias + panel_place(rows[row], 0, 1)));
  }
  for (std::size_t k = 0; k < layout.classes; ++k) {
    for (std::size_t unit = 0; unit < layout.hidden; ++unit) {
      weights.classifier.push_back(at(layout.classifier + unit * layout.padded_classes + k));
    }
    weights.classifier_bias.push_back(at(layout.classifier_bias + k));
  }
  return weights;
}

}  // namespace paretree::tensor
