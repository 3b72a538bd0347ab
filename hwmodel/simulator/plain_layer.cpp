#include "hwmodel/simulator/plain_layer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace paretree::hwmodel {

namespace {

/// The engine's own arithmetic.
struct Fixed {
  using Value = std::int64_t;
  NumberFormat format;

  [[nodiscard]] Value given(std::int64_t word) const { return word; }
  [[nodiscard]] Value weighted(std::int64_t weight, Value value) const { return weight * value; }
  [[nodiscard]] Value alone(std::int64_t weight) const { return weight << format.fraction; }
  [[nodiscard]] Value added(Value a, Value b) const { return a + b; }
  [[nodiscard]] Value rounded(Value sum, int fraction) const {
    return requantised(sum, fraction, format);
  }
  [[nodiscard]] Value sum(Value a, Value b) const { return saturated(a + b, format); }
  [[nodiscard]] Value times(Value a, Value b) const { return product(a, b, format); }
  [[nodiscard]] Value sigmoid(Value a) const { return sigmoid_entry(a, format); }
  [[nodiscard]] Value tangent(Value a) const { return tanh_entry(a, format); }
};

/// Real numbers, each with how far the engine's may be from it.
struct Real {
  struct Value {
    double value = 0;
    double error = 0;
  };
  NumberFormat format;

  [[nodiscard]] Value limited(Value a) const {
    // Beyond the range the engine's word stays at its end.
    const double excess =
        std::fabs(a.value) - static_cast<double>(format.largest()) * format.step();
    const double range = static_cast<double>(format.largest() + 1) * format.step();
    return {a.value, std::min(a.error + std::max(0.0, excess), std::fabs(a.value) + range)};
  }
  [[nodiscard]] Value given(std::int64_t word) const {
    return {static_cast<double>(word) * format.step(), 0};
  }
  [[nodiscard]] Value weighted(std::int64_t weight, Value a) const {
    const auto factor = static_cast<double>(weight);
    return {factor * a.value, std::fabs(factor) * a.error};
  }
  [[nodiscard]] Value alone(std::int64_t weight) const { return {static_cast<double>(weight), 0}; }
  [[nodiscard]] Value added(Value a, Value b) const {
    return {a.value + b.value, a.error + b.error};
  }
  [[nodiscard]] Value rounded(Value sum, int fraction) const {
    const double scale = std::ldexp(1.0, -fraction);
    return limited({sum.value * scale, sum.error * scale + format.step() / 2});
  }
  [[nodiscard]] Value sum(Value a, Value b) const { return limited(added(a, b)); }
  [[nodiscard]] Value times(Value a, Value b) const {
    return limited({a.value * b.value, std::fabs(a.value) * b.error + std::fabs(b.value) * a.error +
                                           a.error * b.error + format.step() / 2});
  }
  // No slope of the sigmoid exceeds 1/4, none of the tangent 1.
  [[nodiscard]] Value sigmoid(Value a) const {
    const double error = (a.error + table_half_width(format)) / 4 + format.step() / 2;
    return {1 / (1 + std::exp(-a.value)), std::min(error, 1.0)};
  }
  [[nodiscard]] Value tangent(Value a) const {
    const double error = a.error + table_half_width(format) + format.step() / 2;
    return {std::tanh(a.value), std::min(error, 2.0)};
  }
};

template <typename Arithmetic>
class PlainLayer {
 public:
  using Value = typename Arithmetic::Value;
  using Values = std::vector<Value>;

  PlainLayer(const LstmWork& work, const LayerProgram& program)
      : work_(work), program_(program), arithmetic_{program.numbers} {
    hidden_.assign(work.hidden * work.batch, Value{});
    cell_ = hidden_;
  }

  [[nodiscard]] const Values& hidden() const { return hidden_; }
  [[nodiscard]] const Values& cell() const { return cell_; }
  /// Goes on from this state.
  void set_state(Values hidden, Values cell) {
    hidden_ = std::move(hidden);
    cell_ = std::move(cell);
  }

  Values step(std::size_t number, const std::vector<std::int64_t>& x) {
    const Values gates = matrix(number, x);
    if (work_.hidden == 0) {
      return gates;
    }
    const std::uint64_t units = work_.hidden;
    for (std::uint64_t unit = 0; unit < units; ++unit) {
      for (std::uint64_t sequence = 0; sequence < work_.batch; ++sequence) {
        const auto gate = [&](std::uint64_t which) {
          const std::uint64_t at = which * units + unit;
          Value value = gates[program_.gate_rows[at] * work_.batch + sequence];
          if (!program_.gate_scales.empty()) {
            value = arithmetic_.times(value, arithmetic_.given(program_.gate_scales[at]));
          }
          return arithmetic_.sum(value, arithmetic_.given(program_.biases[at]));
        };
        const std::uint64_t at = unit * work_.batch + sequence;
        const Value kept = arithmetic_.times(arithmetic_.sigmoid(gate(1)), cell_[at]);
        const Value fresh =
            arithmetic_.times(arithmetic_.sigmoid(gate(0)), arithmetic_.tangent(gate(2)));
        cell_[at] = arithmetic_.sum(kept, fresh);
        Value shown = cell_[at];
        if (!program_.cell_scales.empty()) {
          shown = arithmetic_.sum(
              arithmetic_.times(shown, arithmetic_.given(program_.cell_scales[unit])),
              arithmetic_.given(program_.cell_shifts[unit]));
        }
        hidden_[at] = arithmetic_.times(arithmetic_.sigmoid(gate(3)), arithmetic_.tangent(shown));
      }
    }
    return hidden_;
  }

 private:
  /// Of the states of a trace only those kept are not zero.
  [[nodiscard]] Values state(std::size_t number) const {
    if (work_.zero_states.kept.empty()) {
      return hidden_;
    }
    Values masked(hidden_.size(), Value{});
    for (const std::uint64_t unit :
         work_.zero_states.kept[number % work_.zero_states.kept.size()]) {
      for (std::uint64_t sequence = 0; sequence < work_.batch; ++sequence) {
        masked[unit * work_.batch + sequence] = hidden_[unit * work_.batch + sequence];
      }
    }
    return masked;
  }

  [[nodiscard]] Values product(const MatrixStage& stage, const StageWeights& weights,
                               const Values& in, const std::vector<std::int64_t>& looked_up) const {
    const std::uint64_t skipped = work_.looked_up_columns;
    const std::uint64_t columns = stage.cols * work_.batch;
    Values out(stage.rows * columns);
    for (std::uint64_t row = 0; row < stage.rows; ++row) {
      for (std::uint64_t column = 0; column < columns; ++column) {
        const std::int32_t* of_row = weights.values.data() + row * stage.inner;
        Value sum{};
        if (skipped > 0) {
          sum = arithmetic_.alone(of_row[looked_up[column]]);
        }
        for (std::uint64_t k = skipped; k < stage.inner; ++k) {
          sum = arithmetic_.added(
              sum, arithmetic_.weighted(of_row[k], in[(k - skipped) * columns + column]));
        }
        out[row * columns + column] = arithmetic_.rounded(sum, weights.fraction);
      }
    }
    return out;
  }

  [[nodiscard]] static Values moved(const Values& from, const std::vector<std::uint32_t>& to) {
    Values result(from.size());
    for (std::size_t word = 0; word < from.size(); ++word) {
      result[to[word]] = from[word];
    }
    return result;
  }

  /// The gates before biases, natural order.
  [[nodiscard]] Values matrix(std::size_t number, const std::vector<std::int64_t>& x) const {
    const Values state_now = state(number);
    Values vector;
    if (work_.looked_up_columns == 0) {
      for (const std::int64_t word : x) {
        vector.push_back(arithmetic_.given(word));
      }
    }
    if (takes_state(work_)) {
      vector.insert(vector.end(), state_now.begin(), state_now.end());
    }
    const MatrixStage& first = work_.stages.front();
    vector.resize((first.inner - work_.looked_up_columns) * first.cols * work_.batch, Value{});
    Values gates;
    std::vector<Digit> order = natural_order(read_order(first));
    for (std::size_t at = 0; at < work_.stages.size(); ++at) {
      const MatrixStage& stage = work_.stages[at];
      if (stage.recurrent) {
        const Values part = product(stage, program_.stages[at], state_now, x);
        gates = moved(vector, reordered(order, natural_order(order), work_.batch));
        for (std::size_t word = 0; word < gates.size(); ++word) {
          gates[word] = arithmetic_.sum(gates[word], part[word]);
        }
        return gates;
      }
      if (work_.looked_up_columns == 0) {
        vector = moved(vector, reordered(order, read_order(stage), work_.batch));
      }
      vector = product(stage, program_.stages[at], vector, x);
      order = made_order(stage);
    }
    return moved(vector, reordered(order, natural_order(order), work_.batch));
  }

  const LstmWork& work_;
  const LayerProgram& program_;
  Arithmetic arithmetic_;
  Values hidden_;
  Values cell_;
};

}  // namespace

std::vector<std::vector<std::int64_t>> fixed_outputs(const LstmWork& work,
                                                     const LayerProgram& program,
                                                     const LayerInputs& inputs) {
  PlainLayer<Fixed> layer(work, program);
  std::vector<std::vector<std::int64_t>> outputs;
  for (std::size_t step = 0; step < inputs.size(); ++step) {
    outputs.push_back(layer.step(step, inputs[step]));
  }
  return outputs;
}

RealOutputs real_outputs(const LstmWork& work, const LayerProgram& program,
                         const LayerInputs& inputs) {
  PlainLayer<Real> layer(work, program);
  PlainLayer<Fixed> engine(work, program);
  const Real real{program.numbers};
  const auto exact = [&](const std::vector<std::int64_t>& words) {
    std::vector<Real::Value> values;
    for (const std::int64_t word : words) {
      values.push_back(real.given(word));
    }
    return values;
  };
  RealOutputs outputs;
  for (std::size_t step = 0; step < inputs.size(); ++step) {
    layer.set_state(exact(engine.hidden()), exact(engine.cell()));
    static_cast<void>(engine.step(step, inputs[step]));
    auto& values = outputs.values.emplace_back();
    auto& bounds = outputs.bounds.emplace_back();
    for (const Real::Value& value : layer.step(step, inputs[step])) {
      values.push_back(value.value);
      bounds.push_back(value.error);
    }
  }
  return outputs;
}

}  // namespace paretree::hwmodel
