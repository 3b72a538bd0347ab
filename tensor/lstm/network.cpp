#include "tensor/lstm/network.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace paretree::tensor {

namespace {

void connect(MatrixNetwork& network, int first, int second, std::size_t rank) {
  const int edge = static_cast<int>(network.edges.size());
  network.edges.push_back({.first = first, .second = second, .rank = rank});
  network.vertices[static_cast<std::size_t>(first)].legs.push_back(
      {.edge = edge, .neighbour = second, .size = rank, .stride = 0});
  network.vertices[static_cast<std::size_t>(second)].legs.push_back(
      {.edge = edge, .neighbour = first, .size = rank, .stride = 0});
}

// The first leg is the most significant index, a mode's elements the least.
void lay_out(MatrixNetwork& network) {
  for (auto& vertex : network.vertices) {
    std::size_t stride = vertex.elements;
    for (std::size_t leg = vertex.legs.size(); leg-- > 0;) {
      vertex.legs[leg].stride = stride;
      stride *= vertex.legs[leg].size;
    }
    vertex.size = stride;
  }
}

MatrixNetwork chain(const MatrixFormat& format) {
  MatrixNetwork network;
  const int count = format.modes.count();
  for (int mode = 0; mode < count; ++mode) {
    const auto at = static_cast<std::size_t>(mode);
    network.vertices.push_back(
        {.mode = mode, .elements = format.modes.in[at] * format.modes.out[at], .legs = {}});
  }
  ModeSet left = 0;
  for (int mode = 0; mode + 1 < count; ++mode) {
    left |= ModeSet{1} << static_cast<unsigned>(mode);
    connect(network, mode, mode + 1, format.ranks.at(edge_of(left, count)));
  }
  lay_out(network);
  return network;
}

MatrixNetwork tree(const MatrixFormat& format) {
  MatrixNetwork network;
  const int count = format.modes.count();
  const auto nodes = format.tree.nodes();
  for (const auto& node : nodes) {
    MatrixNetwork::Vertex vertex;
    if (node.is_leaf()) {
      const auto at = static_cast<std::size_t>(node.mode);
      vertex.mode = node.mode;
      vertex.elements = format.modes.in[at] * format.modes.out[at];
    }
    network.vertices.push_back(std::move(vertex));
  }
  // Parents before children, so that the leg upward is every vertex's first.
  for (std::size_t node = nodes.size(); node-- > 0;) {
    if (nodes[node].is_leaf()) {
      continue;
    }
    for (const int child : {nodes[node].left, nodes[node].right}) {
      const ModeSet modes = nodes[static_cast<std::size_t>(child)].modes;
      connect(network, static_cast<int>(node), child, format.ranks.at(edge_of(modes, count)));
    }
  }
  lay_out(network);
  return network;
}

}  // namespace

MatrixFormat canonical_format(const MatrixFormat& format) {
  MatrixFormat canonical = format;
  const int count = format.modes.count();
  if (format.kind != FormatKind::ht) {
    canonical.tree = DimensionTree::linear(count);
    return canonical;
  }
  if (count < 2) {
    return canonical;
  }
  canonical.tree = format.tree.canonical();
  std::uint64_t fewest = parameters(canonical);
  std::string text = canonical.tree.text();
  for (const DimensionTree& rooting : rootings(format.tree)) {
    MatrixFormat candidate = format;
    candidate.tree = rooting;
    const std::uint64_t weights = parameters(candidate);
    std::string candidate_text = rooting.text();
    if (weights < fewest || (weights == fewest && candidate_text < text)) {
      fewest = weights;
      text = std::move(candidate_text);
      canonical.tree = rooting;
    }
  }
  return canonical;
}

MatrixNetwork matrix_network(const MatrixFormat& format) {
  const int count = format.modes.count();
  if (count < 1 || format.modes.out.size() != format.modes.in.size()) {
    throw std::invalid_argument(
        fmt::format("{} input modes and {} output modes; as many of each are needed",
                    format.modes.in.size(), format.modes.out.size()));
  }
  if (format.kind == FormatKind::ht && format.tree.modes() != count) {
    throw std::invalid_argument(
        fmt::format("a tree over {} modes for a matrix of {} modes", format.tree.modes(), count));
  }
  return format.kind == FormatKind::tt ? chain(format) : tree(format);
}

}  // namespace paretree::tensor
