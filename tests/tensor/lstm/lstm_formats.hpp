#ifndef PARETREE_TESTS_TENSOR_LSTM_LSTM_FORMATS_HPP
#define PARETREE_TESTS_TENSOR_LSTM_LSTM_FORMATS_HPP

#include "tensor/io/sequences.hpp"
#include "tensor/lstm/random.hpp"
#include "tensor/lstm/training.hpp"

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace paretree::tensor::testing {

inline MatrixFormat dense_format(std::uint64_t columns, std::uint64_t rows) {
  MatrixFormat format;
  format.modes = {.in = {columns}, .out = {rows}, .gate_mode = 0};
  return format;
}

/// HT with `leaf` on edges that end in a leaf and `inner` on the others.
inline MatrixFormat ht_format(const Modes& modes, const DimensionTree& tree, std::uint64_t leaf,
                              std::uint64_t inner) {
  MatrixFormat format{.kind = FormatKind::ht, .modes = modes, .tree = tree, .ranks = {}};
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  for (const ModeSet edge : tree.unrooted()) {
    ranks.emplace_back(edge, ends_in_leaf(edge, modes.count()) ? leaf : inner);
  }
  format.ranks = EdgeRanks(ranks);
  return format;
}

inline MatrixFormat tt_format(const Modes& modes, const std::vector<std::uint64_t>& ranks) {
  MatrixFormat format{.kind = FormatKind::tt,
                      .modes = modes,
                      .tree = DimensionTree::linear(modes.count()),
                      .ranks = {}};
  std::vector<std::pair<ModeSet, std::uint64_t>> on_splits;
  ModeSet left = 0;
  for (std::size_t k = 0; k < ranks.size(); ++k) {
    left |= ModeSet{1} << k;
    on_splits.emplace_back(edge_of(left, modes.count()), ranks[k]);
  }
  format.ranks = EdgeRanks(on_splits);
  return format;
}

/// 5 inputs, 6 units (so that padding lanes exist), 3 steps, 3 classes.
inline LstmShape tiny_shape() {
  return {.inputs = 5, .hidden = 6, .steps = 3, .classes = 3};
}

struct NamedFormat {
  std::string name;
  LayerFormat format;

  friend std::ostream& operator<<(std::ostream& out, const NamedFormat& format) {
    return out << format.name;
  }
};

/// Every format kind x scope over tiny_shape(); rows 24, columns 6 >= 5 and 12 >= 11 (one padded).
inline std::vector<NamedFormat> tiny_formats() {
  const Modes input{.in = {2, 1, 3}, .out = {2, 4, 3}, .gate_mode = 1};
  const Modes full{.in = {2, 2, 3}, .out = {2, 4, 3}, .gate_mode = -1};
  const Modes input4{.in = {2, 1, 3, 1}, .out = {2, 4, 1, 3}, .gate_mode = 1};
  const Modes full2{.in = {3, 4}, .out = {3, 8}, .gate_mode = 1};
  const DimensionTree three = DimensionTree::parse("[[0, 1], 2]");
  const auto balanced = DimensionTree::balanced(4);
  std::vector<NamedFormat> formats{
      {"dense_input", {Scope::input, dense_format(5, 24)}},
      {"dense_full", {Scope::full, dense_format(11, 24)}},
      {"tt_input", {Scope::input, tt_format(input, {3, 2})}},
      {"tt_full", {Scope::full, tt_format(full, {2, 3})}},
      {"tt_four", {Scope::input, tt_format(input4, {2, 3, 2})}},
      {"tt_two", {Scope::full, tt_format(full2, {4})}},
      {"ht_input", {Scope::input, ht_format(input, three, 2, 2)}},
      {"ht_full", {Scope::full, ht_format(full, three, 3, 3)}},
      {"ht_four", {Scope::input, ht_format(input4, balanced, 2, 3)}},
      {"ht_two", {Scope::full, ht_format(full2, DimensionTree::balanced(2), 3, 3)}},
      {"ht_one", {Scope::full, ht_format({{12}, {24}, 0}, DimensionTree::leaf(0), 1, 1)}},
      {"ht_unpaired",
       {Scope::full, ht_format(unpaired(Modes{.in = {3, 4}, .out = {3, 8}, .gate_mode = 1}),
                               DimensionTree::parse("[[0, 1], [2, 3]]"), 2, 3)}},
  };
  return formats;
}

/// Sequences of noise around a pattern per class.
inline SequenceSet noisy_patterns(const LstmShape& shape, std::uint64_t train,
                                  std::uint64_t evaluate) {
  RandomStream random(42, 1);
  std::vector<float> patterns(shape.classes * shape.steps * shape.inputs);
  for (float& value : patterns) {
    value = random.symmetric();
  }
  const auto part = [&](std::uint64_t count) {
    SequenceSet::Part drawn;
    const std::size_t length = shape.steps * shape.inputs;
    for (std::uint64_t index = 0; index < count; ++index) {
      const auto label = random.below(shape.classes);
      drawn.labels.push_back(static_cast<std::uint8_t>(label));
      for (std::size_t k = 0; k < length; ++k) {
        drawn.values.push_back(patterns[label * length + k] + 0.5F * random.symmetric());
      }
    }
    return drawn;
  };
  return {"noisy patterns", shape.steps,    shape.inputs,  shape.classes,
          part(train),      part(evaluate), part(evaluate)};
}

}  // namespace paretree::tensor::testing

#endif  // PARETREE_TESTS_TENSOR_LSTM_LSTM_FORMATS_HPP
