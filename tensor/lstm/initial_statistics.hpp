#ifndef PARETREE_TENSOR_LSTM_INITIAL_STATISTICS_HPP
#define PARETREE_TENSOR_LSTM_INITIAL_STATISTICS_HPP

#include "tensor/lstm/training.hpp"

#include <cstdint>

namespace paretree::tensor {

/// Effective rank of the decomposed matrix as training starts with it. Of matrices of more than
/// 512 columns, of 512 drawn ones. A pure function of its arguments.
/// Throws: as train().
[[nodiscard]] double initial_matrix_rank(const LstmShape& shape, const LayerFormat& format,
                                         std::uint64_t seed);

/// How many directions the last hidden states of an untrained layer spread over: the effective
/// rank of their centred values over `sequences` sequences of independent inputs of variance 1.
/// Throws: as train(); std::invalid_argument unless sequences >= 2.
[[nodiscard]] double initial_state_rank(const LstmShape& shape, const LayerFormat& format,
                                        std::uint64_t sequences, std::uint64_t seed);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_LSTM_INITIAL_STATISTICS_HPP
