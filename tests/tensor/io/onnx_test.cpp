// Models are written with the same messages that they are read with; the numbers by hand.
#include "tensor/io/onnx.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#ifdef PARETREE_ONNX
#include <onnx/onnx_pb.h>
#endif

namespace paretree::tensor {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Onnx : public ::testing::Test {
 protected:
  Onnx()
      : file_((std::filesystem::path(::testing::TempDir()) /
               (std::string("paretree-") +
                ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".onnx"))
                  .string()) {}
  ~Onnx() override { std::filesystem::remove(file_); }
  std::string refusal(const std::string& node = "") const {
    try {
      static_cast<void>(read_onnx_lstm(file_, node));
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }

  std::string file_;
};

TEST_F(Onnx, ThatIsMissingIsNamed) {
  EXPECT_THAT(refusal(), HasSubstr(file_ + ": "));
}

#ifdef PARETREE_ONNX

void fill(onnx::TensorProto& tensor, const std::string& name,
          std::initializer_list<std::int64_t> extents, const std::vector<float>& values) {
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t extent : extents) {
    tensor.add_dims(extent);
  }
  for (const float value : values) {
    tensor.add_float_data(value);
  }
}

/// One unit and two inputs: W has a row for each gate in the order of ONNX, i o f c.
onnx::ModelProto model_of_one_unit() {
  onnx::ModelProto model;
  model.set_ir_version(8);
  onnx::GraphProto& graph = *model.mutable_graph();
  onnx::NodeProto& node = *graph.add_node();
  node.set_op_type("LSTM");
  node.set_name("encoder");
  for (const char* input : {"x", "W", "R", "B"}) {
    node.add_input(input);
  }
  fill(*graph.add_initializer(), "W", {1, 4, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  fill(*graph.add_initializer(), "R", {1, 4, 1}, {10, 20, 30, 40});
  fill(*graph.add_initializer(), "B", {1, 8}, {.1F, .2F, .3F, .4F, 1, 2, 3, 4});
  return model;
}

class OnnxModel : public Onnx {
 protected:
  void write(const onnx::ModelProto& model) const {
    std::ofstream stream(file_, std::ios::binary);
    ASSERT_TRUE(model.SerializeToOstream(&stream));
  }
};

// i o f c become i f c o: rows 1 2, 5 6, 7 8, 3 4.
TEST_F(OnnxModel, HasItsGatesInOurOrder) {
  write(model_of_one_unit());

  const OnnxLstm lstm = read_onnx_lstm(file_, "");

  EXPECT_EQ(lstm.name, "encoder");
  EXPECT_EQ(lstm.inputs, 2U);
  EXPECT_EQ(lstm.hidden, 1U);
  EXPECT_THAT(lstm.input_weights, ElementsAre(1, 2, 5, 6, 7, 8, 3, 4));
  EXPECT_THAT(lstm.hidden_weights, ElementsAre(10, 30, 40, 20));
  EXPECT_THAT(lstm.matrix(), ElementsAre(1, 2, 10, 5, 6, 30, 7, 8, 40, 3, 4, 20));
  // Both biases: 0.1 + 1, 0.3 + 3, 0.4 + 4, 0.2 + 2.
  ASSERT_EQ(lstm.bias.size(), 4U);
  EXPECT_NEAR(lstm.bias[0], 1.1, 1e-6);
  EXPECT_NEAR(lstm.bias[1], 3.3, 1e-6);
  EXPECT_NEAR(lstm.bias[2], 4.4, 1e-6);
  EXPECT_NEAR(lstm.bias[3], 2.2, 1e-6);
}

TEST_F(OnnxModel, MayKeepItsNumbersAsBytesOrHalves) {
  onnx::ModelProto model = model_of_one_unit();
  onnx::TensorProto& w = *model.mutable_graph()->mutable_initializer(0);
  w.clear_float_data();
  w.set_data_type(onnx::TensorProto::FLOAT16);
  // 1.0 is 0x3C00, -2.0 is 0xC000, 0.5 is 0x3800, the smallest subnormal 2^-24 is 0x0001.
  const std::uint16_t halves[] = {0x3C00, 0xC000, 0x3800, 0x0001, 0, 0, 0, 0};
  w.set_raw_data(std::string(reinterpret_cast<const char*>(halves), sizeof halves));
  write(model);

  EXPECT_THAT(read_onnx_lstm(file_, "").input_weights,
              ElementsAre(1, -2, 0, 0, 0, 0, 0.5, 1.0 / (1 << 24)));
}

TEST_F(OnnxModel, OfTwoLayersWantsAName) {
  onnx::ModelProto model = model_of_one_unit();
  *model.mutable_graph()->add_node() = model.graph().node(0);
  model.mutable_graph()->mutable_node(1)->set_name("decoder");
  write(model);

  EXPECT_THAT(refusal(), HasSubstr("2 LSTM nodes, and none is named"));
  EXPECT_THAT(refusal("attention"), HasSubstr("its LSTM nodes are 'encoder', 'decoder'"));
  EXPECT_EQ(read_onnx_lstm(file_, "decoder").name, "decoder");
}

TEST_F(OnnxModel, WhoseWeightsAreComputedIsRefused) {
  onnx::ModelProto model = model_of_one_unit();
  model.mutable_graph()->mutable_node(0)->set_input(2, "product");
  write(model);

  EXPECT_THAT(refusal(), HasSubstr("LSTM node 'encoder': R is not stored in the model"));
}

TEST_F(OnnxModel, WhoseExtentsDoNotFitIsRefused) {
  onnx::ModelProto model = model_of_one_unit();
  model.mutable_graph()->mutable_initializer(0)->set_dims(1, 2);
  write(model);
  EXPECT_THAT(refusal(), HasSubstr("W has 8 numbers for extents of 4"));

  model.mutable_graph()->mutable_initializer(0)->set_dims(2, 4);
  write(model);
  EXPECT_THAT(refusal(), HasSubstr("W and R are not (directions, 4 hidden, inputs)"));
}

TEST_F(OnnxModel, WithoutAnLstmIsRefused) {
  onnx::ModelProto model = model_of_one_unit();
  model.mutable_graph()->mutable_node(0)->set_op_type("GRU");
  write(model);
  EXPECT_THAT(refusal(), HasSubstr("has no LSTM node"));
}

TEST_F(OnnxModel, MustBeOne) {
  std::ofstream(file_) << "no protocol buffer at all";
  EXPECT_THAT(refusal(), HasSubstr("is no ONNX model"));
}

#endif

}  // namespace
}  // namespace paretree::tensor
