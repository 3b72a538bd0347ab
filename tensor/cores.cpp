#include "tensor/cores.hpp"

#include "tensor/checked.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace paretree::tensor {
namespace {

Digit input(const Modes& modes, int mode) {
  return {Digit::Role::input, ModeSet{1} << mode, modes.in[static_cast<std::size_t>(mode)]};
}
Digit output(const Modes& modes, int mode) {
  return {Digit::Role::output, ModeSet{1} << mode, modes.out[static_cast<std::size_t>(mode)]};
}

Core dense_core(const Modes& modes) {
  Core core{.node = (ModeSet{1} << modes.count()) - 1};
  for (int mode = 0; mode < modes.count(); ++mode) {
    if (modes.carries_output(mode)) core.digits.push_back(output(modes, mode));
  }
  for (int mode = 0; mode < modes.count(); ++mode) {
    if (modes.carries_input(mode)) core.digits.push_back(input(modes, mode));
  }
  return core;
}

Core tt_core(const MatrixFormat& format, int k) {
  const auto bond = [&](int core) -> Digit {
    return {Digit::Role::rank, (ModeSet{1} << core) - 1, bond_rank(format, core)};
  };
  Core core{.node = ModeSet{1} << k};
  if (k > 0) core.digits.push_back(bond(k));
  core.digits.push_back(input(format.modes, k));
  core.digits.push_back(output(format.modes, k));
  if (k + 1 < format.modes.count()) core.digits.push_back(bond(k + 1));
  return core;
}

Core ht_core(const MatrixFormat& format, const DimensionTree::Node& node) {
  const auto rank = [&](const DimensionTree::Node& below) -> Digit {
    return {Digit::Role::rank, below.modes, rank_above(format, below)};
  };
  const auto nodes = format.tree.nodes();
  Core core{.node = node.modes};
  if (node.is_leaf()) {
    if (format.modes.carries_input(node.mode))
      core.digits.push_back(input(format.modes, node.mode));
    if (format.modes.carries_output(node.mode)) {
      core.digits.push_back(output(format.modes, node.mode));
    }
  } else {
    core.digits.push_back(rank(nodes[static_cast<std::size_t>(node.left)]));
    core.digits.push_back(rank(nodes[static_cast<std::size_t>(node.right)]));
  }
  if (node.parent >= 0) core.digits.push_back(rank(node));
  return core;
}

}  // namespace

std::size_t Core::size() const {
  std::uint64_t product = 1;
  for (const Digit& digit : digits) product = times(product, digit.size);
  return product;
}

const Core& FormatCores::at(ModeSet node) const {
  const auto found =
      std::find_if(cores.begin(), cores.end(), [&](const Core& core) { return core.node == node; });
  if (found == cores.end()) {
    throw std::invalid_argument(fmt::format("cores: none of the {} cores is of node {{{}}}",
                                            cores.size(), mode_list(node)));
  }
  return *found;
}

FormatCores zero_cores(const MatrixFormat& format) {
  check(format);
  FormatCores result;
  switch (format.kind) {
    case FormatKind::dense:
      result.cores.push_back(dense_core(format.modes));
      break;
    case FormatKind::tt:
      for (int k = 0; k < format.modes.count(); ++k) result.cores.push_back(tt_core(format, k));
      break;
    case FormatKind::ht:
      for (const DimensionTree::Node& node : format.tree.nodes()) {
        result.cores.push_back(ht_core(format, node));
      }
      break;
  }
  for (Core& core : result.cores) core.values.assign(core.size(), 0.0);
  return result;
}

std::vector<std::size_t> offsets(const std::vector<Digit>& group, const std::vector<Digit>& of) {
  std::vector<std::size_t> result{0};
  for (const Digit& digit : group) {
    std::size_t stride = 1;
    auto at = of.rbegin();
    for (; at != of.rend() && *at != digit; ++at) stride *= at->size;
    if (at == of.rend()) {
      throw std::invalid_argument(
          fmt::format("digits: {{{}}} of size {} is not one of the tensor's {}",
                      mode_list(digit.label), digit.size, of.size()));
    }
    std::vector<std::size_t> finer;
    finer.reserve(result.size() * digit.size);
    for (const std::size_t base : result) {
      for (std::size_t value = 0; value < digit.size; ++value) {
        finer.push_back(base + value * stride);
      }
    }
    result = std::move(finer);
  }
  return result;
}

std::vector<double> stage_weights(const Stage& stage, const Core& core) {
  if (stage.row_digits.size() + stage.inner_digits.size() != core.digits.size() ||
      core.values.size() != core.size()) {
    throw std::invalid_argument(fmt::format(
        "stage weights: stage {{{}}} is {} x {}; core {{{}}} has {} digits and {} values",
        mode_list(stage.node), stage.rows, stage.inner, mode_list(core.node), core.digits.size(),
        core.values.size()));
  }
  const std::vector<std::size_t> row_offsets = offsets(stage.row_digits, core.digits);
  const std::vector<std::size_t> inner_offsets = offsets(stage.inner_digits, core.digits);
  std::vector<double> weights;
  weights.reserve(row_offsets.size() * inner_offsets.size());
  for (const std::size_t row : row_offsets) {
    for (const std::size_t k : inner_offsets) weights.push_back(core.values[row + k]);
  }
  return weights;
}

}  // namespace paretree::tensor
