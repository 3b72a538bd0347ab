#include "tensor/reference/lstm_reference.hpp"

#include <algorithm>
#include <cmath>

namespace paretree::tensor {

// The LSTM's own weights: gates * hidden rows, in the order gate, unit.
struct ReferenceLstm::Weights {
  std::vector<double> x;           // [gate][unit][input]
  std::vector<double> h;           // [gate][unit][unit]
  std::vector<double> bias;        // [gate][unit]
  std::vector<double> classifier;  // [class][unit]
  std::vector<double> classifier_bias;
};

struct ReferenceLstm::Step {
  std::vector<double> gates;  // [gate][unit]
  std::vector<double> c;
  std::vector<double> h;
};

namespace {

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

}  // namespace

ReferenceLstm::ReferenceLstm(const LstmShape& shape, const LayerFormat& format)
    : shape_(shape), format_(format), layout_(shape, format) {
  format_.matrix = canonical_format(format.matrix);
}

double ReferenceLstm::visit_tree(std::span<const double> parameters,
                                 const std::vector<std::size_t>& elements, double scale,
                                 std::vector<double>* gradient) const {
  const auto nodes = format_.matrix.tree.nodes();
  const Modes& modes = format_.matrix.modes;
  const auto rank = [&](std::size_t node) -> std::size_t {
    return node + 1 == nodes.size()
               ? 1
               : format_.matrix.ranks.at(edge_of(nodes[node].modes, modes.count()));
  };
  std::vector<std::vector<double>> value(nodes.size());
  std::vector<std::vector<double>> slope(nodes.size());
  for (std::size_t t = 0; t < nodes.size(); ++t) {
    const std::size_t offset = layout_.network.vertices[t].offset;
    value[t].assign(rank(t), 0);
    slope[t].assign(rank(t), 0);
    for (std::size_t r = 0; r < rank(t); ++r) {
      if (nodes[t].is_leaf()) {
        const auto mode = static_cast<std::size_t>(nodes[t].mode);
        value[t][r] = parameters[offset + r * modes.in[mode] * modes.out[mode] + elements[mode]];
        continue;
      }
      const auto left = static_cast<std::size_t>(nodes[t].left);
      const auto right = static_cast<std::size_t>(nodes[t].right);
      for (std::size_t a = 0; a < rank(left); ++a) {
        for (std::size_t b = 0; b < rank(right); ++b) {
          value[t][r] += parameters[offset + (r * rank(left) + a) * rank(right) + b] *
                         value[left][a] * value[right][b];
        }
      }
    }
  }
  if (gradient == nullptr) {
    return value.back()[0];
  }
  slope.back()[0] = scale;
  for (std::size_t t = nodes.size(); t-- > 0;) {
    const std::size_t offset = layout_.network.vertices[t].offset;
    for (std::size_t r = 0; r < rank(t); ++r) {
      if (nodes[t].is_leaf()) {
        const auto mode = static_cast<std::size_t>(nodes[t].mode);
        (*gradient)[offset + r * modes.in[mode] * modes.out[mode] + elements[mode]] += slope[t][r];
        continue;
      }
      const auto left = static_cast<std::size_t>(nodes[t].left);
      const auto right = static_cast<std::size_t>(nodes[t].right);
      for (std::size_t a = 0; a < rank(left); ++a) {
        for (std::size_t b = 0; b < rank(right); ++b) {
          const std::size_t at = offset + (r * rank(left) + a) * rank(right) + b;
          (*gradient)[at] += slope[t][r] * value[left][a] * value[right][b];
          slope[left][a] += slope[t][r] * parameters[at] * value[right][b];
          slope[right][b] += slope[t][r] * parameters[at] * value[left][a];
        }
      }
    }
  }
  return value.back()[0];
}

double ReferenceLstm::visit_chain(std::span<const double> parameters,
                                  const std::vector<std::size_t>& elements, double scale,
                                  std::vector<double>* gradient) const {
  const Modes& modes = format_.matrix.modes;
  const std::size_t count = elements.size();
  std::vector<std::size_t> ranks(count + 1, 1);
  ModeSet left = 0;
  for (std::size_t k = 0; k + 1 < count; ++k) {
    left |= ModeSet{1} << k;
    ranks[k + 1] = format_.matrix.ranks.at(edge_of(left, modes.count()));
  }
  // core[k][a][b][element]
  const auto at = [&](std::size_t k, std::size_t a, std::size_t b) {
    return layout_.network.vertices[k].offset +
           (a * ranks[k + 1] + b) * modes.in[k] * modes.out[k] + elements[k];
  };
  std::vector<std::vector<double>> before(count + 1);  // product of cores 0..k-1
  std::vector<std::vector<double>> after(count + 1);   // product of cores k..d-1
  before[0] = {1};
  after[count] = {1};
  for (std::size_t k = 0; k < count; ++k) {
    before[k + 1].assign(ranks[k + 1], 0);
    for (std::size_t a = 0; a < ranks[k]; ++a) {
      for (std::size_t b = 0; b < ranks[k + 1]; ++b) {
        before[k + 1][b] += before[k][a] * parameters[at(k, a, b)];
      }
    }
  }
  for (std::size_t k = count; k-- > 0;) {
    after[k].assign(ranks[k], 0);
    for (std::size_t a = 0; a < ranks[k]; ++a) {
      for (std::size_t b = 0; b < ranks[k + 1]; ++b) {
        after[k][a] += parameters[at(k, a, b)] * after[k + 1][b];
        if (gradient != nullptr) {
          (*gradient)[at(k, a, b)] += scale * before[k][a] * after[k + 1][b];
        }
      }
    }
  }
  return before[count][0];
}

double ReferenceLstm::visit_entry(std::span<const double> parameters, std::size_t row,
                                  std::size_t column, double scale,
                                  std::vector<double>* gradient) const {
  const Modes& modes = format_.matrix.modes;
  std::vector<std::size_t> elements(modes.in.size());
  for (std::size_t mode = modes.in.size(); mode-- > 0;) {
    elements[mode] = column % modes.in[mode] * modes.out[mode] + row % modes.out[mode];
    column /= modes.in[mode];
    row /= modes.out[mode];
  }
  return format_.matrix.kind == FormatKind::tt ? visit_chain(parameters, elements, scale, gradient)
                                               : visit_tree(parameters, elements, scale, gradient);
}

std::vector<double> ReferenceLstm::matrix(std::span<const double> parameters) const {
  const Modes& modes = format_.matrix.modes;
  std::vector<double> matrix(modes.rows() * modes.columns());
  for (std::size_t row = 0; row < modes.rows(); ++row) {
    for (std::size_t column = 0; column < modes.columns(); ++column) {
      matrix[row * modes.columns() + column] = visit_entry(parameters, row, column, 0, nullptr);
    }
  }
  return matrix;
}

std::vector<double> ReferenceLstm::rounded(std::span<const double> parameters) const {
  std::vector<double> rounded(parameters.begin(), parameters.end());
  for (const auto& tensor : layout_.tensors) {
    if (!tensor.fixed_point) {
      continue;
    }
    const auto values = std::span(rounded).subspan(tensor.offset, tensor.size);
    double largest = 0;
    for (const double value : values) {
      largest = std::max(largest, std::abs(value));
    }
    double scale = 1;
    while (scale < largest) {
      scale *= 2;
    }
    while (largest > 0 && scale / 2 >= largest) {
      scale /= 2;
    }
    const double steps = std::pow(2.0, format_.weight_bits - 1);
    for (double& value : values) {
      const double digits = std::nearbyint(value / scale * steps);
      value = std::clamp(digits, -steps, steps - 1) * scale / steps;
    }
  }
  return rounded;
}

ReferenceLstm::Weights ReferenceLstm::weights(std::span<const double> parameters) const {
  const std::size_t hidden = layout_.hidden;
  const std::size_t inputs = layout_.inputs;
  Weights w;
  w.x.resize(4 * hidden * inputs);
  w.h.resize(4 * hidden * hidden);
  w.bias.resize(4 * hidden);
  const bool dense = format_.matrix.kind == FormatKind::dense;
  std::vector<double> matrix;
  if (!dense) {
    matrix = this->matrix(parameters);
  }
  const std::vector<GateUnit> rows = gate_units(format_.matrix.modes);
  const std::size_t columns = format_.matrix.modes.columns();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::size_t place = rows[row].gate * hidden + rows[row].unit;
    for (std::size_t k = 0; k < inputs; ++k) {
      w.x[place * inputs + k] =
          dense ? parameters[layout_.x_panel + panel_place(rows[row], k, inputs)]
                : matrix[row * columns + k];
    }
    for (std::size_t k = 0; k < hidden; ++k) {
      w.h[place * hidden + k] =
          layout_.h_panel != ParameterLayout::none
              ? parameters[layout_.h_panel + panel_place(rows[row], k, hidden)]
              : matrix[row * columns + inputs + k];
    }
    w.bias[place] = parameters[layout_.bias + panel_place(rows[row], 0, 1)];
  }
  for (std::size_t k = 0; k < layout_.classes; ++k) {
    for (std::size_t unit = 0; unit < hidden; ++unit) {
      w.classifier.push_back(parameters[layout_.classifier + unit * layout_.padded_classes + k]);
    }
    w.classifier_bias.push_back(parameters[layout_.classifier_bias + k]);
  }
  return w;
}

std::vector<ReferenceLstm::Step> ReferenceLstm::run(const Weights& w,
                                                    const Example& example) const {
  const std::size_t hidden = layout_.hidden;
  const std::size_t inputs = layout_.inputs;
  std::vector<Step> steps(shape_.steps);
  for (std::size_t t = 0; t < steps.size(); ++t) {
    Step& step = steps[t];
    step.gates.resize(4 * hidden);
    step.c.resize(hidden);
    step.h.resize(hidden);
    for (std::size_t row = 0; row < 4 * hidden; ++row) {
      double sum = w.bias[row];
      for (std::size_t k = 0; k < inputs; ++k) {
        sum += w.x[row * inputs + k] * example.values[t * inputs + k];
      }
      for (std::size_t k = 0; t > 0 && k < hidden; ++k) {
        sum += w.h[row * hidden + k] * steps[t - 1].h[k];
      }
      step.gates[row] = row / hidden == 2 ? std::tanh(sum) : sigmoid(sum);
    }
    for (std::size_t unit = 0; unit < hidden; ++unit) {
      const double before = t > 0 ? steps[t - 1].c[unit] : 0;
      step.c[unit] =
          step.gates[hidden + unit] * before + step.gates[unit] * step.gates[2 * hidden + unit];
      step.h[unit] = step.gates[3 * hidden + unit] * std::tanh(step.c[unit]);
    }
  }
  return steps;
}

std::vector<double> ReferenceLstm::shares(const Weights& w, const Step& last) const {
  std::vector<double> shares(layout_.classes);
  double sum = 0;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    double logit = w.classifier_bias[k];
    for (std::size_t unit = 0; unit < layout_.hidden; ++unit) {
      logit += w.classifier[k * layout_.hidden + unit] * last.h[unit];
    }
    shares[k] = std::exp(logit);
    sum += shares[k];
  }
  for (double& share : shares) {
    share /= sum;
  }
  return shares;
}

double ReferenceLstm::loss(std::span<const double> parameters,
                           std::span<const Example> examples) const {
  const Weights w = weights(parameters);
  double sum = 0;
  for (const Example& example : examples) {
    sum -= std::log(shares(w, run(w, example).back())[example.label]);
  }
  return sum / static_cast<double>(examples.size());
}

void ReferenceLstm::add_gradient(const Weights& w, const Example& example,
                                 Weights& gradient) const {
  const std::size_t hidden = layout_.hidden;
  const std::size_t inputs = layout_.inputs;
  const std::vector<Step> steps = run(w, example);
  std::vector<double> dlogits = shares(w, steps.back());
  dlogits[example.label] -= 1;
  std::vector<double> dh(hidden);
  std::vector<double> dc(hidden);
  for (std::size_t k = 0; k < dlogits.size(); ++k) {
    gradient.classifier_bias[k] += dlogits[k];
    for (std::size_t unit = 0; unit < hidden; ++unit) {
      gradient.classifier[k * hidden + unit] += dlogits[k] * steps.back().h[unit];
      dh[unit] += dlogits[k] * w.classifier[k * hidden + unit];
    }
  }
  for (std::size_t t = steps.size(); t-- > 0;) {
    const std::vector<double>& gates = steps[t].gates;
    std::vector<double> dpre(4 * hidden);
    for (std::size_t unit = 0; unit < hidden; ++unit) {
      const double i = gates[unit];
      const double f = gates[hidden + unit];
      const double g = gates[2 * hidden + unit];
      const double o = gates[3 * hidden + unit];
      const double squashed = std::tanh(steps[t].c[unit]);
      const double before = t > 0 ? steps[t - 1].c[unit] : 0;
      dc[unit] += dh[unit] * o * (1 - squashed * squashed);
      dpre[unit] = dc[unit] * g * i * (1 - i);
      dpre[hidden + unit] = dc[unit] * before * f * (1 - f);
      dpre[2 * hidden + unit] = dc[unit] * i * (1 - g * g);
      dpre[3 * hidden + unit] = dh[unit] * squashed * o * (1 - o);
      dc[unit] *= f;
    }
    std::ranges::fill(dh, 0.0);
    for (std::size_t row = 0; row < 4 * hidden; ++row) {
      gradient.bias[row] += dpre[row];
      for (std::size_t k = 0; k < inputs; ++k) {
        gradient.x[row * inputs + k] += dpre[row] * example.values[t * inputs + k];
      }
      for (std::size_t k = 0; t > 0 && k < hidden; ++k) {
        gradient.h[row * hidden + k] += dpre[row] * steps[t - 1].h[k];
        dh[k] += dpre[row] * w.h[row * hidden + k];
      }
    }
  }
}

std::vector<double> ReferenceLstm::gradient(std::span<const double> parameters,
                                            std::span<const Example> examples) const {
  const std::size_t hidden = layout_.hidden;
  const std::size_t inputs = layout_.inputs;
  const Weights w = weights(parameters);
  Weights sum = w;
  for (auto* part : {&sum.x, &sum.h, &sum.bias, &sum.classifier, &sum.classifier_bias}) {
    std::ranges::fill(*part, 0.0);
  }
  for (const Example& example : examples) {
    add_gradient(w, example, sum);
  }
  for (auto* part : {&sum.x, &sum.h, &sum.bias, &sum.classifier, &sum.classifier_bias}) {
    for (double& value : *part) {
      value /= static_cast<double>(examples.size());
    }
  }
  std::vector<double> gradient(layout_.size);
  const std::vector<GateUnit> rows = gate_units(format_.matrix.modes);
  const bool dense = format_.matrix.kind == FormatKind::dense;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::size_t place = rows[row].gate * hidden + rows[row].unit;
    for (std::size_t k = 0; k < inputs; ++k) {
      const double slope = sum.x[place * inputs + k];
      if (dense) {
        gradient[layout_.x_panel + panel_place(rows[row], k, inputs)] = slope;
      } else {
        visit_entry(parameters, row, k, slope, &gradient);
      }
    }
    for (std::size_t k = 0; k < hidden; ++k) {
      const double slope = sum.h[place * hidden + k];
      if (layout_.h_panel != ParameterLayout::none) {
        gradient[layout_.h_panel + panel_place(rows[row], k, hidden)] = slope;
      } else {
        visit_entry(parameters, row, inputs + k, slope, &gradient);
      }
    }
    gradient[layout_.bias + panel_place(rows[row], 0, 1)] = sum.bias[place];
  }
  for (std::size_t k = 0; k < layout_.classes; ++k) {
    for (std::size_t unit = 0; unit < hidden; ++unit) {
      gradient[layout_.classifier + unit * layout_.padded_classes + k] =
          sum.classifier[k * hidden + unit];
    }
    gradient[layout_.classifier_bias + k] = sum.classifier_bias[k];
  }
  return gradient;
}

ReferenceAdam::ReferenceAdam(const ParameterLayout& layout)
    : step_scale_(layout.size), mean_(layout.size), square_(layout.size) {
  for (const auto& tensor : layout.tensors) {
    const auto scales = std::span(step_scale_).subspan(tensor.offset, tensor.size);
    std::ranges::fill(scales, tensor.step_scale);
  }
}

void ReferenceAdam::descend(std::span<double> parameters, std::span<const double> gradient,
                            double learning_rate, double clip_norm) {
  double squares = 0;
  for (const double slope : gradient) {
    squares += slope * slope;
  }
  const double norm = std::sqrt(squares);
  const double scale = norm > clip_norm ? clip_norm / norm : 1;
  ++steps_;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double slope = scale * gradient[i];
    mean_[i] = 0.9 * mean_[i] + 0.1 * slope;
    square_[i] = 0.999 * square_[i] + 0.001 * slope * slope;
    const double mean = mean_[i] / (1 - std::pow(0.9, steps_));
    const double square = square_[i] / (1 - std::pow(0.999, steps_));
    parameters[i] -= step_scale_[i] * learning_rate * mean / (std::sqrt(square) + 1e-8);
  }
}

}  // namespace paretree::tensor
