// The hierarchical SVD of a 118 MB matrix, for another program to repeat.
//   svd_rates ROUNDS FOLDER
// Writes the matrix (57,600 x 256 doubles, row-major) to FOLDER/matrix.f64 and prints one JSON
// object: processor seconds of every round, squared norm, squared error.

#include "tensor/decompose.hpp"
#include "tensor/lstm/random.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace paretree::tensor;

/// Twenty tensors of rank one, each half as large as the one before, and noise: singular values of
/// every matricisation decay.
std::vector<double> matrix_of(const Modes& modes) {
  constexpr int products = 20;
  RandomStream random(1, 1);
  std::vector<double> matrix(modes.rows() * modes.columns());
  for (double& value : matrix) {
    value = 1e-3 * random.symmetric();
  }
  double scale = 1;
  for (int product = 0; product < products; ++product, scale /= 2) {
    // [row][column] of the modes so far
    std::vector<double> sofar{scale};
    std::size_t rows = 1;
    std::size_t columns = 1;
    for (std::size_t mode = 0; mode < modes.in.size(); ++mode) {
      const std::size_t m = modes.out[mode];
      const std::size_t n = modes.in[mode];
      std::vector<double> next(sofar.size() * m * n);
      std::vector<double> factor(m * n);
      for (double& value : factor) {
        value = random.symmetric();
      }
      for (std::size_t row = 0; row < rows * m; ++row) {
        for (std::size_t column = 0; column < columns * n; ++column) {
          next[row * columns * n + column] =
              sofar[row / m * columns + column / n] * factor[row % m * n + column % n];
        }
      }
      sofar = std::move(next);
      rows *= m;
      columns *= n;
    }
    for (std::size_t i = 0; i < matrix.size(); ++i) {
      matrix[i] += sofar[i];
    }
  }
  return matrix;
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    fmt::print(stderr, "svd_rates ROUNDS FOLDER\n");
    return 2;
  }
  const Modes modes{.in = {8, 20, 20, 18}, .out = {4, 4, 4, 4}};
  const DimensionTree tree = DimensionTree::balanced(4);
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  for (const ModeSet edge : tree.unrooted()) {
    ranks.emplace_back(edge, 6);
  }
  const std::vector<double> matrix = matrix_of(modes);
  std::ofstream(std::string(words[2]) + "/matrix.f64", std::ios::binary)
      .write(reinterpret_cast<const char*>(matrix.data()),  // NOLINT: bytes of doubles
             static_cast<std::streamsize>(matrix.size() * sizeof(double)));
  std::vector<double> seconds;
  double norm_squared = 0;
  double error_squared = 0;
  for (int round = 0; round < std::atoi(words[1]); ++round) {
    std::vector<double> copy = matrix;
    const double begin = cpu_seconds();
    const Decomposition found =
        ht_svd(std::move(copy), modes, tree, {.ranks = EdgeRanks(ranks), .tolerance = {}});
    seconds.push_back(cpu_seconds() - begin);
    norm_squared = found.norm_squared;
    error_squared = found.error_squared;
  }
  fmt::print("{{\"ours\": [{:.4f}], \"norm_squared\": {:.12g}, \"error_squared\": {:.12g}}}\n",
             fmt::join(seconds, ", "), norm_squared, error_squared);
  return 0;
}
