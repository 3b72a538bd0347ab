#ifndef PARETREE_TENSOR_REFERENCE_LSTM_REFERENCE_HPP
#define PARETREE_TENSOR_REFERENCE_LSTM_REFERENCE_HPP

#include "tensor/lstm/layout.hpp"
#include "tensor/lstm/training.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace paretree::tensor {

/// The decomposed LSTM in double precision by plain loops: the oracle of the fast one.
///
/// Parameters are laid out as ParameterLayout says; the matrix is evaluated entry by entry along
/// the dimension tree. Slow; meant for tiny shapes.
class ReferenceLstm {
 public:
  struct Example {
    std::vector<double> values;  ///< [step][input]
    std::uint8_t label = 0;
  };

  ReferenceLstm(const LstmShape& shape, const LayerFormat& format);

  [[nodiscard]] const ParameterLayout& layout() const { return layout_; }
  /// The decomposed matrix, row-major, padding columns included. Not for dense formats.
  [[nodiscard]] std::vector<double> matrix(std::span<const double> parameters) const;
  /// Each fixed-point tensor rounded to the format's weight bits.
  [[nodiscard]] std::vector<double> rounded(std::span<const double> parameters) const;
  /// Mean cross-entropy with the parameters as they are.
  [[nodiscard]] double loss(std::span<const double> parameters,
                            std::span<const Example> examples) const;
  [[nodiscard]] std::vector<double> gradient(std::span<const double> parameters,
                                             std::span<const Example> examples) const;

 private:
  struct Step;
  struct Weights;
  [[nodiscard]] Weights weights(std::span<const double> parameters) const;
  [[nodiscard]] std::vector<Step> run(const Weights& weights, const Example& example) const;
  [[nodiscard]] std::vector<double> shares(const Weights& weights, const Step& last) const;
  void add_gradient(const Weights& weights, const Example& example, Weights& gradient) const;
  /// Adds d entry(row, column) / d parameters times `scale`; returns the entry.
  double visit_entry(std::span<const double> parameters, std::size_t row, std::size_t column,
                     double scale, std::vector<double>* gradient) const;
  double visit_tree(std::span<const double> parameters, const std::vector<std::size_t>& elements,
                    double scale, std::vector<double>* gradient) const;
  double visit_chain(std::span<const double> parameters, const std::vector<std::size_t>& elements,
                     double scale, std::vector<double>* gradient) const;

  LstmShape shape_;
  LayerFormat format_;  ///< in its canonical rooting
  ParameterLayout layout_;
};

/// Adam with clipping by the global norm, as the training does it.
class ReferenceAdam {
 public:
  explicit ReferenceAdam(const ParameterLayout& layout);
  void descend(std::span<double> parameters, std::span<const double> gradient, double learning_rate,
               double clip_norm);

 private:
  std::vector<double> step_scale_;  ///< per parameter
  std::vector<double> mean_;
  std::vector<double> square_;
  int steps_ = 0;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_REFERENCE_LSTM_REFERENCE_HPP
