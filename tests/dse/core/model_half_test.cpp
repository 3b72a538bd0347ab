#include "dse/core/model_half.hpp"

#include <gtest/gtest.h>

namespace paretree::dse {
namespace {

using tensor::DimensionTree;
using tensor::EdgeRanks;
using tensor::FormatKind;

/// 8 inputs, 8 hidden units, 2 steps, batch 3; HT over modes (2x2) (2x4) (2x4) with leaf ranks 2.
ModelHalf small_ht(const std::string& tree = "[[0, 1], 2]") {
  ModelHalf half;
  half.workload.inputs = 8;
  half.workload.hidden = 8;
  half.workload.steps = 2;
  half.workload.batch = 3;
  half.workload.classes = 2;
  half.matrix.kind = FormatKind::ht;
  half.matrix.modes = {.in = {2, 2, 2}, .out = {2, 4, 4}, .gate_mode = 2};
  half.matrix.tree = DimensionTree::parse(tree);
  // Edges: {0}, {1}, and {2}, which is named by its other side {0, 1}.
  half.matrix.ranks = EdgeRanks({{0b001, 2}, {0b010, 3}, {0b011, 2}});
  return half;
}

TEST(ModelHalf, WritesTheShapeOtherProgramsRelyOn) {
  EXPECT_EQ(results::Json::parse(R"({"scope": "input", "format": "ht",
      "modes": {"in": [2, 2, 2], "out": [2, 4, 4]}, "gates": 2, "leaves": "paired",
      "tree": [[0, 1], 2], "ranks": {"0": 2, "1": 3, "2": 2, "0,1": 2}, "weight_bits": 16})"),
            results::Json::parse(small_ht().json().dump()));
}

TEST(ModelHalf, ListsRanksFromLeavesUpwards) {
  EXPECT_EQ(small_ht().json()["ranks"].dump(), R"({"0":2,"1":3,"2":2,"0,1":2})");
}

TEST(ModelHalf, NamesTheEdgesOfTheUnrootedTreeInItsFormat) {
  const results::Json format = small_ht().format_json();

  EXPECT_FALSE(format.contains("tree"));
  EXPECT_EQ(format["edges"].dump(), R"({"0":2,"1":3,"0,1":2})");
}

TEST(ModelHalf, HasItsIdFromItsCanonicalText) {
  const ModelHalf half = small_ht();

  EXPECT_EQ(half.canonical_text(),
            "model lstm inputs=8 hidden=8 steps=2 batch=3 " + half.json().dump());
  EXPECT_EQ(half.id(), id_of(half.canonical_text()));
  EXPECT_EQ(half.format_id(), id_of(half.format_text()));
  EXPECT_EQ(half.id(), small_ht().id());
}

TEST(ModelHalf, TellsPlansOfOneFormatApart) {
  const ModelHalf one = small_ht("[[0, 1], 2]");
  for (const char* tree : {"[2, [0, 1]]", "[[1, 0], 2]", "[[0, 2], 1]", "[0, [1, 2]]"}) {
    const ModelHalf other = small_ht(tree);
    EXPECT_NE(one.id(), other.id()) << tree;
    EXPECT_EQ(one.format_id(), other.format_id()) << tree;
  }
}

TEST(ModelHalf, TellsFormatsApart) {
  const ModelHalf half = small_ht();
  ModelHalf bits = half;
  bits.weight_bits = 8;
  ModelHalf scope = half;
  scope.scope = tensor::Scope::full;
  ModelHalf gates = half;
  gates.matrix.modes.gate_mode = 1;
  ModelHalf ranks = half;
  ranks.matrix.ranks = EdgeRanks({{0b001, 2}, {0b010, 2}, {0b011, 2}});
  ModelHalf steps = half;
  steps.workload.steps = 4;

  for (const ModelHalf& other : {bits, scope, gates, ranks, steps}) {
    EXPECT_NE(half.format_id(), other.format_id()) << other.format_text();
    EXPECT_NE(half.id(), other.id());
  }
}

TEST(ModelHalf, IsKnownByItsShapeNotByItsName) {
  ModelHalf named = small_ht();
  named.workload.name = "my-workload";
  named.workload.classes = 11;

  EXPECT_EQ(named.id(), small_ht().id());
}

TEST(ModelCounts, AddUpTheLayerByHand) {
  const ModelCounts counts = model_counts(small_ht());

  // Leaves 2*2*2 + 2*4*3 + 2*4*2 = 8 + 24 + 16 = 48; inner {0,1}: 2*2*3 = 12; root: 2*2 = 4.
  EXPECT_EQ(counts.matrix_parameters, 64U);
  // Dense W_h 32 * 8 = 256 and 32 biases.
  EXPECT_EQ(counts.parameters, 352U);
  EXPECT_EQ(counts.weight_bytes, 704U);
  // Leaf 0: n0 n1 n2 m0 r0 = 8*2*2 = 32.  Leaf 1: m0 r0 n1 n2 m1 r1 = 2*2*4*4*3 = 192.
  // {0,1}: m0 m1 n2 r0 r1 r01 = 8*2*2*3*2 = 192.  Leaf 2: m0 m1 r01 n2 m2 r2 = 8*2*2*4*2 = 256.
  // Root: m0 m1 m2 r01 r2 = 32*2*2 = 128.  In all 800, times 2 steps and batch 3.
  EXPECT_EQ(counts.matrix_macs, 4800U);
  EXPECT_EQ(counts.macs, 6U * (800 + 256));
  EXPECT_EQ(counts.dense_parameters, 32U * 16 + 32);
  EXPECT_EQ(counts.padding, 0U);
}

TEST(ModelCounts, LeaveNoDenseMatrixInScopeFull) {
  ModelHalf half = small_ht();
  half.scope = tensor::Scope::full;
  half.matrix.modes.in = {2, 3, 3};  // 18 columns for x and h of 8 each: 2 of padding

  const ModelCounts counts = model_counts(half);

  // 2*2*2 + 3*4*3 + 3*4*2 = 68, inner 12, root 4.
  EXPECT_EQ(counts.matrix_parameters, 84U);
  EXPECT_EQ(counts.parameters, 84U + 32);
  EXPECT_EQ(counts.macs, counts.matrix_macs);
  EXPECT_EQ(counts.padding, 2U);
}

TEST(ModelCounts, RoundBytesUp) {
  ModelHalf half = small_ht();
  half.weight_bits = 3;

  EXPECT_EQ(model_counts(half).weight_bytes, 132U);  // 352 * 3 = 1056 bits
  half.weight_bits = 1;
  half.workload.layer = sweeps::Layer::fc;
  half.workload.outputs = 33;
  EXPECT_EQ(model_counts(half).weight_bytes, 58U);  // 64 + 33 biases of 12 bits = 460 bits
}

TEST(ModelCounts, OfAFullyConnectedLayerHaveNoRecurrence) {
  ModelHalf half = small_ht();
  half.workload.layer = sweeps::Layer::fc;
  half.workload.hidden = 0;
  half.workload.outputs = 32;
  half.workload.steps = 1;
  half.workload.batch = 1;

  const ModelCounts counts = model_counts(half);

  EXPECT_EQ(counts.parameters, 64U + 32);
  EXPECT_EQ(counts.macs, 800U);
  EXPECT_EQ(counts.dense_parameters, 8U * 32 + 32);
  EXPECT_EQ(half.canonical_text().substr(0, 42), "model fc inputs=8 outputs=32 steps=1 batch");
}

TEST(ModelHalf, NamesSparsityAndWordsOnlyWhereTheyAre) {
  ModelHalf half = small_ht();
  const std::string plain = half.canonical_text();
  half.state_sparsity = 0.9;
  half.weight_bits = 2;

  EXPECT_EQ(plain.find("sparsity"), std::string::npos);
  EXPECT_EQ(half.json()["weight_bits"], "ternary");
  EXPECT_EQ(half.json()["state_sparsity"], 0.9);
  EXPECT_EQ(half.format_json()["state_sparsity"], 0.9);
  half.weight_bits = 1;
  EXPECT_EQ(half.format_json()["weight_bits"], "binary");
}

TEST(ModelHalf, HasAnIdentityOfItsOwnWithZeroStatesOrOneHotInputs) {
  const ModelHalf plain = small_ht();
  ModelHalf sparse = plain;
  sparse.state_sparsity = 0.5;
  ModelHalf one_hot = plain;
  one_hot.workload.one_hot = true;

  EXPECT_NE(sparse.format_id(), plain.format_id());
  EXPECT_NE(sparse.id(), plain.id());
  EXPECT_NE(one_hot.format_id(), plain.format_id());
}

TEST(ModelCounts, GiveLowBitLayersTheirBatchNormalisation) {
  ModelHalf half;
  half.workload.inputs = 5;
  half.workload.hidden = 3;
  half.scope = tensor::Scope::full;
  half.matrix.modes = {.in = {8}, .out = {12}};
  half.weight_bits = 1;

  const ModelCounts counts = model_counts(half);

  // 8 * 12 weights of a bit; 12 biases, 12 scales, 3 + 3 for the cell, of 12 bits: (96 + 360) / 8.
  EXPECT_EQ(counts.parameters, 96U + 30);
  EXPECT_EQ(counts.weight_bytes, 57U);
  half.weight_bits = 12;
  EXPECT_EQ(model_counts(half).parameters, 96U + 12);
  EXPECT_EQ(model_counts(half).weight_bytes, 162U);  // 108 * 12 / 8
}

}  // namespace
}  // namespace paretree::dse
