// Does the rooting of a format change what it learns? Formats of four modes with uneven ranks, each
// trained as rooted with the fewest and with the most parameters: the same set of matrices.
//
//   rootings [FORMATS [STEPS]]     one line of CSV per format, then the sums
#include "tensor/io/sequences.hpp"
#include "tensor/lstm/network.hpp"
#include "tensor/lstm/random.hpp"
#include "tensor/lstm/training.hpp"
#include "tensor/ranks.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

using paretree::tensor::MatrixFormat;

// The trainer trains every rooting of a format as one of them. Here it is to train the one it is
// given: the linker replaces that choice (-Wl,--wrap).
MatrixFormat as_given(const MatrixFormat& format) asm(
    "__wrap__ZN8paretree6tensor16canonical_formatERKNS0_12MatrixFormatE");
MatrixFormat rooting_that_is_trained(const MatrixFormat& format) asm(
    "__real__ZN8paretree6tensor16canonical_formatERKNS0_12MatrixFormatE");
MatrixFormat as_given(const MatrixFormat& format) {
  return format;
}

namespace {

using namespace paretree::tensor;

constexpr std::uint64_t seeds = 3;

struct Errors {
  double mean = 0;
  double variance = 0;  ///< between seeds
};

Errors errors(const MatrixFormat& format, const SequenceSet& sequences, std::uint64_t steps,
              std::uint64_t first_seed) {
  const LstmShape shape{112, 64, 7, 10};
  const LayerFormat layer{Scope::full, format, 16};
  TrainingOptions options;
  options.steps = steps;
  options.evaluation_sequences = 0;
  std::vector<double> values;
  Errors result;
  for (std::uint64_t seed = first_seed; seed < first_seed + seeds; ++seed) {
    options.seed = seed;
    values.push_back(1 - train(shape, layer, sequences, Split::validation, options).accuracy);
    result.mean += values.back() / static_cast<double>(seeds);
  }
  for (const double value : values) {
    result.variance +=
        (value - result.mean) * (value - result.mean) / static_cast<double>(seeds - 1);
  }
  return result;
}

void compare(std::uint64_t formats, std::uint64_t steps) {
  const SequenceSet sequences = fashion_mnist(default_fashion_mnist_folder(), 7);
  RandomStream random(11, 1);
  const std::vector<DimensionTree> trees = unrooted_trees(4);
  std::printf(
      "format,ranks,fewest,parameters,error,most,parameters,error,difference,standard_error\n");
  double squared_ratio = 0;
  double sum = 0;
  double within = 0;
  for (std::uint64_t number = 0; number < formats; ++number) {
    MatrixFormat format;
    format.kind = FormatKind::ht;
    format.modes = {.in = {2, 4, 2, 11}, .out = {4, 4, 4, 4}, .gate_mode = 3};
    format.tree = trees[number % trees.size()];
    const RankSpace ranks = RankSpace::of_tree(format.tree, format.modes,
                                               {.leaf = {2, 3, 4, 6, 8}, .inner = {2, 3, 4, 6, 8}});
    format.ranks = ranks.at(random.below(ranks.size()));
    const MatrixFormat fewest = rooting_that_is_trained(format);
    MatrixFormat most = fewest;
    for (const DimensionTree& rooting : rootings(format.tree)) {
      MatrixFormat other = format;
      other.tree = rooting;
      if (parameters(other) > parameters(most)) {
        most = other;
      }
    }
    // Seeds of their own: the same ones would give both the same batches.
    const Errors first = errors(fewest, sequences, steps, 100);
    const Errors second = errors(most, sequences, steps, 200);
    const double difference = second.mean - first.mean;
    const double error = std::sqrt((first.variance + second.variance) / static_cast<double>(seeds));
    std::string text;
    for (const auto& [edge, rank] : format.ranks.edges()) {
      text += (text.empty() ? "" : " ") + std::to_string(rank);
    }
    std::printf("%lu,%s,\"%s\",%lu,%.4f,\"%s\",%lu,%.4f,%+.4f,%.4f\n",
                static_cast<unsigned long>(number), text.c_str(), fewest.tree.text().c_str(),
                static_cast<unsigned long>(parameters(fewest)), first.mean,
                most.tree.text().c_str(), static_cast<unsigned long>(parameters(most)), second.mean,
                difference, error);
    std::fflush(stdout);
    sum += difference;
    squared_ratio += difference * difference;
    within += error * error;
  }
  const auto count = static_cast<double>(formats);
  std::printf("mean difference %+.4f; its root mean square %.4f, of which seeds explain %.4f\n",
              sum / count, std::sqrt(squared_ratio / count), std::sqrt(within / count));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::uint64_t formats = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 12;
    const std::uint64_t steps = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 2000;
    if (formats == 0 || steps == 0) {
      throw std::invalid_argument("rootings [FORMATS [STEPS]], each at least 1");
    }
    compare(formats, steps);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
