#include "tensor/lstm/kernels/kernels.hpp"

#include "tensor/lstm/aligned_floats.hpp"
#include "tensor/lstm/elementary.hpp"
#include "tensor/lstm/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace paretree::tensor {

namespace {

std::vector<InstructionSet> levels() {
  std::vector<InstructionSet> levels;
  for (const InstructionSet level : {InstructionSet::avx2, InstructionSet::avx512}) {
    if (available(level)) {
      levels.push_back(level);
    }
  }
  return levels;
}

AlignedFloats noise(std::size_t count, std::uint64_t seed) {
  AlignedFloats values(count);
  RandomStream random(seed, 0);
  for (float& value : values.span()) {
    value = random.symmetric();
  }
  return values;
}

// Every tile height and every width up to two tiles, both kinds of strides, groups of a sum; what
// is fetched ahead changes nothing.
TEST(Kernels, MultiplyIsOneChainOfFusedAdditions) {
  constexpr char ahead[640] = {};
  for (const InstructionSet level : levels()) {
    for (std::ptrdiff_t rows = 1; rows <= 14; ++rows) {
      for (std::ptrdiff_t cols = 1; cols <= 70; cols += cols < 34 ? 1 : 7) {
        const std::ptrdiff_t inner = 1 + (rows * cols) % 9;
        const std::ptrdiff_t groups = 1 + (rows + cols) % 3;
        const std::ptrdiff_t all = groups * inner;
        const bool turned = cols % 2 == 0;
        const AlignedFloats a = noise(static_cast<std::size_t>(rows * all), 1);
        const AlignedFloats b = noise(static_cast<std::size_t>(all * cols), 2);
        AlignedFloats c = noise(static_cast<std::size_t>(rows * cols) + 1, 3);
        const AlignedFloats before = noise(static_cast<std::size_t>(rows * cols) + 1, 3);
        const Product product{.rows = rows,
                              .inner = inner,
                              .cols = cols,
                              .a = a.get(),
                              .a_row = turned ? 1 : inner,
                              .a_inner = turned ? rows : 1,
                              .b = b.get(),
                              .b_stride = cols,
                              .c = c.get(),
                              .c_stride = cols,
                              .accumulate = rows % 2 == 0,
                              .groups = groups,
                              .a_group = rows * inner,
                              .ahead = cols % 3 == 0 ? ahead : nullptr,
                              .ahead_bytes = cols % 3 == 0 ? 640 : 0};

        kernels(level).multiply(product);

        for (std::ptrdiff_t m = 0; m < rows; ++m) {
          for (std::ptrdiff_t n = 0; n < cols; ++n) {
            float sum = product.accumulate ? before.get()[m * cols + n] : 0.0F;
            for (std::ptrdiff_t k = 0; k < all; ++k) {
              sum = std::fma(a.get()[(k / inner) * product.a_group + m * product.a_row +
                                     (k % inner) * product.a_inner],
                             b.get()[k * cols + n], sum);
            }
            ASSERT_EQ(c.get()[m * cols + n], sum) << rows << " x " << inner << " x " << cols;
          }
        }
        ASSERT_EQ(c.get()[rows * cols], before.get()[rows * cols]) << "wrote past the end";
      }
    }
  }
}

// One cell without products: gates 4 x 16, biases are the pre-activations.
TEST(Kernels, CellUsesAccurateActivations) {
  for (const InstructionSet level : levels()) {
    for (double x = -20; x <= 20; x += 0.37) {
      AlignedFloats bias(gate_block);
      std::fill_n(bias.get(), gate_block, static_cast<float>(x));
      AlignedFloats gates(gate_block);
      AlignedFloats c(lanes);
      AlignedFloats tanh_c(lanes);
      AlignedFloats h(lanes);
      CellForward cell;
      cell.rows = 1;
      cell.bias = bias.get();
      cell.gates = gates.get();
      cell.c = c.get();
      cell.tanh_c = tanh_c.get();
      cell.h_after = h.get();
      kernels(level).cell_forward(cell);

      const double in = static_cast<double>(static_cast<float>(x));
      const double sigmoid = 1 / (1 + std::exp(-in));
      EXPECT_NEAR(static_cast<double>(gates.get()[0]), sigmoid, 3e-7);
      EXPECT_NEAR(static_cast<double>(gates.get()[2 * lanes + 15]), std::tanh(in), 4e-7);
      EXPECT_NEAR(static_cast<double>(h.get()[7]), sigmoid * std::tanh(sigmoid * std::tanh(in)),
                  1e-6);
    }
  }
}

// 8 bits over [-2, 2): a grid of 1/64, the top value is 127/64.
TEST(Kernels, QuantiseRoundsToTheNearestGridPointAndClamps) {
  for (const InstructionSet level : levels()) {
    AlignedFloats values(lanes);
    values.get()[0] = 0.1F;  // 6.4 steps
    values.get()[1] = -0.1F;
    values.get()[2] = 2.0F;  // 128 steps, one too many
    values.get()[3] = -2.0F;
    values.get()[4] = 0.5F / 64;  // a tie goes to the even neighbour
    values.get()[5] = 1.5F / 64;
    kernels(level).quantise({.count = lanes,
                             .from = values.get(),
                             .to = values.get(),
                             .unit = 1.0F / 64,
                             .inverse_unit = 64,
                             .lowest = -128,
                             .highest = 127});

    const std::array<float, 6> expected{6.0F / 64, -6.0F / 64, 127.0F / 64, -2, 0, 2.0F / 64};
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(values.get()[i], expected[i]) << i;
    }
  }
}

TEST(Kernels, ReductionsAgreeOnEveryLevel) {
  AlignedFloats values = noise(1024, 8);
  values.get()[513] = -3;
  double squares = 0;
  for (const float value : values.span()) {
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  for (const InstructionSet level : levels()) {
    EXPECT_EQ(kernels(level).largest_magnitude(values.get(), 1024), 3.0F);
    EXPECT_NEAR(static_cast<double>(kernels(level).sum_of_squares(values.get(), 1024)), squares,
                1e-5 * squares);
    EXPECT_EQ(kernels(level).sum_of_squares(values.get(), 1024),
              kernels(levels().front()).sum_of_squares(values.get(), 1024));
  }
}

// A weak symbol would let the linker take one level's code for both.
TEST(Kernels, ObjectsExportOneSymbolEach) {
  for (const std::string level : {"avx2", "avx512"}) {
    const std::string command = "nm --defined-only --extern-only '" PARETREE_BUILD_DIR
                                "/tensor/CMakeFiles/paretree_tensor.dir/lstm/kernels/" +
                                level + ".cpp.o'";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    ASSERT_NE(pipe, nullptr);
    std::string listing;
    std::array<char, 256> chunk{};
    while (fgets(chunk.data(), chunk.size(), pipe.get()) != nullptr) {
      listing += chunk.data();
    }
    std::istringstream lines(listing);
    std::vector<std::string> names;
    std::string address;
    std::string kind;
    std::string symbol;
    while (lines >> address >> kind >> symbol) {
      if (symbol.find("asan") == std::string::npos && symbol.find("tsan") == std::string::npos) {
        names.push_back(symbol);
      }
    }
    EXPECT_EQ(names, std::vector<std::string>{"paretree_lstm_kernels_" + level}) << listing;
  }
}

TEST(Elementary, AgreesWithTheLibrary) {
  for (double x = -30; x < 30; x += 0.173) {
    EXPECT_NEAR(exponential(x) / std::exp(x), 1, 1e-15) << x;
    EXPECT_NEAR(logarithm(std::exp(x)), x, 1e-14 * (1 + std::abs(x))) << x;
  }
}

}  // namespace

}  // namespace paretree::tensor
