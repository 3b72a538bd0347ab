// Symptom: `leaves: unpaired` with lists of different length was refused ("both lists need the same
// length") although inputs and outputs have leaves of their own.
#include "tensor/cores.hpp"
#include "tensor/plan/plan.hpp"
#include "tensor/reference/products.hpp"
#include "tests/tensor/formats.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace paretree::tensor {
namespace {

TEST(UnpairedLists, MayDifferInLength) {
  const Modes modes = unpaired({.in = {2, 3, 2}, .out = {4, 8}, .gate_mode = 1});

  EXPECT_EQ(modes.in, (std::vector<std::uint64_t>{2, 3, 2, 1, 1}));
  EXPECT_EQ(modes.out, (std::vector<std::uint64_t>{1, 1, 1, 4, 8}));
  EXPECT_EQ(modes.gate_mode, 4);
  EXPECT_EQ(modes.first_output(), 3);
  EXPECT_EQ(modes.columns(), 12U);
  EXPECT_EQ(modes.rows(), 32U);
  for (int mode = 0; mode < 5; ++mode) {
    EXPECT_EQ(modes.carries_input(mode), mode < 3);
    EXPECT_EQ(modes.carries_output(mode), mode >= 3);
  }
  EXPECT_NO_THROW(check(modes));
}

TEST(UnpairedLists, OfOneLengthAreWhatTheyWere) {
  const Modes modes = unpaired({.in = {2, 3}, .out = {4, 8}});

  EXPECT_EQ(modes, (Modes{.in = {2, 3, 1, 1}, .out = {1, 1, 4, 8}, .unpaired = true}));
  EXPECT_EQ(modes.first_output(), 2);
}

TEST(UnpairedLists, AreCheckedForWhatTheyCannotBe) {
  EXPECT_THROW((void)unpaired({.in = {2, 3, 2}, .out = {4, 8}, .gate_mode = 2}),
               std::invalid_argument);
  EXPECT_THROW((void)unpaired({.in = {}, .out = {4, 8}}), std::invalid_argument);
  EXPECT_THROW((void)unpaired({.in = {2, 0, 2}, .out = {4, 8}}), std::invalid_argument);
  EXPECT_THROW(check({.in = {2, 3}, .out = {4, 8}, .input_leaves = 1}), std::invalid_argument);
  EXPECT_THROW(check({.in = {2, 1}, .out = {1, 8}, .unpaired = true, .input_leaves = 2}),
               std::invalid_argument);
}

RC_GTEST_PROP(UnpairedLists, GiveTheProductOfTheMatrixTheyStandFor, (std::uint64_t seed)) {
  testing::Stream stream(seed);
  const Modes modes = unpaired({.in = {2, 3, 2}, .out = {2, 3}});
  MatrixFormat format =
      testing::uniform_ht(modes, testing::random_tree(modes.count(), stream), 2, 3);
  const FormatCores cores = testing::random_cores(format, stream);
  std::vector<double> x(12);
  for (double& value : x) value = stream.weight();
  const std::vector<double> expected =
      reference::dense_product(reference::dense_matrix(format, cores), x);

  const reference::StagedProduct product = reference::staged_product(plan(format), cores, x);

  RC_ASSERT(product.y.size() == 6U);
  RC_ASSERT(product.macs == macs(format));
  for (std::size_t row = 0; row < expected.size(); ++row) {
    RC_ASSERT(std::abs(product.y[row] - expected[row]) <= 1e-9);
  }
}

}  // namespace
}  // namespace paretree::tensor
