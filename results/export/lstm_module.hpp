#ifndef PARETREE_RESULTS_EXPORT_LSTM_MODULE_HPP
#define PARETREE_RESULTS_EXPORT_LSTM_MODULE_HPP

#include "results/json.hpp"

#include <string>

namespace paretree::results {

/// The text of a PyTorch module of one LSTM: {model_id, scope, inputs, hidden, classes, cores:
/// [{digits: [name], shape: [size]}] in the order of the stages, input_digits, output_digits,
/// row_place: [gate * hidden + unit of each row]}. Names of ranks begin with "rank".
[[nodiscard]] std::string lstm_module(const Json& design);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_EXPORT_LSTM_MODULE_HPP
