#include "tensor/dimension_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace paretree::tensor {
namespace {

ModeSet all_modes(int count) {
  return (ModeSet{1} << count) - 1;
}

void check_count(int modes) {
  if (modes < 1 || modes > max_modes) {
    throw std::invalid_argument(
        fmt::format("dimension tree: {} modes; allowed are 1 to {}", modes, max_modes));
  }
}

/// Reads the nested list of DimensionTree::text().
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  DimensionTree read() {
    DimensionTree tree = read_node();
    skip_blanks();
    if (at_ < text_.size()) fail("the end of the text");
    return tree;
  }

 private:
  DimensionTree read_node() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '[') {
      // A tree over 20 modes nests at most 19 deep; anything deeper is refused before it recurses.
      if (++depth_ >= max_modes) fail(fmt::format("at most {} nested lists", max_modes - 1));
      ++at_;
      DimensionTree first = read_node();
      expect(',');
      DimensionTree second = read_node();
      expect(']');
      --depth_;
      return DimensionTree::join(first, second);
    }
    return DimensionTree::leaf(read_mode());
  }

  int read_mode() {
    const std::size_t start = at_;
    int mode = 0;
    while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0) {
      mode = std::min(10 * mode + (text_[at_] - '0'), max_modes);
      ++at_;
    }
    if (at_ == start) fail("'[' or a mode number");
    if (mode >= max_modes) {
      at_ = start;
      fail(fmt::format("a mode number 0 to {}", max_modes - 1));
    }
    return mode;
  }

  void expect(char wanted) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != wanted) fail(fmt::format("'{}'", wanted));
    ++at_;
  }

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  [[noreturn]] void fail(const std::string& allowed) const {
    const std::string found =
        at_ < text_.size() ? fmt::format("'{}'", text_[at_]) : std::string("the end of the text");
    throw std::invalid_argument(
        fmt::format("dimension tree \"{}\": found {} at character {}; allowed is {}",
                    text_.substr(0, 200), found, at_ + 1, allowed));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

DimensionTree DimensionTree::leaf(int mode) {
  if (mode < 0 || mode >= max_modes) {
    throw std::invalid_argument(
        fmt::format("dimension tree: mode {}; allowed are 0 to {}", mode, max_modes - 1));
  }
  DimensionTree tree;
  tree.nodes_.push_back({.mode = mode, .modes = ModeSet{1} << mode});
  return tree;
}

DimensionTree DimensionTree::join(const DimensionTree& first, const DimensionTree& second) {
  if ((first.root().modes & second.root().modes) != 0) {
    throw std::invalid_argument(fmt::format(
        "dimension tree: mode {} is on both sides of [{}, {}]; each mode is on one leaf",
        std::countr_zero(first.root().modes & second.root().modes), first.text(), second.text()));
  }
  DimensionTree tree;
  tree.nodes_.reserve(first.nodes_.size() + second.nodes_.size() + 1);
  tree.nodes_ = first.nodes_;
  const int offset = static_cast<int>(first.nodes_.size());
  for (Node node : second.nodes_) {
    if (!node.is_leaf()) {
      node.left += offset;
      node.right += offset;
    }
    if (node.parent >= 0) node.parent += offset;
    tree.nodes_.push_back(node);
  }
  const int root = static_cast<int>(tree.nodes_.size());
  tree.nodes_[static_cast<std::size_t>(offset - 1)].parent = root;
  tree.nodes_.back().parent = root;
  tree.nodes_.push_back(
      {.left = offset - 1, .right = root - 1, .modes = first.root().modes | second.root().modes});
  return tree;
}

DimensionTree DimensionTree::linear(int modes) {
  check_count(modes);
  DimensionTree tree = leaf(0);
  for (int mode = 1; mode < modes; ++mode) tree = join(tree, leaf(mode));
  return tree;
}

DimensionTree DimensionTree::linear_from_last(int modes) {
  check_count(modes);
  DimensionTree tree = leaf(modes - 1);
  for (int mode = modes - 2; mode >= 0; --mode) tree = join(tree, leaf(mode));
  return tree;
}

namespace {

DimensionTree halved(int first, int count) {
  if (count == 1) return DimensionTree::leaf(first);
  const int larger = (count + 1) / 2;
  return DimensionTree::join(halved(first, larger), halved(first + larger, count - larger));
}

}  // namespace

DimensionTree DimensionTree::balanced(int modes) {
  check_count(modes);
  return halved(0, modes);
}

DimensionTree DimensionTree::parse(std::string_view text) {
  DimensionTree tree = Reader(text).read();
  tree.check_complete();
  return tree;
}

void DimensionTree::check_complete() const {
  if (root().modes != all_modes(modes())) {
    throw std::invalid_argument(
        fmt::format("dimension tree {}: modes are {}; allowed are 0 to {}, each once", this->text(),
                    mode_list(root().modes), modes() - 1));
  }
}

std::vector<int> DimensionTree::leaf_order() const {
  std::vector<int> order;
  order.reserve(nodes_.size() / 2 + 1);
  for (const Node& node : nodes_) {
    if (node.is_leaf()) order.push_back(node.mode);
  }
  return order;
}

std::string DimensionTree::text() const {
  std::vector<std::string> parts;
  for (const Node& node : nodes_) {
    if (node.is_leaf()) {
      parts.push_back(fmt::format("{}", node.mode));
    } else {
      std::string second = std::move(parts.back());
      parts.pop_back();
      parts.back() = fmt::format("[{}, {}]", parts.back(), second);
    }
  }
  return parts.back();
}

template <typename Swap>
DimensionTree DimensionTree::reordered(Swap swap) const {
  // A new post order: a node's subtree is the block of nodes that ends with it.
  DimensionTree tree;
  tree.nodes_.reserve(nodes_.size());
  const auto place = [&](const auto& self, int index) -> int {
    const Node& node = nodes_[static_cast<std::size_t>(index)];
    Node placed = node;
    placed.parent = -1;
    if (!node.is_leaf()) {
      const bool exchange = swap(index);
      placed.left = self(self, exchange ? node.right : node.left);
      placed.right = self(self, exchange ? node.left : node.right);
    }
    const int at = static_cast<int>(tree.nodes_.size());
    if (!node.is_leaf()) {
      tree.nodes_[static_cast<std::size_t>(placed.left)].parent = at;
      tree.nodes_[static_cast<std::size_t>(placed.right)].parent = at;
    }
    tree.nodes_.push_back(placed);
    return at;
  };
  place(place, static_cast<int>(nodes_.size()) - 1);
  return tree;
}

DimensionTree DimensionTree::canonical() const {
  return reordered([this](int index) {
    const Node& node = nodes_[static_cast<std::size_t>(index)];
    return std::countr_zero(nodes_[static_cast<std::size_t>(node.right)].modes) <
           std::countr_zero(nodes_[static_cast<std::size_t>(node.left)].modes);
  });
}

DimensionTree DimensionTree::with_swapped(ModeSet inner_nodes) const {
  // Inner nodes are numbered in post order: node i has had as many inner nodes before it as i minus
  // the leaves before it.
  std::vector<int> number(nodes_.size(), 0);
  int next = 0;
  for (std::size_t index = 0; index < nodes_.size(); ++index) {
    if (!nodes_[index].is_leaf()) number[index] = next++;
  }
  return reordered([&](int index) {
    return (inner_nodes >> number[static_cast<std::size_t>(index)] & 1U) != 0;
  });
}

std::vector<ModeSet> DimensionTree::unrooted() const {
  check_complete();
  std::vector<ModeSet> edges;
  for (const Node& node : nodes_) {
    if (node.parent >= 0) edges.push_back(edge_of(node.modes, modes()));
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

std::vector<DimensionTree> DimensionTree::child_orders() const {
  const ModeSet orders = ModeSet{1} << (modes() - 1);
  std::vector<DimensionTree> result;
  result.reserve(orders);
  for (ModeSet order = 0; order < orders; ++order) result.push_back(with_swapped(order));
  return result;
}

ModeSet edge_of(ModeSet modes, int count) {
  const ModeSet all = all_modes(count);
  if (modes == 0 || modes >= all) {
    throw std::invalid_argument(fmt::format(
        "edge: modes {{{}}} are not one side of a split of {} modes", mode_list(modes), count));
  }
  return (modes >> (count - 1) & 1U) != 0 ? all & ~modes : modes;
}

bool ends_in_leaf(ModeSet edge, int count) {
  const int size = std::popcount(edge);
  return size == 1 || size == count - 1;
}

std::string mode_list(ModeSet modes) {
  std::string list;
  for (; modes != 0; modes &= modes - 1) {
    if (!list.empty()) list += ',';
    list += fmt::format("{}", std::countr_zero(modes));
  }
  return list;
}

}  // namespace paretree::tensor

std::size_t std::hash<paretree::tensor::DimensionTree>::operator()(
    const paretree::tensor::DimensionTree& tree) const noexcept {
  // The post order of leaves and inner nodes determines an ordered tree. FNV-1a, 64 bits.
  constexpr std::uint64_t prime = 1099511628211U;
  std::uint64_t value = 14695981039346656037U;
  for (const auto& node : tree.nodes()) {
    value = (value ^ static_cast<std::uint64_t>(node.mode + 1)) * prime;
  }
  return static_cast<std::size_t>(value);
}
