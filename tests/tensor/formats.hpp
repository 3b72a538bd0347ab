#ifndef PARETREE_TESTS_TENSOR_FORMATS_HPP
#define PARETREE_TESTS_TENSOR_FORMATS_HPP

#include "tensor/cores.hpp"
#include "tensor/format.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace paretree::tensor::testing {

/// splitmix64: a stream of numbers that is the same everywhere.
class Stream {
 public:
  explicit Stream(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  /// A number from low to high. The bias of the remainder does not matter here.
  std::uint64_t between(std::uint64_t low, std::uint64_t high) {
    return low + next() % (high - low + 1);
  }
  /// A number in [-1, 1).
  double weight() { return static_cast<double>(next() >> 11) * 0x1p-52 - 1.0; }

 private:
  std::uint64_t state_;
};

/// HT with one rank on edges that end in a leaf and one on the others.
inline MatrixFormat uniform_ht(Modes modes, DimensionTree tree, std::uint64_t leaf,
                               std::uint64_t inner) {
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  for (const ModeSet edge : tree.unrooted()) {
    ranks.emplace_back(edge, ends_in_leaf(edge, modes.count()) ? leaf : inner);
  }
  return {FormatKind::ht, std::move(modes), std::move(tree), EdgeRanks(std::move(ranks))};
}

/// TT with the ranks of its d - 1 bonds, core 0 first.
inline MatrixFormat tt(Modes modes, const std::vector<std::uint64_t>& bonds) {
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  for (std::size_t k = 0; k < bonds.size(); ++k) {
    ranks.emplace_back((ModeSet{2} << k) - 1, bonds[k]);
  }
  const int count = modes.count();
  return {FormatKind::tt, std::move(modes), DimensionTree::linear(count),
          EdgeRanks(std::move(ranks))};
}

/// The same TT executed from the last core.
inline MatrixFormat from_last(MatrixFormat format) {
  format.tree = DimensionTree::linear_from_last(format.modes.count());
  return format;
}

/// An ordered tree over modes 0..count-1, all shapes and mode orders possible.
inline DimensionTree random_tree(int count, Stream& stream) {
  std::vector<DimensionTree> forest;
  for (int mode = 0; mode < count; ++mode) forest.push_back(DimensionTree::leaf(mode));
  const auto take = [&] {
    const auto at = static_cast<std::ptrdiff_t>(stream.between(0, forest.size() - 1));
    DimensionTree tree = forest[static_cast<std::size_t>(at)];
    forest.erase(forest.begin() + at);
    return tree;
  };
  while (forest.size() > 1) {
    const DimensionTree first = take();
    const DimensionTree second = take();
    forest.push_back(DimensionTree::join(first, second));
  }
  return forest.front();
}

/// Modes of sizes 1 to 3.
inline Modes random_modes(int count, Stream& stream) {
  Modes modes;
  for (int mode = 0; mode < count; ++mode) {
    modes.in.push_back(stream.between(1, 3));
    modes.out.push_back(stream.between(1, 3));
  }
  return modes;
}

/// A small format of any kind but dense, paired or unpaired, with any ranks 1 to 3.
inline MatrixFormat random_format(Stream& stream) {
  const bool split = stream.between(0, 2) == 0;
  Modes modes = random_modes(static_cast<int>(stream.between(1, split ? 3 : 5)), stream);
  if (split) {
    modes.out.resize(stream.between(1, 3), stream.between(1, 3));  // unpaired lists may differ
    modes = unpaired(modes);
  }
  const int count = modes.count();
  if (stream.between(0, 3) == 0) {
    std::vector<std::uint64_t> bonds;
    for (int core = 1; core < count; ++core) bonds.push_back(stream.between(1, 3));
    MatrixFormat format = tt(std::move(modes), bonds);
    return stream.between(0, 1) == 0 ? format : from_last(std::move(format));
  }
  DimensionTree tree = random_tree(count, stream);
  std::vector<std::pair<ModeSet, std::uint64_t>> ranks;
  for (const ModeSet edge : tree.unrooted()) ranks.emplace_back(edge, stream.between(1, 3));
  return {FormatKind::ht, std::move(modes), std::move(tree), EdgeRanks(std::move(ranks))};
}

inline FormatCores random_cores(const MatrixFormat& format, Stream& stream) {
  FormatCores cores = zero_cores(format);
  for (Core& core : cores.cores) {
    for (double& value : core.values) value = stream.weight();
  }
  return cores;
}

/// The HT-LSTM setting for UCF11: leaf ranks 4, others 5, tree (((0, 1), 2), (3, 4)).
inline Modes ht_lstm_modes() {
  return {.in = {8, 10, 10, 9, 8}, .out = {16, 4, 2, 4, 2}, .gate_mode = 0};
}

/// The TT-LSTM setting for UCF11: the four gates enlarge output mode 0 from 4 to 16.
inline Modes tt_lstm_modes() {
  return {.in = {8, 20, 20, 18}, .out = {16, 4, 4, 4}, .gate_mode = 0};
}

}  // namespace paretree::tensor::testing

#endif  // PARETREE_TESTS_TENSOR_FORMATS_HPP
