#include "tensor/reference/training_modes.hpp"

#include <cmath>

namespace paretree::tensor {

struct ReferenceModes::Weights {
  std::vector<double> x;  // [gate][unit][input]
  std::vector<double> h;  // [gate][unit][unit]
};

namespace {

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

// (value - mean) / sqrt(variance + epsilon) over the examples, row by row; values are
// [example][row].
void normalise(std::vector<double>& values, std::size_t examples) {
  const std::size_t rows = values.size() / examples;
  const auto count = static_cast<double>(examples);
  for (std::size_t row = 0; row < rows; ++row) {
    double mean = 0;
    for (std::size_t e = 0; e < examples; ++e) {
      mean += values[e * rows + row] / count;
    }
    double variance = 0;
    for (std::size_t e = 0; e < examples; ++e) {
      variance += std::pow(values[e * rows + row] - mean, 2) / count;
    }
    for (std::size_t e = 0; e < examples; ++e) {
      values[e * rows + row] = (values[e * rows + row] - mean) / std::sqrt(variance + 1e-5);
    }
  }
}

}  // namespace

ReferenceModes::ReferenceModes(const LstmShape& shape, const LayerFormat& format, double threshold)
    : shape_(shape), format_(format), threshold_(threshold), reference_(shape, format) {}

ReferenceModes::Weights ReferenceModes::weights(std::span<const double> parameters) const {
  const std::size_t hidden = shape_.hidden;
  const std::size_t inputs = shape_.inputs;
  const std::size_t columns = format_.matrix.modes.columns();
  const bool dense = format_.matrix.kind == FormatKind::dense;
  const std::vector<double> matrix = dense ? std::vector<double>() : reference_.matrix(parameters);
  const std::vector<GateUnit> rows = gate_units(format_.matrix.modes);
  Weights w;
  w.x.resize(4 * hidden * inputs);
  w.h.resize(4 * hidden * hidden);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::size_t place = rows[row].gate * hidden + rows[row].unit;
    for (std::size_t k = 0; k < inputs; ++k) {
      w.x[place * inputs + k] =
          dense ? parameters[layout().x_panel + panel_place(rows[row], k, inputs)]
                : matrix[row * columns + k];
    }
    for (std::size_t k = 0; k < hidden; ++k) {
      w.h[place * hidden + k] =
          layout().h_panel != ParameterLayout::none
              ? parameters[layout().h_panel + panel_place(rows[row], k, hidden)]
              : matrix[row * columns + inputs + k];
    }
  }
  return w;
}

std::vector<double> ReferenceModes::run(std::span<const double> parameters,
                                        std::span<const Example> examples,
                                        const std::vector<double>* frozen) const {
  const std::size_t hidden = shape_.hidden;
  const std::size_t inputs = shape_.inputs;
  const std::size_t rows = 4 * hidden;
  const std::size_t count = examples.size();
  const bool normalised = format_.low_bits();
  const Weights w = weights(parameters);
  const auto of_row = [&](std::size_t tensor, std::size_t row) {
    return parameters[tensor + panel_place({row / hidden, row % hidden}, 0, 1)];
  };
  std::vector<double> states;
  std::vector<double> passed(count * hidden);  // what this step reads of the one before
  std::vector<double> c(count * hidden);
  for (std::size_t t = 0; t < shape_.steps; ++t) {
    std::vector<double> from_x(count * rows);
    std::vector<double> from_h(count * rows);
    for (std::size_t e = 0; e < count; ++e) {
      for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t k = 0; k < inputs; ++k) {
          from_x[e * rows + row] += w.x[row * inputs + k] * examples[e].values[t * inputs + k];
        }
        for (std::size_t k = 0; k < hidden; ++k) {
          from_h[e * rows + row] += w.h[row * hidden + k] * passed[e * hidden + k];
        }
      }
    }
    if (normalised) {
      normalise(from_x, count);
      normalise(from_h, count);
    }
    std::vector<double> output(count * hidden);
    for (std::size_t e = 0; e < count; ++e) {
      const auto gate = [&](std::size_t number, std::size_t unit) {
        const std::size_t row = number * hidden + unit;
        const double x_scale = normalised ? of_row(layout().x_scale, row) : 1;
        const double h_scale = normalised ? of_row(layout().h_scale, row) : 1;
        return x_scale * from_x[e * rows + row] + h_scale * from_h[e * rows + row] +
               of_row(layout().bias, row);
      };
      for (std::size_t unit = 0; unit < hidden; ++unit) {
        double& cell = c[e * hidden + unit];
        cell = sigmoid(gate(1, unit)) * cell + sigmoid(gate(0, unit)) * std::tanh(gate(2, unit));
        output[e * hidden + unit] = sigmoid(gate(3, unit));
      }
    }
    std::vector<double> argument = c;
    if (normalised) {
      normalise(argument, count);
    }
    for (std::size_t e = 0; e < count; ++e) {
      for (std::size_t unit = 0; unit < hidden; ++unit) {
        double& x = argument[e * hidden + unit];
        if (normalised) {
          x = parameters[layout().c_scale + unit] * x + parameters[layout().c_shift + unit];
        }
        const double h = output[e * hidden + unit] * std::tanh(x);
        const double added = frozen != nullptr          ? (*frozen)[states.size()]
                             : std::abs(h) < threshold_ ? -h
                                                        : 0;
        states.push_back(h);
        passed[e * hidden + unit] = h + added;
      }
    }
  }
  return states;
}

std::vector<double> ReferenceModes::states(std::span<const double> parameters,
                                           std::span<const Example> examples) const {
  return run(parameters, examples, nullptr);
}

std::vector<double> ReferenceModes::additions(const std::vector<double>& states) const {
  std::vector<double> additions;
  for (const double h : states) {
    additions.push_back(std::abs(h) < threshold_ ? -h : 0);
  }
  return additions;
}

double ReferenceModes::loss(std::span<const double> parameters, std::span<const Example> examples,
                            const std::vector<double>* frozen) const {
  const std::vector<double> states = run(parameters, examples, frozen);
  const std::size_t last = states.size() - examples.size() * shape_.hidden;
  double loss = 0;
  for (std::size_t e = 0; e < examples.size(); ++e) {
    double sum = 0;
    double of_label = 0;
    for (std::size_t k = 0; k < shape_.classes; ++k) {
      double logit = parameters[layout().classifier_bias + k];
      for (std::size_t unit = 0; unit < shape_.hidden; ++unit) {
        logit += parameters[layout().classifier + unit * layout().padded_classes + k] *
                 states[last + e * shape_.hidden + unit];
      }
      sum += std::exp(logit);
      of_label = k == examples[e].label ? logit : of_label;
    }
    loss += std::log(sum) - of_label;
  }
  return loss / static_cast<double>(examples.size());
}

}  // namespace paretree::tensor
