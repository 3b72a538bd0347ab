#ifndef PARETREE_TENSOR_IO_ONNX_MODEL_HPP
#define PARETREE_TENSOR_IO_ONNX_MODEL_HPP

#include "tensor/io/onnx.hpp"

#include <string>
#include <vector>

namespace paretree::tensor {

/// read_onnx_lstms() of a build that has the messages of ONNX.
[[nodiscard]] std::vector<OnnxLstm> lstms_of_model(const std::string& file);

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_IO_ONNX_MODEL_HPP
