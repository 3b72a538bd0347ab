#ifndef PARETREE_TENSOR_IO_NPY_SEQUENCES_HPP
#define PARETREE_TENSOR_IO_NPY_SEQUENCES_HPP

#include "tensor/io/sequences.hpp"

#include <string>

namespace paretree::tensor {

/// Labelled sequences from two .npy files: values of extents (sequences, steps, inputs) and as many
/// whole-number labels from 0. In the order of the files the first 70 % are for training, the next
/// 15 % for validation, the last 15 % for the test; values are taken as they are.
/// Throws: std::runtime_error naming the file if one cannot be read; std::invalid_argument naming
/// it if extents do not fit each other, a label is none of 0 to 255, a value is not finite, or
/// there are fewer than 8 sequences.
[[nodiscard]] SequenceSet npy_sequences(const std::string& sequences, const std::string& labels);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_IO_NPY_SEQUENCES_HPP
