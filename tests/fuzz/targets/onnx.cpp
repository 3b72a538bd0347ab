#include "tensor/io/onnx.hpp"

#include "tests/fuzz/scratch_file.hpp"

namespace paretree::fuzz {

void read_an_onnx_model(Bytes bytes) {
  try {
    for (const tensor::OnnxLstm& lstm :
         tensor::read_onnx_lstms(scratch_file("model.onnx", bytes))) {
      promise(lstm.input_weights.size() == 4 * lstm.hidden * lstm.inputs &&
                  lstm.hidden_weights.size() == 4 * lstm.hidden * lstm.hidden &&
                  lstm.bias.size() == 4 * lstm.hidden,
              "weights are as many as the shape says");
    }
  } catch (const std::runtime_error&) {
  }
}

}  // namespace paretree::fuzz
