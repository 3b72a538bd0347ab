#include "tensor/cores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace paretree::tensor {
namespace {

/// A core as a vertex of the unrooted tree: its ranks carry the names of edges.
Core vertex_of(Core core, int count) {
  for (Digit& digit : core.digits) {
    if (digit.role == Digit::Role::rank) digit.label = edge_of(digit.label, count);
  }
  return core;
}

/// Multiplies the root's matrix into the core of its first child, whose last digit is its rank.
void absorb_root(const Core& root, Core& first) {
  const std::size_t rank = first.digits.back().size;
  const std::vector<double> before = first.values;
  for (std::size_t base = 0; base < before.size(); base += rank) {
    for (std::size_t b = 0; b < rank; ++b) {
      double sum = 0;
      for (std::size_t a = 0; a < rank; ++a) sum += before[base + a] * root.values[a * rank + b];
      first.values[base + b] = sum;
    }
  }
}

bool same_digits(const Core& a, const Core& b) {
  return a.digits.size() == b.digits.size() &&
         std::is_permutation(a.digits.begin(), a.digits.end(), b.digits.begin());
}

/// The values of `from` in the order of the digits of `to`.
std::vector<double> permuted(const Core& from, const Core& to) {
  std::vector<double> values;
  values.reserve(from.values.size());
  for (const std::size_t at : offsets(to.digits, from.digits)) values.push_back(from.values[at]);
  return values;
}

/// Copies to each core of `to` the values of the core with the same digits.
void fill_from(const std::vector<Core>& vertices, int count, std::vector<Core>& cores) {
  for (Core& core : cores) {
    const Core vertex = vertex_of(core, count);
    const auto source = std::find_if(vertices.begin(), vertices.end(),
                                     [&](const Core& other) { return same_digits(other, vertex); });
    core.values = permuted(*source, vertex);
  }
}

}  // namespace

FormatCores rerooted(const MatrixFormat& from, const FormatCores& cores, const DimensionTree& to) {
  MatrixFormat target = from;
  target.tree = to;
  FormatCores result = zero_cores(target);
  const FormatCores expected = zero_cores(from);
  const bool fits = std::equal(cores.cores.begin(), cores.cores.end(), expected.cores.begin(),
                               expected.cores.end(), [](const Core& a, const Core& b) {
                                 return a.node == b.node && a.digits == b.digits &&
                                        a.values.size() == b.values.size();
                               });
  if (!fits || to.unrooted() != from.tree.unrooted()) {
    throw std::invalid_argument(fmt::format(
        "rerooting: {} cores of {} to {}; allowed are the cores of the format and another "
        "rooting of its unrooted tree",
        cores.cores.size(), from.tree.text(), to.text()));
  }
  const int count = from.modes.count();
  if (from.kind != FormatKind::ht || count == 1) return cores;
  if (to.canonical() == from.tree.canonical()) {
    for (Core& core : result.cores) core.values = permuted(cores.at(core.node), core);
    return result;
  }
  std::vector<Core> vertices(cores.cores.begin(), cores.cores.end() - 1);
  absorb_root(cores.cores.back(), vertices[static_cast<std::size_t>(from.tree.root().left)]);
  for (Core& vertex : vertices) vertex = vertex_of(std::move(vertex), count);
  Core root = std::move(result.cores.back());
  result.cores.pop_back();
  fill_from(vertices, count, result.cores);
  const std::size_t rank = root.digits.front().size;
  for (std::size_t r = 0; r < rank; ++r) root.values[r * rank + r] = 1;
  result.cores.push_back(std::move(root));
  return result;
}

}  // namespace paretree::tensor
