#include "dse/study/tree_drawing.hpp"

#include <fmt/format.h>

namespace paretree::dse {

namespace {

std::string leaf_text(const tensor::Modes& modes, int mode) {
  const auto index = static_cast<std::size_t>(mode);
  return fmt::format("{}: {} in x {} out", mode, modes.in[index], modes.out[index]);
}

void draw_children(const tensor::MatrixFormat& format, const tensor::DimensionTree::Node& node,
                   const std::string& indent, std::string& text) {
  for (const int child_index : {node.left, node.right}) {
    const auto& child = format.tree.nodes()[static_cast<std::size_t>(child_index)];
    const bool last = child_index == node.right;
    const std::uint64_t rank = format.ranks.at(tensor::edge_of(child.modes, format.modes.count()));
    const std::string edge = fmt::format("[{}]─ ", rank);
    text += indent + (last ? "└─" : "├─") + edge;
    text += child.is_leaf() ? leaf_text(format.modes, child.mode)
                            : fmt::format("{{{}}}", tensor::mode_list(child.modes));
    text += "\n";
    if (!child.is_leaf()) {
      const std::size_t width = fmt::format("[{}]- ", rank).size();
      draw_children(format, child, indent + (last ? "  " : "│ ") + std::string(width, ' '), text);
    }
  }
}

std::string chain(const tensor::MatrixFormat& format) {
  std::string text = "chain, executed in this order\n";
  const std::vector<int> order = format.tree.leaf_order();
  tensor::ModeSet done = 0;
  for (std::size_t place = 0; place < order.size(); ++place) {
    text += "  " + leaf_text(format.modes, order[place]) + "\n";
    done |= tensor::ModeSet{1} << static_cast<unsigned>(order[place]);
    if (place + 1 < order.size()) {
      text +=
          fmt::format("  │ [{}]\n", format.ranks.at(tensor::edge_of(done, format.modes.count())));
    }
  }
  return text;
}

}  // namespace

std::string tree_drawing(const tensor::MatrixFormat& format) {
  switch (format.kind) {
    case tensor::FormatKind::dense:
      return fmt::format("dense {} x {}\n", format.modes.rows(), format.modes.columns());
    case tensor::FormatKind::tt:
      return chain(format);
    case tensor::FormatKind::ht:
      break;
  }
  std::string text = "root\n";
  if (!format.tree.root().is_leaf()) {
    draw_children(format, format.tree.root(), "", text);
  }
  return text;
}

}  // namespace paretree::dse
